/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "key-file-bytes.h"

#include <string.h>

static char *
decode (const char *encoded)
{
  gsize size = 0;
  g_autofree guchar *bytes = g_base64_decode (encoded, &size);

  return g_strndup ((const char *) bytes, size);
}

static char *
encode (const char *text)
{
  return g_base64_encode ((const guchar *) text, strlen (text));
}

char *
kx_key_file_get_bytes (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *encoded = g_key_file_get_string (file, group, key, NULL);

  return encoded != NULL ? decode (encoded) : NULL;
}

void
kx_key_file_set_bytes (GKeyFile *file, const char *group, const char *key, const char *text)
{
  g_autofree char *encoded = NULL;

  if (text == NULL)
    return;

  encoded = encode (text);
  g_key_file_set_string (file, group, key, encoded);
}

char **
kx_key_file_get_bytes_list (GKeyFile *file, const char *group, const char *key)
{
  char **texts = g_key_file_get_string_list (file, group, key, NULL, NULL);

  for (char **text = texts; text != NULL && *text != NULL; text++)
    {
      g_autofree char *encoded = *text;

      *text = decode (encoded);
    }

  return texts;
}

void
kx_key_file_set_bytes_list (GKeyFile *file, const char *group, const char *key,
                            const char *const *texts)
{
  g_autoptr (GPtrArray) encoded = g_ptr_array_new_with_free_func (g_free);

  if (texts == NULL || texts[0] == NULL)
    return;

  for (const char *const *text = texts; *text != NULL; text++)
    g_ptr_array_add (encoded, encode (*text));
  g_key_file_set_string_list (file, group, key, (const char *const *) encoded->pdata, encoded->len);
}
