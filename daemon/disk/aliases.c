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

/* The kernels that are there by themselves, so that others can be aliases of them. */
typedef struct
{
  GHashTable *offered;  /* files that the boot loader offers */
  GHashTable *files;    /* files in /boot */
  GHashTable *releases; /* what is in either */
} Known;

static void
note_release (const Known *known, const KxInspection *kernel)
{
  if (kernel->facts.release != NULL)
    g_hash_table_add (known->releases, kernel->facts.release);
}

static void
note_menu (const Known *known, const KxMenu *menu, KxInspections *inspections)
{
  for (guint i = 0; menu != NULL && i < menu->entries->len; i++)
    {
      const KxEntry *entry = menu->entries->pdata[i];
      const KxInspection *kernel;

      if (entry->kernel == NULL)
        continue;
      kernel = kx_inspections_get (inspections, entry->kernel);
      if (kernel->exists)
        g_hash_table_add (known->offered, (gpointer) &kernel->identity);
      note_release (known, kernel);
    }
}

static void
note_plain (const Known *known, const KxPlain *plain, const KxInspection *kernel)
{
  if (plain->in_modules)
    return;
  if (!plain->is_link && kernel->exists)
    g_hash_table_add (known->files, (gpointer) &kernel->identity);
  if (plain->name.role == KX_IMAGE_NORMAL)
    note_release (known, kernel);
}

static gboolean
is_alias (const Known *known, const KxPlain *plain, const KxInspection *kernel)
{
  if (kernel->exists && g_hash_table_contains (known->offered, &kernel->identity))
    return TRUE;
  if (plain->in_modules)
    return g_hash_table_contains (known->releases, plain->name.version);
  return plain->is_link && kernel->exists
         && g_hash_table_contains (known->files, &kernel->identity);
}

void
kx_aliases_drop (GPtrArray *found, const KxMenu *menu, KxInspections *inspections)
{
  g_autoptr (GHashTable) offered = g_hash_table_new (hash_file, is_same_file);
  g_autoptr (GHashTable) files = g_hash_table_new (hash_file, is_same_file);
  g_autoptr (GHashTable) releases = g_hash_table_new (g_str_hash, g_str_equal);
  const Known known = { offered, files, releases };

  note_menu (&known, menu, inspections);
  for (guint i = 0; i < found->len; i++)
    {
      const KxPlain *plain = found->pdata[i];

      note_plain (&known, plain, kx_inspections_get (inspections, plain->entry->kernel));
    }

  for (guint i = found->len; i > 0; i--)
    {
      const KxPlain *plain = found->pdata[i - 1];

      if (is_alias (&known, plain, kx_inspections_get (inspections, plain->entry->kernel)))
        g_ptr_array_remove_index_fast (found, i - 1);
    }
}
