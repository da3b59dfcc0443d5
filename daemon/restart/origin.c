/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "origin.h"

#include "words.h"

static const char *const names[] = {
  [KX_ORIGIN_DEFAULT] = "default",
  [KX_ORIGIN_FALLBACK] = "fallback",
  [KX_ORIGIN_LISTED] = "listed",
  [KX_ORIGIN_CUSTOM] = "custom",
  [KX_ORIGIN_FOREIGN] = "foreign",
};

const char *
kx_origin_to_string (KxOrigin origin)
{
  g_return_val_if_fail ((gsize) origin < G_N_ELEMENTS (names), NULL);

  return names[origin];
}

gboolean
kx_origin_from_string (const char *text, KxOrigin *origin)
{
  int found = kx_words_find (names, G_N_ELEMENTS (names), text);

  if (found < 0)
    return FALSE;

  *origin = (KxOrigin) found;
  return TRUE;
}

gboolean
kx_origin_is_pinned (KxOrigin origin)
{
  return origin != KX_ORIGIN_DEFAULT && origin != KX_ORIGIN_FALLBACK;
}
