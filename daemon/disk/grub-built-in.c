/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-built-in.h"

#include <string.h>

#include "efi.h"
#include "listing.h"
#include "os-release.h"
#include "version.h"

#define MAX_SMALL_FILE 65536

/* Since then it heeds LoaderEntryDefault. */
#define FIRST_WITH_VARIABLES "2.13"

#define SCRIPT "if [ -s $prefix/grubenv ]; then load_env; fi\nblscfg\n"

static gboolean
is_suse (KxRoot *root)
{
  gsize length = 0;
  g_autofree char *text = kx_root_read (root, "/etc/os-release", MAX_SMALL_FILE, &length, NULL);
  g_autofree char *like = NULL;
  g_auto (GStrv) words = NULL;

  if (text == NULL)
    text = kx_root_read (root, "/usr/lib/os-release", MAX_SMALL_FILE, &length, NULL);
  like = text != NULL ? kx_os_release_get (text, length, "ID_LIKE") : NULL;
  words = g_strsplit (like != NULL ? like : "", " ", -1);
  return g_strv_contains ((const char *const *) words, "suse");
}

/* EFI/VENDOR/grub.efi; that of removable disks, EFI/BOOT, only where there is no other. */
static char *
find_program (KxRoot *root, const char *esp)
{
  g_autofree char *directory = g_build_filename (esp, "EFI", NULL);
  g_autofree char *entries = g_build_filename (esp, "loader/entries", NULL);
  g_autoptr (KxListing) listing = kx_listing_new (root, directory);
  g_autofree char *found = NULL;
  GHashTableIter iter;
  gpointer name;

  if (!kx_root_exists (root, entries))
    return NULL;
  g_hash_table_iter_init (&iter, listing->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *path = g_build_filename (directory, name, "grub.efi", NULL);

      if ((found != NULL && g_ascii_strcasecmp (name, "BOOT") == 0) || !kx_root_exists (root, path))
        continue;
      g_free (found);
      found = g_steal_pointer (&path);
    }
  return g_steal_pointer (&found);
}

gboolean
kx_grub_built_in_find (KxRoot *root, const char *const *esps, KxGrubBuiltIn *built_in)
{
  g_autofree char *info = kx_efi_read_string (root, KX_EFI_LOADER, "LoaderInfo");
  g_autofree char *program = NULL;
  const char *version;

  if (info == NULL || !g_str_has_prefix (info, "GRUB") || !is_suse (root))
    return FALSE;
  for (guint i = 0; program == NULL && esps[i] != NULL; i++)
    program = find_program (root, esps[i]);
  if (program == NULL)
    return FALSE;

  *built_in = (KxGrubBuiltIn){ .program = g_steal_pointer (&program), .script = SCRIPT };
  version = strrchr (info, ' ');
  if (version != NULL && kx_version_compare (version + 1, FIRST_WITH_VARIABLES) >= 0)
    {
      built_in->preset = kx_efi_read_string (root, KX_EFI_LOADER, "LoaderEntryDefault");
      built_in->one_shot = kx_efi_read_string (root, KX_EFI_LOADER, "LoaderEntryOneShot");
    }
  return TRUE;
}

void
kx_grub_built_in_clear (KxGrubBuiltIn *built_in)
{
  g_free (built_in->program);
  g_free (built_in->preset);
  g_free (built_in->one_shot);
  *built_in = (KxGrubBuiltIn){ 0 };
}
