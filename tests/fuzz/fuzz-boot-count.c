/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "boot-count.h"

#include <string.h>

/* A name, and in the next line a suffix. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2);
  const char *name = lines[0] != NULL ? lines[0] : "";
  const char *suffix = lines[0] != NULL && lines[1] != NULL ? lines[1] : ".conf";
  g_auto (KxBootCount) count;

  kx_boot_count_init (&count, name, suffix);
  g_assert_true ((count.left == KX_BOOT_COUNT_NONE) == (count.done == KX_BOOT_COUNT_NONE));
  if (count.left == KX_BOOT_COUNT_NONE)
    g_assert_cmpstr (count.id, ==, name);
  else
    g_assert_cmpuint (strlen (count.id), <, strlen (name));
  return 0;
}
