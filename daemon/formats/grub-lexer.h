/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "grub-word.h"

G_BEGIN_DECLS

/**
 * KxGrubTokenKind:
 * @KX_GRUB_TOKEN_END: the text is over
 * @KX_GRUB_TOKEN_CUT: the text is over within quotes, or behind a backslash
 * @KX_GRUB_TOKEN_BAD: nothing that GRUB knows: `&&`, a lone `$`
 * @KX_GRUB_TOKEN_NEWLINE: the end of a line
 * @KX_GRUB_TOKEN_SEMICOLON: `;`
 * @KX_GRUB_TOKEN_OPEN: `{`
 * @KX_GRUB_TOKEN_CLOSE: `}`
 * @KX_GRUB_TOKEN_RESERVED: `if`, `done` …: a keyword where a command may begin, else a word
 * @KX_GRUB_TOKEN_NAME: a word of letters, digits and `_` only
 * @KX_GRUB_TOKEN_WORD: any other word
 */
typedef enum
{
  KX_GRUB_TOKEN_END,
  KX_GRUB_TOKEN_CUT,
  KX_GRUB_TOKEN_BAD,
  KX_GRUB_TOKEN_NEWLINE,
  KX_GRUB_TOKEN_SEMICOLON,
  KX_GRUB_TOKEN_OPEN,
  KX_GRUB_TOKEN_CLOSE,
  KX_GRUB_TOKEN_RESERVED,
  KX_GRUB_TOKEN_NAME,
  KX_GRUB_TOKEN_WORD,
} KxGrubTokenKind;

/**
 * KxGrubToken:
 * @kind: what it is
 * @start: where in the text it begins
 * @end: where it ends
 * @line: the line that it begins in
 */
typedef struct
{
  KxGrubTokenKind kind;
  gsize start;
  gsize end;
  guint line;
} KxGrubToken;

/**
 * KxGrubLexer:
 * @text: (not owned): what is read; no NUL within @size bytes
 * @size: its bytes
 * @position: of what comes next
 * @line: the line that @position is in
 *
 * Where the reading of a script has come to.
 */
typedef struct
{
  const char *text;
  gsize size;
  gsize position;
  guint line;
} KxGrubLexer;

/**
 * kx_grub_lexer_next:
 * @lexer: where to go on
 *
 * Takes the next token as GRUB's own lexer does (grub-core/script/yylex.l of GRUB 2.12): the
 * longest one counts. Therefore `#don't` opens a quote, while `# don't` is a comment.
 *
 * Returns: the token, which @lexer is behind now
 */
KxGrubToken kx_grub_lexer_next (KxGrubLexer *lexer);

/** kx_grub_lexer_is: Returns: whether the text of @token is @text. */
gboolean kx_grub_lexer_is (const KxGrubLexer *lexer, const KxGrubToken *token, const char *text);

/**
 * kx_grub_lexer_skip_line:
 * @lexer: where to go on
 * @token: the one that was read last
 *
 * Goes to the line behind the one that @token ends in.
 */
void kx_grub_lexer_skip_line (KxGrubLexer *lexer, const KxGrubToken *token);

/**
 * kx_grub_lexer_clean:
 * @text: a script
 * @size: its bytes
 * @is_file: whether it is a whole file
 * @length: (out): the bytes of what is returned
 *
 * Leaves out what GRUB's reader of files leaves out: carriage returns, and lines of a file that
 * begin with "#". An empty line stays for each, so that lines keep their numbers; behind a
 * backslash it continues the line, too. The last line ends with a newline then.
 *
 * Returns: (transfer full): the script without that
 */
char *kx_grub_lexer_clean (const char *text, gsize size, gboolean is_file,
                           gsize *length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
