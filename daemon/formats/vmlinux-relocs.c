/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "vmlinux-relocs.h"

#include "bytes.h"
#include "error.h"

#define ENTRY 4
#define LISTS_MOST 3

static gboolean
is_unknown (GError **error)
{
  g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                       "the kernel's relocation tables are of a kind that is not known here");
  return FALSE;
}

gboolean
kx_vmlinux_relocs_parse (const guint8 *tables, gsize size, KxVmlinuxRelocs *relocs, GError **error)
{
  KxRelocList lists[LISTS_MOST];
  guint n = 0;

  if (size % ENTRY != 0 || size == 0 || kx_le32 (tables) != 0)
    return is_unknown (error);

  for (gsize i = 0; i < size; i += ENTRY)
    if (kx_le32 (tables + i) == 0)
      {
        if (n == LISTS_MOST)
          return is_unknown (error);
        if (n > 0)
          lists[n - 1].n = (i - lists[n - 1].start) / ENTRY;
        lists[n++].start = i + ENTRY;
      }
  lists[n - 1].n = (size - lists[n - 1].start) / ENTRY;

  /* No kernel does without these; one would be a list too many or too few, or zeros behind all. */
  if (n < 2 || lists[0].n == 0 || lists[n - 1].n == 0)
    return is_unknown (error);

  *relocs = (KxVmlinuxRelocs) { .wide = lists[0], .narrow = lists[n - 1] };
  if (n == LISTS_MOST)
    relocs->inverse = lists[1];
  return TRUE;
}

static gboolean
is_outside (GError **error)
{
  g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                       "a relocation points outside of the kernel; it is damaged: install the "
                       "kernel again");
  return FALSE;
}

/* An entry is the low half of a virtual address whose high half is all ones. @last is the last
 * offset at which there is room. */
static inline gboolean
find (const guint8 *entry, guint64 address, guint64 last, guint64 *offset)
{
  *offset = (guint64) (gint64) (gint32) kx_le32 (entry) - address;
  return *offset <= last;
}

static gboolean
apply_wide (const guint8 *entries, gsize n, guint64 address, guint64 delta, guint8 *image,
            gsize size, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      guint64 offset, value;

      if (size < sizeof value || !find (entries + i * ENTRY, address, size - sizeof value, &offset))
        return is_outside (error);
      value = GUINT64_TO_LE (kx_le64 (image + offset) + delta);
      memcpy (image + offset, &value, sizeof value);
    }
  return TRUE;
}

static gboolean
apply_narrow (const guint8 *entries, gsize n, guint64 address, guint32 delta, guint8 *image,
              gsize size, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      guint64 offset;
      guint32 value;

      if (size < sizeof value || !find (entries + i * ENTRY, address, size - sizeof value, &offset))
        return is_outside (error);
      value = GUINT32_TO_LE (kx_le32 (image + offset) + delta);
      memcpy (image + offset, &value, sizeof value);
    }
  return TRUE;
}

gboolean
kx_vmlinux_relocs_apply (const guint8 *tables, const KxVmlinuxRelocs *relocs, guint64 address,
                         guint64 delta, guint8 *image, gsize size, GError **error)
{
  guint32 low = (guint32) delta;

  return apply_wide (tables + relocs->wide.start, relocs->wide.n, address, delta, image, size,
                     error)
         && apply_narrow (tables + relocs->inverse.start, relocs->inverse.n, address, 0 - low,
                          image, size, error)
         && apply_narrow (tables + relocs->narrow.start, relocs->narrow.n, address, low, image,
                          size, error);
}
