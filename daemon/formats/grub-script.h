/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "grub-command.h"

G_BEGIN_DECLS

/** KX_GRUB_SCRIPT_MAX_DEPTH: blocks and conditions that are nested deeper are refused. */
#define KX_GRUB_SCRIPT_MAX_DEPTH 100

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
 * @is_file: whether it is a whole file, as opposed to a block: of a file, GRUB leaves out lines
 * with
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
 * @commands: (out) (transfer full) (element-type KxGrubCommand): the commands of the next line and
 * of as many more as belong together; set where the answer is %TRUE. It is counted: a function's
 * body may be kept
 * @error: KX_ERROR_INVALID_IMAGE: a syntax error: GRUB does none of these commands, and goes on
 *   with the line behind it, as this parser does when it is called again; KX_ERROR_INCOMPLETE: the
 *   text ends within a command or quotes
 *
 * Returns: whether there were more commands; %FALSE without an error at the end
 */
gboolean kx_grub_parser_next (KxGrubParser *parser, GPtrArray **commands, GError **error);

G_END_DECLS
