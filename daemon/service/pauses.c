/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pauses.h"

static const guint seconds[] = { 2, 4, 8, 16, 32, 60 };

struct _KxPauses
{
  void (*function) (gpointer user_data);
  gpointer user_data;
  guint used;
  guint source;
};

KxPauses *
kx_pauses_new (void (*function) (gpointer user_data), gpointer user_data)
{
  KxPauses *pauses = g_new0 (KxPauses, 1);

  pauses->function = function;
  pauses->user_data = user_data;
  return pauses;
}

void
kx_pauses_free (KxPauses *pauses)
{
  kx_pauses_reset (pauses);
  g_free (pauses);
}

static gboolean
on_end (gpointer user_data)
{
  KxPauses *pauses = user_data;

  pauses->source = 0;
  pauses->function (pauses->user_data);
  return G_SOURCE_REMOVE;
}

void
kx_pauses_next (KxPauses *pauses)
{
  if (pauses->source == 0 && pauses->used < G_N_ELEMENTS (seconds))
    pauses->source = g_timeout_add_seconds (seconds[pauses->used++], on_end, pauses);
}

void
kx_pauses_reset (KxPauses *pauses)
{
  g_clear_handle_id (&pauses->source, g_source_remove);
  pauses->used = 0;
}
