/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub.h"

#include <string.h>

#include "architecture.h"
#include "efi.h"
#include "grub-built-in.h"
#include "grub-files.h"
#include "grub-menu.h"
#include "listing.h"

#define MAX_SMALL_FILE 65536

static const char *const esps[] = { "/boot/efi", "/efi", "/boot", NULL };

const char *const *
kx_grub_get_watch (void)
{
  static const char *const paths[] = {
    "/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", "/boot/efi/EFI/*",
    "/efi/EFI/*",          "/boot/EFI/*",          NULL,
  };

  return paths;
}

/* Returns: (nullable): the words of a setting in os-release. */
static char **
read_os_release (KxRoot *root, const char *key)
{
  g_autofree char *text = kx_root_read (root, "/etc/os-release", MAX_SMALL_FILE, NULL, NULL);
  g_auto (GStrv) lines = NULL;
  gsize length = strlen (key);

  if (text == NULL)
    text = kx_root_read (root, "/usr/lib/os-release", MAX_SMALL_FILE, NULL, NULL);
  lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strncmp (lines[i], key, length) == 0 && lines[i][length] == '=')
      {
        char *value = g_strdelimit (lines[i] + length + 1, "\"'", ' ');

        return g_strsplit (g_strstrip (value), " ", -1);
      }
  return NULL;
}

static gboolean
has_any (char **words, const char *const *wanted)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (g_strv_contains (wanted, words[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_fedora (KxRoot *root)
{
  static const char *const fedoras[] = { "fedora", "rhel", "centos", NULL };
  g_auto (GStrv) id = read_os_release (root, "ID");
  g_auto (GStrv) like = read_os_release (root, "ID_LIKE");

  return has_any (id, fedoras) || has_any (like, fedoras);
}

/* EFI/VENDOR/grub.cfg of this system, whose vendor is named as the system; another system's is none
 * of ours, unless it is the only one. */
static char *
find_on_esp (KxRoot *root, const char *esp)
{
  g_auto (GStrv) id = read_os_release (root, "ID");
  g_autofree char *directory = g_build_filename (esp, "EFI", NULL);
  g_autoptr (KxListing) listing = kx_listing_new (root, directory);
  g_autofree char *found = NULL;
  gboolean several = FALSE;
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, listing->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autofree char *path = g_build_filename (directory, name, "grub.cfg", NULL);

      if (!kx_root_exists (root, path))
        continue;
      if (id != NULL && id[0] != NULL && g_ascii_strcasecmp (name, id[0]) == 0)
        return g_steal_pointer (&path);
      several = found != NULL;
      g_free (found);
      found = g_steal_pointer (&path);
    }
  return several ? NULL : g_steal_pointer (&found);
}

/* Both directories: the one whose tools are installed. */
static const char *
choose_directory (KxRoot *root)
{
  gboolean first = kx_root_exists (root, "/boot/grub/grub.cfg");
  gboolean second = kx_root_exists (root, "/boot/grub2/grub.cfg");

  if (first && second)
    return kx_root_exists (root, "/usr/sbin/grub2-mkconfig")
                   || kx_root_exists (root, "/usr/bin/grub2-mkconfig")
               ? "/boot/grub2/grub.cfg"
               : "/boot/grub/grub.cfg";
  if (first)
    return "/boot/grub/grub.cfg";
  return second ? "/boot/grub2/grub.cfg" : NULL;
}

static char *
find_config (KxRoot *root)
{
  char *config = g_strdup (choose_directory (root));

  for (guint i = 0; config == NULL && esps[i] != NULL; i++)
    config = find_on_esp (root, esps[i]);
  return config;
}

/* As GRUB is compiled: on PCs with a BIOS, for the oldest of them. */
static char *
get_cpu (KxRoot *root, gboolean efi)
{
  g_autofree char *architecture = kx_architecture_find (root);

  if (g_str_equal (architecture, "aarch64"))
    return g_strdup ("arm64");
  if (g_str_equal (architecture, "x86_64") && efi)
    return g_strdup ("x86_64");
  if (g_str_equal (architecture, "x86_64") || g_str_has_suffix (architecture, "86"))
    return g_strdup ("i386");
  return g_steal_pointer (&architecture);
}

static const char *
get_platform (const char *cpu, gboolean efi)
{
  if (efi)
    return "efi";
  if (g_str_equal (cpu, "i386"))
    return "pc";
  return g_str_has_prefix (cpu, "ppc") ? "ieee1275" : "uboot";
}

static void
add_variables (KxMenu *menu, const KxGrubBuiltIn *built_in)
{
  g_autofree char *preset = kx_efi_path (KX_EFI_LOADER, "LoaderEntryDefault");
  g_autofree char *one_shot = kx_efi_path (KX_EFI_LOADER, "LoaderEntryOneShot");

  if (built_in->one_shot != NULL && menu->one_shot == NULL)
    menu->one_shot = g_strdup_printf ("“%s” is started at the next start only: the EFI variable "
                                      "LoaderEntryOneShot", built_in->one_shot);
  kx_menu_watch (menu, "%s", preset);
  kx_menu_watch (menu, "%s", one_shot);
}

KxMenu *
kx_grub_read (KxRoot *root, const KxFilesystems *filesystems)
{
  g_autofree char *config = find_config (root);
  g_autoptr (KxGrubFiles) files = NULL;
  g_autofree char *name = NULL;
  g_autofree char *cpu = NULL;
  g_auto (KxGrubBuiltIn) built_in = { 0 };
  gboolean efi = kx_root_exists (root, "/sys/firmware/efi");
  GPtrArray *watch;
  KxMenu *menu;

  if (config == NULL && kx_grub_built_in_find (root, esps, &built_in))
    config = g_strdup (built_in.program);
  if (config == NULL)
    return NULL;

  files = kx_grub_files_new (root, filesystems);
  name = kx_filesystem_from_path (kx_filesystems_find_at (filesystems, config), config);
  cpu = get_cpu (root, efi);
  menu = kx_grub_menu_read (kx_grub_files_get_world (files),
                            &(KxGrubSystem){
                                .config = config,
                                .device = kx_grub_files_get_device (files, config),
                                .name = name,
                                .platform = get_platform (cpu, efi),
                                .cpu = cpu,
                                .fedora = is_fedora (root),
                                .budget = KX_GRUB_BUDGET,
                                .script = built_in.script,
                                .preset = built_in.preset,
                            });
  if (built_in.program != NULL)
    add_variables (menu, &built_in);
  watch = kx_grub_files_get_watch (files);
  for (guint i = 0; i < watch->len; i++)
    kx_menu_watch (menu, "%s", (const char *) watch->pdata[i]);
  return menu;
}
