/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "restart-now.h"

#include <stdio.h>

#include "error.h"

/*
 * Stands in the place of the real one, which would take the machine of the tests down: the linker
 * finds this before it looks into the room's library.
 */
gboolean
kx_restart_now (GError **error)
{
  g_autofree char *path = g_build_filename (g_getenv ("KEXECD_TEST_KERNEL"), "restarted", NULL);

  (void) !g_file_set_contents (path, "restart-now\n", -1, NULL);
  g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "the restart failed: this is a test");
  return FALSE;
}
