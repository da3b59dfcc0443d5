/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "efi-variable.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint64 bits = 1;
  gsize length = 1;
  const guint8 *value = kx_efi_variable_get_value (data, size, &length);
  g_autofree char *string = kx_efi_variable_dup_string (data, size);
  g_auto (GStrv) strings = kx_efi_variable_dup_strings (data, size);
  g_autoptr (GArray) numbers = kx_efi_variable_dup_numbers (data, size);

  g_assert_true (value == NULL ? length == 1 && string == NULL && strings == NULL && numbers == NULL
                               : value == data + (size - length));
  g_assert_true (string == NULL || g_utf8_validate (string, -1, NULL));
  if (strings != NULL && strings[0] != NULL)
    g_assert_cmpstr (strings[0], ==, string);
  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    g_assert_true (g_utf8_validate (strings[i], -1, NULL));
  if (numbers != NULL)
    g_assert_cmpuint (numbers->len, ==, length / 2);
  g_assert_true (kx_efi_variable_get_bits (data, size, &bits) ? length == sizeof bits : bits == 1);
  g_assert_true (!kx_efi_variable_is_set (data, size) || length == 1);
  return 0;
}
