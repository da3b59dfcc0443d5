/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-partition.h"

#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "block-devices.h"
#include "efi.h"

#define RECORD_MAX (64 * 1024)

/* Where administrators mount them, the ESP before XBOOTLDR. */
static const char *const directories[] = { "/efi", "/boot/efi", "/boot" };

/* The size of a marker file is a word's; in bytes. */
#define MAX_MARKER 64

void
kx_boot_partition_free (KxBootPartition *partition)
{
  g_free (partition->directory);
  g_free (partition);
}

static gboolean
has (KxRoot *root, const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  return kx_root_exists (root, path);
}

/* Does the marker say that the entries are something else? */
static gboolean
is_foreign (KxRoot *root, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "loader/entries.srel", NULL);
  g_autofree char *loader = kx_efi_path (KX_EFI_LOADER, "LoaderInfo");
  g_autofree char *type = kx_root_read (root, path, MAX_MARKER, NULL, NULL);

  return type != NULL && !g_str_equal (g_strstrip (type), "type1")
         && !kx_root_exists (root, loader);
}

gboolean
kx_boot_partition_has_texts (KxRoot *root, const char *directory)
{
  return has (root, directory, "loader/entries") && !is_foreign (root, directory);
}

static gboolean
has_entries (KxRoot *root, const char *directory)
{
  return kx_boot_partition_has_texts (root, directory)
         || has (root, directory, "loader/loader.conf")
         || has (root, directory, "EFI/Linux");
}

static gboolean
get_status (KxRoot *root, const char *path, struct stat *status)
{
  int fd = kx_root_open (root, path, O_PATH, NULL);
  gboolean known = fd >= 0 && fstat (fd, status) == 0;

  if (fd >= 0)
    close (fd);
  return known;
}

static gboolean
is_there (GPtrArray *partitions, KxRoot *root, const char *directory)
{
  struct stat status;
  struct stat other;

  if (!get_status (root, directory, &status))
    return FALSE;
  for (guint i = 0; i < partitions->len; i++)
    {
      const KxBootPartition *partition = g_ptr_array_index (partitions, i);

      if (get_status (root, partition->directory, &other) && status.st_dev == other.st_dev
          && status.st_ino == other.st_ino)
        return TRUE;
    }
  return FALSE;
}

static void
add (GPtrArray *partitions, KxRoot *root, const KxFilesystems *filesystems, const char *directory)
{
  KxBootPartition *partition;

  if (is_there (partitions, root, directory))
    return;
  partition = g_new0 (KxBootPartition, 1);
  partition->directory = g_strdup (directory);
  partition->filesystem = kx_filesystems_find_at (filesystems, directory);
  g_ptr_array_add (partitions, partition);
}

/* Starts the list with the partition that a loader says it was started from, if it is mounted. */
static GPtrArray *
find_named (KxRoot *root, const KxFilesystems *filesystems)
{
  GPtrArray *partitions
      = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_boot_partition_free);
  g_autofree char *uuid = kx_efi_read_string (root, KX_EFI_LOADER, "LoaderDevicePartUUID");
  const KxFilesystem *esp
      = uuid != NULL ? kx_filesystems_find (filesystems, KX_FILESYSTEM_PARTUUID, uuid) : NULL;

  if (esp != NULL)
    add (partitions, root, filesystems, kx_filesystem_get_mount_point (esp));
  for (guint i = 0; i < partitions->len; i++)
    ((KxBootPartition *) g_ptr_array_index (partitions, i))->is_esp = TRUE;
  return partitions;
}

/* Does the table of partitions, by udev's word, call the one at @directory something that
 * systemd-boot does not look at? It reads the ESP and XBOOTLDR (the Boot Loader Specification's
 * types, in a GPT or an MBR), not the /boot that another boot loader has left. */
static gboolean
has_other_type (KxRoot *root, const char *directory)
{
  static const char *const types[] = {
    "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "bc13c2ff-59e6-4262-a352-b275fd6f7172", "0xef", "0xea",
    NULL,
  };
  static const char key[] = "\nE:ID_PART_ENTRY_TYPE=";
  struct stat status;
  g_autofree char *path = NULL;
  g_autofree char *record = NULL;
  g_autofree char *type = NULL;
  const char *line;

  if (!get_status (root, directory, &status))
    return FALSE;
  path = g_strdup_printf (KX_UDEV_RECORDS "/b%u:%u", major (status.st_dev), minor (status.st_dev));
  record = kx_root_read (root, path, RECORD_MAX, NULL, NULL);
  line = record != NULL ? strstr (record, key) : NULL;
  if (line == NULL)
    return FALSE;
  line += strlen (key);
  type = g_strndup (line, strcspn (line, "\n"));
  return !g_strv_contains (types, type);
}

static gboolean
is_partition (KxRoot *root, const KxFilesystems *filesystems, const char *directory)
{
  const KxFilesystem *filesystem = kx_filesystems_find_at (filesystems, directory);

  return g_str_equal (kx_filesystem_get_mount_point (filesystem), directory)
         && !has_other_type (root, directory);
}

GPtrArray *
kx_boot_partitions_find (KxRoot *root, const KxFilesystems *filesystems)
{
  GPtrArray *partitions = find_named (root, filesystems);
  gboolean is_known = partitions->len > 0;
  gboolean any = FALSE;

  for (guint i = 0; i < partitions->len; i++)
    any |= has_entries (root, ((KxBootPartition *) g_ptr_array_index (partitions, i))->directory);
  for (gsize i = 0; i < G_N_ELEMENTS (directories); i++)
    if ((!is_known || is_partition (root, filesystems, directories[i]))
        && has_entries (root, directories[i]))
      {
        add (partitions, root, filesystems, directories[i]);
        any = TRUE;
      }

  if (!any)
    g_ptr_array_set_size (partitions, 0);
  return partitions;
}

GPtrArray *
kx_boot_partitions_find_esp (KxRoot *root, const KxFilesystems *filesystems)
{
  GPtrArray *partitions = find_named (root, filesystems);

  for (gsize i = 0; partitions->len == 0 && i < G_N_ELEMENTS (directories); i++)
    if (has (root, directories[i], "EFI"))
      add (partitions, root, filesystems, directories[i]);
  return partitions;
}

char *
kx_boot_partition_resolve (const KxBootPartition *partition, KxRoot *root, const char *inside)
{
  g_autofree char *slashes = g_strdelimit (g_strdup (inside), "\\", '/');
  /* "..", too, ends at the top of the partition. */
  g_autofree char *absolute = g_canonicalize_filename (slashes, "/");
  g_autofree char *path = kx_filesystem_to_path (partition->filesystem, absolute);
  g_autofree char *here = g_build_filename (partition->directory, absolute, NULL);

  if (path == NULL || g_str_equal (path, here)
      || (!kx_root_exists (root, path) && kx_root_exists (root, here)))
    return g_steal_pointer (&here);
  return g_steal_pointer (&path);
}
