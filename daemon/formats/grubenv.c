/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grubenv.h"

#include "bytes.h"
#include "error.h"

#define SIGNATURE "# GRUB Environment Block\n"

static void
clear_setting (gpointer setting)
{
  g_free (((KxGrubenvSetting *) setting)->name);
  g_free (((KxGrubenvSetting *) setting)->value);
}

/* Returns where the line that @position is in ends: at its newline, or not before @size. */
static gsize
find_newline (const char *data, gsize size, gsize position)
{
  while (position < size && data[position] != '\n')
    position += data[position] == '\\' ? 2 : 1;
  return position;
}

static char *
unescape (const char *text, gsize length)
{
  GString *value = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\\' && i + 1 < length)
        i++;
      g_string_append_c (value, text[i]);
    }
  return g_string_free (value, FALSE);
}

GArray *
kx_grubenv_parse (const char *data, gsize size, GError **error)
{
  g_autoptr (GArray) settings = NULL;
  gsize position = strlen (SIGNATURE);

  if (!kx_bytes_at ((const guint8 *) data, size, 0, SIGNATURE, strlen (SIGNATURE)))
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "it does not begin with “# GRUB Environment Block”, so that GRUB does not read "
                   "it: "
                   "make it anew with grub-editenv");
      return NULL;
    }

  settings = g_array_new (FALSE, FALSE, sizeof (KxGrubenvSetting));
  g_array_set_clear_func (settings, clear_setting);

  while (position < size)
    {
      gsize newline = find_newline (data, size, position);
      const char *equals;
      KxGrubenvSetting setting;

      if (data[position] == '#')
        {
          position = newline + 1;
          continue;
        }

      /* The name goes on to the next "=", wherever that is. */
      equals = memchr (data + position, '=', size - position);
      if (equals == NULL)
        break;
      newline = find_newline (data, size, equals + 1 - data);
      if (newline >= size)
        break;

      setting.name = g_strndup (data + position, equals - (data + position));
      setting.value = unescape (equals + 1, data + newline - (equals + 1));
      g_array_append_val (settings, setting);
      position = newline + 1;
    }

  return g_steal_pointer (&settings);
}
