/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "efi-load-option.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  GError *error = NULL;
  g_autoptr (KxEfiLoadOption) option = kx_efi_load_option_parse (data, size, &error);

  fuzz_check_error (option != NULL, error);
  if (option == NULL)
    return 0;

  g_assert_true (g_utf8_validate (option->description, -1, NULL));
  g_assert_true (option->file == NULL
                 || (option->file[0] == '/' && g_utf8_validate (option->file, -1, NULL)));
  g_assert_true (option->partition_uuid == NULL || g_str_is_ascii (option->partition_uuid));
  g_assert_true (option->arguments == NULL
                 || (option->arguments[0] != '\0'
                     && g_utf8_validate (option->arguments, -1, NULL)));
  return 0;
}
