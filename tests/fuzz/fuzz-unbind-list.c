/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include <string.h>

#include "unbind-list.h"

/* What is accepted says the same again, and no name in it leads anywhere else. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) bindings = kx_unbind_list_parse ((const char *) data, size, &error);
  g_autofree char *again = NULL;

  fuzz_check_error (bindings != NULL, error);
  if (bindings == NULL)
    return 0;

  for (guint i = 0; i < bindings->len; i++)
    {
      const KxBinding *binding = g_ptr_array_index (bindings, i);

      g_assert_null (strchr (binding->bus, '/'));
      g_assert_null (strchr (binding->driver, '/'));
      g_assert_null (strchr (binding->device, '/'));
      g_assert_cmpstr (binding->device, !=, "..");
    }
  again = kx_unbind_list_format (bindings);
  g_assert_true (strlen (again) == size && memcmp (again, data, size) == 0);
  return 0;
}
