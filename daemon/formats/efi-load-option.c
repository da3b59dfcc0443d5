/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "efi-load-option.h"

#include "bytes.h"
#include "efi-variable.h"
#include "error.h"

/* EFI_LOAD_OPTION */
#define ATTRIBUTES 0
#define PATHS_LENGTH 4
#define DESCRIPTION 6

#define ACTIVE 0x1u
#define CATEGORY 0x1f00u /* 0: what is booted */

/* EFI_DEVICE_PATH_PROTOCOL */
#define NODE_HEADER 4
#define NODE_LENGTH 2
#define NODE_MEDIA 4
#define NODE_END 0x7f
#define MEDIA_HARD_DRIVE 1
#define MEDIA_FILE 4

/* HARDDRIVE_DEVICE_PATH */
#define DRIVE_LENGTH 42
#define DRIVE_PARTITION 4
#define DRIVE_SIGNATURE 24
#define DRIVE_SIGNATURE_TYPE 41
#define SIGNATURE_MBR 1
#define SIGNATURE_GUID 2

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
               "the boot option %s; create it anew with efibootmgr", what);
  return FALSE;
}

/* As the kernel and udev name partitions: with a GUID, or by the disk's signature and a number. */
static char *
dup_uuid (const guint8 *node)
{
  const guint8 *id = node + DRIVE_SIGNATURE;

  switch (node[DRIVE_SIGNATURE_TYPE])
    {
    case SIGNATURE_GUID:
      return g_strdup_printf ("%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", kx_le32 (id),
                              kx_le16 (id + 4), kx_le16 (id + 6), id[8], id[9], id[10], id[11],
                              id[12], id[13], id[14], id[15]);
    case SIGNATURE_MBR:
      return g_strdup_printf ("%08x-%02x", kx_le32 (id), kx_le32 (node + DRIVE_PARTITION));
    default:
      return NULL;
    }
}

/* A path may be in several nodes: its parts. */
static gboolean
add_file (KxEfiLoadOption *option, const guint8 *text, gsize length, GError **error)
{
  g_autofree char *part = kx_efi_utf16_dup (text, length);
  g_autofree char *before = g_steal_pointer (&option->file);

  if (part == NULL)
    return fail (error, "has a path that is no text");

  g_strdelimit (part, "\\", '/');
  option->file = g_strconcat (before != NULL ? before : "", part[0] == '/' ? "" : "/", part, NULL);
  return TRUE;
}

static gboolean
read_node (KxEfiLoadOption *option, const guint8 *node, gsize length, GError **error)
{
  if (node[0] != NODE_MEDIA)
    return TRUE;
  if (node[1] == MEDIA_FILE)
    return add_file (option, node + NODE_HEADER, length - NODE_HEADER, error);
  if (node[1] != MEDIA_HARD_DRIVE)
    return TRUE;

  if (length < DRIVE_LENGTH)
    return fail (error, "has a partition that is not whole");
  g_free (option->partition_uuid);
  option->partition_uuid = dup_uuid (node);
  return TRUE;
}

static gboolean
read_path (KxEfiLoadOption *option, const guint8 *path, gsize size, GError **error)
{
  gsize offset = 0;

  while (offset < size)
    {
      gsize length;

      if (size - offset < NODE_HEADER)
        return fail (error, "has a device path that is not whole");
      if (path[offset] == NODE_END)
        return TRUE;
      length = kx_le16 (path + offset + NODE_LENGTH);
      if (length < NODE_HEADER || length > size - offset)
        return fail (error, "has a device path that is damaged");
      if (!read_node (option, path + offset, length, error))
        return FALSE;
      offset += length;
    }
  return TRUE;
}

/* Some firmware puts data of its own where the arguments would be. */
static char *
dup_arguments (const guint8 *data, gsize size)
{
  g_autofree char *text = kx_efi_utf16_dup (data, size - size % 2);

  for (const char *c = text; c != NULL && *c != '\0'; c++)
    if ((guchar) *c < ' ')
      return NULL;
  return text != NULL && text[0] != '\0' ? g_steal_pointer (&text) : NULL;
}

KxEfiLoadOption *
kx_efi_load_option_parse (const guint8 *data, gsize size, GError **error)
{
  g_autoptr (KxEfiLoadOption) option = g_new0 (KxEfiLoadOption, 1);
  guint32 attributes;
  gsize paths;
  gsize end = DESCRIPTION;

  while (end + 2 <= size && kx_le16 (data + end) != 0)
    end += 2;
  if (end + 2 > size)
    {
      fail (error, "is not whole");
      return NULL;
    }

  attributes = kx_le32 (data + ATTRIBUTES);
  option->is_active = (attributes & ACTIVE) != 0 && (attributes & CATEGORY) == 0;
  option->description = kx_efi_utf16_dup (data + DESCRIPTION, end - DESCRIPTION);
  if (option->description == NULL)
    option->description = g_strdup ("");
  end += 2;

  paths = kx_le16 (data + PATHS_LENGTH);
  if (paths > size - end)
    {
      fail (error, "ends within its device path");
      return NULL;
    }
  if (!read_path (option, data + end, paths, error))
    return NULL;
  option->arguments = dup_arguments (data + end + paths, size - end - paths);
  return g_steal_pointer (&option);
}

void
kx_efi_load_option_free (KxEfiLoadOption *option)
{
  g_free (option->description);
  g_free (option->partition_uuid);
  g_free (option->file);
  g_free (option->arguments);
  g_free (option);
}
