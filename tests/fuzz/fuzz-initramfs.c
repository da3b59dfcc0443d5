/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include <string.h>

#include "initramfs.h"
#include "initrd.h"

#define FUZZ_CAP (256 << 10)

/* Every part lies behind the one before; an archive is one by itself. */
static void
walk (const guint8 *data, gsize size)
{
  KxInitramfsPart part = { 0 };
  gsize end = 0;

  do
    {
      kx_initramfs_get_part (data, size, end, &part);
      g_assert_cmpuint (part.offset, >=, end);
      g_assert_cmpuint (part.offset, <=, size);
      g_assert_cmpuint (part.size, <=, size - part.offset);
      g_assert_true ((part.size == 0) == (part.kind == KX_INITRAMFS_END));
      if (part.kind == KX_INITRAMFS_ARCHIVE && part.offset % 4 == 0)
        g_assert_true (kx_initramfs_is_archive (data + part.offset, part.size));
      end = part.offset + part.size;
    }
  while (part.kind == KX_INITRAMFS_ARCHIVE);
}

/* What begins as an archive still does, and a boot configuration stays at the end. */
static void
check_expanded (const guint8 *data, gsize size, const KxBuffer *result)
{
  gsize config = size - kx_initramfs_get_length (data, size);
  KxInitramfsPart part;

  g_assert_cmpuint (result->size, <=, FUZZ_CAP);
  g_assert_cmpuint (result->size, >=, config);
  g_assert_cmpint (memcmp (result->bytes + result->size - config, data + size - config, config), ==, 0);
  kx_initramfs_get_part (result->bytes, result->size, 0, &part);
  g_assert_cmpint (part.kind, ==, KX_INITRAMFS_ARCHIVE);
  for (gsize i = result->size; i < result->room; i++)
    g_assert_cmpint (result->bytes[i], ==, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize length = kx_initramfs_get_length (data, size);
  g_auto (KxBuffer) result = { 0 };
  gboolean expanded = FALSE;
  GError *error = NULL;
  gboolean success;

  g_assert_cmpuint (length, <=, size);
  walk (data, size);
  success = kx_initrd_expand (data, size, FUZZ_CAP, &result, &expanded, &error);
  fuzz_check_error (success, error);
  if (expanded)
    check_expanded (data, size, &result);
  else
    g_assert_null (result.bytes);
  return 0;
}
