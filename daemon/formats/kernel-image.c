/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "kernel-image.h"

#include "arm64-image.h"
#include "bzimage.h"
#include "error.h"
#include "file-kind.h"
#include "pe.h"
#include "release.h"

static gboolean
is_uki (const guint8 *head, gsize head_size)
{
  KxPe pe;

  return kx_pe_parse (head, head_size, &pe, NULL) && kx_pe_has_section (head, &pe, ".linux");
}

gboolean
kx_kernel_image_parse (const guint8 *head, gsize head_size, guint64 file_size, KxKernelFacts *facts,
                       GError **error)
{
  g_return_val_if_fail (facts != NULL, FALSE);

  head_size = MIN (head_size, file_size);
  if (head_size == 0)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                           "the file is empty; wait until it has been written, or install the "
                           "kernel again");
      return FALSE;
    }

  /* A unified kernel image is looked for first: what it starts with is its stub's, which may look
   * like a kernel. */
  if (is_uki (head, head_size))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "this is a unified kernel image (UKI); give a plain kernel (bzImage or "
                           "arm64 Image) and its initrd instead");
      return FALSE;
    }
  if (kx_bzimage_probe (head, head_size))
    return kx_bzimage_parse (head, head_size, file_size, facts, error);
  if (kx_arm64_image_probe (head, head_size))
    return kx_arm64_image_parse (head, head_size, file_size, facts, error);

  kx_file_kind_explain (head, head_size, file_size, error);
  return FALSE;
}

char *
kx_kernel_image_find_release (const guint8 *data, gsize size)
{
  return kx_release_find (data, size);
}
