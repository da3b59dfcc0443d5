/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "crypttab.h"
#include "fuzz.h"
#include "option-list.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) entries = kx_crypttab_parse (text);

  g_assert_cmpuint (entries->len, <=, KX_CRYPTTAB_MAX);
  for (guint i = 0; i < entries->len; i++)
    {
      const KxCrypttabEntry *entry = entries->pdata[i];
      g_autofree char *value = kx_option_list_get (entry->options, "tpm2-device");

      g_assert_true (entry->volume[0] != '\0' && entry->device[0] != '\0');
      g_assert_null (strpbrk (entry->volume, " \t\n"));
      g_assert_true (value == NULL || strstr (entry->options, value) != NULL);
    }
  return 0;
}
