/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "chronicle.h"

#include <fcntl.h>
#include <unistd.h>

#include "error.h"
#include "events.h"
#include "state-file.h"

#define STATE_DIRECTORY "/var/lib/kexecd"
#define JOURNAL "restarts"
#define STOP_NOTE "stopped"

/* A disk that was full may have room again. People are told that it is a minute. */
#define PAUSE_SECONDS 60

struct _KxChronicle
{
  GObject parent_instance;

  KxRoot *root;
  KxJournal *journal;
  KxTickReading begin;
  char *aside;     /* what was set aside at the start */
  char *unwritten; /* why the last attempt to write failed */

  /* States are numbered from 1 on. */
  guint64 wanted;    /* the present one */
  guint64 attempted; /* the last one that a thread was given */
  gboolean writing;
  GQueue waiting;    /* GTask, with the number that it waits for */
  guint retry;
  guint patience; /* with what is pending */

  /* Of whoever writes. */
  GMutex lock;
  int dir_fd;
  guint64 written;
  gboolean spoilt; /* what lies there could not be read, and not be set aside either */
};

/* One state on its way to the disk. */
typedef struct
{
  guint64 number;
  char *text;
} Copy;

G_DEFINE_FINAL_TYPE (KxChronicle, kx_chronicle, G_TYPE_OBJECT)

static guint changed_signal;
static guint restarted_signal;

static void
kx_chronicle_init (KxChronicle *self)
{
  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  self->dir_fd = -1;
}

static void
kx_chronicle_finalize (GObject *object)
{
  KxChronicle *self = KX_CHRONICLE (object);

  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_queue_clear_full (&self->waiting, g_object_unref);
  if (self->dir_fd >= 0)
    close (self->dir_fd);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->journal, kx_journal_free);
  g_clear_pointer (&self->root, kx_root_unref);
  g_free (self->aside);
  g_free (self->unwritten);

  G_OBJECT_CLASS (kx_chronicle_parent_class)->finalize (object);
}

static void
kx_chronicle_class_init (KxChronicleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kx_chronicle_finalize;

  changed_signal = g_signal_new ("changed", KX_TYPE_CHRONICLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  restarted_signal = g_signal_new ("restarted", KX_TYPE_CHRONICLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static gboolean
open_directory (KxChronicle *self, GError **error)
{
  if (self->dir_fd < 0)
    self->dir_fd = kx_root_open (self->root, STATE_DIRECTORY, O_RDONLY | O_DIRECTORY, error);
  return self->dir_fd >= 0;
}

/* @name is of no use: @error. Whether it is out of the way. */
static gboolean
set_aside (KxChronicle *self, const char *name, const GError *error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *before = g_steal_pointer (&self->aside);
  g_autofree char *where = NULL;
  gboolean done = self->dir_fd >= 0 && kx_state_file_set_aside (self->dir_fd, name, &failure);

  where = done ? g_strdup_printf ("kept as " STATE_DIRECTORY "/%s.bad", name)
               : g_strdup_printf ("it stays where it is, because: %s",
                                  failure != NULL ? failure->message : "there is no directory");
  self->aside = g_strdup_printf ("%s%s%s; %s", before != NULL ? before : "",
                                 before != NULL ? "; " : "", error->message, where);
  kx_event_journal_aside (self->aside);
  return done;
}

static KxJournal *
read_journal (KxChronicle *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  KxJournal *journal = NULL;
  gsize size;

  if (open_directory (self, &error))
    {
      data = kx_state_file_read (self->dir_fd, JOURNAL, &size, &error);
      journal = data != NULL ? kx_journal_parse (data, size, &error) : NULL;
    }
  else
    {
      /* Nothing to set aside; whoever writes first tells. */
      g_warning ("%s", error->message);
      return kx_journal_new ();
    }

  if (error != NULL)
    self->spoilt = !set_aside (self, JOURNAL, error);
  return journal != NULL ? journal : kx_journal_new ();
}

KxChronicle *
kx_chronicle_new (KxRoot *root)
{
  KxChronicle *self = g_object_new (KX_TYPE_CHRONICLE, NULL);

  self->root = kx_root_ref (root);
  self->begin = kx_tick_clock_read (kx_root_get_fd (root));
  self->journal = read_journal (self);
  return self;
}

KxJournal *
kx_chronicle_get_journal (KxChronicle *self)
{
  return self->journal;
}

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_free (copy->text);
  g_free (copy);
}

static Copy *
copy_present (KxChronicle *self)
{
  Copy *copy = g_new0 (Copy, 1);

  copy->number = self->wanted;
  copy->text = kx_journal_format (self->journal);
  return copy;
}

/* In any thread. An older state never replaces a newer one. */
static gboolean
write_copy (KxChronicle *self, const Copy *copy, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->written >= copy->number)
    return TRUE;
  if (!open_directory (self, error))
    return FALSE;
  if (self->spoilt && !kx_state_file_set_aside (self->dir_fd, JOURNAL, error))
    return FALSE;

  self->spoilt = FALSE;
  if (!kx_state_file_write (self->dir_fd, JOURNAL, copy->text, error))
    return FALSE;

  self->written = copy->number;
  return TRUE;
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_copy (source, data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void write_next (KxChronicle *self);

static gboolean
on_retry (gpointer user_data)
{
  KxChronicle *self = user_data;

  self->retry = 0;
  self->attempted = 0;
  write_next (self);
  return G_SOURCE_REMOVE;
}

/* @error: NULL: it is on disk. */
static void
note_outcome (KxChronicle *self, const GError *error)
{
  gboolean changed = g_strcmp0 (self->unwritten, error != NULL ? error->message : NULL) != 0;

  g_clear_handle_id (&self->retry, g_source_remove);
  if (error != NULL)
    self->retry = g_timeout_add_seconds (PAUSE_SECONDS, on_retry, self);
  if (!changed)
    return;

  if (error == NULL)
    g_message ("the journal of restarts can be written again");
  else if (self->unwritten == NULL)
    kx_event_journal_unwritten (error);
  g_free (self->unwritten);
  self->unwritten = error != NULL ? g_strdup (error->message) : NULL;
  g_signal_emit (self, changed_signal, 0);
}

static void
release (KxChronicle *self, guint64 number, const GError *error)
{
  GTask *task;

  while ((task = g_queue_peek_head (&self->waiting)) != NULL
         && *(guint64 *) g_task_get_task_data (task) <= number)
    {
      g_queue_pop_head (&self->waiting);
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxChronicle *self = KX_CHRONICLE (source);
  const Copy *copy = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->writing = FALSE;
  (void) !g_task_propagate_boolean (G_TASK (result), &error);
  note_outcome (self, error);
  release (self, copy->number, error);
  write_next (self);
}

static void
write_next (KxChronicle *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->writing || self->attempted == self->wanted)
    return;

  self->writing = TRUE;
  self->attempted = self->wanted;
  task = g_task_new (self, NULL, on_written, NULL);
  g_task_set_task_data (task, copy_present (self), copy_free);
  g_task_run_in_thread (task, write_in_thread);
}

void
kx_chronicle_save (KxChronicle *self)
{
  self->wanted++;
  write_next (self);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
on_patience_over (gpointer user_data)
{
  KxChronicle *self = user_data;

  self->patience = 0;
  g_message ("the restart that was promised has not begun; it is not waited for any more");
  kx_chronicle_set_pending (self, NULL);
  kx_chronicle_save (self);
  return G_SOURCE_REMOVE;
}

void
kx_chronicle_set_pending (KxChronicle *self, KxIntent *pending)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  if (pending != self->journal->pending)
    g_clear_pointer (&self->journal->pending, kx_intent_free);
  self->journal->pending = pending;
  if (pending != NULL)
    self->patience
        = g_timeout_add_seconds (KX_INTENT_PATIENCE / G_TIME_SPAN_SECOND, on_patience_over, self);
}

void
kx_chronicle_save_async (KxChronicle *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  kx_chronicle_save (self);
  g_task_set_task_data (task, g_memdup2 (&self->wanted, sizeof self->wanted), g_free);
  g_queue_push_tail (&self->waiting, task);
}

gboolean
kx_chronicle_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kx_chronicle_flush (KxChronicle *self)
{
  g_autoptr (GError) error = NULL;
  Copy *copy = copy_present (self);

  if (!write_copy (self, copy, &error))
    g_warning ("%s; the journal of restarts is not up to date", error->message);
  copy_free (copy);
}

char *
kx_chronicle_describe_problem (KxChronicle *self)
{
  g_autofree char *unwritten = NULL;

  if (self->unwritten == NULL)
    return g_strdup (self->aside);

  unwritten = g_strdup_printf ("the journal of restarts cannot be written, so that what becomes of a "
                               "restart will not be known: %s; mend that, and it is written within a "
                               "minute",
                               self->unwritten);
  return self->aside != NULL ? g_strdup_printf ("%s; %s", unwritten, self->aside)
                             : g_steal_pointer (&unwritten);
}

gboolean
kx_chronicle_read_stop_note (KxChronicle *self, KxStopNote *note)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize size;

  if (self->dir_fd < 0)
    return FALSE;

  data = kx_state_file_read (self->dir_fd, STOP_NOTE, &size, &error);
  if (data != NULL && kx_stop_note_parse (data, size, note, &error))
    return TRUE;
  if (error != NULL)
    set_aside (self, STOP_NOTE, error);
  return FALSE;
}

guint64
kx_chronicle_get_khz (KxChronicle *self, const KxTickReading *now)
{
  return kx_tick_clock_get_khz (&self->begin, now);
}

void
kx_chronicle_announce (KxChronicle *self)
{
  g_signal_emit (self, restarted_signal, 0);
}
