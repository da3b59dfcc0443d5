/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "release.h"

#include <string.h>

#define RELEASE_MAX 64 /* __NEW_UTS_LEN */

char *
kx_release_parse (const guint8 *text, gsize size)
{
  gsize length = 0;

  while (length < size && text[length] != '\0' && text[length] != ' ')
    {
      if (length == RELEASE_MAX || !g_ascii_isgraph (text[length]) || text[length] == '/')
        return NULL;
      length++;
    }

  if (length == size || length == 0 || !g_ascii_isalnum (text[0]))
    return NULL;

  return g_strndup ((const char *) text, length);
}

char *
kx_release_find (const guint8 *data, gsize size)
{
  static const char banner[] = "Linux version ";
  const gsize banner_length = sizeof banner - 1;
  const guint8 *end = data + size;
  const guint8 *found;

  /* The words also occur in messages ("Linux version %s"): what follows in the banner begins with
   * a digit. */
  while (data < end && (found = memmem (data, end - data, banner, banner_length)) != NULL)
    {
      g_autofree char *release = NULL;

      data = found + banner_length;
      release = kx_release_parse (data, end - data);
      if (release != NULL && g_ascii_isdigit (release[0]))
        return g_steal_pointer (&release);
    }

  return NULL;
}
