/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "grubenv.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  GError *error = NULL;
  g_autoptr (GArray) settings = kx_grubenv_parse ((const char *) data, size, &error);

  fuzz_check_error (settings != NULL, error);
  for (guint i = 0; settings != NULL && i < settings->len; i++)
    {
      const KxGrubenvSetting *setting = &g_array_index (settings, KxGrubenvSetting, i);

      g_assert_null (strchr (setting->name, '='));
      g_assert_cmpuint (strlen (setting->name) + strlen (setting->value), <, size);
    }
  return 0;
}
