/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fwupd-update.h"

#include <string.h>

/* A value of fwupd's: version 7, a UUID, flags, an instance, a time, the status, a device path. */
static gboolean
is_due (guint8 status, gsize size)
{
  guint8 value[60];

  memset (value, 0xff, sizeof value);
  memcpy (value, "\7\0\0\0", 4);
  memcpy (value + 48, "\0\0\0\0", 4);
  value[48] = status;
  return kx_fwupd_update_is_due (value, size);
}

static void
test_status (void)
{
  g_assert_true (is_due (1, 60));
  g_assert_true (is_due (1, 52));
  g_assert_true (is_due (3, 60));
  g_assert_false (is_due (0, 60));
  g_assert_false (is_due (2, 60));
}

static void
test_short (void)
{
  for (gsize size = 0; size < 52; size++)
    g_assert_false (is_due (1, size));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fwupd-update/status", test_status);
  g_test_add_func ("/fwupd-update/short", test_short);
  return g_test_run ();
}
