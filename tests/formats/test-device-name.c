/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device-name.h"

static void
check (const char *text, int key, const char *value)
{
  g_autoptr (KxDeviceName) name = kx_device_name_parse (text);

  if (value == NULL)
    {
      g_assert_null (name);
      return;
    }
  g_assert_nonnull (name);
  g_assert_cmpint (name->key, ==, key);
  g_assert_cmpstr (name->value, ==, value);
}

static void
test_parse (void)
{
  check ("UUID=4C0D-1234", KX_FILESYSTEM_UUID, "4C0D-1234");
  check ("LABEL=a\\x20b", KX_FILESYSTEM_LABEL, "a\\x20b");
  check ("PARTUUID=9f-01", KX_FILESYSTEM_PARTUUID, "9f-01");
  check ("PARTLABEL=EFI System", KX_FILESYSTEM_PARTLABEL, "EFI System");
  check ("/dev/disk/by-uuid/4C0D-1234", KX_FILESYSTEM_UUID, "4C0D-1234");
  check ("/dev/disk/by-partlabel/EFI\\x20System", KX_FILESYSTEM_PARTLABEL, "EFI System");
  check ("/dev/disk/by-label/a\\x5cx20\\x2", KX_FILESYSTEM_LABEL, "a\\x20\\x2");
  check ("/dev/disk/by-id/x", 0, NULL);
  check ("/dev/disk/by-uuid/", 0, NULL);
  check ("/dev/disk/by-uuid/a/b", 0, NULL);
  check ("/dev/sda1", 0, NULL);
  check ("UUID=", 0, NULL);
}

static void
test_matches (void)
{
  g_autoptr (KxDeviceName) uuid = kx_device_name_parse ("UUID=4C0D-abcd");
  g_autoptr (KxDeviceName) label = kx_device_name_parse ("LABEL=My Root");

  g_assert_true (kx_device_name_matches (uuid, KX_FILESYSTEM_UUID, "4c0d-ABCD"));
  g_assert_false (kx_device_name_matches (uuid, KX_FILESYSTEM_UUID, "4c0d-ABC"));
  g_assert_false (kx_device_name_matches (uuid, KX_FILESYSTEM_PARTUUID, "4c0d-abcd"));
  g_assert_true (kx_device_name_matches (label, KX_FILESYSTEM_LABEL, "My Root"));
  g_assert_true (kx_device_name_matches (label, KX_FILESYSTEM_LABEL, "My\\x20Root"));
  g_assert_false (kx_device_name_matches (label, KX_FILESYSTEM_LABEL, "my root"));
}

static void
test_record (void)
{
  g_autoptr (GPtrArray) names
      = kx_device_names_parse ("S:disk/by-id/x\nS:disk/by-uuid/AB-CD\nE:ID_FS_UUID=no\n"
                               "S:disk/by-label/a\\x20b\nS:\nS:disk/by-partuuid/1");

  g_assert_cmpuint (names->len, ==, 3);
  g_assert_cmpstr (((KxDeviceName *) names->pdata[0])->value, ==, "AB-CD");
  g_assert_cmpstr (((KxDeviceName *) names->pdata[1])->value, ==, "a b");
  g_assert_cmpint (((KxDeviceName *) names->pdata[2])->key, ==, KX_FILESYSTEM_PARTUUID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-name/parse", test_parse);
  g_test_add_func ("/device-name/matches", test_matches);
  g_test_add_func ("/device-name/record", test_record);
  return g_test_run ();
}
