/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "last-word.h"

#include "events.h"
#include "execution.h"
#include "kernel.h"
#include "kexec-lock.h"
#include "seal.h"

#define GOING_DOWN "the machine is going down, and “OrdinaryReboot=cold” lets nothing stay loaded"

struct _KxLastWord
{
  GDBusConnection *connection;
  KxKeeper *keeper;
  guint announcement_id;
  gboolean announced; /* by logind, and not called off */
};

/* Every restart but Execute's goes through the firmware. */
static gboolean
is_cold (KxKeeper *keeper)
{
  return kx_keeper_get_config (keeper)->ordinary == KX_ORDINARY_COLD
         && !kx_keeper_is_executing (keeper);
}

static void
finish (GTask *task)
{
  KxKeeper *keeper = g_task_get_source_object (task);
  gboolean locks = GPOINTER_TO_INT (g_task_get_task_data (task));
  g_autoptr (GError) error = NULL;

  if (locks && !kx_kexec_lock (kx_root_get_fd (kx_keeper_get_root (keeper)), &error))
    g_warning ("%s; this restart may become a fast one", error->message);
  kx_turns_give (kx_keeper_get_turns (keeper));
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_unloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxKeeper *keeper = KX_KEEPER (source);
  g_autoptr (GError) error = NULL;

  if (kx_kernel_unload_finish (result, &error))
    {
      kx_event_unloaded (kx_keeper_get_armed (keeper));
      kx_keeper_end (keeper, NULL, NULL, FALSE);
    }
  else
    {
      g_warning ("the loaded image stays, and this restart may become a fast one: %s",
                 error->message);
      kx_keeper_revert (keeper);
    }

  finish (user_data);
}

static void
on_turn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  KxKeeper *keeper = g_task_get_source_object (task);
  KxKexecState kernel;

  /* Nobody cancels it: it cannot fail. */
  (void) !kx_turns_take_finish (result, NULL);
  if (!is_cold (keeper))
    {
      kx_turns_give (kx_keeper_get_turns (keeper));
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  /* What is only staged is in nobody's way. */
  kx_keeper_observe (keeper, &kernel);
  if (kernel.loaded == 0 || !kernel.supported)
    {
      finish (task);
      return;
    }

  kx_keeper_begin_unload (keeper);
  kx_kernel_unload_async (keeper, on_unloaded, task);
}

/* @locks: nothing can be loaded afterwards. */
static void
drop_async (KxKeeper *keeper, gboolean locks, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (keeper, NULL, callback, user_data);

  g_task_set_task_data (task, GINT_TO_POINTER (locks), NULL);
  if (kx_keeper_get_suspended (keeper) == NULL)
    kx_keeper_set_suspended (keeper, GOING_DOWN);
  kx_turns_take_async (kx_keeper_get_turns (keeper), NULL, on_turn, task);
}

/* logind says so before services stop, and again where they do not after all. */
static void
on_prepare_for_shutdown (GDBusConnection *connection,
                         const char *sender,
                         const char *path,
                         const char *interface,
                         const char *signal,
                         GVariant *parameters,
                         gpointer user_data)
{
  KxLastWord *self = user_data;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &self->announced);
  if (self->announced && kx_keeper_is_executing (self->keeper))
    kx_seal (self->keeper);
  else if (self->announced && is_cold (self->keeper))
    drop_async (self->keeper, FALSE, NULL, NULL);
  else if (!self->announced)
    {
      kx_execute_cancelled (self->keeper);
      /* What may be armed by itself is armed again. */
      if (g_strcmp0 (kx_keeper_get_suspended (self->keeper), GOING_DOWN) == 0)
        kx_keeper_set_suspended (self->keeper, NULL);
    }
}

KxLastWord *
kx_last_word_new (GDBusConnection *connection, KxKeeper *keeper)
{
  KxLastWord *self = g_new0 (KxLastWord, 1);

  self->connection = g_object_ref (connection);
  self->keeper = g_object_ref (keeper);
  self->announcement_id = g_dbus_connection_signal_subscribe (
      connection, "org.freedesktop.login1", "org.freedesktop.login1.Manager", "PrepareForShutdown",
      "/org/freedesktop/login1", NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_prepare_for_shutdown, self,
      NULL);
  return self;
}

void
kx_last_word_free (KxLastWord *self)
{
  g_dbus_connection_signal_unsubscribe (self->connection, self->announcement_id);
  g_object_unref (self->connection);
  g_object_unref (self->keeper);
  g_free (self);
}

void
kx_last_word_speak_async (KxLastWord *self,
                          KxStopReason reason,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  gboolean going_down = reason == KX_STOP_SHUTDOWN || (reason == KX_STOP_UNKNOWN && self->announced);

  if (going_down && is_cold (self->keeper))
    drop_async (self->keeper, TRUE, callback, user_data);
  else
    {
      g_autoptr (GTask) task = g_task_new (self->keeper, NULL, callback, user_data);

      g_task_return_boolean (task, TRUE);
    }
}
