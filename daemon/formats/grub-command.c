/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-command.h"

KxGrubCommand *
kx_grub_command_new (guint line)
{
  KxGrubCommand *command = g_new0 (KxGrubCommand, 1);

  command->line = line;
  return command;
}

void
kx_grub_command_free (KxGrubCommand *command)
{
  g_free (command->name);
  g_free (command->block);
  g_clear_pointer (&command->words, g_ptr_array_unref);
  g_clear_pointer (&command->condition, g_ptr_array_unref);
  g_clear_pointer (&command->body, g_ptr_array_unref);
  g_clear_pointer (&command->otherwise, g_ptr_array_unref);
  g_free (command);
}

static void
free_command (gpointer command)
{
  kx_grub_command_free (command);
}

GPtrArray *
kx_grub_commands_new (void)
{
  return g_ptr_array_new_with_free_func (free_command);
}
