/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "version.h"

/* Three versions, one a line: the order of any three must be an order. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 3);
  const char *a = lines[0];
  const char *b = a != NULL ? lines[1] : NULL;
  const char *c = b != NULL ? lines[2] : NULL;
  int ab = kx_version_compare (a, b);
  int bc = kx_version_compare (b, c);
  int ac = kx_version_compare (a, c);

  g_assert_cmpint (kx_version_compare (a, a), ==, 0);
  g_assert_cmpint (kx_version_compare (b, a), ==, -ab);
  g_assert_cmpint (kx_version_compare (c, b), ==, -bc);
  g_assert_cmpint (kx_version_compare (c, a), ==, -ac);
  if (ab <= 0 && bc <= 0)
    g_assert_cmpint (ac, ==, ab + bc < 0 ? -1 : 0);
  return 0;
}
