/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-shell.h"

#include <string.h>

/* The words that are being made. The last one may not have begun: GRUB knows a word with nothing in
 * it (written as "") from none at all (a variable without value). */
typedef struct
{
  KxGrubShell *shell;
  GPtrArray *words;
  GString *current;
} Expansion;

static void
next_word (Expansion *expansion)
{
  if (expansion->current == NULL)
    return;
  g_ptr_array_add (expansion->words, g_string_free (expansion->current, FALSE));
  expansion->current = NULL;
}

static void
append (Expansion *expansion, const char *text, gsize length)
{
  if (expansion->current == NULL)
    expansion->current = g_string_new (NULL);
  if (expansion->current->len + length > KX_GRUB_MAX_VALUE)
    {
      kx_grub_shell_lose (expansion->shell, FALSE,
                          "a word in line %u of %s is longer than %d bytes", expansion->shell->line,
                          expansion->shell->file, KX_GRUB_MAX_VALUE);
      return;
    }
  g_string_append_len (expansion->current, text, length);
  kx_grub_shell_spend (expansion->shell, 1 + length / 64);
}

/* Outside of quotes: each run of white space parts two words. */
static void
append_split (Expansion *expansion, const char *text)
{
  gboolean first = TRUE;

  while (*text != '\0' && expansion->shell->lost == NULL)
    {
      gsize blank = strspn (text, " \t\n\v\f\r");
      gsize length = strcspn (text + blank, " \t\n\v\f\r");

      if (length > 0)
        {
          if (!first)
            next_word (expansion);
          append (expansion, text + blank, length);
          first = FALSE;
        }
      text += blank + length;
    }
}

static void
append_value (Expansion *expansion, const char *value, gboolean quoted)
{
  if (quoted)
    append (expansion, value, strlen (value));
  else
    append_split (expansion, value);
}

/* `$@` and `$*`; in double quotes, the first makes a word of each, the second one of all. */
static void
append_parameters (Expansion *expansion, gboolean quoted, gboolean joined)
{
  char **parameters = expansion->shell->parameters;

  for (guint i = 0; parameters != NULL && parameters[i] != NULL; i++)
    {
      if (i > 0 && quoted && joined)
        append (expansion, " ", 1);
      else if (i > 0)
        next_word (expansion);
      append_value (expansion, parameters[i], quoted);
    }
}

static void
remember (char **place, const char *text)
{
  if (text == NULL || *place != NULL)
    return;
  *place = g_strdup (text);
}

/* Returns: (transfer full) (nullable): the value of a variable, or of `$1`, `$#`, `$?`. */
static char *
value_of (KxGrubShell *shell, const char *name)
{
  guint count = shell->parameters != NULL ? g_strv_length (shell->parameters) : 0;
  const KxGrubVariable *variable;

  if (g_str_equal (name, "?"))
    {
      remember (&shell->words_doubt, shell->status_doubt);
      return g_strdup_printf ("%d", shell->status);
    }
  if (g_str_equal (name, "#"))
    return shell->parameters != NULL ? g_strdup_printf ("%u", count) : NULL;
  if (g_ascii_isdigit (name[0]))
    {
      guint64 number = g_ascii_strtoull (name, NULL, 10);

      return number >= 1 && number <= count ? g_strdup (shell->parameters[number - 1]) : NULL;
    }

  variable = kx_grub_env_find (shell->env, name);
  if (variable == NULL)
    return NULL;
  remember (&shell->words_doubt, variable->doubt);
  remember (&shell->words_origin, variable->origin);
  return g_strdup (variable->value);
}

static void
append_variable (Expansion *expansion, const char *name, gboolean quoted)
{
  g_autofree char *value = NULL;

  if (g_str_equal (name, "@") || g_str_equal (name, "*"))
    {
      append_parameters (expansion, quoted, name[0] == '*');
      return;
    }
  value = value_of (expansion->shell, name);
  if (value != NULL && value[0] != '\0')
    append_value (expansion, value, quoted);
}

/* Fedora's GRUB leaves \xHH alone: names of systemd's units have it. */
static gboolean
is_kept (const KxGrubShell *shell, const char *text)
{
  return shell->fedora && text[1] == 'x' && g_ascii_isxdigit (text[2])
         && g_ascii_isxdigit (text[3]);
}

static void
append_plain (Expansion *expansion, const char *text)
{
  KxGrubShell *shell = expansion->shell;
  g_autoptr (GString) plain = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (*text == '\\' && text[1] != '\0' && !is_kept (shell, text))
        text++;
      else if (shell->globbing && (*text == '*' || *text == '?') && shell->words_doubt == NULL)
        shell->words_doubt = g_strdup_printf ("which files there are for the “%c” in line %u of %s",
                                              *text, shell->line, shell->file);
      g_string_append_c (plain, *text);
    }
  append (expansion, plain->str, plain->len);
}

/* $"…", which is not translated here: only titles are written so. */
static void
append_translated (Expansion *expansion, const char *text)
{
  append (expansion, "", 0);

  while (*text != '\0')
    {
      gsize size = strlen (text);
      gsize end = text[0] == '$' ? kx_grub_scan_variable (text, size, 1) : 1;

      if (text[0] == '\\' && (text[1] == '\\' || text[1] == '$'))
        {
          append (expansion, text + 1, 1);
          text += 2;
        }
      else if (end > 1)
        {
          gboolean braces = text[1] == '{';
          g_autofree char *name = g_strndup (text + 1 + braces, end - 1 - 2 * (gsize) braces);

          append_variable (expansion, name, TRUE);
          text += end;
        }
      else
        append (expansion, text++, 1);
    }
}

static void
append_piece (Expansion *expansion, const KxGrubPiece *piece)
{
  switch (piece->kind)
    {
    case KX_GRUB_PIECE_PLAIN:
      append_plain (expansion, piece->text);
      break;

    case KX_GRUB_PIECE_QUOTED:
      append (expansion, piece->text, strlen (piece->text));
      break;

    case KX_GRUB_PIECE_TRANSLATED:
      append_translated (expansion, piece->text);
      break;

    case KX_GRUB_PIECE_VARIABLE:
    case KX_GRUB_PIECE_QUOTED_VARIABLE:
      append_variable (expansion, piece->text, piece->kind == KX_GRUB_PIECE_QUOTED_VARIABLE);
      break;
    }
}

GPtrArray *
kx_grub_shell_expand (KxGrubShell *shell, GPtrArray *words)
{
  g_autoptr (GPtrArray) expanded = g_ptr_array_new_with_free_func (g_free);
  Expansion expansion = { .shell = shell, .words = expanded };

  g_clear_pointer (&shell->words_doubt, g_free);
  g_clear_pointer (&shell->words_origin, g_free);
  remember (&shell->words_doubt, shell->doubt);

  for (guint i = 0; i < words->len; i++)
    {
      const GArray *word = words->pdata[i];

      next_word (&expansion);
      for (guint j = 0; j < word->len; j++)
        append_piece (&expansion, &g_array_index (word, KxGrubPiece, j));
    }
  next_word (&expansion);
  return g_steal_pointer (&expanded);
}
