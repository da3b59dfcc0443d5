/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "boot-count.h"

static void
check (const char *name, const char *suffix, const char *id, int left, int done)
{
  g_auto (KxBootCount) count;

  kx_boot_count_init (&count, name, suffix);
  g_test_message ("%s", name);
  g_assert_cmpstr (count.id, ==, id);
  g_assert_cmpint (count.left, ==, left);
  g_assert_cmpint (count.done, ==, done);
}

static void
check_none (const char *name)
{
  check (name, ".conf", name, KX_BOOT_COUNT_NONE, KX_BOOT_COUNT_NONE);
}

/* The series that the Boot Loader Specification goes through. */
static void
test_counted (void)
{
  check ("foobar+3.efi", ".efi", "foobar.efi", 3, 0);
  check ("foobar+2-1.efi", ".efi", "foobar.efi", 2, 1);
  check ("foobar+0-3.efi", ".efi", "foobar.efi", 0, 3);
  check ("foobar+09-01.conf", ".conf", "foobar.conf", 9, 1);
  check ("a+b+1.conf", ".conf", "a+b.conf", 1, 0);
  check ("x+1.CONF", ".conf", "x.CONF", 1, 0);
  check ("+1.conf", ".conf", ".conf", 1, 0);
  check ("x+2147483647.conf", ".conf", "x.conf", 2147483647, 0);
}

static void
test_not_counted (void)
{
  check_none ("foobar.conf");
  check_none ("foobar+.conf");
  check_none ("foobar+x.conf");
  check_none ("foobar+1x.conf");
  check_none ("foobar+1-.conf");
  check_none ("foobar+1-x.conf");
  check_none ("foobar+1-2-3.conf");
  check_none ("foobar+-1.conf");
  check_none ("foobar+1.efi");
  check_none ("6.1.0+deb12-amd64.conf");
  check_none ("x+2147483648.conf");
  check_none ("x+99999999999999999999999999.conf");
  check_none ("");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/boot-count/counted", test_counted);
  g_test_add_func ("/boot-count/not-counted", test_not_counted);
  return g_test_run ();
}
