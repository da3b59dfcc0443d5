/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd.h"

#include "bus-call.h"

guint
kx_systemd_version_parse (const char *text)
{
  guint64 version = g_ascii_strtoull (text, NULL, 10);

  return version <= G_MAXUINT16 ? (guint) version : 0;
}

static void
on_version (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) value = NULL;
  guint version = 0;

  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);
  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    version = kx_systemd_version_parse (g_variant_get_string (value, NULL));
  g_task_return_int (task, version);
}

void
kx_systemd_version_async (GDBusConnection *connection,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, kx_systemd_version_async);
  g_dbus_connection_call (connection, KX_SYSTEMD_NAME, KX_SYSTEMD_PATH,
                          KX_BUS_PROPERTIES, "Get",
                          g_variant_new ("(ss)", KX_SYSTEMD_MANAGER, "Version"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL,
                          on_version, g_steal_pointer (&task));
}

guint
kx_systemd_version_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kx_systemd_version_async), 0);
  return (guint) g_task_propagate_int (G_TASK (result), NULL);
}
