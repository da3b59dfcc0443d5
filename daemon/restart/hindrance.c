/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hindrance.h"

static const char *const meanings[] = {
  [KX_HINDRANCE_COLD] = "the next ordinary reboot has to go through the boot loader",
  [KX_HINDRANCE_HAZARD] = "this machine might not come through a fast restart, and no ordinary "
                          "reboot may run into that",
  [KX_HINDRANCE_MEMORY] = "memory is short",
};

char *
kx_hindrance_describe (KxHindrance hindrance, const char *why)
{
  g_return_val_if_fail ((gsize) hindrance < G_N_ELEMENTS (meanings), NULL);

  return g_strdup_printf ("%s: %s", meanings[hindrance], why);
}
