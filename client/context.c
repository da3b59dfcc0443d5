/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "context.h"

gboolean
kx_context_connect (KxContext *self, gboolean follow, GError **error)
{
  GDBusProxyFlags flags
      = follow ? G_DBUS_PROXY_FLAGS_NONE : G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES;

  if (self->manager != NULL)
    return TRUE;

  if (self->bus == NULL)
    {
      self->bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);
      if (self->bus == NULL)
        {
          g_prefix_error (error, "cannot reach the system bus, on which kexecd is ('kexecctl "
                                 "explain' works without it): ");
          return FALSE;
        }
      /* A lost bus is an error like others, to be reported, not a reason to be killed. */
      g_dbus_connection_set_exit_on_close (self->bus, FALSE);
    }

  /* Calls start the daemon; here it would only hide why it does not start. */
  self->manager = kx_dbus_manager_proxy_new_sync (
      self->bus, flags | G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION, KX_BUS_NAME,
      KX_OBJECT_PATH, NULL, error);
  return self->manager != NULL;
}

void
kx_context_clear (KxContext *self)
{
  g_clear_object (&self->manager);
  g_clear_object (&self->bus);
}

GDBusCallFlags
kx_context_call_flags (const KxContext *self)
{
  return self->ask_password ? G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION
                            : G_DBUS_CALL_FLAGS_NONE;
}

void
kx_wait_callback (GObject *source, GAsyncResult *result, gpointer wait)
{
  KxWait *self = wait;

  self->result = g_object_ref (result);
}

GAsyncResult *
kx_wait_run (KxWait *self)
{
  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (&self->result);
}
