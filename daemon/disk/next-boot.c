/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "next-boot.h"

#include <string.h>

#include "cmdline.h"
#include "crypttab.h"
#include "hazard-facts.h"
#include "listing.h"
#include "module-lists.h"
#include "option-list.h"
#include "plain.h"

/* modules.dep of a distribution's kernel has about 1 MiB. */
#define LIST_MAX (16 * 1024 * 1024)
#define FILE_MAX (1024 * 1024)

/* In the order of modprobe.d(5): a name in one hides the same in those behind it. */
static const char *const configurations[]
    = { "/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d",
        "/lib/modprobe.d" };

static gboolean
is_listed (KxRoot *root, const char *release, const char *module)
{
  static const char *const places[] = { KX_MODULES, KX_MODULES_UNMERGED };
  static const char *const lists[] = { "modules.dep", "modules.builtin" };

  /* A release is a name of the kernel's choice. */
  if (*release == '\0' || strchr (release, '/') != NULL || g_str_equal (release, ".."))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (lists); j++)
      {
        g_autofree char *path = g_build_filename (places[i], release, lists[j], NULL);
        g_autofree char *text = kx_root_read (root, path, LIST_MAX, NULL, NULL);

        if (text != NULL && kx_module_lists_has (text, module))
          return TRUE;
      }
  return FALSE;
}

static gboolean
is_forbidden (KxRoot *root, const char *module)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (configurations); i++)
    {
      g_autoptr (KxListing) listing = kx_listing_new (root, configurations[i]);
      GHashTableIter names;
      gpointer name;

      g_hash_table_iter_init (&names, listing->names);
      while (g_hash_table_iter_next (&names, &name, NULL))
        {
          g_autofree char *path = g_build_filename (configurations[i], name, NULL);
          g_autofree char *text = NULL;

          if (!g_str_has_suffix (name, ".conf") || !g_hash_table_add (seen, g_strdup (name)))
            continue;

          text = kx_root_read (root, path, FILE_MAX, NULL, NULL);
          if (text != NULL && kx_module_lists_forbids (text, module))
            return TRUE;
        }
    }
  return FALSE;
}

KxDriverPlace
kx_next_boot_find_driver (KxRoot *root, const char *release, const char *module)
{
  if (!is_listed (root, release, module))
    return KX_DRIVER_MISSING;
  return is_forbidden (root, module) ? KX_DRIVER_FORBIDDEN : KX_DRIVER_THERE;
}

static gboolean
has_option (const char *options, const char *name)
{
  g_autofree char *value = kx_option_list_get (options, name);

  return value != NULL;
}

/* Tokens and cards take a finger, scripts may do anything. */
static gboolean
volume_asks (const KxCrypttabEntry *entry)
{
  if (has_option (entry->options, "noauto") || has_option (entry->options, "nofail"))
    return FALSE;
  if (has_option (entry->options, "keyscript") || has_option (entry->options, "fido2-device")
      || has_option (entry->options, "pkcs11-uri"))
    return TRUE;
  if (has_option (entry->options, "tpm2-device"))
    return FALSE;
  return *entry->key == '\0' || g_str_equal (entry->key, "none") || g_str_equal (entry->key, "-");
}

gboolean
kx_next_boot_asks (KxRoot *root, const char *cmdline)
{
  static const char *const words[] = { "rd.luks.uuid", "rd.luks.name", "luks.uuid", "luks.name" };
  g_autofree char *text = kx_root_read (root, KX_CRYPTTAB, FILE_MAX, NULL, NULL);
  g_autoptr (GPtrArray) volumes = kx_crypttab_parse (text != NULL ? text : "");
  gboolean has_key = FALSE;

  for (guint i = 0; i < volumes->len; i++)
    {
      const KxCrypttabEntry *entry = volumes->pdata[i];

      if (volume_asks (entry))
        return TRUE;
      has_key = TRUE;
    }

  /* Volumes that the command line names are opened as crypttab says, where it has them. */
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (kx_cmdline_has (cmdline, words[i]))
      return !has_key && !kx_cmdline_has (cmdline, "rd.luks.key")
             && !kx_cmdline_has (cmdline, "luks.key");
  return FALSE;
}
