/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "raspberry-pi.h"

#include <string.h>

#include "tree.h"

#define WORDS "console=serial0,115200 root=PARTUUID=x rootwait"
#define RUNNING "coherent_pool=1M console=ttyAMA0,115200 root=PARTUUID=x rootwait"

static Tree *
make_tree (const char *model, const char *config)
{
  Tree *tree = tree_new ();

  tree_write (tree, "sys/firmware/devicetree/base/model", model);
  tree_link (tree, "proc/device-tree", "/sys/firmware/devicetree/base");
  tree_write (tree, "proc/cmdline", RUNNING "\n");
  tree_write (tree, "boot/firmware/cmdline.txt", WORDS "\n");
  tree_write (tree, "boot/firmware/config.txt", config);
  return tree;
}

static KxMenu *
read_menu (Tree *tree)
{
  g_autoptr (KxFilesystems) filesystems = kx_filesystems_new (tree->root);

  return kx_raspberry_pi_read (tree->root, filesystems);
}

static const KxEntry *
get (const KxMenu *menu)
{
  g_assert_nonnull (menu);
  g_assert_cmpuint (menu->entries->len, ==, 1);
  return menu->entries->pdata[0];
}

static void
check_problem (const KxEntry *entry, const char *part)
{
  for (guint i = 0; i < entry->problems.sentences->len; i++)
    if (strstr (entry->problems.sentences->pdata[i], part) != NULL)
      return;
  g_error ("%s has no problem with \"%s\"", entry->id, part);
}

/* Raspberry Pi OS. */
static void
test_usual (void)
{
  g_autoptr (Tree) tree = make_tree ("Raspberry Pi 5 Model B Rev 1.0", "auto_initramfs=1\n");
  g_autoptr (KxMenu) menu = NULL;
  const KxEntry *entry;

  tree_write (tree, "boot/firmware/kernel8.img", "k");
  tree_write (tree, "boot/firmware/kernel_2712.img", "k");
  tree_write (tree, "boot/firmware/initramfs_2712", "i");
  menu = read_menu (tree);
  entry = get (menu);
  g_assert_true (menu->chosen == entry);
  g_assert_cmpstr (menu->reason, ==,
                   "the kernel of this model; the command line is the running one, which has what the "
                   "firmware adds");
  g_assert_cmpstr (entry->id, ==, "kernel_2712.img");
  g_assert_cmpstr (entry->kernel, ==, "/boot/firmware/kernel_2712.img");
  g_assert_cmpstr (entry->initrds[0], ==, "/boot/firmware/initramfs_2712");
  g_assert_cmpstr (entry->cmdline, ==, RUNNING);
  g_assert_cmpstr (entry->file, ==, "/boot/firmware/config.txt");
  g_assert_false (entry->lacks_initrd);
  g_assert_false (kx_problems_any (&entry->problems));

  tree_remove (tree, "boot/firmware/kernel_2712.img");
  kx_menu_free (menu);
  menu = read_menu (tree);
  g_assert_cmpstr (get (menu)->kernel, ==, "/boot/firmware/kernel8.img");
  g_assert_true (get (menu)->lacks_initrd);
}

static void
test_named (void)
{
  g_autoptr (Tree) tree = make_tree ("Raspberry Pi 4 Model B Rev 1.4",
                                     "[pi4]\nkernel=vmlinuz\n[all]\ninitramfs initrd.img followkernel\n"
                                     "cmdline=other.txt\nos_prefix=current/\n");
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "boot/firmware/current/vmlinuz", "k");
  tree_write (tree, "boot/firmware/current/other.txt", "quiet\n");
  menu = read_menu (tree);
  g_assert_cmpstr (get (menu)->kernel, ==, "/boot/firmware/current/vmlinuz");
  g_assert_cmpstr (get (menu)->initrds[0], ==, "/boot/firmware/current/initrd.img");
  g_assert_cmpuint (get (menu)->line, ==, 2);
  g_assert_true (g_str_has_prefix (menu->reason,
                                   "kernel=vmlinuz in line 2 of /boot/firmware/config.txt; "));
  check_problem (get (menu), "what the firmware adds to /boot/firmware/current/other.txt");
  g_assert_cmpstr (get (menu)->cmdline, ==, "");
}

/* A prefix under which nothing is found does not count. */
static void
test_prefix (void)
{
  g_autoptr (Tree) tree = make_tree ("Raspberry Pi 3 Model B Rev 1.2", "os_prefix=gone/\n");
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "boot/firmware/kernel7.img", "k");
  menu = read_menu (tree);
  g_assert_cmpstr (get (menu)->kernel, ==, "/boot/firmware/kernel7.img");
  g_assert_cmpstr (get (menu)->cmdline, ==, RUNNING);
  tree_remove (tree, "boot/firmware/kernel7.img");
  kx_menu_free (menu);
  menu = read_menu (tree);
  g_assert_null (get (menu)->kernel);
  check_problem (get (menu), "is not in /boot/firmware");
}

static void
test_uncertain (void)
{
  g_autoptr (Tree) tree
      = make_tree ("Raspberry Pi 4 Model B Rev 1.4", "[gpio4=1]\nkernel=kernel8.img\n");
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "boot/firmware/kernel8.img", "k");
  menu = read_menu (tree);
  check_problem (get (menu), "whether line 2 of /boot/firmware/config.txt counts");
  tree_write (tree, "boot/firmware/config.txt", "boot_ramdisk=1\n");
  kx_menu_free (menu);
  menu = read_menu (tree);
  check_problem (get (menu), "boot.img");
}

static void
test_partition (void)
{
  g_autoptr (Tree) tree = make_tree ("Raspberry Pi 4 Model B Rev 1.4", "");
  g_autoptr (KxMenu) menu = NULL;
  const char cell[] = { 0, 0, 0, 2 };

  tree_write (tree, "boot/firmware/kernel8.img", "k");
  tree_write (tree, "boot/firmware/autoboot.txt",
              "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n");
  menu = read_menu (tree);
  g_assert_null (menu->chosen);
  g_assert_true (g_str_has_prefix (menu->reason, "boot_partition=2 in /boot/firmware/autoboot.txt"));
  tree_write_bytes (tree, "sys/firmware/devicetree/base/chosen/bootloader/partition", cell, 4);
  kx_menu_free (menu);
  menu = read_menu (tree);
  g_assert_true (menu->chosen == get (menu));
}

static void
test_other_machines (void)
{
  g_autoptr (Tree) other = make_tree ("Banana Pi", "kernel=a\n");
  g_autoptr (Tree) none = tree_new ();
  g_autoptr (Tree) without = make_tree ("Raspberry Pi 5 Model B Rev 1.0", "");

  tree_remove (without, "boot/firmware/config.txt");
  g_assert_null (read_menu (other));
  g_assert_null (read_menu (none));
  g_assert_null (read_menu (without));
}

static void
test_not_utf8 (void)
{
  g_autoptr (Tree) tree = make_tree ("Raspberry Pi 4 Model B Rev 1.4", "kernel=\xff\ncmdline=\xfe\n");
  g_autoptr (KxMenu) menu = read_menu (tree);

  g_assert_true (g_utf8_validate (get (menu)->id, -1, NULL));
  g_assert_true (g_utf8_validate (menu->reason, -1, NULL));
  g_assert_true (kx_problems_any (&get (menu)->problems));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/raspberry-pi/usual", test_usual);
  g_test_add_func ("/raspberry-pi/named", test_named);
  g_test_add_func ("/raspberry-pi/prefix", test_prefix);
  g_test_add_func ("/raspberry-pi/uncertain", test_uncertain);
  g_test_add_func ("/raspberry-pi/partition", test_partition);
  g_test_add_func ("/raspberry-pi/other-machines", test_other_machines);
  g_test_add_func ("/raspberry-pi/not-utf8", test_not_utf8);
  return g_test_run ();
}
