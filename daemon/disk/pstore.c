/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "pstore.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "listing.h"
#include "read-at.h"

#define RUNNING "/sys/fs/pstore"
#define ARCHIVE "/var/lib/systemd/pstore"

/* The archive has a directory for each dump, and of some firmware another one in it (systemd's
 * src/pstore/pstore.c). */
#define ARCHIVE_DEPTH 2

/* Of the kernel's own log; others are of consoles and programs. */
#define DUMP_PREFIX "dmesg-"
#define PANIC_MARK "Panic#"

/* Nobody clears the archive. The newest are looked at first, and so many at most; a dump has a file
 * for each kilobyte or so. */
#define DIRECTORIES_MAX 64
#define FILES_MAX 512

typedef struct
{
  char *path;
  gint64 time; /* of its last change, microseconds */
} Entry;

typedef struct
{
  KxRoot *root;
  guint directories; /* that may still be looked into */
  guint files;       /* that may still be opened */
  gint64 newest;     /* of the panics found; 0: none */
} Search;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->path);
  g_free (entry);
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const Entry *first = *(Entry *const *) a;
  const Entry *second = *(Entry *const *) b;

  return (first->time < second->time) - (first->time > second->time);
}

/* Puts it where it belongs, or nowhere. */
static void
sort_in (KxRoot *root, const char *directory, const char *name, GPtrArray *files,
         GPtrArray *directories)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  int fd = kx_root_open (root, path, O_PATH | O_NOFOLLOW, NULL);
  GPtrArray *place = NULL;
  struct stat status;
  Entry *entry;

  if (fd < 0)
    return;

  if (fstat (fd, &status) == 0)
    {
      if (S_ISDIR (status.st_mode))
        place = directories;
      else if (S_ISREG (status.st_mode) && g_str_has_prefix (name, DUMP_PREFIX))
        place = files;
    }
  close (fd);
  if (place == NULL)
    return;

  entry = g_new0 (Entry, 1);
  entry->path = g_steal_pointer (&path);
  entry->time = (gint64) status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
  g_ptr_array_add (place, entry);
}

static gboolean
is_panic (KxRoot *root, const char *path)
{
  char begin[sizeof PANIC_MARK - 1];
  int fd = kx_root_open_regular (root, path, NULL);
  gssize length;

  if (fd < 0)
    return FALSE;
  length = kx_read_at (fd, 0, begin, sizeof begin, NULL);
  close (fd);
  return length == (gssize) sizeof begin && memcmp (begin, PANIC_MARK, sizeof begin) == 0;
}

static void
look_into (Search *search, const char *path, guint depth)
{
  g_autoptr (KxListing) listing = kx_listing_new (search->root, path);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (entry_free);
  g_autoptr (GPtrArray) directories = g_ptr_array_new_with_free_func (entry_free);
  GHashTableIter names;
  gpointer name;

  g_hash_table_iter_init (&names, listing->names);
  while (g_hash_table_iter_next (&names, &name, NULL))
    sort_in (search->root, path, name, files, directories);

  g_ptr_array_sort (files, newest_first);
  for (guint i = 0; i < files->len && search->files > 0; i++)
    {
      const Entry *file = files->pdata[i];

      if (file->time <= search->newest)
        break;
      search->files--;
      if (is_panic (search->root, file->path))
        search->newest = file->time;
    }

  g_ptr_array_sort (directories, newest_first);
  for (guint i = 0; depth > 0 && i < directories->len && search->directories > 0; i++)
    {
      search->directories--;
      look_into (search, ((const Entry *) directories->pdata[i])->path, depth - 1);
    }
}

gint64
kx_pstore_find_panic (KxRoot *root)
{
  Search search = { .root = root, .directories = DIRECTORIES_MAX, .files = FILES_MAX };

  look_into (&search, RUNNING, 0);
  look_into (&search, ARCHIVE, ARCHIVE_DEPTH);
  return search.newest;
}
