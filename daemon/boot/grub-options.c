/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-options.h"

#include <string.h>

typedef struct
{
  const KxGrubOption *options;
  guint count;
  gboolean accept_dash;
  const GPtrArray *words;
  guint position;
  KxGrubOptions parsed;
} Reader;

static int
find_long (const Reader *reader, const char *name, gsize length)
{
  for (guint i = 0; i < reader->count; i++)
    if (strlen (reader->options[i].name) == length
        && strncmp (reader->options[i].name, name, length) == 0)
      return (int) i;
  return -1;
}

static int
find_short (const Reader *reader, char letter)
{
  for (guint i = 0; i < reader->count; i++)
    if (reader->options[i].letter == letter)
      return (int) i;
  return -1;
}

static const char *
peek (const Reader *reader)
{
  return reader->position < reader->words->len ? reader->words->pdata[reader->position] : NULL;
}

static gboolean
take (Reader *reader, guint option, const char *value)
{
  if (value == NULL ? reader->options[option].value == KX_GRUB_VALUE_NEEDED
                    : reader->options[option].value == KX_GRUB_VALUE_NONE)
    return FALSE;
  reader->parsed.set[option] = TRUE;
  reader->parsed.values[option] = value;
  return TRUE;
}

static gboolean
take_argument (Reader *reader, const char *word)
{
  g_ptr_array_add (reader->parsed.arguments, (char *) word);
  return TRUE;
}

/* "--name", "--name=value" or "--name" "value". */
static gboolean
take_long (Reader *reader, const char *word)
{
  const char *equals = strchr (word, '=');
  const char *value = equals != NULL ? equals + 1 : NULL;
  int option = find_long (reader, word + 2,
                          equals != NULL ? (gsize) (equals - word - 2) : strlen (word + 2));

  if (option < 0)
    return reader->accept_dash && take_argument (reader, word);
  if (value == NULL && reader->options[option].value != KX_GRUB_VALUE_NONE && peek (reader) != NULL
      && peek (reader)[0] != '-')
    value = reader->words->pdata[reader->position++];
  return take (reader, option, value);
}

static gboolean
is_all_known (const Reader *reader, const char *letters)
{
  for (; *letters != '\0'; letters++)
    if (find_short (reader, *letters) < 0)
      return FALSE;
  return TRUE;
}

/* "-abc", of which the last may have a value in the next word. */
static gboolean
take_short (Reader *reader, const char *word)
{
  const char *value = NULL;
  int option;

  if (!is_all_known (reader, word + 1))
    return reader->accept_dash && take_argument (reader, word);

  for (word++; word[1] != '\0'; word++)
    if (!take (reader, find_short (reader, *word), NULL))
      return FALSE;

  option = find_short (reader, *word);
  if (reader->options[option].value != KX_GRUB_VALUE_NONE && peek (reader) != NULL
      && (reader->options[option].value == KX_GRUB_VALUE_NEEDED || strlen (peek (reader)) < 2
          || peek (reader)[0] != '-'))
    value = reader->words->pdata[reader->position++];
  return take (reader, option, value);
}

static gboolean
take_word (Reader *reader)
{
  const char *word = reader->words->pdata[reader->position++];

  if (word[0] != '-' || word[1] == '\0')
    return take_argument (reader, word);
  if (word[1] != '-')
    return take_short (reader, word);
  if (word[2] != '\0')
    return take_long (reader, word);

  /* Behind "--" all are arguments. */
  while (peek (reader) != NULL)
    take_argument (reader, reader->words->pdata[reader->position++]);
  return TRUE;
}

gboolean
kx_grub_options_parse (const KxGrubOption *options, guint count, gboolean accept_dash,
                       const GPtrArray *words, KxGrubOptions *parsed)
{
  Reader reader = { options, count, accept_dash, words, 1, { .arguments = NULL } };

  g_return_val_if_fail (count <= KX_GRUB_MAX_OPTIONS, FALSE);

  reader.parsed.arguments = g_ptr_array_new ();
  while (peek (&reader) != NULL)
    if (!take_word (&reader))
      {
        g_ptr_array_unref (reader.parsed.arguments);
        return FALSE;
      }
  *parsed = reader.parsed;
  return TRUE;
}
