/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "drop-ins.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#define SUFFIX ".conf"
#define SIZE_MAX_BYTES (64 * 1024)

static void
note (GStrvBuilder *mistakes, const char *path, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("%s: %s; it is left out", path, error->message);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_strv_builder_add (mistakes, text);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

char **
kx_drop_ins_list (KxRoot *root, const char *directory, GStrvBuilder *mistakes)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int fd = kx_root_open (root, directory, O_RDONLY | O_DIRECTORY, &error);
  DIR *stream = fd >= 0 ? fdopendir (fd) : NULL;
  const struct dirent *entry;

  if (error != NULL)
    note (mistakes, directory, error);
  else if (stream == NULL)
    close (fd);

  while (stream != NULL && (entry = readdir (stream)) != NULL)
    if (entry->d_name[0] != '.' && g_str_has_suffix (entry->d_name, SUFFIX))
      g_ptr_array_add (paths, g_build_filename (directory, entry->d_name, NULL));
  if (stream != NULL)
    closedir (stream);

  g_ptr_array_sort (paths, compare);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}

char *
kx_drop_in_read (KxRoot *root, const char *path, gsize *size, GStrvBuilder *mistakes)
{
  g_autoptr (GError) error = NULL;
  char *text = kx_root_read (root, path, SIZE_MAX_BYTES, size, &error);

  if (text == NULL)
    note (mistakes, path, error);
  return text;
}
