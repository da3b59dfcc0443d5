/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config-files.h"

#include "drop-ins.h"
#include "hazard-files.h"

#define FILE_NAME "/etc/kexecd.conf"
#define DIRECTORY "/etc/kexecd.conf.d"

static void
load_file (KxRoot *root, const char *path, KxConfig *config, GStrvBuilder *mistakes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = kx_drop_in_read (root, path, NULL, mistakes);
  g_autofree char *mistake = NULL;

  if (text == NULL || kx_config_parse (config, path, text, &error))
    return;
  mistake = g_strdup_printf ("%s; the file is left out", error->message);
  g_strv_builder_add (mistakes, mistake);
}

char **
kx_config_load (KxRoot *root, KxConfig *config)
{
  g_autoptr (GStrvBuilder) mistakes = g_strv_builder_new ();
  g_auto (GStrv) paths = kx_drop_ins_list (root, DIRECTORY, mistakes);
  g_autoptr (KxHazardTable) table = NULL;

  kx_config_init (config);
  load_file (root, FILE_NAME, config, mistakes);
  for (gsize i = 0; paths[i] != NULL; i++)
    load_file (root, paths[i], config, mistakes);

  /* Whoever looks for hazards reads these files himself, and as they are then. */
  table = kx_hazard_files_load (root, mistakes);
  return g_strv_builder_end (mistakes);
}
