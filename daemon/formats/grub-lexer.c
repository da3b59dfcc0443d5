/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-lexer.h"

#include <string.h>

/* What may go on for ever is limited by the text: each scan returns the end of what it found. */

static const char *const reserved[]
    = { "case", "do", "done",   "elif", "else",  "esac",  "fi",       "for",
        "if",   "in", "select", "then", "until", "while", "function", NULL };

static gboolean
is_plain (char c)
{
  return c != '\0' && strchr ("{}|&$;<> \t\n'\"\\", c) == NULL;
}

/* Returns the end of the quoted string that begins at @position; past @size where it is not closed.
 */
static gsize
scan_quoted (const KxGrubLexer *lexer, gsize position)
{
  char quote = lexer->text[position++];

  while (position < lexer->size && lexer->text[position] != quote)
    position += quote == '"' && lexer->text[position] == '\\' ? 2 : 1;
  return position + 1;
}

/* Returns the end of the word at @position, which is @position itself where none begins; past @size
 * where the text ends before the word does. */
static gsize
scan_word (const KxGrubLexer *lexer, gsize position)
{
  while (position < lexer->size)
    {
      char c = lexer->text[position];
      gsize end = position;

      if (is_plain (c))
        end++;
      else if (c == '\\')
        end += 2;
      else if (c == '"' || c == '\'')
        end = scan_quoted (lexer, position);
      else if (c == '$' && position + 1 < lexer->size && lexer->text[position + 1] == '"')
        end = scan_quoted (lexer, position + 1);
      else if (c == '$')
        {
          end = kx_grub_scan_variable (lexer->text, lexer->size, position + 1);
          end = end == position + 1 ? position : end;
        }

      if (end == position)
        break;
      position = end;
    }

  return position;
}

static gsize
scan_line (const KxGrubLexer *lexer, gsize position)
{
  const char *end = memchr (lexer->text + position, '\n', lexer->size - position);

  return end != NULL ? (gsize) (end - lexer->text) : lexer->size;
}

static void
skip_blanks_and_comments (KxGrubLexer *lexer)
{
  while (lexer->position < lexer->size)
    {
      char c = lexer->text[lexer->position];
      gsize end;

      if (c == ' ' || c == '\t')
        {
          lexer->position++;
          continue;
        }
      if (c != '#')
        return;
      /* The longest match wins: a word that goes on in the next line is longer than the comment. */
      end = scan_line (lexer, lexer->position);
      if (scan_word (lexer, lexer->position) > end)
        return;
      lexer->position = end;
    }
}

static KxGrubTokenKind
kind_of_word (const KxGrubLexer *lexer, const KxGrubToken *token)
{
  const char *text = lexer->text + token->start;
  gsize length = token->end - token->start;

  for (guint i = 0; reserved[i] != NULL; i++)
    if (kx_grub_lexer_is (lexer, token, reserved[i]))
      return KX_GRUB_TOKEN_RESERVED;
  if (kx_grub_lexer_is (lexer, token, "[[") || kx_grub_lexer_is (lexer, token, "]]"))
    return KX_GRUB_TOKEN_BAD;

  if (g_ascii_isdigit (text[0]))
    return KX_GRUB_TOKEN_WORD;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '_')
      return KX_GRUB_TOKEN_WORD;
  return KX_GRUB_TOKEN_NAME;
}

static void
take_word (KxGrubLexer *lexer, KxGrubToken *token)
{
  token->end = scan_word (lexer, token->start);
  if (token->end > lexer->size)
    {
      token->end = lexer->size;
      token->kind = KX_GRUB_TOKEN_CUT;
    }
  else if (token->end == token->start)
    {
      token->end++;
      token->kind = KX_GRUB_TOKEN_BAD;
    }
  else
    token->kind = kind_of_word (lexer, token);

  for (gsize i = token->start; i < token->end; i++)
    lexer->line += lexer->text[i] == '\n';
}

KxGrubToken
kx_grub_lexer_next (KxGrubLexer *lexer)
{
  KxGrubToken token = { .kind = KX_GRUB_TOKEN_END };

  skip_blanks_and_comments (lexer);
  token.line = lexer->line;
  token.start = token.end = lexer->position;
  if (lexer->position >= lexer->size)
    return token;

  token.end++;
  switch (lexer->text[token.start])
    {
    case '\n':
      token.kind = KX_GRUB_TOKEN_NEWLINE;
      lexer->line++;
      break;

    case ';':
      token.kind = KX_GRUB_TOKEN_SEMICOLON;
      if (token.end < lexer->size && lexer->text[token.end] == ';')
        token.kind = KX_GRUB_TOKEN_BAD;
      break;

    case '{':
      token.kind = KX_GRUB_TOKEN_OPEN;
      break;

    case '}':
      token.kind = KX_GRUB_TOKEN_CLOSE;
      break;

    default:
      take_word (lexer, &token);
    }

  lexer->position = token.end;
  return token;
}

gboolean
kx_grub_lexer_is (const KxGrubLexer *lexer, const KxGrubToken *token, const char *text)
{
  gsize length = strlen (text);

  return token->end - token->start == length
         && memcmp (lexer->text + token->start, text, length) == 0;
}

void
kx_grub_lexer_skip_line (KxGrubLexer *lexer, const KxGrubToken *token)
{
  if (token->kind == KX_GRUB_TOKEN_NEWLINE || lexer->position >= lexer->size)
    return;
  lexer->position = scan_line (lexer, lexer->position);
  if (lexer->position < lexer->size)
    {
      lexer->position++;
      lexer->line++;
    }
}

char *
kx_grub_lexer_clean (const char *text, gsize size, gboolean is_file, gsize *length)
{
  GString *cleaned = g_string_sized_new (size + 2);
  const char *end = text + size;

  while (text < end)
    {
      const char *newline = memchr (text, '\n', end - text);
      const char *next = newline != NULL ? newline + 1 : end;
      gboolean continued = cleaned->len >= 2 && cleaned->str[cleaned->len - 2] == '\\';

      if (is_file && *text == '#')
        g_string_append (cleaned, continued ? "\\\n" : "\n");
      else
        for (const char *c = text; c < next; c++)
          if (*c != '\r')
            g_string_append_c (cleaned, *c);
      text = next;
    }

  /* Each line ends with a newline, the last one too. */
  if (cleaned->len > 0 && cleaned->str[cleaned->len - 1] != '\n')
    g_string_append_c (cleaned, '\n');
  *length = cleaned->len;
  return g_string_free (cleaned, FALSE);
}
