/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "cgroup.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) used = kx_cgroup_get_used (text);
  g_autofree char *machine = kx_cgroup_get_machine (text);

  for (char **name = used; *name != NULL; name++)
    g_assert_true (**name != '\0' && strpbrk (*name, " \n") == NULL && strstr (text, *name) != NULL);
  g_assert_true (machine == NULL || (*machine != '\0' && strlen (machine) < strlen (text)));
  return 0;
}
