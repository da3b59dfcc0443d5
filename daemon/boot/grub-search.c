/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-options.h"
#include "grub-shell.h"

static void
remember_missing (KxGrubShell *shell, KxGrubSearch by, const char *value)
{
  g_free (shell->missing);
  if (by == KX_GRUB_SEARCH_FILE)
    shell->missing
        = g_strdup_printf ("no file system has the file %s here, or more than one has", value);
  else
    shell->missing = g_strdup_printf ("the file system with the %s %s is not mounted here",
                                      by == KX_GRUB_SEARCH_UUID ? "UUID" : "label", value);
}

static KxGrubStatus
search (KxGrubShell *shell, KxGrubSearch by, const char *value, const char *variable)
{
  g_autofree char *device = shell->world->find (shell->world->data, by, value);

  kx_grub_shell_spend (shell, 16);
  if (shell->words_doubt != NULL)
    kx_grub_shell_doubt_status (shell, "%s", shell->words_doubt);
  if (device == NULL)
    {
      remember_missing (shell, by, value);
      return KX_GRUB_NOT_FOUND;
    }
  if (variable != NULL)
    kx_grub_shell_set (shell, variable, device);
  return KX_GRUB_OK;
}

/* The options of grub-core/commands/search_wrap.c of GRUB 2.12. The hints only save time: GRUB
 * takes a device by them only if what is searched for is on it. */
static const KxGrubOption options[] = {
  { "file", 'f', KX_GRUB_VALUE_NONE },
  { "label", 'l', KX_GRUB_VALUE_NONE },
  { "fs-uuid", 'u', KX_GRUB_VALUE_NONE },
  { "set", 's', KX_GRUB_VALUE_OPTIONAL },
  { "no-floppy", 'n', KX_GRUB_VALUE_NONE },
  { "efidisk-only", '\0', KX_GRUB_VALUE_NONE },
  { "cryptodisk-only", '\0', KX_GRUB_VALUE_NONE },
  { "root-dev-only", 'r', KX_GRUB_VALUE_NONE },
  { "hint", 'h', KX_GRUB_VALUE_NEEDED },
  { "hint-ieee1275", '\0', KX_GRUB_VALUE_NEEDED },
  { "hint-bios", '\0', KX_GRUB_VALUE_NEEDED },
  { "hint-baremetal", '\0', KX_GRUB_VALUE_NEEDED },
  { "hint-efi", '\0', KX_GRUB_VALUE_NEEDED },
  { "hint-arc", '\0', KX_GRUB_VALUE_NEEDED },
};

enum
{
  OPTION_FILE,
  OPTION_LABEL,
  OPTION_FS_UUID,
  OPTION_SET,
};

KxGrubStatus
kx_grub_command_search (KxGrubShell *shell, GPtrArray *words,
                        const KxGrubCommand *command G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) arguments = NULL;
  const char *value = NULL;
  const char *variable = NULL;
  KxGrubOptions parsed;

  if (!kx_grub_options_parse (options, G_N_ELEMENTS (options), TRUE, words, &parsed))
    return KX_GRUB_BAD_ARGUMENT;
  arguments = parsed.arguments;

  if (parsed.set[OPTION_SET])
    variable = parsed.values[OPTION_SET] != NULL ? parsed.values[OPTION_SET] : "root";
  /* Hints for platforms that are not known yet are no arguments. */
  for (guint i = 0; i < arguments->len && value == NULL; i++)
    if (!g_str_has_prefix (arguments->pdata[i], "--hint-"))
      value = arguments->pdata[i];
  if (value == NULL && parsed.set[OPTION_SET] && parsed.values[OPTION_SET] != NULL)
    {
      value = parsed.values[OPTION_SET];
      variable = "root";
    }
  if (value == NULL)
    return KX_GRUB_BAD_ARGUMENT;

  if (parsed.set[OPTION_LABEL])
    return search (shell, KX_GRUB_SEARCH_LABEL, value, variable);
  if (parsed.set[OPTION_FS_UUID])
    return search (shell, KX_GRUB_SEARCH_UUID, value, variable);
  if (parsed.set[OPTION_FILE])
    return search (shell, KX_GRUB_SEARCH_FILE, value, variable);
  return KX_GRUB_INVALID_COMMAND;
}

/* `search.fs_uuid VALUE [VARIABLE [HINT…]]`, as it stands in front of an EFI system partition's
 * file. */
KxGrubStatus
kx_grub_command_search_by (KxGrubShell *shell, GPtrArray *words,
                           const KxGrubCommand *command G_GNUC_UNUSED)
{
  const char *name = words->pdata[0];
  KxGrubSearch by = KX_GRUB_SEARCH_FILE;

  if (words->len < 2)
    return KX_GRUB_BAD_ARGUMENT;
  if (g_str_has_suffix (name, "uuid"))
    by = KX_GRUB_SEARCH_UUID;
  else if (g_str_has_suffix (name, "label"))
    by = KX_GRUB_SEARCH_LABEL;
  return search (shell, by, words->pdata[1], words->len > 2 ? words->pdata[2] : NULL);
}
