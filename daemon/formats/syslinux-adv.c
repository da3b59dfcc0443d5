/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "syslinux-adv.h"

#include "bytes.h"

#define COPY_SIZE (KX_SYSLINUX_ADV_SIZE / 2)
#define HEAD_MAGIC 0x5a2d2fa5
#define SUM 0xa3041767
#define TAIL_MAGIC 0xdd28bf64
#define TAIL (COPY_SIZE - 4)
#define ITEMS 8

static gboolean
is_sound (const guint8 *copy)
{
  guint32 sum = 0;

  for (gsize i = 4; i < TAIL; i += 4)
    sum += kx_le32 (copy + i);
  return kx_le32 (copy) == HEAD_MAGIC && kx_le32 (copy + TAIL) == TAIL_MAGIC
         && sum == SUM;
}

static char *
find_item (const guint8 *copy, KxSyslinuxAdvTag tag)
{
  for (gsize i = ITEMS; i + 2 <= TAIL && copy[i] != 0;)
    {
      gsize length = copy[i + 1];

      if (length > TAIL - i - 2)
        return NULL;
      if (copy[i] == tag)
        return length > 0 ? g_strndup ((const char *) copy + i + 2, length) : NULL;
      i += 2 + length;
    }
  return NULL;
}

char *
kx_syslinux_adv_get (const guint8 *data, gsize size, KxSyslinuxAdvTag tag)
{
  if (size != KX_SYSLINUX_ADV_SIZE)
    return NULL;
  for (gsize i = 0; i < size; i += COPY_SIZE)
    if (is_sound (data + i))
      return find_item (data + i, tag);
  return NULL;
}
