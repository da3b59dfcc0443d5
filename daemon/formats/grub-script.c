/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-script.h"

#include <string.h>

#include "error.h"
#include "grub-lexer.h"

/* More alternatives of one `if` than this are refused: each is nested in the one before it. */
#define MAX_ALTERNATIVES 256

struct _KxGrubParser
{
  char *text;
  KxGrubLexer lexer;
  KxGrubToken token; /* the one that is looked at */
  guint depth;
};

KxGrubParser *
kx_grub_parser_new (const char *text, gsize size, guint line, gboolean is_file)
{
  KxGrubParser *parser = g_new0 (KxGrubParser, 1);
  const char *nul = memchr (text, '\0', size);

  if (nul != NULL)
    size = nul - text;
  parser->text = kx_grub_lexer_clean (text, size, is_file, &size);
  parser->lexer = (KxGrubLexer){ .text = parser->text, .size = size, .line = line };
  return parser;
}

void
kx_grub_parser_free (KxGrubParser *parser)
{
  g_free (parser->text);
  g_free (parser);
}

static void
advance (KxGrubParser *parser)
{
  parser->token = kx_grub_lexer_next (&parser->lexer);
}

static gboolean
at_keyword (const KxGrubParser *parser, const char *keyword)
{
  return parser->token.kind == KX_GRUB_TOKEN_RESERVED
         && kx_grub_lexer_is (&parser->lexer, &parser->token, keyword);
}

static gboolean
fail (KxGrubParser *parser, const char *expected, GError **error)
{
  const KxGrubToken *token = &parser->token;
  const char *text = parser->text + token->start;
  g_autofree char *start = NULL;
  g_autofree char *found = NULL;

  if (token->kind == KX_GRUB_TOKEN_CUT || token->kind == KX_GRUB_TOKEN_END)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                   "it ends in line %u, within %s: it may not be written to its end yet",
                   token->line, token->kind == KX_GRUB_TOKEN_CUT ? "quotes" : "a command");
      return FALSE;
    }

  if (token->kind == KX_GRUB_TOKEN_NEWLINE)
    found = g_strdup ("the end of the line");
  else
    {
      start = g_utf8_make_valid (text, MIN (token->end - token->start, 40));
      found = g_strdup_printf ("“%s”", start);
    }
  g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
               "syntax error in line %u: %s was expected, not %s: mend it", token->line, expected,
               found);
  return FALSE;
}

static gboolean
expect_keyword (KxGrubParser *parser, const char *keyword, GError **error)
{
  g_autofree char *quoted = g_strdup_printf ("“%s”", keyword);

  if (!at_keyword (parser, keyword))
    return fail (parser, quoted, error);
  advance (parser);
  return TRUE;
}

static void
skip_newlines (KxGrubParser *parser)
{
  while (parser->token.kind == KX_GRUB_TOKEN_NEWLINE)
    advance (parser);
}

static gboolean
skip_delimiters (KxGrubParser *parser)
{
  if (parser->token.kind != KX_GRUB_TOKEN_NEWLINE && parser->token.kind != KX_GRUB_TOKEN_SEMICOLON)
    return FALSE;
  advance (parser);
  skip_newlines (parser);
  return TRUE;
}

static gboolean
parse_name (KxGrubParser *parser, char **name, GError **error)
{
  const KxGrubToken *token = &parser->token;

  if (token->kind != KX_GRUB_TOKEN_NAME)
    return fail (parser, "a name", error);
  *name = g_strndup (parser->text + token->start, token->end - token->start);
  advance (parser);
  return TRUE;
}

static gboolean
is_word (KxGrubTokenKind kind)
{
  return kind == KX_GRUB_TOKEN_NAME || kind == KX_GRUB_TOKEN_WORD;
}

static void
unref_word (gpointer word)
{
  g_array_unref (word);
}

/* Words as far as they go; keywords among them are words, too. */
static gboolean
parse_words (KxGrubParser *parser, GPtrArray **words, GError **error)
{
  *words = g_ptr_array_new_with_free_func (unref_word);

  while (is_word (parser->token.kind) || parser->token.kind == KX_GRUB_TOKEN_RESERVED)
    {
      const KxGrubToken *token = &parser->token;
      GArray *word = kx_grub_word_split (parser->text + token->start, token->end - token->start);

      if (word == NULL)
        return fail (parser, "the name of a variable behind “$”", error);
      g_ptr_array_add (*words, word);
      advance (parser);
    }
  return TRUE;
}

static KxGrubCommand *parse_command (KxGrubParser *parser, GError **error);

/* One command at least, with delimiters between and perhaps behind them. Sets @delimited to whether
 * there was one behind the last. */
static gboolean
parse_commands (KxGrubParser *parser, GPtrArray **commands, gboolean *delimited, GError **error)
{
  *commands = kx_grub_commands_new ();
  skip_newlines (parser);

  do
    {
      KxGrubCommand *command = parse_command (parser, error);

      if (command == NULL)
        return FALSE;
      g_ptr_array_add (*commands, command);
      *delimited = skip_delimiters (parser);
    }
  while (*delimited
         && (is_word (parser->token.kind) || at_keyword (parser, "if") || at_keyword (parser, "for")
             || at_keyword (parser, "while") || at_keyword (parser, "until")));

  return TRUE;
}

/* Commands, a delimiter, and the keyword that has to follow. */
static gboolean
parse_commands_to (KxGrubParser *parser, GPtrArray **commands, const char *keyword, GError **error)
{
  gboolean delimited;

  if (!parse_commands (parser, commands, &delimited, error))
    return FALSE;
  if (!delimited)
    return fail (parser, "“;” or the end of the line", error);
  return keyword == NULL || expect_keyword (parser, keyword, error);
}

/* Behind the `if`. */
static gboolean
parse_if (KxGrubParser *parser, KxGrubCommand *command, GError **error)
{
  for (guint alternatives = 0; alternatives < MAX_ALTERNATIVES; alternatives++)
    {
      KxGrubCommand *next;

      command->kind = KX_GRUB_COMMAND_IF;
      if (!parse_commands_to (parser, &command->condition, "then", error)
          || !parse_commands_to (parser, &command->body, NULL, error))
        return FALSE;

      if (at_keyword (parser, "else"))
        {
          advance (parser);
          return parse_commands_to (parser, &command->otherwise, "fi", error);
        }
      if (!at_keyword (parser, "elif"))
        return expect_keyword (parser, "fi", error);

      next = kx_grub_command_new (parser->token.line);
      command->otherwise = kx_grub_commands_new ();
      g_ptr_array_add (command->otherwise, next);
      command = next;
      advance (parser);
    }

  return fail (parser, "“fi”, after so many alternatives,", error);
}

/* Behind the `for`. */
static gboolean
parse_for (KxGrubParser *parser, KxGrubCommand *command, GError **error)
{
  command->kind = KX_GRUB_COMMAND_FOR;
  if (!parse_name (parser, &command->name, error) || !expect_keyword (parser, "in", error)
      || !parse_words (parser, &command->words, error))
    return FALSE;
  if (!skip_delimiters (parser))
    return fail (parser, "“;” or the end of the line", error);
  return expect_keyword (parser, "do", error)
         && parse_commands_to (parser, &command->body, "done", error);
}

/* Behind the `while` or `until`. */
static gboolean
parse_while (KxGrubParser *parser, KxGrubCommand *command, KxGrubCommandKind kind, GError **error)
{
  command->kind = kind;
  return parse_commands_to (parser, &command->condition, "do", error)
         && parse_commands_to (parser, &command->body, "done", error);
}

/* At the `{`. The commands in it are looked at only for their syntax: GRUB keeps the text. */
static gboolean
parse_block (KxGrubParser *parser, KxGrubCommand *command, GError **error)
{
  g_autoptr (GPtrArray) commands = NULL;
  gsize start = parser->token.end;
  gboolean delimited;

  command->block_line = parser->token.line;
  advance (parser);
  if (!parse_commands (parser, &commands, &delimited, error))
    return FALSE;
  if (parser->token.kind != KX_GRUB_TOKEN_CLOSE)
    return fail (parser, "“}”", error);
  command->block = g_strndup (parser->text + start, parser->token.start - start);
  advance (parser);
  return TRUE;
}

static gboolean
parse_simple (KxGrubParser *parser, KxGrubCommand *command, GError **error)
{
  if (!is_word (parser->token.kind))
    return fail (parser, "a command", error);
  if (!parse_words (parser, &command->words, error))
    return FALSE;
  return parser->token.kind != KX_GRUB_TOKEN_OPEN || parse_block (parser, command, error);
}

static gboolean
parse_any (KxGrubParser *parser, KxGrubCommand *command, GError **error)
{
  if (parser->depth > KX_GRUB_SCRIPT_MAX_DEPTH)
    return fail (parser, "an end of so many nested blocks", error);

  if (at_keyword (parser, "if"))
    {
      advance (parser);
      return parse_if (parser, command, error);
    }
  if (at_keyword (parser, "for"))
    {
      advance (parser);
      return parse_for (parser, command, error);
    }
  if (at_keyword (parser, "while"))
    {
      advance (parser);
      return parse_while (parser, command, KX_GRUB_COMMAND_WHILE, error);
    }
  if (at_keyword (parser, "until"))
    {
      advance (parser);
      return parse_while (parser, command, KX_GRUB_COMMAND_UNTIL, error);
    }
  return parse_simple (parser, command, error);
}

static KxGrubCommand *
parse_command (KxGrubParser *parser, GError **error)
{
  g_autoptr (KxGrubCommand) command = kx_grub_command_new (parser->token.line);
  gboolean success;

  parser->depth++;
  success = parse_any (parser, command, error);
  parser->depth--;
  return success ? g_steal_pointer (&command) : NULL;
}

/* Behind the `function`. */
static gboolean
parse_function (KxGrubParser *parser, KxGrubCommand *command, GError **error)
{
  gboolean delimited;

  command->kind = KX_GRUB_COMMAND_FUNCTION;
  if (!parse_name (parser, &command->name, error))
    return FALSE;
  skip_newlines (parser);
  if (parser->token.kind != KX_GRUB_TOKEN_OPEN)
    return fail (parser, "“{”", error);
  advance (parser);
  if (!parse_commands (parser, &command->body, &delimited, error))
    return FALSE;
  if (!delimited || parser->token.kind != KX_GRUB_TOKEN_CLOSE)
    return fail (parser, delimited ? "“}”" : "“;” or the end of the line", error);
  advance (parser);
  return TRUE;
}

/* What may stand at the top level only: a function. Else as everywhere. */
static KxGrubCommand *
parse_statement (KxGrubParser *parser, GError **error)
{
  g_autoptr (KxGrubCommand) command = NULL;

  if (!at_keyword (parser, "function"))
    return parse_command (parser, error);

  command = kx_grub_command_new (parser->token.line);
  advance (parser);
  return parse_function (parser, command, error) ? g_steal_pointer (&command) : NULL;
}

/* The commands up to the end of the line that the last of them ends in. */
static gboolean
parse_unit (KxGrubParser *parser, GPtrArray *commands, GError **error)
{
  while (parser->token.kind != KX_GRUB_TOKEN_NEWLINE)
    {
      KxGrubCommand *command = parse_statement (parser, error);

      if (command == NULL)
        return FALSE;
      g_ptr_array_add (commands, command);
      if (parser->token.kind == KX_GRUB_TOKEN_SEMICOLON)
        advance (parser);
      else if (parser->token.kind != KX_GRUB_TOKEN_NEWLINE)
        return fail (parser, "“;” or the end of the line", error);
    }
  return TRUE;
}

gboolean
kx_grub_parser_next (KxGrubParser *parser, GPtrArray **commands, GError **error)
{
  g_autoptr (GPtrArray) unit = kx_grub_commands_new ();

  do
    {
      advance (parser);
      if (parser->token.kind == KX_GRUB_TOKEN_END)
        return FALSE;
    }
  while (parser->token.kind == KX_GRUB_TOKEN_NEWLINE);

  parser->depth = 0;
  if (!parse_unit (parser, unit, error))
    {
      kx_grub_lexer_skip_line (&parser->lexer, &parser->token);
      return FALSE;
    }
  *commands = g_steal_pointer (&unit);
  return TRUE;
}
