/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "rpm-version.h"

static int
sign (int number)
{
  return (number > 0) - (number < 0);
}

/* Two of them, one a line. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2);
  const char *a = lines[0] != NULL ? lines[0] : "";
  const char *b = lines[0] != NULL && lines[1] != NULL ? lines[1] : "";

  g_assert_cmpint (kx_rpm_version_compare (a, a), ==, 0);
  g_assert_cmpint (kx_rpm_package_compare (b, b), ==, 0);
  g_assert_cmpint (sign (kx_rpm_version_compare (a, b)), ==, -sign (kx_rpm_version_compare (b, a)));
  g_assert_cmpint (sign (kx_rpm_package_compare (a, b)), ==, -sign (kx_rpm_package_compare (b, a)));
  return 0;
}
