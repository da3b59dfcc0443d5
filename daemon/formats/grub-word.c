/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-word.h"

#include <string.h>

/* The word that is being taken apart. */
typedef struct
{
  const char *text;
  gsize size;
  gsize position;
  GString *collected;
  GArray *pieces;
} Splitter;

static void
clear_piece (gpointer piece)
{
  g_free (((KxGrubPiece *) piece)->text);
}

/* Ends a piece. Empty quotes are a piece all the same: they make an empty word. */
static void
flush (Splitter *splitter, KxGrubPieceKind kind)
{
  KxGrubPiece piece = { .kind = kind };

  if (kind == KX_GRUB_PIECE_PLAIN && splitter->collected->len == 0)
    return;
  piece.text = g_strdup (splitter->collected->str);
  g_string_truncate (splitter->collected, 0);
  g_array_append_val (splitter->pieces, piece);
}

/* The next character, NUL at the end. */
static char
peek (const Splitter *splitter, gsize ahead)
{
  gsize position = splitter->position + ahead;

  return position < splitter->size ? splitter->text[position] : '\0';
}

/* At a "$". */
static gboolean
take_variable (Splitter *splitter, KxGrubPieceKind kind)
{
  gsize start = splitter->position + 1;
  gsize end = kx_grub_scan_variable (splitter->text, splitter->size, start);
  gboolean braces = peek (splitter, 1) == '{';

  if (end == start)
    return FALSE;
  g_string_append_len (splitter->collected, splitter->text + start + braces,
                       end - start - 2 * (gsize) braces);
  flush (splitter, kind);
  splitter->position = end;
  return TRUE;
}

/* Behind the opening quote; goes behind the closing one. */
static gboolean
take_double_quoted (Splitter *splitter)
{
  while (splitter->position < splitter->size && peek (splitter, 0) != '"')
    {
      char c = peek (splitter, 0);
      char next = peek (splitter, 1);

      if (c == '$')
        {
          flush (splitter, KX_GRUB_PIECE_QUOTED);
          if (!take_variable (splitter, KX_GRUB_PIECE_QUOTED_VARIABLE))
            return FALSE;
          continue;
        }
      if (c == '\\' && next == '\n')
        {
          splitter->position += 2;
          continue;
        }
      if (c == '\\' && (next == '$' || next == '\\' || next == '"'))
        {
          c = next;
          splitter->position++;
        }
      g_string_append_c (splitter->collected, c);
      splitter->position++;
    }

  splitter->position++;
  flush (splitter, KX_GRUB_PIECE_QUOTED);
  return TRUE;
}

static void
take_single_quoted (Splitter *splitter)
{
  for (; splitter->position < splitter->size && peek (splitter, 0) != '\''; splitter->position++)
    g_string_append_c (splitter->collected, peek (splitter, 0));
  splitter->position++;
  flush (splitter, KX_GRUB_PIECE_QUOTED);
}

static void
take_translated (Splitter *splitter)
{
  while (splitter->position < splitter->size && peek (splitter, 0) != '"')
    {
      char c = peek (splitter, 0);
      char next = peek (splitter, 1);

      splitter->position++;
      if (c == '\\' && (next == '"' || next == '\n' || next == '\\'))
        {
          splitter->position++;
          if (next == '\n')
            continue;
          if (next == '\\')
            g_string_append_c (splitter->collected, '\\');
          c = next;
        }
      g_string_append_c (splitter->collected, c);
    }

  splitter->position++;
  flush (splitter, KX_GRUB_PIECE_TRANSLATED);
}

static void
take_escaped (Splitter *splitter)
{
  if (peek (splitter, 1) != '\n')
    {
      g_string_append_c (splitter->collected, '\\');
      if (splitter->position + 1 < splitter->size)
        g_string_append_c (splitter->collected, peek (splitter, 1));
    }
  splitter->position += 2;
}

static gboolean
take_piece (Splitter *splitter)
{
  char c = peek (splitter, 0);

  if (c == '\\')
    {
      take_escaped (splitter);
      return TRUE;
    }
  if (c != '"' && c != '\'' && c != '$')
    {
      g_string_append_c (splitter->collected, c);
      splitter->position++;
      return TRUE;
    }

  flush (splitter, KX_GRUB_PIECE_PLAIN);
  if (c == '$' && peek (splitter, 1) != '"')
    return take_variable (splitter, KX_GRUB_PIECE_VARIABLE);
  splitter->position += c == '$' ? 2 : 1;
  if (c == '"')
    return take_double_quoted (splitter);
  if (c == '$')
    take_translated (splitter);
  else
    take_single_quoted (splitter);
  return TRUE;
}

gsize
kx_grub_scan_variable (const char *text, gsize size, gsize position)
{
  gboolean braces = position < size && text[position] == '{';
  gsize start = position + braces;
  gsize end = start;

  if (start >= size)
    return position;

  if (strchr ("?#*@", text[start]) != NULL && text[start] != '\0')
    end++;
  else if (g_ascii_isdigit (text[start]))
    while (end < size && g_ascii_isdigit (text[end]))
      end++;
  else if (g_ascii_isalpha (text[start]) || text[start] == '_')
    while (end < size && (g_ascii_isalnum (text[end]) || text[end] == '_'))
      end++;

  if (end == start || (braces && (end >= size || text[end] != '}')))
    return position;
  return end + braces;
}

GArray *
kx_grub_word_split (const char *text, gsize size)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (KxGrubPiece));
  g_autoptr (GString) collected = g_string_new (NULL);
  Splitter splitter = { .text = text, .size = size, .collected = collected, .pieces = pieces };

  g_array_set_clear_func (pieces, clear_piece);
  while (splitter.position < size)
    if (!take_piece (&splitter))
      return NULL;
  flush (&splitter, KX_GRUB_PIECE_PLAIN);
  return g_steal_pointer (&pieces);
}
