/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "filesystems.h"

#include "tree.h"

#define MOUNTS "proc/self/mountinfo"

static void
check_path (const KxFilesystem *filesystem, const char *inside, const char *expected)
{
  g_autofree char *path = kx_filesystem_to_path (filesystem, inside);
  g_autofree char *back = NULL;

  g_assert_cmpstr (path, ==, expected);
  if (path == NULL)
    return;
  back = kx_filesystem_from_path (filesystem, path);
  g_assert_cmpstr (back, ==, inside);
}

static void
check_found (const KxFilesystems *all, KxFilesystemKey key, const char *value, const char *point)
{
  const KxFilesystem *filesystem = kx_filesystems_find (all, key, value);

  if (point == NULL)
    g_assert_null (filesystem);
  else
    {
      g_assert_nonnull (filesystem);
      g_assert_cmpstr (kx_filesystem_get_mount_point (filesystem), ==, point);
    }
}

static void
write_plain_mounts (Tree *tree)
{
  tree_write (tree, MOUNTS,
              "20 1 8:2 / / rw - ext4 /dev/root rw\n"
              "21 20 0:30 / /boot/efi rw - autofs systemd-1 rw\n"
              "22 21 8:1 / /boot/efi rw - vfat /dev/sda1 rw\n"
              "23 20 8:3 / /home rw - ext4 /dev/sda3 rw\n"
              "24 20 8:1 /EFI /srv/efi rw - vfat /dev/sda1 rw\n");
}

static void
test_links (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxFilesystems) all = NULL;
  const KxFilesystem *esp, *root;

  write_plain_mounts (tree);
  tree_link (tree, "sys/dev/block/8:2", "../../devices/pci0/sda/sda2");
  tree_link (tree, "dev/disk/by-uuid/ABCD-1234", "../../sda1");
  tree_link (tree, "dev/disk/by-uuid/5e-2", "../../sda2");
  tree_link (tree, "dev/disk/by-uuid/5e-9", "../../sda9");
  tree_link (tree, "dev/disk/by-partlabel/EFI\\x20System", "../../sda1");
  tree_link (tree, "dev/disk/by-partuuid/01-A", "../by-uuid/ABCD-1234");
  tree_link (tree, "dev/disk/by-label/loop", "loop");
  all = kx_filesystems_new (tree->root);

  check_found (all, KX_FILESYSTEM_UUID, "abcd-1234", "/boot/efi");
  check_found (all, KX_FILESYSTEM_PARTUUID, "01-a", "/boot/efi");
  check_found (all, KX_FILESYSTEM_PARTLABEL, "EFI System", "/boot/efi");
  check_found (all, KX_FILESYSTEM_PARTLABEL, "EFI\\x20System", "/boot/efi");
  check_found (all, KX_FILESYSTEM_UUID, "5E-2", "/");
  /* Mounted nowhere; and not there at all. */
  check_found (all, KX_FILESYSTEM_UUID, "5e-9", NULL);
  check_found (all, KX_FILESYSTEM_LABEL, "loop", NULL);

  root = kx_filesystems_find_at (all, "/boot/vmlinuz");
  g_assert_cmpstr (kx_filesystem_get_mount_point (root), ==, "/");
  esp = kx_filesystems_find_at (all, "/boot/efi/EFI/x.efi");
  g_assert_true (esp == kx_filesystems_find (all, KX_FILESYSTEM_UUID, "ABCD-1234"));
  g_assert_true (esp == kx_filesystems_find_at (all, "/srv/efi"));
  g_assert_true (kx_filesystems_find_at (all, "/boot/efis") == root);

  check_path (root, "/boot/vmlinuz", "/boot/vmlinuz");
  check_path (root, "/", "/");
  /* There, the ESP lies upon it. */
  check_path (root, "/boot/efi/vmlinuz", NULL);
  check_path (esp, "/vmlinuz", "/boot/efi/vmlinuz");
  check_path (esp, "/", "/boot/efi");
  check_path (esp, "/EFI/Linux/x.efi", "/boot/efi/EFI/Linux/x.efi");
}

static void
test_dots (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxFilesystems) all = NULL;
  const KxFilesystem *esp;
  g_autofree char *above = NULL;
  g_autofree char *relative = NULL;

  write_plain_mounts (tree);
  all = kx_filesystems_new (tree->root);
  esp = kx_filesystems_find_at (all, "/boot/efi");
  above = kx_filesystem_to_path (esp, "/a//../../../vmlinuz");
  g_assert_cmpstr (above, ==, "/boot/efi/vmlinuz");
  relative = kx_filesystem_to_path (esp, "loader/./entries");
  g_assert_cmpstr (relative, ==, "/boot/efi/loader/entries");
}

static void
test_btrfs (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxFilesystems) all = NULL;
  const KxFilesystem *root;

  tree_write (tree, MOUNTS,
              "20 1 0:22 /@ / rw - btrfs /dev/mapper/root rw\n"
              "21 20 0:22 /@home /home rw - btrfs /dev/mapper/root rw\n"
              "22 20 0:22 /@/.snapshots /.snapshots rw - btrfs /dev/mapper/root rw\n");
  tree_link (tree, "dev/mapper/root", "../dm-0");
  tree_link (tree, "dev/disk/by-uuid/aa", "../../dm-0");
  all = kx_filesystems_new (tree->root);
  root = kx_filesystems_find (all, KX_FILESYSTEM_UUID, "AA");

  g_assert_nonnull (root);
  g_assert_true (root == kx_filesystems_find_at (all, "/home/x"));
  check_path (root, "/@/boot/vmlinuz", "/boot/vmlinuz");
  check_path (root, "/@home/x", "/home/x");
  check_path (root, "/@/.snapshots/1/x", "/.snapshots/1/x");
  check_path (root, "/@other/boot/vmlinuz", NULL);
  check_path (root, "/@homes", NULL);
  check_path (root, "/", NULL);
}

/* Where the service's sandbox hides /dev. */
static void
test_records (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxFilesystems) all = NULL;

  write_plain_mounts (tree);
  tree_write (tree, "run/udev/data/b8:1", "S:disk/by-uuid/ABCD-1234\nS:disk/by-label/EFI\\x20X\n");
  tree_write (tree, "run/udev/data/b8:9", "S:disk/by-uuid/9999-9999\n");
  all = kx_filesystems_new (tree->root);
  check_found (all, KX_FILESYSTEM_UUID, "abcd-1234", "/boot/efi");
  check_found (all, KX_FILESYSTEM_LABEL, "EFI X", "/boot/efi");
  check_found (all, KX_FILESYSTEM_UUID, "9999-9999", NULL);
  g_assert_true (g_strv_contains (kx_filesystems_get_watch (all), "/run/udev/data/b8:1"));
  g_assert_true (g_strv_contains (kx_filesystems_get_watch (all), "/etc/fstab"));
  g_assert_false (g_strv_contains (kx_filesystems_get_watch (all), "/dev/disk/by-uuid/*"));
}

static void
test_mapped_records (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxFilesystems) all = NULL;

  tree_write (tree, MOUNTS, "20 1 0:22 /@ / rw - btrfs /dev/mapper/luks-1 rw\n");
  tree_write (tree, "sys/class/block/dm-0/dm/name", "swap\n");
  tree_write (tree, "sys/class/block/dm-3/dm/name", "luks-1\n");
  tree_write (tree, "sys/class/block/dm-3/dev", "254:3\n");
  tree_write (tree, "run/udev/data/b254:3", "S:disk/by-uuid/aa-bb\n");
  all = kx_filesystems_new (tree->root);
  check_found (all, KX_FILESYSTEM_UUID, "aa-bb", "/");
}

/* Another machine's tree. */
static void
test_fstab (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxFilesystems) all = NULL;
  const KxFilesystem *root;

  tree_write (tree, "etc/fstab",
              "UUID=aa-bb / btrfs subvol=@,noatime 0 0\n"
              "UUID=aa-bb /home btrfs subvol=/@home 0 0\n"
              "/dev/disk/by-uuid/ABCD-1234 /boot/efi vfat umask=0077 0 1\n"
              "/boot/efi/EFI /mnt none bind 0 0\n"
              "LABEL=stick /media/stick vfat noauto 0 0\n"
              "LABEL=xboot /boot vfat noauto,x-systemd.automount 0 0\n");
  all = kx_filesystems_new (tree->root);
  root = kx_filesystems_find (all, KX_FILESYSTEM_UUID, "AA-BB");
  g_assert_nonnull (root);
  check_path (root, "/@/etc/x", "/etc/x");
  check_path (root, "/@home/x", "/home/x");
  check_found (all, KX_FILESYSTEM_UUID, "abcd-1234", "/boot/efi");
  check_found (all, KX_FILESYSTEM_LABEL, "stick", NULL);
  check_found (all, KX_FILESYSTEM_LABEL, "xboot", "/boot");
  g_assert_true (kx_filesystems_find_at (all, "/mnt/x") == root);
  g_assert_true (g_strv_contains (kx_filesystems_get_watch (all), "/dev/disk/by-uuid/*"));
}

/* What udev does not know of was mounted by what fstab says. */
static void
test_fstab_of_mounted (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxFilesystems) all = NULL;

  tree_write (tree, MOUNTS,
              "20 1 8:2 / / rw - ext4 /dev/sda2 rw\n"
              "21 20 8:1 / /boot rw - ext4 /dev/sda1 rw\n"
              "22 20 0:40 / /efi rw - autofs systemd-1 rw\n");
  tree_write (tree, "etc/fstab", "UUID=1 / ext4\nUUID=2 /boot ext4\nUUID=3 /efi vfat\n");
  tree_link (tree, "dev/disk/by-uuid/11", "../../sda2");
  all = kx_filesystems_new (tree->root);
  check_found (all, KX_FILESYSTEM_UUID, "1", NULL);
  check_found (all, KX_FILESYSTEM_UUID, "11", "/");
  check_found (all, KX_FILESYSTEM_UUID, "2", "/boot");
  /* Asleep behind its automounter. */
  check_found (all, KX_FILESYSTEM_UUID, "3", "/efi");
}

static void
test_nothing (void)
{
  g_autoptr (Tree) tree = tree_new ();
  g_autoptr (KxFilesystems) all = kx_filesystems_new (tree->root);
  const KxFilesystem *root = kx_filesystems_find_at (all, "/boot");

  check_found (all, KX_FILESYSTEM_UUID, "1", NULL);
  g_assert_cmpstr (kx_filesystem_get_mount_point (root), ==, "/");
  check_path (root, "/boot/x", "/boot/x");
}

/* The kernel's own table, which names this process's paths. */
static void
test_running (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KxRoot) root = kx_root_new ("/", &error);
  g_autoptr (KxFilesystems) all = NULL;
  const KxFilesystem *filesystem;

  g_assert_no_error (error);
  all = kx_filesystems_new (root);
  filesystem = kx_filesystems_find_at (all, "/proc/self");
  g_assert_cmpstr (kx_filesystem_get_mount_point (filesystem), ==, "/proc");
  check_path (filesystem, "/self", "/proc/self");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filesystems/links", test_links);
  g_test_add_func ("/filesystems/dots", test_dots);
  g_test_add_func ("/filesystems/btrfs", test_btrfs);
  g_test_add_func ("/filesystems/records", test_records);
  g_test_add_func ("/filesystems/mapped-records", test_mapped_records);
  g_test_add_func ("/filesystems/fstab", test_fstab);
  g_test_add_func ("/filesystems/fstab-of-mounted", test_fstab_of_mounted);
  g_test_add_func ("/filesystems/nothing", test_nothing);
  g_test_add_func ("/filesystems/running", test_running);
  return g_test_run ();
}
