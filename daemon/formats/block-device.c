/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "block-device.h"

#include <string.h>

#include "device-name.h"

#define CONTENT "E:ID_FS_TYPE="

static void
read_record (KxBlockDevice *device, const char *record)
{
  g_autoptr (GStrvBuilder) links = g_strv_builder_new ();

  while (*record != '\0')
    {
      gsize length = strcspn (record, "\n");
      g_autofree char *line = g_strndup (record, length);

      if (g_str_has_prefix (line, "S:"))
        {
          g_autofree char *link = g_strconcat ("/dev/", line + strlen ("S:"), NULL);

          g_strv_builder_add (links, link);
        }
      else if (g_str_has_prefix (line, CONTENT) && device->content == NULL)
        device->content = g_strdup (line + strlen (CONTENT));
      record += length + (record[length] == '\n');
    }
  device->links = g_strv_builder_end (links);
}

KxBlockDevice *
kx_block_device_new (const char *name, const char *number, const char *mapped, const char *record)
{
  KxBlockDevice *device = g_new0 (KxBlockDevice, 1);

  if (record == NULL)
    record = "";
  /* sysfs has no slashes in names: "cciss!c0d0". */
  device->path = g_strdelimit (g_strconcat ("/dev/", name, NULL), "!", '/');
  device->number = g_strdup (number);
  device->mapped = g_strdup (mapped);
  device->names = kx_device_names_parse (record);
  read_record (device, record);
  return device;
}

void
kx_block_device_free (KxBlockDevice *device)
{
  g_free (device->path);
  g_free (device->number);
  g_free (device->mapped);
  g_strfreev (device->links);
  g_ptr_array_unref (device->names);
  g_free (device->content);
  g_free (device);
}

gboolean
kx_block_device_is (const KxBlockDevice *device, const char *name)
{
  g_autoptr (KxDeviceName) wanted = kx_device_name_parse (name);

  if (g_str_equal (name, device->path) || g_str_equal (name, device->number)
      || g_strv_contains ((const char *const *) device->links, name))
    return TRUE;
  if (device->mapped != NULL && g_str_has_prefix (name, "/dev/mapper/")
      && g_str_equal (name + strlen ("/dev/mapper/"), device->mapped))
    return TRUE;
  if (wanted == NULL)
    return FALSE;

  /* The kernel counts partitions from the one that is named: that one has to be there. */
  if (wanted->key == KX_FILESYSTEM_PARTUUID)
    wanted->value[strcspn (wanted->value, "/")] = '\0';
  for (guint i = 0; i < device->names->len; i++)
    {
      const KxDeviceName *own = device->names->pdata[i];

      if (kx_device_name_matches (wanted, own->key, own->value))
        return TRUE;
    }
  return FALSE;
}
