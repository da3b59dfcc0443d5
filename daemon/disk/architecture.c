/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "architecture.h"

#include <sys/utsname.h>

char *
kx_architecture_find (KxRoot *root)
{
  char *told = kx_root_read (root, "/proc/sys/kernel/arch", 256, NULL, NULL);
  struct utsname machine;

  if (told != NULL)
    return g_strstrip (told);
  return g_strdup (uname (&machine) == 0 ? machine.machine : "");
}
