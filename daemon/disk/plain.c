/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plain.h"

#include "version.h"

static void
plain_free (KxPlain *entry)
{
  kx_kernel_name_clear (&entry->name);
  g_free (entry->kernel);
  g_strfreev (entry->initrds);
  g_free (entry);
}

static void
add_path (GStrvBuilder *paths, const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_strv_builder_add (paths, path);
}

/* The initrd of a kernel: in /boot; or beside a kernel that is kept beside its modules. */
static gboolean
add_initrd (KxRoot *root, const KxListing *boot, const KxPlain *entry, const char *architecture,
            GStrvBuilder *paths)
{
  static const char *const beside[] = { "initramfs.img", "initrd", NULL };
  g_auto (GStrv) candidates = kx_initrd_candidates (&entry->name, architecture);

  for (guint i = 0; candidates[i] != NULL; i++)
    if (kx_listing_has (boot, candidates[i]))
      {
        add_path (paths, KX_BOOT, candidates[i]);
        return TRUE;
      }

  for (guint i = 0; entry->in_modules && beside[i] != NULL; i++)
    {
      g_autofree char *directory = g_path_get_dirname (entry->kernel);
      g_autofree char *path = g_build_filename (directory, beside[i], NULL);

      if (kx_root_exists (root, path))
        {
          g_strv_builder_add (paths, path);
          return TRUE;
        }
    }
  return FALSE;
}

static void
pair (KxRoot *root, const KxListing *boot, const char *architecture, KxPlain *entry)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  const char *const *early = kx_early_initrds ();

  for (guint i = 0; early[i] != NULL; i++)
    if (kx_listing_has (boot, early[i]))
      add_path (paths, KX_BOOT, early[i]);
  entry->has_own_initrd = add_initrd (root, boot, entry, architecture, paths);
  entry->initrds = g_strv_builder_end (paths);
}

static void
find_in_boot (const KxListing *boot, GPtrArray *entries)
{
  GHashTableIter iter;
  gpointer key, is_link;

  g_hash_table_iter_init (&iter, boot->names);
  while (g_hash_table_iter_next (&iter, &key, &is_link))
    {
      KxKernelName name;
      KxPlain *entry;

      if (!kx_kernel_name_parse (key, &name))
        continue;
      /* A plain "vmlinuz" that is a link is another name of an image that has one of its own. */
      if (name.version[0] == '\0' && is_link != NULL)
        {
          kx_kernel_name_clear (&name);
          continue;
        }
      entry = g_new0 (KxPlain, 1);
      entry->name = name;
      entry->kernel = g_build_filename (KX_BOOT, key, NULL);
      entry->is_link = is_link != NULL;
      g_ptr_array_add (entries, entry);
    }
}

static GHashTable *
collect_versions (const GPtrArray *entries)
{
  GHashTable *versions = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < entries->len; i++)
    {
      KxPlain *entry = entries->pdata[i];

      if (entry->name.role != KX_IMAGE_OLD)
        g_hash_table_add (versions, entry->name.version);
    }
  return versions;
}

static void
find_in_modules (KxRoot *root, const KxListing *modules, GPtrArray *entries)
{
  g_autoptr (GHashTable) in_boot = collect_versions (entries);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, modules->names);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_auto (KxKernelName) name = { 0 };
      g_autofree char *kernel = NULL;
      KxPlain *entry;

      if (g_hash_table_contains (in_boot, key) || !kx_kernel_name_from_modules (key, &name))
        continue;
      kernel = g_build_filename (KX_MODULES, key, "vmlinuz", NULL);
      if (!kx_root_exists (root, kernel))
        continue;
      entry = g_new0 (KxPlain, 1);
      entry->name = name;
      entry->kernel = g_steal_pointer (&kernel);
      entry->in_modules = TRUE;
      name = (KxKernelName) { 0 };
      g_ptr_array_add (entries, entry);
    }
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const KxPlain *const *first = a;
  const KxPlain *const *second = b;

  return kx_version_compare ((*second)->name.version, (*first)->name.version);
}

GPtrArray *
kx_plain_find (KxRoot *root, const KxListing *boot, const KxListing *modules,
                 const char *architecture)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) plain_free);

  find_in_boot (boot, entries);
  find_in_modules (root, modules, entries);
  if (entries->len > KX_PLAIN_MAX)
    {
      g_ptr_array_sort (entries, compare_newest_first);
      g_ptr_array_set_size (entries, KX_PLAIN_MAX);
    }
  for (guint i = 0; i < entries->len; i++)
    pair (root, boot, architecture, entries->pdata[i]);
  return entries;
}
