/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "syslinux-adv.h"

#include <string.h>

static void
put (guint8 *bytes, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (bytes, &value, sizeof value);
}

/* The items of a vector, whose sums are made right: else hardly any input would be sound. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint8 *vector = g_malloc0 (KX_SYSLINUX_ADV_SIZE);
  g_autofree char *raw = kx_syslinux_adv_get (data, size, KX_SYSLINUX_ADV_BOOT_ONCE);
  guint8 *second = vector + KX_SYSLINUX_ADV_SIZE / 2;
  guint32 sum = 0xa3041767;

  memcpy (second + 8, data, MIN (size, 500));
  for (guint i = 8; i < 508; i += 4)
    {
      guint32 word;

      memcpy (&word, second + i, sizeof word);
      sum -= GUINT32_FROM_LE (word);
    }
  put (second, 0x5a2d2fa5);
  put (second + 4, sum);
  put (second + 508, 0xdd28bf64);
  for (int tag = 0; tag < 4; tag++)
    {
      g_autofree char *value
          = kx_syslinux_adv_get (vector, KX_SYSLINUX_ADV_SIZE, (KxSyslinuxAdvTag) tag);

      g_assert_true (value == NULL || strlen (value) <= 255);
    }
  return 0;
}
