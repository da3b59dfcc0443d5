/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "grub-word.h"

G_BEGIN_DECLS

/** KX_GRUB_SCRIPT_MAX_DEPTH: blocks and conditions that are nested deeper are refused. */
#define KX_GRUB_SCRIPT_MAX_DEPTH 100

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

/**
 * KxGrubParser:
 *
 * A script in GRUB's language, read piece by piece: GRUB itself runs one command of the top level
 * before it reads the next.
 */
typedef struct _KxGrubParser KxGrubParser;

/**
 * kx_grub_parser_new:
 * @text: a script, copied; ends at its first NUL
 * @size: its bytes, which the caller has limited
 * @line: the number of its first line
 * @is_file: whether it is a whole file, as opposed to a block: of a file, GRUB leaves out lines with
 *   "#" in their first column before it looks for quotes
 *
 * Returns: (transfer full): a parser before the beginning
 */
KxGrubParser *kx_grub_parser_new (const char *text, gsize size, guint line,
                                  gboolean is_file) G_GNUC_WARN_UNUSED_RESULT;

/** kx_grub_parser_free: frees @parser; what it gave stays. */
void kx_grub_parser_free (KxGrubParser *parser);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxGrubParser, kx_grub_parser_free)

/**
 * kx_grub_parser_next:
 * @parser: a parser
 * @commands: (out) (transfer full) (element-type KxGrubCommand): the commands of the next line and of
 *   as many more as belong together; set where the answer is %TRUE. It is counted: a function's body
 *   may be kept
 * @error: KX_ERROR_INVALID_IMAGE: a syntax error: GRUB does none of these commands, and goes on
 *   with the line behind it, as this parser does when it is called again; KX_ERROR_INCOMPLETE: the
 *   text ends within a command or quotes
 *
 * Returns: whether there were more commands; %FALSE without an error at the end
 */
gboolean kx_grub_parser_next (KxGrubParser *parser, GPtrArray **commands, GError **error);

G_END_DECLS
