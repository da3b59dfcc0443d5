/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cgroup.h"

#include <string.h>

#define PREFIX "machine-"
#define SUFFIX ".scope"

char **
kx_cgroup_get_used (const char *misc_current)
{
  g_autoptr (GStrvBuilder) used = g_strv_builder_new ();

  while (*misc_current != '\0')
    {
      gsize length = strcspn (misc_current, "\n");
      gsize key = strcspn (misc_current, " \n");
      g_autofree char *name = g_strndup (misc_current, key);
      const char *number = misc_current + key + (key < length);

      if (key > 0 && key < length && g_ascii_isdigit (*number)
          && g_ascii_strtoull (number, NULL, 10) > 0)
        g_strv_builder_add (used, name);
      misc_current += length + (misc_current[length] == '\n');
    }
  return g_strv_builder_end (used);
}

/* systemd writes what is not harmless in a unit's name as "\x" and two digits. */
char *
kx_cgroup_get_machine (const char *name)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  gsize length = strlen (name);
  gsize end = length - strlen (SUFFIX);
  gsize i = strlen (PREFIX);

  if (length <= strlen (PREFIX) + strlen (SUFFIX) || !g_str_has_prefix (name, PREFIX)
      || !g_str_has_suffix (name, SUFFIX))
    return NULL;

  while (i < end)
    if (i + 3 < end && name[i] == '\\' && name[i + 1] == 'x' && g_ascii_isxdigit (name[i + 2])
        && g_ascii_isxdigit (name[i + 3]))
      {
        int c = g_ascii_xdigit_value (name[i + 2]) * 16 + g_ascii_xdigit_value (name[i + 3]);

        g_string_append_c (plain, c != 0 ? (char) c : '?');
        i += 4;
      }
    else
      g_string_append_c (plain, name[i++]);
  return g_string_free (g_steal_pointer (&plain), FALSE);
}
