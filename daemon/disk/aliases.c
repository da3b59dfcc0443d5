/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aliases.h"

static guint
hash_file (gconstpointer key)
{
  const KxIdentity *identity = key;

  return g_int64_hash (&identity->inode) ^ g_int64_hash (&identity->device);
}

static gboolean
is_same_file (gconstpointer a, gconstpointer b)
{
  const KxIdentity *first = a;
  const KxIdentity *second = b;

  return first->inode == second->inode && first->device == second->device;
}

/* Notes what @entry is in /boot by itself, so that others can be aliases of it. */
static void
note (const KxPlain *entry, const KxInspection *kernel, GHashTable *files, GHashTable *releases)
{
  if (entry->in_modules)
    return;
  if (!entry->is_link && kernel->exists)
    g_hash_table_add (files, (gpointer) &kernel->identity);
  if (entry->name.role == KX_IMAGE_NORMAL && kernel->facts.release != NULL)
    g_hash_table_add (releases, kernel->facts.release);
}

void
kx_aliases_drop (GPtrArray *entries, KxInspections *inspections)
{
  g_autoptr (GHashTable) files = g_hash_table_new (hash_file, is_same_file);
  g_autoptr (GHashTable) releases = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < entries->len; i++)
    {
      const KxPlain *entry = entries->pdata[i];

      note (entry, kx_inspections_get (inspections, entry->kernel), files, releases);
    }

  for (guint i = entries->len; i > 0; i--)
    {
      const KxPlain *entry = entries->pdata[i - 1];
      const KxInspection *kernel = kx_inspections_get (inspections, entry->kernel);
      gboolean is_alias = entry->in_modules
                              ? g_hash_table_contains (releases, entry->name.version)
                              : entry->is_link && kernel->exists
                                    && g_hash_table_contains (files, &kernel->identity);

      if (is_alias)
        g_ptr_array_remove_index_fast (entries, i - 1);
    }
}
