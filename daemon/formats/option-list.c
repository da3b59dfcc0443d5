/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "option-list.h"

#include <string.h>

char *
kx_option_list_get (const char *list, const char *name)
{
  gsize length = strlen (name);
  char *value = NULL;

  while (*list != '\0')
    {
      gsize size = strcspn (list, ",");

      if (size >= length && strncmp (list, name, length) == 0
          && (size == length || list[length] == '='))
        {
          g_free (value);
          value = size == length ? g_strdup ("")
                                 : g_strndup (list + length + 1, size - length - 1);
        }
      list += size + (list[size] == ',');
    }
  return value;
}
