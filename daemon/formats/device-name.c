/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device-name.h"

#include <string.h>

static const struct
{
  const char *tag;
  const char *directory;
} kinds[KX_FILESYSTEM_N_KEYS] = {
  [KX_FILESYSTEM_UUID] = { "UUID=", "/dev/disk/by-uuid" },
  [KX_FILESYSTEM_LABEL] = { "LABEL=", "/dev/disk/by-label" },
  [KX_FILESYSTEM_PARTUUID] = { "PARTUUID=", "/dev/disk/by-partuuid" },
  [KX_FILESYSTEM_PARTLABEL] = { "PARTLABEL=", "/dev/disk/by-partlabel" },
};

void
kx_device_name_free (KxDeviceName *name)
{
  g_free (name->value);
  g_free (name);
}

const char *
kx_device_directory (KxFilesystemKey key)
{
  return kinds[key].directory;
}

/* udev writes all but harmless characters as "\x" and two digits. */
static char *
unescape (const char *text)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  while (*text != '\0')
    if (text[0] == '\\' && text[1] == 'x' && g_ascii_isxdigit (text[2])
        && g_ascii_isxdigit (text[3]))
      {
        char c = (char) (g_ascii_xdigit_value (text[2]) * 16 + g_ascii_xdigit_value (text[3]));

        if (c == '\0')
          break;
        g_string_append_c (plain, c);
        text += 4;
      }
    else
      g_string_append_c (plain, *text++);
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static KxDeviceName *
new_name (KxFilesystemKey key, char *value)
{
  KxDeviceName *name = g_new0 (KxDeviceName, 1);

  name->key = key;
  name->value = value;
  return name;
}

KxDeviceName *
kx_device_name_parse (const char *text)
{
  for (guint key = 0; key < KX_FILESYSTEM_N_KEYS; key++)
    {
      const char *directory = kinds[key].directory;
      gsize length = strlen (directory);

      if (g_str_has_prefix (text, kinds[key].tag) && text[strlen (kinds[key].tag)] != '\0')
        return new_name (key, g_strdup (text + strlen (kinds[key].tag)));
      if (strncmp (text, directory, length) == 0 && text[length] == '/' && text[length + 1] != '\0'
          && strchr (text + length + 1, '/') == NULL)
        return new_name (key, unescape (text + length + 1));
    }
  return NULL;
}

static gboolean
is_same (KxFilesystemKey key, const char *a, const char *b)
{
  if (key == KX_FILESYSTEM_UUID || key == KX_FILESYSTEM_PARTUUID)
    return g_ascii_strcasecmp (a, b) == 0;
  return g_str_equal (a, b);
}

gboolean
kx_device_name_matches (const KxDeviceName *name, KxFilesystemKey key, const char *value)
{
  g_autofree char *plain = NULL;

  if (name->key != key)
    return FALSE;
  if (is_same (key, name->value, value))
    return TRUE;
  plain = unescape (value);
  return is_same (key, name->value, plain);
}

GPtrArray *
kx_device_names_parse (const char *record)
{
  GPtrArray *names = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_device_name_free);

  /* "S:" stands before the path of each link, from /dev. */
  while (*record != '\0')
    {
      gsize length = strcspn (record, "\n");

      if (length > 2 && strncmp (record, "S:", 2) == 0)
        {
          g_autofree char *link = g_strdup_printf ("/dev/%.*s", (int) MIN (length - 2, 4096),
                                                   record + 2);
          KxDeviceName *name = kx_device_name_parse (link);

          if (name != NULL)
            g_ptr_array_add (names, name);
        }
      record += length + (record[length] == '\n');
    }
  return names;
}
