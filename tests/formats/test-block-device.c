/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "block-device.h"

static void
test_names (void)
{
  g_autoptr (KxBlockDevice) device
      = kx_block_device_new ("vda3", "254:3", NULL,
                             "S:disk/by-uuid/4f0C-11\n"
                             "S:disk/by-label/my\\x20disk\n"
                             "S:disk/by-partuuid/aaaa-03\n"
                             "S:vg/root\n"
                             "I:1234\n"
                             "E:ID_FS_TYPE=swsuspend\n"
                             "E:ID_FS_USAGE=other\n"
                             "G:systemd");
  const char *own[] = { "/dev/vda3", "254:3", "UUID=4F0c-11", "LABEL=my disk", "PARTUUID=aaaa-03",
                        "PARTUUID=aaaa-03/PARTNROFF=1", "/dev/disk/by-uuid/4f0C-11", "/dev/vg/root" };
  const char *other[] = { "/dev/vda", "/dev/vda33", "254:33", "UUID=4f0c", "LABEL=4f0c-11", "", "UUID=",
                          "/dev/mapper/vda3", "/dev/mapper/" };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    g_assert_true (kx_block_device_is (device, own[i]));
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_false (kx_block_device_is (device, other[i]));
  g_assert_cmpstr (device->content, ==, "swsuspend");
}

static void
test_unknown (void)
{
  g_autoptr (KxBlockDevice) device = kx_block_device_new ("cciss!c0d0", "8:0", "luks-root", NULL);

  g_assert_true (kx_block_device_is (device, "/dev/cciss/c0d0"));
  g_assert_true (kx_block_device_is (device, "/dev/mapper/luks-root"));
  g_assert_false (kx_block_device_is (device, "UUID=4f0c"));
  g_assert_null (device->content);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/block-device/names", test_names);
  g_test_add_func ("/block-device/unknown", test_unknown);
  return g_test_run ();
}
