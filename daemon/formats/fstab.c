/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fstab.h"

#include <string.h>

#include "mountinfo.h"
#include "option-list.h"

static void
entry_free (KxFstabEntry *entry)
{
  g_free (entry->source);
  g_free (entry->mount_point);
  g_free (entry->type);
  g_free (entry->options);
  g_free (entry);
}

/* Takes the next word off *text; "" where there is none. */
static char *
take_word (const char **text)
{
  g_autofree char *word = NULL;
  gsize length;

  *text += strspn (*text, " \t");
  length = strcspn (*text, " \t");
  word = g_strndup (*text, length);
  *text += length;
  return kx_mount_unescape (word);
}

/* UUID="x" is UUID=x. */
static char *
unquote (const char *source)
{
  const char *equals = strchr (source, '=');
  gsize length = equals != NULL ? strlen (equals + 1) : 0;

  if (length < 2 || equals[1] != '"' || equals[length] != '"')
    return g_strdup (source);
  return g_strdup_printf ("%.*s%.*s", (int) (equals + 1 - source), source, (int) (length - 2),
                          equals + 2);
}

static KxFstabEntry *
parse_line (const char *line)
{
  g_autofree char *source = take_word (&line);
  g_autofree char *mount_point = take_word (&line);
  g_autofree char *type = take_word (&line);
  g_autofree char *options = take_word (&line);
  KxFstabEntry *entry;

  if (source[0] == '\0' || source[0] == '#' || mount_point[0] != '/' || type[0] == '\0'
      || g_str_equal (type, "swap"))
    return NULL;

  for (gsize length = strlen (mount_point); length > 1 && mount_point[length - 1] == '/';)
    mount_point[--length] = '\0';
  entry = g_new0 (KxFstabEntry, 1);
  entry->source = unquote (source);
  entry->mount_point = g_steal_pointer (&mount_point);
  entry->type = g_steal_pointer (&type);
  entry->options = g_steal_pointer (&options);
  return entry;
}

GPtrArray *
kx_fstab_parse (const char *text)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);

  while (*text != '\0' && entries->len < KX_FSTAB_MAX)
    {
      gsize length = strcspn (text, "\n");
      g_autofree char *line = g_strndup (text, length);
      KxFstabEntry *entry = parse_line (g_strchomp (line));

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
      text += length + (text[length] == '\n');
    }
  return entries;
}

char *
kx_fstab_get_option (const KxFstabEntry *entry, const char *name)
{
  return kx_option_list_get (entry->options, name);
}
