/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "error.h"

#include <gio/gio.h>

static const GDBusErrorEntry entries[] = {
#define X(code, name, exit_code) { KX_ERROR_##code, name },
  KX_ERRORS (X)
#undef X
};

GQuark
kx_error_quark (void)
{
  static gsize quark = 0;

  g_dbus_error_register_error_domain ("kx-error-quark", &quark, entries, G_N_ELEMENTS (entries));
  return (GQuark) quark;
}
