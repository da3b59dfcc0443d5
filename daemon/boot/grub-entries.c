/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-options.h"
#include "grub-shell.h"

#include <string.h>

/* The options of grub-core/commands/menuentry.c of GRUB 2.12. */
static const KxGrubOption options[] = {
  { "class", '\1', KX_GRUB_VALUE_NEEDED },  { "users", '\2', KX_GRUB_VALUE_OPTIONAL },
  { "hotkey", '\3', KX_GRUB_VALUE_NEEDED }, { "source", '\4', KX_GRUB_VALUE_NEEDED },
  { "id", '\0', KX_GRUB_VALUE_NEEDED },     { "unrestricted", '\0', KX_GRUB_VALUE_NONE },
};

enum
{
  OPTION_SOURCE = 3,
  OPTION_ID = 4,
};

static KxGrubItem *
item_new (KxGrubShell *shell, const GPtrArray *arguments, const char *id)
{
  KxGrubItem *item = g_new0 (KxGrubItem, 1);

  item->title = g_strdup (arguments->pdata[0]);
  item->id = g_strdup (id != NULL ? id : item->title);
  item->file = g_strdup (shell->file);
  item->doubt = g_strdup (shell->words_doubt);
  item->parameters = g_new0 (char *, arguments->len + 1);
  for (guint i = 0; i < arguments->len; i++)
    item->parameters[i] = g_strdup (arguments->pdata[i]);
  return item;
}

KxGrubStatus
kx_grub_command_menuentry (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command)
{
  g_autoptr (GPtrArray) arguments = NULL;
  const char *block = command != NULL ? command->block : NULL;
  KxGrubOptions parsed;
  KxGrubItem *item;

  if (!kx_grub_options_parse (options, G_N_ELEMENTS (options), TRUE, words, &parsed))
    return KX_GRUB_BAD_ARGUMENT;
  arguments = parsed.arguments;
  /* In the body of an entry, there is no menu to add to. */
  if (shell->items == NULL || arguments->len == 0
      || (block == NULL) == (parsed.values[OPTION_SOURCE] == NULL))
    return KX_GRUB_BAD_ARGUMENT;
  if (shell->items->len >= KX_GRUB_MAX_ENTRIES)
    {
      kx_grub_shell_lose (shell, FALSE, "%s has more than %d entries", shell->file,
                          KX_GRUB_MAX_ENTRIES);
      return KX_GRUB_BAD_ARGUMENT;
    }

  item = item_new (shell, arguments, parsed.values[OPTION_ID]);
  item->line = shell->line;
  item->submenu = ((const char *) words->pdata[0])[0] == 's';
  item->body = g_strdup (block != NULL ? block : parsed.values[OPTION_SOURCE]);
  item->body_line = block != NULL ? command->block_line : shell->line;
  kx_grub_shell_spend (shell, strlen (item->body) / 64);
  g_ptr_array_add (shell->items, item);
  return KX_GRUB_OK;
}
