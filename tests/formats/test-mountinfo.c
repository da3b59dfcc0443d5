/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mountinfo.h"

#include <string.h>

/* The mounts that can be reached, "inside on mount-point" each. */
static char *
describe (const char *text)
{
  g_autoptr (GPtrArray) mounts = kx_mountinfo_parse (text);
  g_autoptr (GString) description = g_string_new (NULL);

  for (guint i = 0; i < mounts->len; i++)
    {
      const KxMount *mount = mounts->pdata[i];

      g_string_append_printf (description, "%s%s:%s on %s", i == 0 ? "" : ", ", mount->source,
                              mount->inside, mount->mount_point);
    }
  return g_string_free (g_steal_pointer (&description), FALSE);
}

static void
check (const char *text, const char *expected)
{
  g_autofree char *found = describe (text);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_fields (void)
{
  g_autoptr (GPtrArray) mounts = kx_mountinfo_parse (
      "25 1 0:22 /@ / rw,relatime shared:1 master:2 - btrfs /dev/sda2 rw,subvol=/@\n"
      "40 25 8:1 / /boot/e\\040f\\134i rw - vfat /dev/sda1 rw\n");
  const KxMount *mount;

  g_assert_cmpuint (mounts->len, ==, 2);
  mount = mounts->pdata[0];
  g_assert_cmpuint (mount->id, ==, 25);
  g_assert_cmpuint (mount->parent, ==, 1);
  g_assert_cmpuint (mount->major, ==, 0);
  g_assert_cmpuint (mount->minor, ==, 22);
  g_assert_cmpstr (mount->inside, ==, "/@");
  g_assert_cmpstr (mount->type, ==, "btrfs");
  g_assert_cmpstr (mount->source, ==, "/dev/sda2");
  mount = mounts->pdata[1];
  g_assert_cmpuint (mount->major, ==, 8);
  g_assert_cmpstr (mount->mount_point, ==, "/boot/e f\\i");
}

static void
test_malformed (void)
{
  check ("", "");
  check ("\n\nnonsense\n", "");
  check ("25 1 8:2 / / rw - ext4", "");
  check ("25 1 8:2 / / rw ext4 /dev/sda2 rw\n", "");
  check ("25 1 8 / / rw - ext4 a rw\n26 1 8:2 / boot rw - ext4 b rw\n27 1 8:3 / /c rw - ext4 c\n",
         "c:/ on /c");
}

static void
test_over (void)
{
  /* An automounter, and what it mounted. */
  check ("1 0 8:2 / / rw - ext4 root rw\n2 1 0:40 / /boot rw - autofs systemd-1 rw\n"
         "3 2 8:1 / /boot rw - vfat esp rw\n",
         "root:/ on /, esp:/ on /boot");
  /* Below what was mounted later. */
  check ("1 0 8:2 / / rw - ext4 root rw\n2 1 8:1 / /boot/efi rw - vfat esp rw\n"
         "3 1 8:3 / /boot rw - ext4 boot rw\n",
         "root:/ on /, boot:/ on /boot");
  check ("1 0 8:2 / / rw - ext4 root rw\n3 1 8:3 / /boot rw - ext4 boot rw\n"
         "2 3 8:1 / /boot/efi rw - vfat esp rw\n",
         "root:/ on /, boot:/ on /boot, esp:/ on /boot/efi");
  /* Names that only begin alike. */
  check ("1 0 8:2 / / rw - ext4 root rw\n2 1 8:1 / /boots rw - vfat x rw\n"
         "3 1 8:3 / /boot rw - ext4 boot rw\n",
         "root:/ on /, x:/ on /boots, boot:/ on /boot");
}

static void
test_moved (void)
{
  /* The initramfs mounted /run before the root, and moved it. */
  check ("2 30 0:5 / /run rw - tmpfs tmpfs rw\n1 1 0:1 / / rw - rootfs rootfs rw\n"
         "30 1 8:2 / / rw - ext4 root rw\n",
         "tmpfs:/ on /run, root:/ on /");
  /* Parents that go in a circle. */
  check ("2 3 8:2 / /a rw - ext4 x rw\n3 2 8:2 / / rw - ext4 x rw\n", "x:/ on /a, x:/ on /");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mountinfo/fields", test_fields);
  g_test_add_func ("/mountinfo/malformed", test_malformed);
  g_test_add_func ("/mountinfo/over", test_over);
  g_test_add_func ("/mountinfo/moved", test_moved);
  return g_test_run ();
}
