/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "next-boot.h"

#include "tree.h"

static void
test_driver (void)
{
  g_autoptr (Tree) tree = tree_new ();

  tree_write (tree, "usr/lib/modules/6.1/modules.dep", "kernel/drivers/watchdog/i6300esb.ko.xz:\n");
  tree_write (tree, "usr/lib/modules/6.2/modules.builtin", "kernel/drivers/watchdog/i6300esb.ko\n");
  tree_write (tree, "lib/modules/6.3/modules.dep", "kernel/drivers/watchdog/i6300esb.ko:\n");
  tree_write (tree, "usr/lib/modules/6.4/modules.dep", "");
  tree_write (tree, "usr/lib/modprobe.d/x.conf", "blacklist softdog\n");

  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "6.1", "i6300esb"), ==, KX_DRIVER_THERE);
  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "6.2", "i6300esb"), ==, KX_DRIVER_THERE);
  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "6.3", "i6300esb"), ==, KX_DRIVER_THERE);
  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "6.4", "i6300esb"), ==, KX_DRIVER_MISSING);
  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "6.5", "i6300esb"), ==, KX_DRIVER_MISSING);
  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "", "i6300esb"), ==, KX_DRIVER_MISSING);
  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "../modules/6.1", "i6300esb"), ==,
                   KX_DRIVER_MISSING);
}

static void
test_forbidden (void)
{
  g_autoptr (Tree) tree = tree_new ();

  tree_write (tree, "usr/lib/modules/6.1/modules.dep", "kernel/drivers/watchdog/i6300esb.ko:\n");
  tree_write (tree, "usr/lib/modprobe.d/blacklist.conf", "blacklist i6300esb\n");
  tree_write (tree, "etc/modprobe.d/notes", "blacklist i6300esb\n");
  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "6.1", "i6300esb"), ==, KX_DRIVER_FORBIDDEN);

  /* A name hides the same one of a lower rank. */
  tree_write (tree, "etc/modprobe.d/blacklist.conf", "# nothing\n");
  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "6.1", "i6300esb"), ==, KX_DRIVER_THERE);
  tree_write (tree, "etc/modprobe.d/local.conf", "install i6300esb /bin/false\n");
  g_assert_cmpint (kx_next_boot_find_driver (tree->root, "6.1", "i6300esb"), ==, KX_DRIVER_FORBIDDEN);
}

static void
test_asks (void)
{
  static const struct
  {
    const char *crypttab, *cmdline;
    gboolean expected;
  } cases[] = {
    { NULL, "root=/dev/vda1", FALSE },
    { "", "", FALSE },
    { "root UUID=a none luks", "", TRUE },
    { "root UUID=a", "", TRUE },
    { "root UUID=a - luks", "", TRUE },
    { "root UUID=a none luks,tpm2-device=auto", "", FALSE },
    { "root UUID=a none luks,fido2-device=auto", "", TRUE },
    { "root UUID=a /etc/key luks", "", FALSE },
    { "root UUID=a /etc/key luks,keyscript=/bin/ask", "", TRUE },
    { "swap /dev/vda2 /dev/urandom swap", "", FALSE },
    { "data UUID=a none luks,noauto", "", FALSE },
    { "data UUID=a none luks,nofail", "", FALSE },
    { NULL, "rd.luks.uuid=a", TRUE },
    { NULL, "rd.luks.name=a=root rd.luks.key=/key", FALSE },
    { "root UUID=a none tpm2-device=auto", "rd.luks.uuid=a", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Tree) tree = tree_new ();

      g_test_message ("%s, %s", cases[i].crypttab, cases[i].cmdline);
      if (cases[i].crypttab != NULL)
        tree_write (tree, "etc/crypttab", cases[i].crypttab);
      g_assert_cmpint (kx_next_boot_asks (tree->root, cases[i].cmdline), ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/next-boot/driver", test_driver);
  g_test_add_func ("/next-boot/forbidden", test_forbidden);
  g_test_add_func ("/next-boot/asks", test_asks);
  return g_test_run ();
}
