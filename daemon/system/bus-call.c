/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bus-call.h"

#include <string.h>

#include "error.h"
#include "kexec-state.h"

gboolean
kx_bus_error_has_name (const GError *error, const char *name)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);

  return g_strcmp0 (remote, name) == 0;
}

gboolean
kx_bus_error_is_absence (const GError *error)
{
  g_autofree char *remote = NULL;

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
      || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    return TRUE;

  /* The bus or systemd tried to start it and could not: no such unit, masked, no helper. */
  remote = g_dbus_error_get_remote_error (error);
  return remote != NULL
         && (g_str_has_prefix (remote, "org.freedesktop.DBus.Error.Spawn.")
             || strcmp (remote, "org.freedesktop.systemd1.NoSuchUnit") == 0
             || strcmp (remote, "org.freedesktop.systemd1.UnitMasked") == 0);
}

gboolean
kx_bus_error_is_unknown_method (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE);
}

gboolean
kx_bus_check_loaded (int root_fd, GError **error)
{
  KxKexecState state;

  kx_kexec_state_read (root_fd, &state);
  if (state.loaded == 1)
    return TRUE;

  if (state.loaded == 0)
    g_set_error (error, KX_ERROR, KX_ERROR_NOT_ARMED,
                 "nothing is loaded any more: another program unloaded it; load again before the "
                 "restart");
  else
    g_set_error (error, KX_ERROR, KX_ERROR_NOT_ARMED,
                 "the kernel does not say whether an image is loaded (/sys/kernel/kexec_loaded), and "
                 "without that a restart could become a cold one; is /sys mounted?");
  return FALSE;
}
