/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxGrubPieceKind:
 * @KX_GRUB_PIECE_PLAIN: text outside of quotes; its backslashes are still there, each before the
 *   character that it protects
 * @KX_GRUB_PIECE_QUOTED: text within quotes, as it is meant
 * @KX_GRUB_PIECE_VARIABLE: the name of a variable outside of quotes: its value is split at white
 *   space, and an empty one leaves no word
 * @KX_GRUB_PIECE_QUOTED_VARIABLE: the name of a variable within double quotes
 * @KX_GRUB_PIECE_TRANSLATED: text within `$"…"`, with variables still to be replaced
 */
typedef enum
{
  KX_GRUB_PIECE_PLAIN,
  KX_GRUB_PIECE_QUOTED,
  KX_GRUB_PIECE_VARIABLE,
  KX_GRUB_PIECE_QUOTED_VARIABLE,
  KX_GRUB_PIECE_TRANSLATED,
} KxGrubPieceKind;

/** KxGrubPiece: a part of a word: @kind and its @text, which is owned. */
typedef struct
{
  KxGrubPieceKind kind;
  char *text;
} KxGrubPiece;

/**
 * kx_grub_word_split:
 * @text: a word as it is written in a script
 * @size: its bytes; none of them NUL
 *
 * Returns: (transfer full) (element-type KxGrubPiece) (nullable): the pieces that it consists of,
 * which may be none (a lone backslash before the end of a line); %NULL where a `$` in double quotes
 *   begins no variable, which GRUB calls a syntax error
 */
GArray *kx_grub_word_split (const char *text, gsize size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_grub_scan_variable:
 * @text: a script
 * @size: its bytes
 * @position: behind a `$`
 *
 * Returns: the end of the name (or of the braces around it) that begins at @position; @position
 * where there is none
 */
gsize kx_grub_scan_variable (const char *text, gsize size, gsize position);

G_END_DECLS
