/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "block-devices.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "listing.h"

#define BY_NUMBER "/sys/dev/block"
#define BY_NAME "/sys/class/block"

#define RECORD_MAX (64 * 1024)
#define VALUE_MAX 4096

/* /dev/disk/by-uuid/x → ../../mapper/y → ../dm-0, and then some. */
#define MAX_LINKS 8

struct _KxBlockDevices
{
  KxRoot *root;
  GPtrArray *names;   /* of KxDeviceName: udev's links */
  GPtrArray *targets; /* of each of them */
};

/* What the link at @path says; NULL: it is none. */
static char *
read_link (KxRoot *root, const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  char target[PATH_MAX];
  int fd = kx_root_open (root, directory, O_PATH | O_DIRECTORY, NULL);
  ssize_t length;

  if (fd < 0)
    return NULL;
  length = readlinkat (fd, name, target, sizeof target);
  close (fd);
  return length > 0 && length < (ssize_t) sizeof target ? g_strndup (target, (gsize) length) : NULL;
}

/* The device itself, which need not be there: "/dev/dm-0". */
static char *
resolve (KxRoot *root, const char *path)
{
  g_autofree char *device = g_canonicalize_filename (path, "/");

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *target = read_link (root, device);
      g_autofree char *directory = NULL;

      if (target == NULL)
        break;
      directory = g_path_get_dirname (device);
      g_free (device);
      device = g_canonicalize_filename (target, directory);
    }
  return g_steal_pointer (&device);
}

static void
read_links (KxBlockDevices *devices)
{
  devices->names = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_device_name_free);
  devices->targets = g_ptr_array_new_with_free_func (g_free);
  for (guint key = 0; key < KX_FILESYSTEM_N_KEYS; key++)
    {
      g_autoptr (KxListing) links = kx_listing_new (devices->root, kx_device_directory (key));
      GHashTableIter iter;
      gpointer link;

      g_hash_table_iter_init (&iter, links->names);
      while (g_hash_table_iter_next (&iter, &link, NULL))
        {
          g_autofree char *path = g_build_filename (links->path, link, NULL);
          KxDeviceName *name = kx_device_name_parse (path);

          if (name == NULL)
            continue;
          g_ptr_array_add (devices->names, name);
          g_ptr_array_add (devices->targets, resolve (devices->root, path));
        }
    }
}

static char *
read_value (KxRoot *root, const char *path)
{
  char *value = kx_root_read (root, path, VALUE_MAX, NULL, NULL);

  return value != NULL ? g_strchomp (value) : NULL;
}

static char *
read_mapped (KxRoot *root, const char *name)
{
  g_autofree char *path = g_strdup_printf (BY_NAME "/%s/dm/name", name);

  return g_str_has_prefix (name, "dm-") ? read_value (root, path) : NULL;
}

/* /dev/mapper, with its link to the device, is not there where the devices are hidden. */
static char *
find_mapped (KxRoot *root, const char *source)
{
  g_autoptr (KxListing) blocks = NULL;
  GHashTableIter iter;
  gpointer name;

  if (!g_str_has_prefix (source, "/dev/mapper/"))
    return NULL;

  blocks = kx_listing_new (root, BY_NAME);
  g_hash_table_iter_init (&iter, blocks->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *mapped = read_mapped (root, name);

      if (g_strcmp0 (mapped, source + strlen ("/dev/mapper/")) == 0)
        return g_strdup_printf ("/dev/%s", (const char *) name);
    }
  return NULL;
}

/* What is mounted may be called "/dev/root": its number says which device that is. */
static char *
find_device (KxRoot *root, const char *source, const char *number)
{
  g_autofree char *by_number
      = number != NULL ? g_strdup_printf (BY_NUMBER "/%s", number) : NULL;
  g_autofree char *target = by_number != NULL ? read_link (root, by_number) : NULL;
  g_autofree char *name = target != NULL ? g_path_get_basename (target) : NULL;
  char *device = name != NULL ? g_strdup_printf ("/dev/%s", name) : NULL;

  if (device == NULL && g_str_has_prefix (source, "/dev/"))
    device = find_mapped (root, source);
  if (device == NULL && g_str_has_prefix (source, "/dev/"))
    device = resolve (root, source);
  return device;
}

static char *
find_number (KxRoot *root, const char *device)
{
  g_autofree char *name = g_path_get_basename (device);
  g_autofree char *path = g_strdup_printf (BY_NAME "/%s/dev", name);
  g_autofree char *number = read_value (root, path);

  if (number == NULL || strspn (number, "0123456789:") != strlen (number))
    return NULL;
  return g_steal_pointer (&number);
}

static void
add_recorded (KxRoot *root, const char *record, GPtrArray *names)
{
  g_autofree char *text = kx_root_read (root, record, RECORD_MAX, NULL, NULL);
  g_autoptr (GPtrArray) recorded = text != NULL ? kx_device_names_parse (text) : NULL;

  if (recorded == NULL)
    return;
  g_ptr_array_extend_and_steal (names, g_steal_pointer (&recorded));
}

GPtrArray *
kx_block_devices_get_names (KxBlockDevices *devices, const char *source, const char *number,
                            char **record)
{
  GPtrArray *names = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_device_name_free);
  g_autofree char *device = find_device (devices->root, source, number);
  g_autofree char *found = number != NULL || device == NULL
                               ? g_strdup (number)
                               : find_number (devices->root, device);

  *record = found != NULL ? g_strdup_printf (KX_UDEV_RECORDS "/b%s", found) : NULL;
  if (*record != NULL)
    add_recorded (devices->root, *record, names);
  if (devices->names == NULL)
    read_links (devices);
  for (guint i = 0; device != NULL && i < devices->names->len; i++)
    if (g_str_equal (devices->targets->pdata[i], device))
      {
        const KxDeviceName *name = devices->names->pdata[i];
        KxDeviceName *copy = g_new0 (KxDeviceName, 1);

        copy->key = name->key;
        copy->value = g_strdup (name->value);
        g_ptr_array_add (names, copy);
      }
  return names;
}

GPtrArray *
kx_block_devices_list (KxRoot *root)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_block_device_free);
  g_autoptr (KxListing) blocks = kx_listing_new (root, BY_NAME);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, blocks->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *number = find_number (root, name);
      g_autofree char *mapped = read_mapped (root, name);
      g_autofree char *path
          = number != NULL ? g_strdup_printf (KX_UDEV_RECORDS "/b%s", number) : NULL;
      g_autofree char *record
          = path != NULL ? kx_root_read (root, path, RECORD_MAX, NULL, NULL) : NULL;

      if (number != NULL)
        g_ptr_array_add (devices, kx_block_device_new (name, number, mapped, record));
    }
  return devices;
}

KxBlockDevices *
kx_block_devices_new (KxRoot *root)
{
  KxBlockDevices *devices = g_new0 (KxBlockDevices, 1);

  devices->root = kx_root_ref (root);
  return devices;
}

void
kx_block_devices_free (KxBlockDevices *devices)
{
  kx_root_unref (devices->root);
  g_clear_pointer (&devices->names, g_ptr_array_unref);
  g_clear_pointer (&devices->targets, g_ptr_array_unref);
  g_free (devices);
}
