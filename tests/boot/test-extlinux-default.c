/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "extlinux-default.h"

static char *
fetch (const char *path, char **name, gpointer user_data)
{
  return NULL;
}

static void
check (KxExtlinuxDialect dialect, const char *text, const char *saved, int expected,
       const char *expected_reason)
{
  g_autoptr (KxExtlinux) config = kx_extlinux_parse (text, "F", dialect, fetch, NULL);
  g_autofree char *reason = NULL;
  int found = kx_extlinux_find_default (config, "F", saved, &reason);

  g_assert_cmpint (found, ==, expected);
  g_assert_cmpstr (reason, ==, expected_reason);
}

static void
test_uboot (void)
{
  const KxExtlinuxDialect dialect = KX_EXTLINUX_UBOOT;

  check (dialect, "default b\nlabel a\nlabel b\n", NULL, 1, "DEFAULT in F names b");
  /* The last of both, and the last label of that name. */
  check (dialect, "default a\nlabel a\nlabel b\nontimeout b\nlabel b\n", NULL, 2,
         "DEFAULT in F names b");
  check (dialect, "label a\nlabel b\nmenu default\nlabel c\nmenu default\n", NULL, 1,
         "MENU DEFAULT in F names b");
  check (dialect, "label a\nmenu default\nlabel b\ndefault b\n", NULL, 1, "DEFAULT in F names b");
  check (dialect, "default B\nlabel a\nlabel b\n", NULL, 0,
         "DEFAULT in F names B, which is no label there: U-Boot takes the first one");
  check (dialect, "label a\nlabel b\n", "b", 0, "F has no DEFAULT: U-Boot takes the first label");
  check (dialect, "default a\n", NULL, -1, "F has no label");
  check (dialect, "label a\nkernel\n", NULL, -1,
         "U-Boot refuses all of it: line 2 of F has no value: give it one, or remove it");
}

static void
test_syslinux (void)
{
  const KxExtlinuxDialect dialect = KX_EXTLINUX_SYSLINUX;

  check (dialect, "default b single\nlabel a\nlabel b\nlabel b\n", NULL, 1, "DEFAULT in F names b");
  check (dialect, "default c\nlabel a\nlabel b\n", NULL, -1,
         "DEFAULT in F says \"c\", which is no label there");
  check (dialect, "label a\nmenu default\n", NULL, -1,
         "F has no DEFAULT: syslinux starts nothing by itself");
  /* It asks, and then goes on. */
  check (dialect, "default a\nprompt 1\ntimeout 50\nontimeout b\nlabel a\nlabel b\n", NULL, 1,
         "ONTIMEOUT in F names b");
  check (dialect, "default a\ntimeout 50\nontimeout b\nlabel a\nlabel b\n", NULL, 0,
         "DEFAULT in F names a");
}

static void
test_menu (void)
{
  const KxExtlinuxDialect dialect = KX_EXTLINUX_SYSLINUX;

  check (dialect, "default menu.c32\nlabel a\nlabel b\nmenu default\nlabel c\nmenu default\n", NULL, 2,
         "MENU DEFAULT in F marks c");
  check (dialect, "ui vesamenu.c32\ndefault a\nlabel a\nlabel b\nmenu default\n", NULL, 0,
         "DEFAULT in F names a");
  check (dialect, "ui menu.c32\nlabel x\nmenu hide\nmenu begin s\nlabel y\nmenu default\nmenu end\n"
                  "label z\n",
         NULL, 2, "F marks no default: the menu begins at its first label");
  check (dialect, "ui menu.c32\ntimeout 5\nontimeout b\ndefault a\nlabel a\nlabel b\n", NULL, 1,
         "ONTIMEOUT in F names b");
  check (dialect, "ui menu.c32\nmenu save\ndefault a\nlabel a\nlabel b\n", "b", 1,
         "MENU SAVE in F, and b was started last");
  check (dialect, "ui menu.c32\ndefault a\nlabel a\nlabel b\n", "b", 0, "DEFAULT in F names a");
  check (dialect, "ui menu.c32\nmenu save\ndefault a\nlabel a\n", "gone", 0, "DEFAULT in F names a");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/extlinux-default/uboot", test_uboot);
  g_test_add_func ("/extlinux-default/syslinux", test_syslinux);
  g_test_add_func ("/extlinux-default/menu", test_menu);
  return g_test_run ();
}
