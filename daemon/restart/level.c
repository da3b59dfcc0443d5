/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "level.h"

static const char *const names[] = {
  [KX_LEVEL_OFF] = "off",
  [KX_LEVEL_STAGED] = "staged",
  [KX_LEVEL_ARMED] = "armed",
};

const char *
kx_level_to_string (KxLevel level)
{
  g_return_val_if_fail ((gsize) level < G_N_ELEMENTS (names), NULL);

  return names[level];
}

gboolean
kx_level_from_string (const char *text, KxLevel *level)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      {
        *level = (KxLevel) i;
        return TRUE;
      }

  return FALSE;
}

KxLevel
kx_level_decide (KxLevel configured, KxOrigin origin, gboolean hindered)
{
  switch (origin)
    {
    case KX_ORIGIN_DEFAULT:
    case KX_ORIGIN_LISTED:
      return hindered ? MIN (configured, KX_LEVEL_STAGED) : configured;
    case KX_ORIGIN_FALLBACK:
    case KX_ORIGIN_CUSTOM:
      return MIN (configured, KX_LEVEL_STAGED);
    case KX_ORIGIN_FOREIGN:
    default:
      return KX_LEVEL_OFF;
    }
}
