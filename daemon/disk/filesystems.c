/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "filesystems.h"

#include <limits.h>
#include <string.h>

#include "block-devices.h"
#include "fstab.h"
#include "mount-table.h"
#include "mountinfo.h"
#include "text-file.h"

#define FSTAB "/etc/fstab"
#define FSTAB_CAP (1024 * 1024)

/* Some part of a file system at some place. */
typedef struct
{
  KxFilesystem *filesystem;
  char *inside;
  char *point;
} Place;

struct _KxFilesystem
{
  const KxFilesystems *all;
  GPtrArray *places; /* of Place, belonging to all */
  GPtrArray *names;  /* of KxDeviceName */
};

struct _KxFilesystems
{
  GPtrArray *filesystems;
  GHashTable *places; /* mount point → Place */
  GHashTable *missing; /* mount points at which nothing is mounted and something should be */
  GPtrArray *watch;
};

static void
place_free (Place *place)
{
  g_free (place->inside);
  g_free (place->point);
  g_free (place);
}

static void
filesystem_free (KxFilesystem *filesystem)
{
  g_ptr_array_unref (filesystem->places);
  g_ptr_array_unref (filesystem->names);
  g_free (filesystem);
}

void
kx_filesystems_free (KxFilesystems *filesystems)
{
  g_ptr_array_unref (filesystems->filesystems);
  g_hash_table_unref (filesystems->places);
  g_hash_table_unref (filesystems->missing);
  g_ptr_array_unref (filesystems->watch);
  g_free (filesystems);
}

static KxFilesystem *
add_filesystem (KxFilesystems *filesystems)
{
  KxFilesystem *filesystem = g_new0 (KxFilesystem, 1);

  filesystem->all = filesystems;
  filesystem->places = g_ptr_array_new ();
  filesystem->names = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_device_name_free);
  g_ptr_array_add (filesystems->filesystems, filesystem);
  return filesystem;
}

static void
add_place (KxFilesystems *filesystems, KxFilesystem *filesystem, const char *inside,
           const char *point)
{
  Place *former = g_hash_table_lookup (filesystems->places, point);
  Place *place = g_new0 (Place, 1);

  place->filesystem = filesystem;
  place->inside = g_canonicalize_filename (inside, "/");
  place->point = g_strdup (point);
  if (former != NULL)
    g_ptr_array_remove (former->filesystem->places, former);
  g_ptr_array_add (filesystem->places, place);
  g_hash_table_replace (filesystems->places, place->point, place);
}

static void
add_watch (KxFilesystems *filesystems, char *path)
{
  g_ptr_array_add (filesystems->watch, path);
}

/* What lies below @directory of @path; NULL: @path does not. "" where it is the same. */
static const char *
get_rest (const char *path, const char *directory)
{
  gsize length = strlen (directory);

  if (g_str_equal (directory, "/"))
    return path[1] != '\0' ? path : "";
  if (strncmp (path, directory, length) != 0 || (path[length] != '/' && path[length] != '\0'))
    return NULL;
  return path + length;
}

static char *
join (const char *directory, const char *rest)
{
  if (rest[0] == '\0')
    return g_strdup (directory);
  return g_strconcat (g_str_equal (directory, "/") ? "" : directory, rest, NULL);
}

static GPtrArray *
read_fstab (KxRoot *root)
{
  g_autofree char *text = kx_text_file_read (root, FSTAB, FSTAB_CAP, NULL, NULL);

  return kx_fstab_parse (text != NULL ? text : "");
}

static void
add_names (KxFilesystems *filesystems, KxFilesystem *filesystem, KxBlockDevices *devices,
           const char *source, const char *number)
{
  char *record = NULL;
  GPtrArray *names = kx_block_devices_get_names (devices, source, number, &record);

  g_ptr_array_extend_and_steal (filesystem->names, names);
  if (record != NULL)
    add_watch (filesystems, record);
}

/* An automounter that did not mount anything when it was asked to: what it would mount is not what
 * is around it. fstab may know. */
static void
add_asleep (KxFilesystems *filesystems, const char *point)
{
  add_place (filesystems, add_filesystem (filesystems), "/", point);
}

static void
add_mounts (KxFilesystems *filesystems, KxBlockDevices *devices, const GPtrArray *mounts,
            const char *prefix)
{
  g_autoptr (GHashTable) by_number = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < mounts->len; i++)
    {
      const KxMount *mount = mounts->pdata[i];
      const char *point = get_rest (mount->mount_point, prefix);
      g_autofree char *number = g_strdup_printf ("%u:%u", mount->major, mount->minor);
      KxFilesystem *filesystem = g_hash_table_lookup (by_number, number);

      if (point == NULL)
        continue;
      point = point[0] != '\0' ? point : "/";
      if (g_str_equal (mount->type, "autofs"))
        {
          add_asleep (filesystems, point);
          continue;
        }
      if (filesystem == NULL)
        {
          filesystem = add_filesystem (filesystems);
          add_names (filesystems, filesystem, devices, mount->source,
                     mount->major != 0 ? number : NULL);
          g_hash_table_insert (by_number, g_steal_pointer (&number), filesystem);
        }
      add_place (filesystems, filesystem, mount->inside, point);
    }
}

static gboolean
has_option (const KxFstabEntry *entry, const char *name)
{
  g_autofree char *value = kx_fstab_get_option (entry, name);

  return value != NULL;
}

static gboolean
is_mounted_at_start (const KxFstabEntry *entry)
{
  if (has_option (entry, "bind") || has_option (entry, "rbind"))
    return FALSE;
  return !has_option (entry, "noauto") || has_option (entry, "x-systemd.automount");
}

static void
add_name (KxFilesystem *filesystem, const char *source)
{
  KxDeviceName *name = kx_device_name_parse (source);

  if (name != NULL)
    g_ptr_array_add (filesystem->names, name);
}

/* Of a file system that udev does not know: what it was mounted by. */
static void
add_name_of_fstab (KxFilesystems *filesystems, const KxFstabEntry *entry)
{
  const Place *place = g_hash_table_lookup (filesystems->places, entry->mount_point);

  if (place != NULL && place->filesystem->names->len == 0)
    add_name (place->filesystem, entry->source);
}

static void
note_missing (KxFilesystems *filesystems, const KxFstabEntry *entry)
{
  if (is_mounted_at_start (entry) && !g_hash_table_contains (filesystems->places, entry->mount_point))
    g_hash_table_add (filesystems->missing, g_strdup (entry->mount_point));
}

static void
add_fstab (KxFilesystems *filesystems, KxBlockDevices *devices, const GPtrArray *fstab)
{
  g_autoptr (GHashTable) by_source = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < fstab->len; i++)
    {
      const KxFstabEntry *entry = fstab->pdata[i];
      KxFilesystem *filesystem = g_hash_table_lookup (by_source, entry->source);
      g_autofree char *subvolume = kx_fstab_get_option (entry, "subvol");

      if (!is_mounted_at_start (entry))
        continue;
      if (filesystem == NULL)
        {
          filesystem = add_filesystem (filesystems);
          add_name (filesystem, entry->source);
          if (g_str_has_prefix (entry->source, "/dev/"))
            add_names (filesystems, filesystem, devices, entry->source, NULL);
          g_hash_table_insert (by_source, entry->source, filesystem);
        }
      add_place (filesystems, filesystem, subvolume != NULL ? subvolume : "/", entry->mount_point);
    }
}

/* udev's records of what is mounted; where there are none, all of the links. */
static void
add_watches (KxFilesystems *filesystems, KxRoot *root)
{
  add_watch (filesystems, g_strdup (FSTAB));
  if (!kx_root_exists (root, KX_UDEV_RECORDS))
    for (guint key = 0; key < KX_FILESYSTEM_N_KEYS; key++)
      add_watch (filesystems, g_strdup_printf ("%s/*", kx_device_directory (key)));
  g_ptr_array_add (filesystems->watch, NULL);
}

KxFilesystems *
kx_filesystems_new (KxRoot *root)
{
  KxFilesystems *filesystems = g_new0 (KxFilesystems, 1);
  g_autoptr (KxBlockDevices) devices = kx_block_devices_new (root);
  g_autoptr (GPtrArray) fstab = read_fstab (root);
  g_autoptr (GPtrArray) mounts = NULL;
  g_autofree char *prefix = NULL;

  filesystems->filesystems = g_ptr_array_new_with_free_func ((GDestroyNotify) filesystem_free);
  filesystems->places
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) place_free);
  filesystems->watch = g_ptr_array_new_with_free_func (g_free);
  filesystems->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  mounts = kx_mount_table_read (root, &prefix);
  if (mounts != NULL && mounts->len > 0)
    {
      add_mounts (filesystems, devices, mounts, prefix);
      for (guint i = 0; i < fstab->len; i++)
        {
          add_name_of_fstab (filesystems, fstab->pdata[i]);
          note_missing (filesystems, fstab->pdata[i]);
        }
    }
  else
    add_fstab (filesystems, devices, fstab);
  if (g_hash_table_lookup (filesystems->places, "/") == NULL)
    add_place (filesystems, add_filesystem (filesystems), "/", "/");
  add_watches (filesystems, root);
  return filesystems;
}

gboolean
kx_filesystems_is_missing (const KxFilesystems *filesystems, const char *mount_point)
{
  return g_hash_table_contains (filesystems->missing, mount_point);
}

const KxFilesystem *
kx_filesystems_find (const KxFilesystems *filesystems, KxFilesystemKey key, const char *value)
{
  for (guint i = 0; i < filesystems->filesystems->len; i++)
    {
      const KxFilesystem *filesystem = filesystems->filesystems->pdata[i];

      for (guint n = 0; filesystem->places->len > 0 && n < filesystem->names->len; n++)
        if (kx_device_name_matches (filesystem->names->pdata[n], key, value))
          return filesystem;
    }
  return NULL;
}

static const Place *
find_place (const KxFilesystems *filesystems, const char *path)
{
  /* Nothing is mounted further down than the longest path; somebody's configuration can name one
   * that is much longer. */
  g_autofree char *point = g_strndup (path, PATH_MAX);
  const Place *place;

  while ((place = g_hash_table_lookup (filesystems->places, point)) == NULL)
    {
      char *slash = strrchr (point, '/');

      slash[slash == point ? 1 : 0] = '\0';
    }
  return place;
}

const KxFilesystem *
kx_filesystems_find_at (const KxFilesystems *filesystems, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, "/");

  return find_place (filesystems, absolute)->filesystem;
}

const char *
kx_filesystem_get_mount_point (const KxFilesystem *filesystem)
{
  const Place *best = filesystem->places->pdata[0];

  for (guint i = 1; i < filesystem->places->len; i++)
    {
      const Place *place = filesystem->places->pdata[i];

      if (strlen (place->inside) < strlen (best->inside))
        best = place;
    }
  return best->point;
}

char *
kx_filesystem_to_path (const KxFilesystem *filesystem, const char *inside)
{
  g_autofree char *absolute = g_canonicalize_filename (inside, "/");

  for (guint i = 0; i < filesystem->places->len; i++)
    {
      const Place *place = filesystem->places->pdata[i];
      const char *rest = get_rest (absolute, place->inside);
      g_autofree char *path = rest != NULL ? join (place->point, rest) : NULL;

      /* Another file system may be mounted further down on the way. */
      if (path != NULL && find_place (filesystem->all, path) == place)
        return g_steal_pointer (&path);
    }
  return NULL;
}

char *
kx_filesystem_from_path (const KxFilesystem *filesystem, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, "/");
  const Place *place = find_place (filesystem->all, absolute);

  return join (place->inside, get_rest (absolute, place->point));
}

const char *const *
kx_filesystems_get_watch (const KxFilesystems *filesystems)
{
  return (const char *const *) filesystems->watch->pdata;
}
