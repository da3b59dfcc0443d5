/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "e820.h"
#include "error.h"
#include "setup-data.h"
#include "small-file.h"

#define IOMEM "proc/iomem"
#define MEMMAP "sys/firmware/memmap"
#define BOOT_PARAMS "sys/kernel/boot_params/data"
#define SETUP_DATA "sys/kernel/boot_params/setup_data"

#define NUMBER_MAX 128
#define IOMEM_MAX (16 * 1024 * 1024)
#define SETUP_DATA_MAX (64 * 1024)

/* The text comes in pieces between which the kernel may change it. */
#define ATTEMPTS 5

struct _KxMemoryFiles
{
  int root_fd;
  int iomem_fd;  /* -1: there is none */
  GMutex iomem;  /* its pieces belong together */
  gatomicrefcount count;
};

/* The mounts may differ, so that only the number within the file system tells. */
static gboolean
is_same_proc_file (int a, int b)
{
  struct statfs fs_a, fs_b;
  struct stat info_a, info_b;

  return fstatfs (a, &fs_a) == 0 && fstatfs (b, &fs_b) == 0 && fs_a.f_type == PROC_SUPER_MAGIC
         && fs_b.f_type == PROC_SUPER_MAGIC && fstat (a, &info_a) == 0 && fstat (b, &info_b) == 0
         && S_ISREG (info_a.st_mode) && info_a.st_ino == info_b.st_ino;
}

KxMemoryFiles *
kx_memory_files_open (int root_fd)
{
  KxMemoryFiles *files = g_new0 (KxMemoryFiles, 1);

  g_atomic_ref_count_init (&files->count);
  g_mutex_init (&files->iomem);
  files->root_fd = fcntl (root_fd, F_DUPFD_CLOEXEC, 3);
  files->iomem_fd = openat (root_fd, IOMEM, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (files->iomem_fd >= 0 && is_same_proc_file (STDIN_FILENO, files->iomem_fd))
    {
      close (files->iomem_fd);
      files->iomem_fd = fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    }
  return files;
}

KxMemoryFiles *
kx_memory_files_ref (KxMemoryFiles *files)
{
  g_atomic_ref_count_inc (&files->count);
  return files;
}

void
kx_memory_files_unref (KxMemoryFiles *files)
{
  if (!g_atomic_ref_count_dec (&files->count))
    return;

  close (files->root_fd);
  if (files->iomem_fd >= 0)
    close (files->iomem_fd);
  g_mutex_clear (&files->iomem);
  g_free (files);
}

static char *
read_whole (int fd)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (text->len < IOMEM_MAX)
    {
      char piece[16 * 1024];
      ssize_t n = pread (fd, piece, sizeof piece, (off_t) text->len);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return NULL;
      if (n == 0)
        return g_string_free (g_steal_pointer (&text), FALSE);
      g_string_append_len (text, piece, n);
    }
  errno = EFBIG;
  return NULL;
}

/* Read until it is twice the same. */
static char *
read_iomem (KxMemoryFiles *files, GError **error)
{
  g_autofree char *text = NULL;

  if (files->iomem_fd < 0)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED, "/proc/iomem cannot be opened");
      return NULL;
    }

  g_mutex_lock (&files->iomem);
  for (guint i = 0; i < ATTEMPTS; i++)
    {
      char *again = read_whole (files->iomem_fd);
      gboolean settled = again != NULL && g_strcmp0 (text, again) == 0;

      g_free (text);
      text = again;
      if (text == NULL || settled)
        {
          g_mutex_unlock (&files->iomem);
          if (text == NULL)
            g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED, "/proc/iomem cannot be read: %s",
                         g_strerror (errno));
          return g_steal_pointer (&text);
        }
    }
  g_mutex_unlock (&files->iomem);
  g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                       "/proc/iomem does not stop changing; try again later");
  return NULL;
}

static gboolean
read_number (int root_fd, const char *path, guint64 *number)
{
  g_autofree char *text = kx_small_file_read_line (root_fd, path, NUMBER_MAX);

  return text != NULL && g_str_has_prefix (text, "0x")
         && g_ascii_string_to_unsigned (text + 2, 16, 0, G_MAXUINT64, number, NULL);
}

static gboolean
read_range (int root_fd, const char *name, KxMemoryRange *range)
{
  g_autofree char *start = g_strdup_printf (MEMMAP "/%s/start", name);
  g_autofree char *end = g_strdup_printf (MEMMAP "/%s/end", name);
  g_autofree char *type = g_strdup_printf (MEMMAP "/%s/type", name);
  g_autofree char *text = kx_small_file_read_line (root_fd, type, NUMBER_MAX);
  guint64 last;

  if (text == NULL || !read_number (root_fd, start, &range->start)
      || !read_number (root_fd, end, &last) || last < range->start)
    return FALSE;

  range->end = last < G_MAXUINT64 ? last + 1 : last;
  range->type = kx_memory_type_from_string (text);
  return TRUE;
}

static DIR *
open_directory (int root_fd, const char *path)
{
  int fd = openat (root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = fd >= 0 ? fdopendir (fd) : NULL;

  if (fd >= 0 && directory == NULL)
    close (fd);
  return directory;
}

/* The next one that is named by a number; the order is not that of the numbers, and some are missing
 * where memory was taken out. */
static const char *
next_number (DIR *directory)
{
  const struct dirent *entry;

  while ((entry = readdir (directory)) != NULL)
    if (strspn (entry->d_name, "0123456789") == strlen (entry->d_name))
      return entry->d_name;
  return NULL;
}

static GArray *
read_memmap (int root_fd, GError **error)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
  DIR *directory = open_directory (root_fd, MEMMAP);
  const char *name;
  gboolean complete = TRUE;

  if (directory == NULL)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED, "/" MEMMAP " cannot be read: %s",
                   g_strerror (errno));
      return NULL;
    }

  while (complete && (name = next_number (directory)) != NULL)
    {
      KxMemoryRange range = { 0 };

      complete = read_range (root_fd, name, &range);
      g_array_append_val (ranges, range);
    }
  closedir (directory);
  if (!complete)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "/" MEMMAP " has a range that is not understood");
      return NULL;
    }
  return g_steal_pointer (&ranges);
}

/* What did not fit into boot_params. */
static void
read_extensions (int root_fd, GArray *ranges)
{
  DIR *directory = open_directory (root_fd, SETUP_DATA);
  const char *name;

  if (directory == NULL)
    return;
  while ((name = next_number (directory)) != NULL)
    {
      g_autofree char *type_path = g_strdup_printf (SETUP_DATA "/%s/type", name);
      g_autofree char *data_path = g_strdup_printf (SETUP_DATA "/%s/data", name);
      g_autofree char *data = NULL;
      guint64 type;
      gsize size;

      if (!read_number (root_fd, type_path, &type) || type != KX_SETUP_DATA_E820_EXT)
        continue;
      data = kx_small_file_read (root_fd, data_path, SETUP_DATA_MAX, &size);
      if (data != NULL)
        kx_e820_parse_extension ((const guint8 *) data, size, ranges);
    }
  closedir (directory);
}

/* What the running kernel was told; NULL: that is not known. */
static GArray *
read_booted (int root_fd)
{
  gsize size;
  g_autofree char *data = kx_small_file_read (root_fd, BOOT_PARAMS, 4096, &size);
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));

  if (data != NULL)
    {
      kx_e820_parse_boot_params ((const guint8 *) data, size, ranges);
      read_extensions (root_fd, ranges);
    }
  return ranges->len > 0 ? g_steal_pointer (&ranges) : NULL;
}

KxMemoryMap *
kx_memory_files_read (KxMemoryFiles *files, GError **error)
{
  g_autoptr (GArray) firmware = read_memmap (files->root_fd, error);
  g_autoptr (GArray) booted = NULL;
  g_autofree char *iomem = NULL;

  if (firmware == NULL)
    return NULL;
  iomem = read_iomem (files, error);
  if (iomem == NULL)
    return NULL;
  booted = read_booted (files->root_fd);
  return kx_memory_map_new (firmware, booted, iomem, error);
}
