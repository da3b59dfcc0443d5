/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plain.h"

#include <string.h>

#include "version.h"

static void
plain_free (KxPlain *plain)
{
  kx_kernel_name_clear (&plain->name);
  kx_entry_free (plain->entry);
  g_free (plain);
}

/* Takes @kernel. */
static KxPlain *
plain_new (const KxKernelName *name, char *kernel)
{
  KxPlain *plain = g_new0 (KxPlain, 1);

  plain->name = *name;
  plain->entry = kx_entry_new ("plain");
  plain->entry->kernel = kernel;
  plain->entry->file = g_strdup (kernel);
  plain->entry->role = name->role;
  return plain;
}

static void
add_path (GStrvBuilder *paths, const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_strv_builder_add (paths, path);
}

/* The initrd of a kernel: in /boot; or beside a kernel that is kept beside its modules. */
static gboolean
add_initrd (KxRoot *root, const KxListing *boot, const KxPlain *plain, const char *architecture,
            GStrvBuilder *paths)
{
  static const char *const beside[] = { "initramfs.img", "initrd", NULL };
  g_auto (GStrv) candidates = kx_initrd_candidates (&plain->name, architecture);

  for (guint i = 0; candidates[i] != NULL; i++)
    if (kx_listing_has (boot, candidates[i]))
      {
        add_path (paths, KX_BOOT, candidates[i]);
        return TRUE;
      }

  for (guint i = 0; plain->in_modules && beside[i] != NULL; i++)
    {
      g_autofree char *directory = g_path_get_dirname (plain->entry->kernel);
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
pair (KxRoot *root, const KxListing *boot, const char *architecture, KxPlain *plain)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  const char *const *early = kx_early_initrds ();

  for (guint i = 0; early[i] != NULL; i++)
    if (kx_listing_has (boot, early[i]))
      add_path (paths, KX_BOOT, early[i]);
  plain->entry->lacks_initrd = !add_initrd (root, boot, plain, architecture, paths);
  plain->entry->initrds = g_strv_builder_end (paths);
}

static void
find_in_boot (const KxListing *boot, GPtrArray *found)
{
  GHashTableIter iter;
  gpointer key, is_link;

  g_hash_table_iter_init (&iter, boot->names);
  while (g_hash_table_iter_next (&iter, &key, &is_link))
    {
      KxKernelName name;
      KxPlain *plain;

      if (!kx_kernel_name_parse (key, &name))
        continue;
      /* A plain "vmlinuz" that is a link is another name of an image that has one of its own. */
      if (name.version[0] == '\0' && is_link != NULL)
        {
          kx_kernel_name_clear (&name);
          continue;
        }
      plain = plain_new (&name, g_build_filename (KX_BOOT, key, NULL));
      plain->is_link = is_link != NULL;
      g_ptr_array_add (found, plain);
    }
}

static GHashTable *
collect_versions (const GPtrArray *found)
{
  GHashTable *versions = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < found->len; i++)
    {
      KxPlain *plain = found->pdata[i];

      if (plain->name.role != KX_IMAGE_OLD)
        g_hash_table_add (versions, plain->name.version);
    }
  return versions;
}

static void
find_in_modules (KxRoot *root, const KxListing *modules, GPtrArray *found)
{
  g_autoptr (GHashTable) in_boot = collect_versions (found);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, modules->names);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_auto (KxKernelName) name = { 0 };
      g_autofree char *kernel = NULL;
      KxPlain *plain;

      if (g_hash_table_contains (in_boot, key) || !kx_kernel_name_from_modules (key, &name))
        continue;
      kernel = g_build_filename (KX_MODULES, key, "vmlinuz", NULL);
      if (!kx_root_exists (root, kernel))
        continue;
      plain = plain_new (&name, g_steal_pointer (&kernel));
      plain->in_modules = TRUE;
      name = (KxKernelName) { 0 };
      g_ptr_array_add (found, plain);
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
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) plain_free);

  find_in_boot (boot, found);
  find_in_modules (root, modules, found);
  if (found->len > KX_PLAIN_MAX)
    {
      g_ptr_array_sort (found, compare_newest_first);
      g_ptr_array_set_size (found, KX_PLAIN_MAX);
    }
  for (guint i = 0; i < found->len; i++)
    pair (root, boot, architecture, found->pdata[i]);
  return found;
}

static char *
make_title (const KxPlain *plain, const char *version)
{
  const char *flavour = plain->name.versioned ? "" : plain->name.version;

  if (plain->name.role == KX_IMAGE_OLD)
    return g_strdup_printf ("Linux %s (put aside)", version);
  if (plain->name.role == KX_IMAGE_RESCUE)
    return g_strdup_printf ("Linux %s (rescue)", version);
  if (flavour[0] != '\0' && !g_str_equal (flavour, version))
    return g_strdup_printf ("Linux %s (%s)", version, flavour);
  return g_strdup_printf ("Linux %s", version);
}

static int
compare_claims (gconstpointer a, gconstpointer b)
{
  const KxPlain *first = *(const KxPlain *const *) a;
  const KxPlain *second = *(const KxPlain *const *) b;

  if (first->name.rank != second->name.rank)
    return first->name.rank < second->name.rank ? -1 : 1;
  return strcmp (first->entry->kernel, second->entry->kernel);
}

/* The version, else the file's name, else its whole path. */
static char *
make_id (const KxPlain *plain, GHashTable *ids)
{
  g_autofree char *file = g_path_get_basename (plain->entry->kernel);

  if (!g_hash_table_contains (ids, plain->name.id))
    return g_strdup (plain->name.id);
  if (!g_hash_table_contains (ids, file))
    return g_steal_pointer (&file);
  return g_strdup (plain->entry->kernel);
}

void
kx_plain_name (GPtrArray *found, KxInspections *inspections, GHashTable *ids)
{
  g_ptr_array_sort (found, compare_claims);
  for (guint i = 0; i < found->len; i++)
    {
      const KxPlain *plain = found->pdata[i];
      KxEntry *entry = plain->entry;
      const KxInspection *kernel = kx_inspections_get (inspections, entry->kernel);
      const char *release = plain->name.versioned ? NULL : kernel->facts.release;

      entry->id = make_id (plain, ids);
      entry->version = g_strdup (release != NULL ? release : plain->name.version);
      entry->title = make_title (plain, entry->version);
      g_hash_table_add (ids, g_strdup (entry->id));
    }
}
