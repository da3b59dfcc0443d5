/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config-files.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <gio/gio.h>

#define FILE_NAME "/etc/kexecd.conf"
#define DIRECTORY "/etc/kexecd.conf.d"
#define SUFFIX ".conf"
#define SIZE_MAX_BYTES (64 * 1024)

static void
note (GStrvBuilder *mistakes, char *text)
{
  g_strv_builder_add (mistakes, text);
  g_free (text);
}

static void
load_file (KxRoot *root, const char *path, KxConfig *config, GStrvBuilder *mistakes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = kx_root_read (root, path, SIZE_MAX_BYTES, NULL, &error);

  if (text == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        note (mistakes, g_strdup_printf ("%s: %s", path, error->message));
      return;
    }

  if (!kx_config_parse (config, path, text, &error))
    note (mistakes, g_strdup (error->message));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list_drop_ins (KxRoot *root, GStrvBuilder *mistakes)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  int fd = kx_root_open (root, DIRECTORY, O_RDONLY | O_DIRECTORY, &error);
  DIR *directory = fd >= 0 ? fdopendir (fd) : NULL;
  const struct dirent *entry;

  if (directory == NULL)
    {
      if (fd >= 0)
        close (fd);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        note (mistakes, g_strdup_printf ("%s: %s", DIRECTORY, error->message));
      return g_steal_pointer (&names);
    }

  while ((entry = readdir (directory)) != NULL)
    if (entry->d_name[0] != '.' && g_str_has_suffix (entry->d_name, SUFFIX))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (directory);

  g_ptr_array_sort (names, compare);
  return g_steal_pointer (&names);
}

char **
kx_config_load (KxRoot *root, KxConfig *config)
{
  g_autoptr (GStrvBuilder) mistakes = g_strv_builder_new ();
  g_autoptr (GPtrArray) names = list_drop_ins (root, mistakes);

  kx_config_init (config);
  load_file (root, FILE_NAME, config, mistakes);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (DIRECTORY, names->pdata[i], NULL);

      load_file (root, path, config, mistakes);
    }
  return g_strv_builder_end (mistakes);
}
