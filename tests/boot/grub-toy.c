/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-toy.h"

#include <string.h>

static char *
toy_find (gpointer data, KxGrubSearch by, const char *value)
{
  GrubToy *toy = data;
  g_autofree char *on_boot = g_strconcat ("/boot", value, NULL);

  if (by == KX_GRUB_SEARCH_FILE)
    {
      if (g_hash_table_contains (toy->files, on_boot))
        return g_strdup ("boot");
      return g_hash_table_contains (toy->files, value) ? g_strdup ("root") : NULL;
    }
  if (g_str_equal (value, by == KX_GRUB_SEARCH_UUID ? "aaaa-1" : "root"))
    return g_strdup ("root");
  return g_str_equal (value, by == KX_GRUB_SEARCH_UUID ? "bbbb-2" : "boot") ? g_strdup ("boot")
                                                                            : NULL;
}

static char *
toy_locate (gpointer data G_GNUC_UNUSED, const char *device, const char *path, gboolean relative,
            GError **error)
{
  if (g_str_equal (device, "boot"))
    return g_strconcat ("/boot", path, NULL);
  if (!g_str_equal (device, "root"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "nobody knows %s", device);
      return NULL;
    }
  if (g_str_has_prefix (path, "/elsewhere"))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "not mounted");
      return NULL;
    }
  return g_strconcat (relative ? "/snapshot" : "", path, NULL);
}

static gboolean
toy_look (gpointer data, const char *path, KxGrubFile *file)
{
  GrubToy *toy = data;
  const char *text = g_hash_table_lookup (toy->files, path);
  g_autofree char *inside = g_strconcat (path, "/", NULL);
  GHashTableIter iter;
  gpointer name;

  if (text != NULL)
    {
      *file = (KxGrubFile){ FALSE, strlen (text), (gint64) strlen (path) };
      return TRUE;
    }
  g_hash_table_iter_init (&iter, toy->files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, inside))
      {
        *file = (KxGrubFile){ TRUE, 0, 0 };
        return TRUE;
      }
  return FALSE;
}

static char *
toy_read (gpointer data, const char *path, gsize *length, GError **error)
{
  GrubToy *toy = data;
  const char *text = g_hash_table_lookup (toy->files, path);

  if (text == NULL || toy->private)
    {
      g_set_error (error, G_IO_ERROR,
                   text == NULL ? G_IO_ERROR_NOT_FOUND : G_IO_ERROR_PERMISSION_DENIED, "no %s",
                   path);
      return NULL;
    }
  *length = strlen (text);
  return g_strdup (text);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
toy_list (gpointer data, const char *path, GError **error)
{
  GrubToy *toy = data;
  g_autofree char *inside = g_strconcat (path, "/", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, toy->files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, inside))
      g_ptr_array_add (names, g_strdup ((const char *) name + strlen (inside)));
  if (names->len == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no %s", path);
      return NULL;
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_steal (names, NULL);
}

GrubToy *
grub_toy_new (void)
{
  GrubToy *toy = g_new0 (GrubToy, 1);

  toy->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  toy->world = (KxGrubWorld){
    .find = toy_find,
    .locate = toy_locate,
    .look = toy_look,
    .read = toy_read,
    .list = toy_list,
    .data = toy,
  };
  toy->system = (KxGrubSystem){
    .config = "/boot/grub/grub.cfg",
    .device = "boot",
    .name = "/grub/grub.cfg",
    .platform = "efi",
    .cpu = "x86_64",
    .budget = KX_GRUB_BUDGET,
  };
  return toy;
}

void
grub_toy_free (GrubToy *toy)
{
  g_hash_table_unref (toy->files);
  g_free (toy);
}

void
grub_toy_add (GrubToy *toy, const char *path, const char *text)
{
  g_hash_table_replace (toy->files, g_strdup (path), g_strdup (text));
}
