/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "grub-word.h"

G_BEGIN_DECLS

/**
 * KxGrubCommandKind:
 * @KX_GRUB_COMMAND_SIMPLE: words, and perhaps a block: `linux …`, `menuentry … { … }`
 * @KX_GRUB_COMMAND_IF: `if`; an `elif` is an `if` alone in `otherwise`
 * @KX_GRUB_COMMAND_FOR: `for NAME in WORDS`
 * @KX_GRUB_COMMAND_WHILE: `while`
 * @KX_GRUB_COMMAND_UNTIL: `until`
 * @KX_GRUB_COMMAND_FUNCTION: `function NAME`
 */
typedef enum
{
  KX_GRUB_COMMAND_SIMPLE,
  KX_GRUB_COMMAND_IF,
  KX_GRUB_COMMAND_FOR,
  KX_GRUB_COMMAND_WHILE,
  KX_GRUB_COMMAND_UNTIL,
  KX_GRUB_COMMAND_FUNCTION,
} KxGrubCommandKind;

/**
 * KxGrubCommand:
 * @kind: what it is
 * @line: that it begins in
 * @name: (nullable): of the variable of a loop, or of the function
 * @words: (nullable) (element-type GArray): of a simple command, and what a loop goes over; see
 *   kx_grub_word_split()
 * @block: (nullable): the script between the braces of a simple command
 * @block_line: the line that @block begins in
 * @condition: (nullable) (element-type KxGrubCommand): what an `if` or a loop looks at
 * @body: (nullable) (element-type KxGrubCommand): what is done then
 * @otherwise: (nullable) (element-type KxGrubCommand): what is done else
 */
typedef struct
{
  KxGrubCommandKind kind;
  guint line;
  char *name;
  GPtrArray *words;
  char *block;
  guint block_line;
  GPtrArray *condition;
  GPtrArray *body;
  GPtrArray *otherwise;
} KxGrubCommand;

/** kx_grub_command_new: Returns: (transfer full): a command of nothing but @line. */
KxGrubCommand *kx_grub_command_new (guint line) G_GNUC_WARN_UNUSED_RESULT;

/** kx_grub_command_free: frees @command with all that is in it. */
void kx_grub_command_free (KxGrubCommand *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxGrubCommand, kx_grub_command_free)

/** kx_grub_commands_new: Returns: (transfer full) (element-type KxGrubCommand): an empty list. */
GPtrArray *kx_grub_commands_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
