/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watchdog.h"

#include <string.h>

#include "bus-call.h"
#include "error.h"
#include "small-file.h"
#include "systemd.h"

#define CLASS "/sys/class/watchdog"
#define SWITCH "/sys/module/watchdog/parameters/stop_on_reboot"
#define DEVICE_PREFIX "/dev/watchdog"
#define KEXEC_PROPERTY "KExecWatchdogUSec"

#define ATTRIBUTE_MAX 256
#define ANSWER_MS 5000

/* The word in a file of sysfs; NULL where it cannot be read. (transfer full) */
static char *
read_word (int root_fd, const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  char *text = kx_small_file_read (root_fd, path, ATTRIBUTE_MAX, NULL);

  return text != NULL ? g_strstrip (text) : NULL;
}

static guint64
read_number (int root_fd, const char *directory, const char *name)
{
  g_autofree char *text = read_word (root_fd, directory, name);
  guint64 number = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &number, NULL))
    return 0;
  return number;
}

/* "watchdog1" of "/dev/watchdog1"; the device without a number is the first one. NULL: a link, of which
 * nobody knows where it leads. */
static char *
get_name (const char *device)
{
  const char *number;

  if (*device == '\0' || g_str_equal (device, DEVICE_PREFIX))
    return g_strdup ("watchdog0");
  if (!g_str_has_prefix (device, DEVICE_PREFIX))
    return NULL;

  number = device + strlen (DEVICE_PREFIX);
  return g_ascii_string_to_unsigned (number, 10, 0, G_MAXUINT16, NULL, NULL)
             ? g_strdup_printf ("watchdog%s", number)
             : NULL;
}

void
kx_watchdog_read (int root_fd, const char *device, KxWatchdog *watchdog)
{
  g_autofree char *name = get_name (device);
  g_autofree char *directory = name != NULL ? g_build_filename (CLASS, name, NULL) : NULL;
  g_autofree char *state = NULL;
  g_autofree char *stop = kx_small_file_read (root_fd, SWITCH, ATTRIBUTE_MAX, NULL);
  gint64 value = 0;

  *watchdog = (KxWatchdog){ .stop_on_reboot = -1 };
  if (stop != NULL
      && g_ascii_string_to_signed (g_strstrip (stop), 10, G_MININT, G_MAXINT, &value, NULL))
    {
      watchdog->is_switch_known = TRUE;
      watchdog->stop_on_reboot = (int) value;
    }

  if (directory == NULL)
    return;
  watchdog->identity = read_word (root_fd, directory, "identity");
  if (watchdog->identity == NULL)
    return;

  watchdog->name = g_steal_pointer (&name);
  watchdog->shortest = read_number (root_fd, directory, "min_timeout");
  watchdog->longest = read_number (root_fd, directory, "max_timeout");
  state = read_word (root_fd, directory, "state");
  watchdog->is_open = g_strcmp0 (state, "active") == 0;
}

static void
manager_free (gpointer data)
{
  kx_watchdog_manager_clear (data);
  g_free (data);
}

static void
on_properties (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) properties = NULL;
  KxWatchdogManager *manager = g_new0 (KxWatchdogManager, 1);
  const char *version = "", *state = "", *device = "";

  if (reply != NULL)
    {
      g_variant_get (reply, "(@a{sv})", &properties);
      g_variant_lookup (properties, "Version", "&s", &version);
      g_variant_lookup (properties, "SystemState", "&s", &state);
      g_variant_lookup (properties, "WatchdogDevice", "&s", &device);
      g_variant_lookup (properties, "RuntimeWatchdogUSec", "t", &manager->runtime);
      manager->is_known = g_variant_lookup (properties, KEXEC_PROPERTY, "t", &manager->kexec);
    }
  manager->version = kx_systemd_version_parse (version);
  manager->is_going = g_str_equal (state, "stopping");
  manager->device = g_strdup (device);
  g_task_return_pointer (task, manager, manager_free);
}

void
kx_watchdog_manager_async (GDBusConnection *connection, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, kx_watchdog_manager_async);
  /* Some of them change though systemd calls them constant: never from a proxy's memory. */
  g_dbus_connection_call (connection, KX_SYSTEMD_NAME, KX_SYSTEMD_PATH, KX_BUS_PROPERTIES, "GetAll",
                          g_variant_new ("(s)", KX_SYSTEMD_MANAGER), G_VARIANT_TYPE ("(a{sv})"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS, NULL, on_properties,
                          g_steal_pointer (&task));
}

void
kx_watchdog_manager_finish (GAsyncResult *result, KxWatchdogManager *manager)
{
  KxWatchdogManager *found = g_task_propagate_pointer (G_TASK (result), NULL);

  *manager = *found;
  g_free (found);
}

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_dbus_error_strip_remote_error (error);
  g_task_return_new_error (task, KX_ERROR, KX_ERROR_FAILED,
                           "systemd does not set its watchdog for restarts by kexec: %s",
                           error->message);
}

void
kx_watchdog_set_async (GDBusConnection *connection, guint64 timeout, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, kx_watchdog_set_async);
  g_dbus_connection_call (connection, KX_SYSTEMD_NAME, KX_SYSTEMD_PATH, KX_BUS_PROPERTIES, "Set",
                          g_variant_new ("(ssv)", KX_SYSTEMD_MANAGER, KEXEC_PROPERTY,
                                         g_variant_new_uint64 (timeout)),
                          G_VARIANT_TYPE_UNIT, G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS, NULL, on_set,
                          g_steal_pointer (&task));
}

gboolean
kx_watchdog_set_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kx_watchdog_set_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
