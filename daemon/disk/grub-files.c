/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-files.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "grub.h"
#include "grubenv.h"
#include "listing.h"
#include "text-file.h"

/* More is not watched: nobody has so many files of configuration. */
#define MAX_WATCH 1024

struct _KxGrubFiles
{
  KxRoot *root;
  const KxFilesystems *filesystems;
  KxGrubWorld world;
  GPtrArray *watch;
  GHashTable *watched;
};

static void
watch (KxGrubFiles *files, const char *format, const char *path)
{
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "%s", path, 1);
  if (files->watch->len < MAX_WATCH && g_hash_table_add (files->watched, g_strdup (text->str)))
    g_ptr_array_add (files->watch, g_strdup (text->str));
}

const char *
kx_grub_files_get_device (KxGrubFiles *files, const char *path)
{
  return kx_filesystem_get_mount_point (kx_filesystems_find_at (files->filesystems, path));
}

/* Returns: (nullable): the file system that kx_grub_files_get_device() calls @device. */
static const KxFilesystem *
find_device (KxGrubFiles *files, const char *device)
{
  const KxFilesystem *filesystem;

  if (device[0] != '/')
    return NULL;
  filesystem = kx_filesystems_find_at (files->filesystems, device);
  return g_str_equal (kx_filesystem_get_mount_point (filesystem), device) ? filesystem : NULL;
}

/* Looks on the file systems that a boot loader's files are on. On several, it cannot be told which
 * one GRUB meets first. */
static const KxFilesystem *
find_by_file (KxGrubFiles *files, const char *name)
{
  static const char *const places[] = { "/", "/boot", "/boot/efi", "/efi" };
  const KxFilesystem *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const KxFilesystem *filesystem = kx_filesystems_find_at (files->filesystems, places[i]);
      g_autofree char *path = kx_filesystem_to_path (filesystem, name);

      if (path == NULL || filesystem == found)
        continue;
      watch (files, "%s", path);
      if (!kx_root_exists (files->root, path))
        continue;
      if (found != NULL)
        return NULL;
      found = filesystem;
    }
  return found;
}

static char *
world_find (gpointer data, KxGrubSearch by, const char *value)
{
  KxGrubFiles *files = data;
  const KxFilesystem *filesystem;

  if (by == KX_GRUB_SEARCH_FILE)
    filesystem = find_by_file (files, value);
  else
    filesystem = kx_filesystems_find (
        files->filesystems, by == KX_GRUB_SEARCH_UUID ? KX_FILESYSTEM_UUID : KX_FILESYSTEM_LABEL,
        value);
  if (filesystem != NULL)
    return g_strdup (kx_filesystem_get_mount_point (filesystem));

  if (by != KX_GRUB_SEARCH_FILE && strchr (value, '/') == NULL)
    watch (files, by == KX_GRUB_SEARCH_UUID ? "/dev/disk/by-uuid/%s" : "/dev/disk/by-label/%s",
           value);
  return NULL;
}

/* From the volume that is mounted by default: on openSUSE, the one that the system runs from. */
static char *
locate_relative (KxGrubFiles *files, const KxFilesystem *filesystem, const char *path)
{
  const KxFilesystem *top = kx_filesystems_find_at (files->filesystems, "/");
  const char *mount_point = filesystem == top ? "/" : kx_filesystem_get_mount_point (filesystem);
  g_autofree char *relative = g_build_filename (mount_point, path, NULL);
  g_autofree char *absolute = kx_filesystem_to_path (filesystem, path);

  if (absolute != NULL && !kx_root_exists (files->root, relative)
      && kx_root_exists (files->root, absolute))
    return g_steal_pointer (&absolute);
  return g_steal_pointer (&relative);
}

static char *
world_locate (gpointer data, const char *device, const char *path, gboolean relative,
              GError **error)
{
  KxGrubFiles *files = data;
  const KxFilesystem *filesystem = find_device (files, device);
  char *located;

  if (filesystem == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "GRUB's device “%s” is not known here, only what is searched by UUID or label",
                   device);
      return NULL;
    }
  located = relative ? locate_relative (files, filesystem, path)
                     : kx_filesystem_to_path (filesystem, path);
  if (located == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "that part of the file system at %s is mounted nowhere", device);
  return located;
}

static gboolean
world_look (gpointer data, const char *path, KxGrubFile *file)
{
  KxGrubFiles *files = data;
  struct stat status;
  int fd = kx_root_open (files->root, path, O_PATH, NULL);
  gboolean success;

  watch (files, "%s", path);
  if (fd < 0)
    return FALSE;
  success = fstat (fd, &status) == 0;
  if (success)
    *file = (KxGrubFile){ .directory = S_ISDIR (status.st_mode),
                          .size = (guint64) status.st_size,
                          .mtime = status.st_mtime };
  close (fd);
  return success;
}

static char *
world_read (gpointer data, const char *path, gsize *length, GError **error)
{
  KxGrubFiles *files = data;
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *all = g_strconcat (directory, "/*", NULL);
  gsize cap = g_str_has_suffix (path, "/grubenv") ? KX_GRUBENV_MAX_SIZE : KX_GRUB_MAX_CONFIG;

  if (!g_hash_table_contains (files->watched, all))
    watch (files, "%s", path);
  return kx_text_file_read (files->root, path, cap, length, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
world_list (gpointer data, const char *path, GError **error)
{
  KxGrubFiles *files = data;
  g_autoptr (KxListing) listing = kx_listing_new (files->root, path);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  watch (files, "%s/*", path);
  if (listing->problem != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, listing->problem);
      return NULL;
    }
  if (!kx_root_exists (files->root, path))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no %s", path);
      return NULL;
    }

  g_hash_table_iter_init (&iter, listing->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_steal (names, NULL);
}

KxGrubFiles *
kx_grub_files_new (KxRoot *root, const KxFilesystems *filesystems)
{
  KxGrubFiles *files = g_new0 (KxGrubFiles, 1);

  files->root = root;
  files->filesystems = filesystems;
  files->watch = g_ptr_array_new_with_free_func (g_free);
  files->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  files->world = (KxGrubWorld){
    .find = world_find,
    .locate = world_locate,
    .look = world_look,
    .read = world_read,
    .list = world_list,
    .data = files,
  };
  return files;
}

void
kx_grub_files_free (KxGrubFiles *files)
{
  g_ptr_array_unref (files->watch);
  g_hash_table_unref (files->watched);
  g_free (files);
}

const KxGrubWorld *
kx_grub_files_get_world (KxGrubFiles *files)
{
  return &files->world;
}

GPtrArray *
kx_grub_files_get_watch (KxGrubFiles *files)
{
  return files->watch;
}
