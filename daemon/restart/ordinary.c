/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ordinary.h"

static const char *const names[] = {
  [KX_ORDINARY_FOLLOW] = "follow",
  [KX_ORDINARY_COLD] = "cold",
};

const char *
kx_ordinary_to_string (KxOrdinary ordinary)
{
  g_return_val_if_fail ((gsize) ordinary < G_N_ELEMENTS (names), NULL);

  return names[ordinary];
}

gboolean
kx_ordinary_from_string (const char *text, KxOrdinary *ordinary)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      {
        *ordinary = (KxOrdinary) i;
        return TRUE;
      }

  return FALSE;
}
