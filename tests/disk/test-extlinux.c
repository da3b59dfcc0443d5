/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "extlinux.h"

#include <string.h>

#include "tree.h"

static const KxEntry *
get (const KxMenu *menu, guint i)
{
  g_assert_cmpuint (i, <, menu->entries->len);
  return menu->entries->pdata[i];
}

static void
check_problem (const KxEntry *entry, const char *part)
{
  for (guint i = 0; i < entry->problems.sentences->len; i++)
    if (strstr (entry->problems.sentences->pdata[i], part) != NULL)
      return;
  g_error ("%s has no problem with \"%s\"", entry->id, part);
}

static gboolean
is_watched (const KxMenu *menu, const char *path)
{
  return g_ptr_array_find_with_equal_func (menu->watch, path, g_str_equal, NULL);
}

static KxMenu *
read_menu (Tree *tree)
{
  g_autoptr (KxFilesystems) filesystems = kx_filesystems_new (tree->root);

  return kx_extlinux_read (tree->root, filesystems);
}

static void
test_none (void)
{
  g_autoptr (Tree) tree = tree_new ();

  tree_mkdir (tree, "boot");
  g_assert_null (read_menu (tree));
}

/* /boot is a partition of its own: what the loader calls "/". */
static void
test_separate_boot (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxMenu) menu = NULL;
  const KxEntry *entry;

  tree_write (tree, "proc/sys/kernel/arch", "aarch64\n");
  tree_write (tree, "etc/fstab", "LABEL=root / ext4\nLABEL=boot /boot ext4\n");
  tree_write (tree, "boot/extlinux/extlinux.conf",
              "default l0\nlabel l0\nmenu label Debian\nlinux /vmlinuz-6.1\ninitrd ../initrd.img-6.1\n"
              "append root=/dev/x initrd=/y ro\nlabel l1\nlinux Image\n"
              "label l2\nlinux /k\nappend a=${b}\nlabel l1\nlocalboot 1\n");
  menu = read_menu (tree);
  g_assert_nonnull (menu);
  g_assert_cmpint (menu->loader, ==, KX_LOADER_EXTLINUX);
  g_assert_cmpuint (menu->entries->len, ==, 4);
  g_assert_true (menu->chosen == get (menu, 0));
  g_assert_cmpstr (menu->reason, ==, "DEFAULT in /boot/extlinux/extlinux.conf names l0");
  g_assert_null (menu->one_shot);
  g_assert_true (is_watched (menu, "/boot/extlinux/extlinux.conf"));

  entry = get (menu, 0);
  g_assert_cmpstr (entry->id, ==, "l0");
  g_assert_cmpstr (entry->title, ==, "Debian");
  g_assert_cmpstr (entry->kernel, ==, "/boot/vmlinuz-6.1");
  g_assert_cmpstr (entry->initrds[0], ==, "/boot/initrd.img-6.1");
  g_assert_null (entry->initrds[1]);
  g_assert_cmpstr (entry->cmdline, ==, "root=/dev/x ro");
  g_assert_cmpstr (entry->file, ==, "/boot/extlinux/extlinux.conf");
  g_assert_cmpuint (entry->line, ==, 2);
  g_assert_false (kx_problems_any (&entry->problems));

  entry = get (menu, 1);
  g_assert_cmpstr (entry->kernel, ==, "/boot/extlinux/Image");
  /* U-Boot's environment has the say. */
  g_assert_null (entry->cmdline);
  check_problem (get (menu, 2), "variable");
  g_assert_cmpstr (get (menu, 3)->id, ==, "l1#2");
  g_assert_null (get (menu, 3)->kernel);
  check_problem (get (menu, 3), "names no kernel");
}

/* Alpine: syslinux in /boot, which is on the root's file system. */
static void
test_alpine (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "proc/sys/kernel/arch", "x86_64\n");
  tree_write (tree, "boot/extlinux.conf",
              "DEFAULT menu.c32\nTIMEOUT 30\nLABEL lts\n  MENU DEFAULT\n  MENU LABEL Linux ^lts\n"
              "  LINUX vmlinuz-lts\n  INITRD initramfs-lts\n  APPEND root=UUID=x\ninclude more.conf\n"
              "LABEL bare\n LINUX /boot/k\n");
  tree_write (tree, "boot/more.conf", "LABEL mem\n KERNEL memdisk.c32\n");
  menu = read_menu (tree);
  g_assert_nonnull (menu);
  g_assert_cmpuint (menu->entries->len, ==, 3);
  g_assert_true (menu->chosen == get (menu, 0));
  g_assert_cmpstr (menu->reason, ==, "MENU DEFAULT in /boot/extlinux.conf marks lts");
  g_assert_cmpstr (get (menu, 0)->title, ==, "Linux lts");
  g_assert_cmpstr (get (menu, 0)->kernel, ==, "/boot/vmlinuz-lts");
  g_assert_cmpstr (get (menu, 0)->initrds[0], ==, "/boot/initramfs-lts");
  g_assert_cmpstr (get (menu, 1)->file, ==, "/boot/more.conf");
  g_assert_null (get (menu, 1)->kernel);
  check_problem (get (menu, 1), "starts no Linux");
  g_assert_cmpstr (get (menu, 2)->cmdline, ==, "");
  g_assert_true (is_watched (menu, "/boot/more.conf"));
  g_assert_true (is_watched (menu, "/boot/ldlinux.sys"));
}

static void
put (guint8 *bytes, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (bytes, &value, sizeof value);
}

static void
test_once (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxMenu) menu = NULL;
  guint8 data[2048] = { 0 };
  guint8 *adv = data + 1024;

  /* "other", five bytes of it: the sum of the words is what is taken off. */
  memcpy (adv + 8, "\1\5other", 7);
  put (adv, 0x5a2d2fa5);
  put (adv + 4, 0xa3041767u - 0x746f0501u - 0x00726568u);
  put (adv + 508, 0xdd28bf64);
  tree_write_bytes (tree, "boot/syslinux/ldlinux.sys", data, sizeof data);
  tree_write (tree, "proc/sys/kernel/arch", "x86_64\n");
  tree_write (tree, "boot/syslinux/syslinux.cfg", "DEFAULT a\nLABEL a\nLINUX ../k\nLABEL other\n");
  menu = read_menu (tree);
  g_assert_nonnull (menu);
  g_assert_true (menu->chosen == get (menu, 0));
  g_assert_cmpstr (menu->one_shot, ==, "extlinux --once set other in /boot/syslinux/ldlinux.sys");
  g_assert_cmpstr (get (menu, 0)->kernel, ==, "/boot/k");
}

/* Only root may have the say. */
static void
test_unreadable (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "boot/extlinux/extlinux.conf", "label a\nlinux /k\n");
  tree_chmod (tree, "boot/extlinux/extlinux.conf", 0666);
  menu = read_menu (tree);
  g_assert_nonnull (menu);
  g_assert_cmpuint (menu->entries->len, ==, 0);
  g_assert_null (menu->chosen);
  g_assert_nonnull (strstr (menu->reason, "chmod go-w"));
}

static void
test_empty (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxMenu) menu = NULL;

  tree_write (tree, "boot/extlinux/extlinux.conf", "");
  menu = read_menu (tree);
  g_assert_nonnull (menu);
  g_assert_null (menu->chosen);
  g_assert_cmpstr (menu->reason, ==, "/boot/extlinux/extlinux.conf has no label");
  g_assert_true (menu->pending);
}

static void
test_not_utf8 (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxMenu) menu = NULL;
  const KxEntry *entry;

  tree_write (tree, "proc/sys/kernel/arch", "riscv64\n");
  tree_write (tree, "boot/extlinux/extlinux.conf",
              "label \xff\nmenu label \xfe\nlinux /\xfd\ninitrd \xfc\nappend \xfb\n");
  menu = read_menu (tree);
  entry = get (menu, 0);
  g_assert_true (menu->chosen == entry);
  g_assert_true (g_utf8_validate (entry->id, -1, NULL) && g_utf8_validate (entry->title, -1, NULL));
  g_assert_true (g_utf8_validate (menu->reason, -1, NULL));
  g_assert_null (entry->kernel);
  g_assert_null (entry->initrds[0]);
  check_problem (entry, "not UTF-8");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/extlinux/none", test_none);
  g_test_add_func ("/extlinux/separate-boot", test_separate_boot);
  g_test_add_func ("/extlinux/alpine", test_alpine);
  g_test_add_func ("/extlinux/once", test_once);
  g_test_add_func ("/extlinux/unreadable", test_unreadable);
  g_test_add_func ("/extlinux/empty", test_empty);
  g_test_add_func ("/extlinux/not-utf8", test_not_utf8);
  return g_test_run ();
}
