/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hazard-files.h"

#include "drop-ins.h"

#define DIRECTORY "/etc/kexecd.hazards.d"

static void
add_file (KxHazardTable *table, KxRoot *root, const char *path, GStrvBuilder *mistakes)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  gsize size = 0;
  g_autofree char *text = kx_drop_in_read (root, path, &size, mistakes);

  if (text == NULL)
    return;
  kx_hazard_table_add (table, path, text, size, found);
  for (guint i = 0; i < found->len; i++)
    g_strv_builder_add (mistakes, found->pdata[i]);
}

KxHazardTable *
kx_hazard_files_load (KxRoot *root, GStrvBuilder *mistakes)
{
  g_autoptr (GStrvBuilder) unheard = g_strv_builder_new ();
  GStrvBuilder *heard = mistakes != NULL ? mistakes : unheard;
  g_auto (GStrv) paths = kx_drop_ins_list (root, DIRECTORY, heard);
  KxHazardTable *table = kx_hazard_table_new ();

  add_file (table, root, KX_HAZARDS_FILE, heard);
  for (gsize i = 0; paths[i] != NULL; i++)
    add_file (table, root, paths[i], heard);
  return table;
}
