/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scanner.h"

#include <gio/gio.h>

#include "pauses.h"
#include "scan.h"
#include "watch.h"

struct _KxScanner
{
  GObject parent_instance;

  KxRoot *root;
  KxWatch *watch;
  GCancellable *scan; /* of the look under way; NULL: none */
  KxPauses *pauses;
};

G_DEFINE_FINAL_TYPE (KxScanner, kx_scanner, G_TYPE_OBJECT)

enum
{
  CHANGED,
  SCANNED,
  WAITING_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
kx_scanner_init (KxScanner *self)
{
}

static void
kx_scanner_dispose (GObject *object)
{
  KxScanner *self = KX_SCANNER (object);

  if (self->scan != NULL)
    g_cancellable_cancel (self->scan);
  g_clear_object (&self->scan);
  g_clear_object (&self->watch);
  g_clear_pointer (&self->pauses, kx_pauses_free);
  g_clear_pointer (&self->root, kx_root_unref);

  G_OBJECT_CLASS (kx_scanner_parent_class)->dispose (object);
}

static void
kx_scanner_class_init (KxScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kx_scanner_dispose;

  signals[CHANGED] = g_signal_new ("changed", KX_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[SCANNED] = g_signal_new ("scanned", KX_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
  signals[WAITING_CHANGED] = g_signal_new ("waiting-changed", KX_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KxScanner) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KxCatalogue) catalogue = g_task_propagate_pointer (G_TASK (result), &error);

  /* A newer look has taken its place. */
  if (g_task_get_cancellable (G_TASK (result)) != self->scan)
    return;
  g_clear_object (&self->scan);

  if (catalogue != NULL)
    kx_watch_set_paths (self->watch, catalogue->watch);
  if (catalogue == NULL || catalogue->pending)
    kx_pauses_next (self->pauses);
  else
    kx_pauses_reset (self->pauses);

  g_signal_emit (self, signals[SCANNED], 0, catalogue, error);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  KxCatalogue *catalogue = kx_scan (data, cancellable, &error);

  if (catalogue != NULL)
    g_task_return_pointer (task, catalogue, (GDestroyNotify) kx_catalogue_unref);
  else
    g_task_return_error (task, error);
}

void
kx_scanner_scan (KxScanner *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->scan != NULL)
    g_cancellable_cancel (self->scan);
  g_clear_object (&self->scan);

  self->scan = g_cancellable_new ();
  task = g_task_new (NULL, self->scan, on_scanned, g_object_ref (self));
  g_task_set_task_data (task, kx_root_ref (self->root), (GDestroyNotify) kx_root_unref);
  g_task_run_in_thread (task, run);
}

static void
on_settled (KxWatch *watch, KxScanner *self)
{
  kx_pauses_reset (self->pauses);
  g_signal_emit (self, signals[CHANGED], 0);
  kx_scanner_scan (self);
}

static void
on_waiting_changed (KxWatch *watch, KxScanner *self)
{
  g_signal_emit (self, signals[WAITING_CHANGED], 0);
}

static void
on_pause (gpointer user_data)
{
  KxScanner *self = user_data;

  /* Files are changing right now, or a package manager is at work: the watch says when that is
   * over. */
  if (kx_watch_get_waiting (self->watch) == NULL)
    kx_scanner_scan (self);
}

KxScanner *
kx_scanner_new (KxRoot *root, GError **error)
{
  g_autoptr (KxScanner) self = g_object_new (KX_TYPE_SCANNER, NULL);

  self->watch = kx_watch_new (root, error);
  if (self->watch == NULL)
    return NULL;

  self->root = kx_root_ref (root);
  self->pauses = kx_pauses_new (on_pause, self);
  g_signal_connect (self->watch, "settled", G_CALLBACK (on_settled), self);
  g_signal_connect (self->watch, "waiting-changed", G_CALLBACK (on_waiting_changed), self);
  return g_steal_pointer (&self);
}

gboolean
kx_scanner_is_scanning (KxScanner *self)
{
  return self->scan != NULL;
}

const char *
kx_scanner_get_waiting (KxScanner *self)
{
  return kx_watch_get_waiting (self->watch);
}

const char *
kx_scanner_get_problem (KxScanner *self)
{
  return kx_watch_get_problem (self->watch);
}
