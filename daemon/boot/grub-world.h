/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** KxGrubSearch: by what `search` looks for a file system. */
typedef enum
{
  KX_GRUB_SEARCH_UUID,
  KX_GRUB_SEARCH_LABEL,
  KX_GRUB_SEARCH_FILE,
} KxGrubSearch;

/**
 * KxGrubFile:
 * @directory: whether it is one
 * @size: bytes
 * @mtime: seconds since the epoch
 *
 * What `test` asks of a file.
 */
typedef struct
{
  gboolean directory;
  guint64 size;
  gint64 mtime;
} KxGrubFile;

/**
 * KxGrubWorld:
 * @find: the name of the device that holds the file system which @value names; %NULL where there is
 * none. The name is the world's own and stands where GRUB has "hd0,gpt2"
 * @locate: the path below the root of the file that GRUB calls (@device)@path. @relative: on btrfs,
 *   from the volume that is mounted by default and not from the top (btrfs_relative_path). It need
 * not exist. @error: %G_IO_ERROR_NOT_FOUND where there is no such device; else it is out of reach
 * @look: whether something is at @path below the root, and what
 * @read: the contents of the file at @path below the root, ended by a NUL that is not counted.
 * @error: %G_IO_ERROR_NOT_FOUND where GRUB would not find it either; any other: GRUB may well be
 * able to read it
 * @list: the names in the directory at @path below the root; @error as for @read
 * @data: for all of them
 *
 * All that the interpreter of grub.cfg sees of the machine. Each result is the caller's.
 */
typedef struct
{
  char *(*find) (gpointer data, KxGrubSearch by, const char *value);
  char *(*locate) (gpointer data, const char *device, const char *path, gboolean relative,
                   GError **error);
  gboolean (*look) (gpointer data, const char *path, KxGrubFile *file);
  char *(*read) (gpointer data, const char *path, gsize *length, GError **error);
  char **(*list) (gpointer data, const char *path, GError **error);
  gpointer data;
} KxGrubWorld;

G_END_DECLS
