/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "seal.h"

#include "error.h"
#include "events.h"
#include "kernel.h"
#include "kexec-lock.h"
#include "promise.h"

/* Another program's load may take this many times the patience of kx_kexec_unload(). */
#define TRIES 20

/* One image on its way out. */
typedef struct
{
  KxKeeper *keeper;
  guint tries;
} Drop;

static void
lock (KxKeeper *keeper)
{
  g_autoptr (GError) error = NULL;

  if (kx_kexec_lock (kx_root_get_fd (kx_keeper_get_root (keeper)), &error))
    kx_keeper_note_lock (keeper);
  else
    g_warning ("%s; until the restart another program could load over what was announced",
               error->message);
}

static void drop (Drop *self);

static void
on_dropped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Drop *self = user_data;
  g_autoptr (GError) error = NULL;

  if (kx_kernel_unload_finish (result, &error))
    kx_keeper_end (self->keeper, NULL, NULL, FALSE);
  else
    {
      kx_keeper_revert (self->keeper);
      if (g_error_matches (error, KX_ERROR, KX_ERROR_BUSY) && --self->tries > 0)
        {
          drop (self);
          return;
        }
      g_warning ("what another program has loaded cannot be dropped, and the restart starts it: %s",
                 error->message);
    }

  lock (self->keeper);
  g_object_unref (self->keeper);
  g_free (self);
}

static void
drop (Drop *self)
{
  kx_keeper_begin_unload (self->keeper);
  kx_kernel_unload_async (self->keeper, on_dropped, self);
}

void
kx_seal (KxKeeper *keeper)
{
  Drop *self;

  if (kx_keeper_look_again (keeper))
    {
      lock (keeper);
      if (!kx_keeper_look_again (keeper))
        g_warning ("another program has loaded an image at the last moment, and the restart starts "
                   "it");
      return;
    }

  kx_event_restart_cold ();
  kx_promise_break (keeper, "another program had loaded over it or dropped it");
  if (kx_keeper_get_armed (keeper) == NULL)
    {
      lock (keeper);
      return;
    }

  self = g_new0 (Drop, 1);
  self->keeper = g_object_ref (keeper);
  self->tries = TRIES;
  drop (self);
}

gboolean
kx_seal_now (KxKeeper *keeper)
{
  if (!kx_keeper_look_again (keeper))
    return FALSE;

  /* Once more: what was called before the lock has been counted now. */
  lock (keeper);
  return kx_keeper_look_again (keeper);
}
