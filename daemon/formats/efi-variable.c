/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "efi-variable.h"

#include "bytes.h"

#define ATTRIBUTES 4
#define UNIT 2 /* bytes of a unit of UTF-16 */

const guint8 *
kx_efi_variable_get_value (const guint8 *data, gsize size, gsize *length)
{
  if (size < ATTRIBUTES)
    return NULL;

  *length = size - ATTRIBUTES;
  return data + ATTRIBUTES;
}

/* How many units there are before the first NUL. */
static gsize
count_units (const guint8 *bytes, gsize length)
{
  gsize units = 0;

  while (units < length / UNIT && kx_le16 (bytes + units * UNIT) != 0)
    units++;
  return units;
}

char *
kx_efi_utf16_dup (const guint8 *bytes, gsize length)
{
  g_autofree gunichar2 *text = NULL;
  gsize units;

  if (length % UNIT != 0)
    return NULL;

  units = count_units (bytes, length);
  text = g_new (gunichar2, units + 1);
  for (gsize i = 0; i < units; i++)
    text[i] = kx_le16 (bytes + i * UNIT);
  return g_utf16_to_utf8 (text, (glong) units, NULL, NULL, NULL);
}

char *
kx_efi_variable_dup_string (const guint8 *data, gsize size)
{
  gsize length = 0;
  const guint8 *value = kx_efi_variable_get_value (data, size, &length);

  return value != NULL ? kx_efi_utf16_dup (value, length) : NULL;
}

char **
kx_efi_variable_dup_strings (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  gsize length = 0;
  const guint8 *value = kx_efi_variable_get_value (data, size, &length);

  if (value == NULL || length % UNIT != 0)
    return NULL;

  while (length > 0)
    {
      gsize bytes = count_units (value, length) * UNIT;
      char *string = kx_efi_utf16_dup (value, bytes);

      if (string == NULL)
        return NULL;
      g_ptr_array_add (strings, string);
      bytes = MIN (bytes + UNIT, length);
      value += bytes;
      length -= bytes;
    }

  g_ptr_array_add (strings, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&strings), FALSE);
}

GArray *
kx_efi_variable_dup_numbers (const guint8 *data, gsize size)
{
  GArray *numbers;
  gsize length = 0;
  const guint8 *value = kx_efi_variable_get_value (data, size, &length);

  if (value == NULL || length % sizeof (guint16) != 0)
    return NULL;

  numbers = g_array_new (FALSE, FALSE, sizeof (guint16));
  for (gsize i = 0; i < length; i += sizeof (guint16))
    {
      guint16 number = kx_le16 (value + i);

      g_array_append_val (numbers, number);
    }
  return numbers;
}

gboolean
kx_efi_variable_get_bits (const guint8 *data, gsize size, guint64 *bits)
{
  gsize length = 0;
  const guint8 *value = kx_efi_variable_get_value (data, size, &length);

  if (value == NULL || length != sizeof *bits)
    return FALSE;

  *bits = kx_le64 (value);
  return TRUE;
}

gboolean
kx_efi_variable_is_set (const guint8 *data, gsize size)
{
  gsize length = 0;
  const guint8 *value = kx_efi_variable_get_value (data, size, &length);

  return value != NULL && length == 1 && value[0] != 0;
}
