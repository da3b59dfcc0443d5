/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fstab.h"

static void
test_lines (void)
{
  g_autoptr (GPtrArray) entries = kx_fstab_parse (
      "# a comment\n"
      "\n"
      "UUID=\"4C0D-1234\"\t/boot/efi/ \t vfat umask=0077 0 1 \n"
      "   # another\n"
      "/dev/sda2 /my\\040disk ext4\n"
      "UUID=x none swap sw 0 0\n"
      "UUID=x /swap swap sw 0 0\n"
      "proc\n"
      "LABEL=root / btrfs subvol=a,subvol=@,noatime,compress=zstd:1");
  const KxFstabEntry *entry;
  g_autofree char *subvolume = NULL;
  g_autofree char *flag = NULL;
  g_autofree char *missing = NULL;

  g_assert_cmpuint (entries->len, ==, 3);
  entry = entries->pdata[0];
  g_assert_cmpstr (entry->source, ==, "UUID=4C0D-1234");
  g_assert_cmpstr (entry->mount_point, ==, "/boot/efi");
  g_assert_cmpstr (entry->type, ==, "vfat");
  g_assert_cmpstr (entry->options, ==, "umask=0077");
  entry = entries->pdata[1];
  g_assert_cmpstr (entry->mount_point, ==, "/my disk");
  g_assert_cmpstr (entry->options, ==, "");
  entry = entries->pdata[2];
  g_assert_cmpstr (entry->mount_point, ==, "/");
  subvolume = kx_fstab_get_option (entry, "subvol");
  flag = kx_fstab_get_option (entry, "noatime");
  missing = kx_fstab_get_option (entry, "compres");
  g_assert_cmpstr (subvolume, ==, "@");
  g_assert_cmpstr (flag, ==, "");
  g_assert_null (missing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fstab/lines", test_lines);
  return g_test_run ();
}
