/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "crypttab.h"

#include <string.h>

enum
{
  VOLUME,
  DEVICE,
  KEY,
  OPTIONS,
  N_FIELDS
};

static void
entry_free (KxCrypttabEntry *entry)
{
  g_free (entry->volume);
  g_free (entry->device);
  g_free (entry->key);
  g_free (entry->options);
  g_free (entry);
}

static KxCrypttabEntry *
parse_line (const char *line, gsize length)
{
  const char *fields[N_FIELDS] = { "", "", "", "" };
  gsize sizes[N_FIELDS] = { 0 };
  gsize n = 0, at = 0;
  KxCrypttabEntry *entry;

  while (at < length)
    {
      gsize size = 0;

      while (at < length && g_ascii_isspace (line[at]))
        at++;
      while (at + size < length && !g_ascii_isspace (line[at + size]))
        size++;
      if (size > 0 && n < N_FIELDS)
        {
          fields[n] = line + at;
          sizes[n++] = size;
        }
      at += size;
    }

  if (n <= DEVICE || fields[VOLUME][0] == '#')
    return NULL;

  entry = g_new0 (KxCrypttabEntry, 1);
  entry->volume = g_strndup (fields[VOLUME], sizes[VOLUME]);
  entry->device = g_strndup (fields[DEVICE], sizes[DEVICE]);
  entry->key = g_strndup (fields[KEY], sizes[KEY]);
  entry->options = g_strndup (fields[OPTIONS], sizes[OPTIONS]);
  return entry;
}

GPtrArray *
kx_crypttab_parse (const char *text)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);

  while (*text != '\0' && entries->len < KX_CRYPTTAB_MAX)
    {
      gsize length = strcspn (text, "\n");
      KxCrypttabEntry *entry = parse_line (text, length);

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
      text += length + (text[length] == '\n');
    }
  return entries;
}
