/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "device-name.h"
#include "block-device.h"
#include "fstab.h"
#include "mountinfo.h"

#include <string.h>

static void
fuzz_mountinfo (const char *text)
{
  g_autoptr (GPtrArray) mounts = kx_mountinfo_parse (text);
  g_autoptr (GHashTable) points = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < mounts->len; i++)
    {
      const KxMount *mount = mounts->pdata[i];

      g_assert_true (mount->inside[0] == '/' && mount->mount_point[0] == '/');
      g_assert_nonnull (mount->type);
      g_assert_nonnull (mount->source);
      g_assert_true (g_hash_table_add (points, mount->mount_point));
    }
}

static void
fuzz_device_name (const char *text)
{
  g_autoptr (KxDeviceName) name = kx_device_name_parse (text);

  if (name != NULL)
    g_assert_true (kx_device_name_matches (name, name->key, name->value));
}

static void
fuzz_fstab (const char *text)
{
  g_autoptr (GPtrArray) entries = kx_fstab_parse (text);

  for (guint i = 0; i < entries->len; i++)
    {
      const KxFstabEntry *entry = entries->pdata[i];
      g_autofree char *value = kx_fstab_get_option (entry, "subvol");

      g_assert_true (entry->mount_point[0] == '/');
      g_assert_true (value == NULL || strstr (entry->options, value) != NULL);
      fuzz_device_name (entry->source);
    }
}

static void
fuzz_block_device (const char *text)
{
  g_autoptr (KxBlockDevice) device = kx_block_device_new ("vda3", "254:3", "root", text);

  g_assert_true (kx_block_device_is (device, "/dev/vda3"));
  g_assert_true (kx_block_device_is (device, "/dev/mapper/root"));
  for (char **link = device->links; *link != NULL; link++)
    g_assert_true (kx_block_device_is (device, *link));
  (void) kx_block_device_is (device, text);
}

/* A table of mounts, fstab, or a record of udev's. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) names = kx_device_names_parse (text);

  for (guint i = 0; i < names->len; i++)
    {
      const KxDeviceName *name = names->pdata[i];

      g_assert_true (kx_device_name_matches (name, name->key, name->value));
    }
  fuzz_mountinfo (text);
  fuzz_fstab (text);
  fuzz_block_device (text);
  return 0;
}
