/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kexec-lock.h"

#include <errno.h>

#include "error.h"
#include "small-file.h"

#define SWITCH "proc/sys/kernel/kexec_load_disabled"

gboolean
kx_kexec_lock (int root_fd, GError **error)
{
  int saved;

  if (kx_small_file_write (root_fd, SWITCH, "1\n"))
    return TRUE;

  saved = errno;
  if (saved == ENOENT)
    g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                         "the running kernel has no kexec that could be locked");
  else
    g_set_error (error, KX_ERROR, KX_ERROR_FAILED,
                 "/" SWITCH " cannot be written (%s), so that others may still load a kernel; is it "
                 "among the unit's ReadWritePaths=?",
                 g_strerror (saved));
  return FALSE;
}
