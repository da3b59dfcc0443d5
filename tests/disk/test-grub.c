/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tree-efi.h"

#define CONFIG "boot/grub/grub.cfg"
#define ENTRY(name) "menuentry " name " { linux /boot/k $grub_platform $grub_cpu; }\n"

static Tree *
make_tree (void)
{
  Tree *tree = tree_new ();

  tree_write (tree, "etc/fstab", "UUID=aaaa-1 / ext4 defaults 0 1\n");
  tree_write (tree, "proc/sys/kernel/arch", "x86_64\n");
  return tree;
}

static KxMenu *
read_menu (Tree *tree)
{
  g_autoptr (KxFilesystems) filesystems = kx_filesystems_new (tree->root);

  return kx_grub_read (tree->root, filesystems);
}

static gboolean
is_watched (const KxMenu *menu, const char *path)
{
  for (guint i = 0; i < menu->watch->len; i++)
    if (g_str_equal (menu->watch->pdata[i], path))
      return TRUE;
  return FALSE;
}

static void
test_none (void)
{
  g_autoptr (Tree) tree = make_tree ();

  tree_mkdir (tree, "boot/grub");
  g_assert_null (read_menu (tree));
  g_assert_true (g_strv_contains (kx_grub_get_watch (), "/" CONFIG));
}

static void
test_root (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, CONFIG,
              "set default=b\nif [ -s $prefix/grubenv ]; then load_env; fi\n" ENTRY (
                  "a") "menuentry b { set root=hd0; search --set=root -u AAAA-1; linux /boot/k x; "
                       "initrd /boot/i; }\n"
                       "if [ -f ${config_directory}/custom.cfg ]; then source "
                       "${config_directory}/custom.cfg; fi\n");
  menu = read_menu (tree);
  g_assert_cmpint (menu->loader, ==, KX_LOADER_GRUB);
  g_assert_cmpstr (menu->chosen->id, ==, "b");
  g_assert_cmpstr (menu->chosen->kernel, ==, "/boot/k");
  g_assert_cmpstr (menu->chosen->initrds[0], ==, "/boot/i");
  g_assert_cmpstr (menu->chosen->cmdline, ==, "x");
  g_assert_true (is_watched (menu, "/boot/grub/grub.cfg"));
  g_assert_true (is_watched (menu, "/boot/grub/grubenv"));
  g_assert_true (is_watched (menu, "/boot/grub/custom.cfg"));
}

static void
test_platform (void)
{
  static const struct
  {
    const char *architecture;
    gboolean efi;
    const char *expected;
  } cases[] = {
    { "x86_64", TRUE, "efi x86_64" },      { "x86_64", FALSE, "pc i386" },
    { "i686", FALSE, "pc i386" },          { "aarch64", TRUE, "efi arm64" },
    { "riscv64", FALSE, "uboot riscv64" }, { "ppc64le", FALSE, "ieee1275 ppc64le" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Tree) tree = make_tree ();
      g_autoptr (KxMenu) menu = NULL;

      tree_write (tree, "proc/sys/kernel/arch", cases[i].architecture);
      if (cases[i].efi)
        tree_mkdir (tree, "sys/firmware/efi");
      tree_write (tree, CONFIG, ENTRY ("a"));
      menu = read_menu (tree);
      g_assert_cmpstr (menu->chosen->cmdline, ==, cases[i].expected);
    }
}

static void
test_separate_boot (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "etc/fstab",
              "UUID=aaaa-1 / ext4 defaults 0 1\nUUID=bbbb-2 /boot ext4 defaults 0 2\n");
  tree_write (tree, "boot/grub2/grub.cfg",
              "search -u --set=root bbbb-2\n"
              "menuentry a { linux /k $prefix; initrd (nobody)/i; }\n"
              "search --file --set=dev /only-on-root\n"
              "search --file --set=both /grub2/grub.cfg\n"
              "menuentry b { linux ($dev)/k2 x$both; }\n"
              "menuentry c { search -u --set=root cccc-3; search -l --set=root nobody; linux /k; "
              "}\n");
  tree_write (tree, "only-on-root", "");
  tree_write (tree, "grub2/grub.cfg", "");
  menu = read_menu (tree);
  g_assert_cmpstr (menu->chosen->kernel, ==, "/boot/k");
  g_assert_cmpstr (menu->chosen->cmdline, ==, "(/boot)/grub2");
  g_assert_nonnull (strstr (menu->chosen->problems.sentences->pdata[0], "GRUB's device “nobody”"));
  g_assert_cmpstr (((KxEntry *) menu->entries->pdata[1])->kernel, ==, "/k2");
  g_assert_cmpstr (((KxEntry *) menu->entries->pdata[1])->cmdline, ==, "x");
  g_assert_true (is_watched (menu, "/dev/disk/by-uuid/cccc-3"));
  g_assert_true (is_watched (menu, "/dev/disk/by-label/nobody"));
}

/* Both directories have one: that of the tools that are installed counts. */
static void
test_both (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "boot/grub/grub.cfg", ENTRY ("one"));
  tree_write (tree, "boot/grub2/grub.cfg", ENTRY ("two"));
  menu = read_menu (tree);
  g_assert_cmpstr (menu->chosen->id, ==, "one");
  g_clear_pointer (&menu, kx_menu_free);

  tree_write (tree, "usr/sbin/grub2-mkconfig", "");
  menu = read_menu (tree);
  g_assert_cmpstr (menu->chosen->id, ==, "two");
}

static void
test_esp (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "boot/efi/EFI/other/grub.cfg", ENTRY ("other"));
  menu = read_menu (tree);
  g_assert_cmpstr (menu->chosen->id, ==, "other");
  g_clear_pointer (&menu, kx_menu_free);

  tree_write (tree, "boot/efi/EFI/Second/grub.cfg", ENTRY ("second"));
  g_assert_null (read_menu (tree));

  tree_write (tree, "usr/lib/os-release", "NAME=x\nID=\"second\"\n");
  menu = read_menu (tree);
  g_assert_cmpstr (menu->chosen->id, ==, "second");
  g_clear_pointer (&menu, kx_menu_free);

  /* What most of them are. */
  tree_write (tree, "boot/efi/EFI/Second/grub.cfg",
              "search.fs_uuid aaaa-1 root\nset prefix=($root)'/srv/grub'\nconfigfile "
              "$prefix/grub.cfg\n");
  tree_write (tree, "srv/grub/grub.cfg", ENTRY ("real"));
  menu = read_menu (tree);
  g_assert_cmpstr (menu->chosen->id, ==, "real");
  g_assert_cmpstr (menu->chosen->file, ==, "/srv/grub/grub.cfg");
}

/* The same value means another entry to Fedora's GRUB. */
static void
test_fedora (void)
{
  static const char *const releases[] = { "ID=fedora\n", "ID=\"rocky\"\nID_LIKE=\"rhel centos "
                                                         "fedora\"\n" };

  for (guint i = 0; i < G_N_ELEMENTS (releases); i++)
    {
      g_autoptr (Tree) tree = make_tree ();
      g_autoptr (KxMenu) menu = NULL;

      tree_write (tree, CONFIG, "set default=1a\n" ENTRY ("1a") ENTRY ("b"));
      menu = read_menu (tree);
      g_assert_cmpstr (menu->chosen->id, ==, "b");
      g_clear_pointer (&menu, kx_menu_free);
      tree_write (tree, "etc/os-release", releases[i]);
      menu = read_menu (tree);
      g_assert_cmpstr (menu->chosen->id, ==, "1a");
      g_assert_nonnull (strstr (menu->reason, "Fedora's GRUB"));
    }
}

static void
test_blscfg (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, CONFIG, "blscfg\n");
  tree_write (tree, "boot/loader/entries/m-6.1-1.conf", "title One\nlinux /boot/k1\n");
  tree_write (tree, "boot/loader/entries/m-6.2-1.conf", "title Two\nlinux /boot/k2\noptions a b\n");
  menu = read_menu (tree);
  g_assert_cmpuint (menu->entries->len, ==, 2);
  g_assert_cmpstr (menu->chosen->id, ==, "m-6.2-1");
  g_assert_cmpstr (menu->chosen->kernel, ==, "/boot/k2");
  g_assert_true (is_watched (menu, "/boot/loader/entries/*"));
  g_assert_true (is_watched (menu, "/loader/entries/*"));
  g_assert_false (is_watched (menu, "/boot/loader/entries/m-6.2-1.conf"));
}

static void
check_refused (Tree *tree, const char *reason)
{
  g_autoptr (KxMenu) menu = read_menu (tree);

  g_assert_null (menu->chosen);
  g_test_message ("%s", menu->reason);
  g_assert_nonnull (strstr (menu->reason, reason));
  g_assert_false (menu->pending);
  g_assert_true (is_watched (menu, "/" CONFIG));
}

static void
test_refused (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autofree char *path = NULL;

  tree_write (tree, CONFIG, ENTRY ("a"));
  tree_chmod (tree, CONFIG, 0666);
  check_refused (tree, "grub.cfg");

  tree_chmod (tree, CONFIG, 0644);
  path = tree_path (tree, CONFIG);
  g_assert_cmpint (truncate (path, 10 * 1024 * 1024), ==, 0);
  check_refused (tree, "grub.cfg");

  tree_remove (tree, CONFIG);
  tree_link (tree, CONFIG, "grub.cfg");
  g_assert_null (read_menu (tree));
}

/* A file that was allocated and not written, as after a crash. */
static void
test_zeros (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autoptr (KxMenu) menu = NULL;
  static const char zeros[4096];

  tree_write_bytes (tree, CONFIG, zeros, sizeof zeros);
  menu = read_menu (tree);
  g_assert_null (menu->chosen);
  g_assert_true (menu->pending);
}

static void
test_unreadable (void)
{
  g_autoptr (Tree) tree = NULL;

  if (geteuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
  tree = make_tree ();
  tree_write (tree, CONFIG, ENTRY ("a"));
  tree_chmod (tree, CONFIG, 0);
  check_refused (tree, "run this as root");
  g_clear_pointer (&tree, tree_free);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
}

/* openSUSE's GRUB without a grub.cfg: only where it is known to have started the machine. */
static void
test_built_in (void)
{
  g_autoptr (Tree) tree = make_tree ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "etc/fstab",
              "UUID=aaaa-1 / btrfs defaults 0 0\nUUID=EF-1 /boot/efi vfat utf8 0 2\n");
  tree_write (tree, "boot/efi/loader/entries/system-1.conf", "linux /k\n");
  tree_write (tree, "boot/efi/loader/entries/snapper-2.conf", "linux /k\n");
  tree_write (tree, "boot/efi/EFI/opensuse/grub.efi", "MZ");
  tree_write (tree, "etc/os-release", "ID=opensuse-tumbleweed\nID_LIKE=\"opensuse suse\"\n");
  g_assert_null (read_menu (tree));
  tree_variable_text (tree, KX_EFI_LOADER, "LoaderInfo", "systemd-boot 257");
  g_assert_null (read_menu (tree));

  tree_variable_text (tree, KX_EFI_LOADER, "LoaderInfo", "GRUB2 2.14");
  tree_variable_text (tree, KX_EFI_LOADER, "LoaderEntryDefault", "snapper-2.conf");
  menu = read_menu (tree);
  g_assert_nonnull (menu->chosen);
  g_assert_cmpstr (menu->chosen->id, ==, "snapper-2");
  g_assert_true (is_watched (menu, "/sys/firmware/efi/efivars/LoaderEntryDefault-" KX_EFI_LOADER));
  g_assert_true (is_watched (menu, "/boot/efi/loader/entries/*"));
  g_clear_pointer (&menu, kx_menu_free);

  tree_write (tree, "etc/os-release", "ID=debian\n");
  g_assert_null (read_menu (tree));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grub/none", test_none);
  g_test_add_func ("/grub/root", test_root);
  g_test_add_func ("/grub/platform", test_platform);
  g_test_add_func ("/grub/separate-boot", test_separate_boot);
  g_test_add_func ("/grub/both", test_both);
  g_test_add_func ("/grub/esp", test_esp);
  g_test_add_func ("/grub/fedora", test_fedora);
  g_test_add_func ("/grub/blscfg", test_blscfg);
  g_test_add_func ("/grub/built-in", test_built_in);
  g_test_add_func ("/grub/refused", test_refused);
  g_test_add_func ("/grub/zeros", test_zeros);
  g_test_add_func ("/grub/unreadable", test_unreadable);
  return g_test_run ();
}
