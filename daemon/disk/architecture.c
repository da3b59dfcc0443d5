/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "architecture.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

char *
kx_architecture_find (KxRoot *root)
{
  char *told = kx_root_read (root, "/proc/sys/kernel/arch", 256, NULL, NULL);
  struct utsname machine;

  if (told != NULL)
    return g_strstrip (told);
  return g_strdup (uname (&machine) == 0 ? machine.machine : "");
}

gboolean
kx_architecture_needs_guard (const char *architecture, int root_fd)
{
  int fd = strcmp (architecture, "x86_64") == 0
               ? kx_root_open_at (root_fd, "sys/firmware/efi", O_PATH | O_DIRECTORY)
               : -1;

  if (fd >= 0)
    close (fd);
  return fd >= 0;
}
