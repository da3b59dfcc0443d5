/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "restart-now.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "error.h"

/* The kernel's emergency remount works in its own thread; there is nothing that tells its end. */
#define REMOUNT_SECONDS 2

/*
 * SysRq 'u' makes every file system read-only, whatever uses it, and needs no list of mounts.
 * root may write this file whatever kernel.sysrq says.
 */
static void
remount_read_only (void)
{
  int fd = open ("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC | O_NOCTTY);

  if (fd < 0)
    {
      g_warning ("cannot make the file systems read-only (/proc/sysrq-trigger: %s); they have been "
                 "synced",
                 g_strerror (errno));
      return;
    }
  if (write (fd, "u", 1) == 1)
    sleep (REMOUNT_SECONDS);
  close (fd);
}

gboolean
kx_restart_now (GError **error)
{
  int saved;

  sync ();
  remount_read_only ();
  sync ();

  reboot ((int) RB_KEXEC);

  saved = errno;
  if (saved == EINVAL)
    g_set_error (error, KX_ERROR, KX_ERROR_NOT_ARMED,
                 "the restart failed: the kernel holds no image; the file systems may be read-only "
                 "now, so restart the ordinary way");
  else if (saved == EBUSY)
    g_set_error (error, KX_ERROR, KX_ERROR_BUSY,
                 "the restart failed: the kernel is busy with another load or restart; the file "
                 "systems may be read-only now");
  else
    g_set_error (error, KX_ERROR, KX_ERROR_FAILED,
                 "the restart failed: %s; the file systems may be read-only now, so restart the "
                 "ordinary way",
                 g_strerror (saved));
  return FALSE;
}
