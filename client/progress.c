/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "term.h"

/* A load that is quicker than this needs no line. */
#define DELAY_MS 500

struct _KxProgress
{
  KxDbusManager *manager; /* owned */
  gulong handler;
  guint timer;
  gboolean shown;
  char *step; /* what the last signal said */
  double fraction;
};

static void
show (KxProgress *self)
{
  static const struct
  {
    const char *step;
    const char *text;
  } texts[] = {
    { "read", "Reading the image" },
    { "load", "Loading it into the kernel" },
    { "execute", "Preparing the restart" },
  };
  const char *text = "Working";

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].step, self->step))
      text = texts[i].text;

  fprintf (stderr, "\r%s ... %3.0f %%\033[K", text, 100 * CLAMP (self->fraction, 0.0, 1.0));
  fflush (stderr);
  self->shown = TRUE;
}

static gboolean
on_delay (gpointer data)
{
  KxProgress *self = data;

  self->timer = 0;
  show (self);
  return G_SOURCE_REMOVE;
}

static void
on_progress (KxDbusManager *manager, const char *step, double fraction, gpointer data)
{
  KxProgress *self = data;
  gboolean first = self->step == NULL;

  g_free (self->step);
  self->step = g_strdup (step);
  self->fraction = fraction;

  if (first)
    self->timer = g_timeout_add (DELAY_MS, on_delay, self);
  else if (self->timer == 0)
    show (self);
}

KxProgress *
kx_progress_start (KxDbusManager *manager)
{
  KxProgress *self;

  if (!kx_term_is_capable (STDERR_FILENO))
    return NULL;

  self = g_new0 (KxProgress, 1);
  self->manager = g_object_ref (manager);
  self->handler = g_signal_connect (manager, "progress", G_CALLBACK (on_progress), self);
  return self;
}

void
kx_progress_stop (KxProgress *self)
{
  g_signal_handler_disconnect (self->manager, self->handler);
  if (self->timer != 0)
    g_source_remove (self->timer);
  if (self->shown)
    fputs ("\r\033[K", stderr);
  g_object_unref (self->manager);
  g_free (self->step);
  g_free (self);
}
