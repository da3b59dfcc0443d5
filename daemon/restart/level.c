/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "level.h"

#include "words.h"

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
  int found = kx_words_find (names, G_N_ELEMENTS (names), text);

  if (found < 0)
    return FALSE;

  *level = (KxLevel) found;
  return TRUE;
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
