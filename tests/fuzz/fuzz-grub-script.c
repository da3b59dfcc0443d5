/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "grub-script.h"

#include <string.h>

static void
check (GPtrArray *commands, guint depth)
{
  g_assert_cmpuint (depth, <, 400);
  for (guint i = 0; commands != NULL && i < commands->len; i++)
    {
      const KxGrubCommand *command = commands->pdata[i];

      g_assert_cmpuint (command->line, >=, 1);
      g_assert_true (command->kind != KX_GRUB_COMMAND_SIMPLE || command->words->len > 0);
      g_assert_true (command->block == NULL || strlen (command->block) > 0);
      check (command->condition, depth + 1);
      check (command->body, depth + 1);
      check (command->otherwise, depth + 1);
    }
}

static void
parse (const char *text, gsize size, gboolean is_file)
{
  g_autoptr (KxGrubParser) parser = kx_grub_parser_new (text, size, 1, is_file);

  /* Each unit takes a line at least. */
  for (gsize i = 0; i <= size + 1; i++)
    {
      GError *error = NULL;
      g_autoptr (GPtrArray) commands = NULL;
      gboolean success = kx_grub_parser_next (parser, &commands, &error);
      gboolean over = !success && error == NULL;

      g_assert_true (success == (commands != NULL));
      if (over)
        return;
      fuzz_check_error (success, error);
      check (commands, 0);
    }
  g_assert_not_reached ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  parse ((const char *) data, size, TRUE);
  parse ((const char *) data, size, FALSE);
  return 0;
}
