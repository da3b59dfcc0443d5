/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "os-release.h"

#include <string.h>

#define LONGEST_LIST 5 /* of the keys to try, its NULL included */

/* The value of a line @length bytes long, if it is one for @key. */
static char *
read_line (const char *line, gsize length, const char *key)
{
  gsize key_length = strlen (key);
  const char *end = line + length;
  const char *value;

  while (line < end && (*line == ' ' || *line == '\t'))
    line++;
  while (end > line && (end[-1] == ' ' || end[-1] == '\t'))
    end--;

  if ((gsize) (end - line) <= key_length || line[key_length] != '='
      || strncmp (line, key, key_length) != 0)
    return NULL;

  value = line + key_length;
  while (value < end && *value == '=')
    value++;
  if (end - value >= 2 && (*value == '"' || *value == '\'') && end[-1] == *value)
    {
      value++;
      end--;
    }
  return g_utf8_make_valid (value, end - value);
}

char *
kx_os_release_get (const char *text, gsize length, const char *key)
{
  const char *end = text + strnlen (text, length);
  g_autofree char *found = NULL;

  while (text < end)
    {
      gsize line = 0;
      char *value;

      while (text + line < end && text[line] != '\n' && text[line] != '\r')
        line++;
      value = read_line (text, line, key);
      if (value != NULL)
        {
          g_free (found);
          found = value;
        }
      text += line < (gsize) (end - text) ? line + 1 : line;
    }
  return g_steal_pointer (&found);
}

static char *
get_first (const char *text, gsize length, const char *const keys[LONGEST_LIST])
{
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      char *value = kx_os_release_get (text, length, keys[i]);

      if (value != NULL)
        return value;
    }
  return NULL;
}

gboolean
kx_os_release_parse (const char *text, gsize length, KxOsRelease *release)
{
  static const char *const titles[LONGEST_LIST] = { "PRETTY_NAME", "IMAGE_ID", "NAME", "ID" };
  static const char *const versions[LONGEST_LIST] = { "IMAGE_VERSION", "VERSION", "VERSION_ID",
                                                      "BUILD_ID" };
  static const char *const sort_keys[LONGEST_LIST] = { "IMAGE_ID", "ID" };
  char *title = get_first (text, length, titles);

  if (title == NULL)
    return FALSE;

  *release = (KxOsRelease) {
    .title = title,
    .version = get_first (text, length, versions),
    .sort_key = get_first (text, length, sort_keys),
  };
  return TRUE;
}

void
kx_os_release_clear (KxOsRelease *release)
{
  g_free (release->title);
  g_free (release->version);
  g_free (release->sort_key);
  *release = (KxOsRelease) { 0 };
}
