/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "kernel-image.h"

#include "arm64-image.h"
#include "bzimage.h"
#include "error.h"
#include "file-kind.h"
#include "pe.h"
#include "release.h"
#include "riscv-image.h"
#include "zboot.h"

/* Enough for the header of every Image. */
#define UNPACKED_HEAD 4096

/* The longest release with what is before and behind it in the banner. */
#define BANNER_MAX 256

KxPacking
kx_kernel_image_packing (const guint8 *head, gsize head_size)
{
  KxCompression compression = kx_compression_detect (head, head_size);

  /* A unified kernel image is looked for first: what it starts with is its stub's, which may look
   * like a kernel. */
  if (kx_uki_probe (head, head_size))
    return KX_PACKING_UKI;
  if (kx_zboot_probe (head, head_size))
    return KX_PACKING_ZBOOT;
  if (compression != KX_COMPRESSION_NONE && compression != KX_COMPRESSION_LZO
      && compression != KX_COMPRESSION_BZIP2)
    return KX_PACKING_COMPRESSED;
  return KX_PACKING_NONE;
}

/* The headers of a PE file may be anywhere. */
static gsize
pe_needed (const guint8 *head, gsize head_size)
{
  g_autoptr (GError) error = NULL;
  KxPe pe;

  if (kx_pe_parse (head, head_size, &pe, &error)
      || !g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE))
    return head_size;
  return KX_KERNEL_HEAD_SIZE;
}

gsize
kx_kernel_image_needed (const guint8 *head, gsize head_size)
{
  gsize needed = MAX (pe_needed (head, head_size), kx_bzimage_needed (head, head_size));

  return MAX (head_size, MIN (needed, KX_KERNEL_HEAD_SIZE));
}

static gboolean
ignore (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  return TRUE;
}

/* What is compressed: a kernel, going by its beginning? */
static gboolean
parse_compressed (const guint8 *head, gsize head_size, guint64 file_size, KxKernelFacts *facts,
                  GError **error)
{
  KxCompression compression = kx_compression_detect (head, head_size);
  g_autofree guint8 *unpacked = g_malloc (UNPACKED_HEAD);
  gsize n = kx_decompress_head (compression, head, head_size, unpacked, UNPACKED_HEAD);
  g_autoptr (GError) cause = NULL;

  if (kx_arm64_image_describe (unpacked, n, facts) || kx_riscv_image_describe (unpacked, n, facts))
    return TRUE;

  if (n < UNPACKED_HEAD && head_size == file_size
      && !kx_decompress (compression, head, head_size, UNPACKED_HEAD, ignore, NULL, &cause)
      && g_error_matches (cause, KX_ERROR, KX_ERROR_INCOMPLETE))
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (n < UNPACKED_HEAD && head_size < file_size)
    g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                 "the first %" G_GSIZE_FORMAT " bytes of this %s-compressed file do not tell what is "
                 "in it", head_size, kx_compression_to_string (compression));
  else
    kx_file_kind_explain (head, head_size, file_size, error);
  return FALSE;
}

static gboolean
parse_zboot (const guint8 *head, gsize head_size, guint64 file_size, KxKernelFacts *facts,
             GError **error)
{
  KxZboot zboot;

  if (!kx_zboot_parse (head, head_size, file_size, &zboot, error))
    return FALSE;

  *facts = (KxKernelFacts) {
    .format = KX_FORMAT_ZBOOT,
    .architecture = zboot.architecture,
    .declared_size = zboot.declared_size,
  };
  return TRUE;
}

static gboolean
parse_plain (const guint8 *head, gsize head_size, guint64 file_size, KxKernelFacts *facts,
             GError **error)
{
  if (kx_bzimage_probe (head, head_size))
    return kx_bzimage_parse (head, head_size, file_size, facts, error);
  if (kx_arm64_image_probe (head, head_size))
    return kx_arm64_image_parse (head, head_size, file_size, facts, error);
  if (kx_riscv_image_probe (head, head_size))
    return kx_riscv_image_parse (head, head_size, file_size, facts, error);

  kx_file_kind_explain (head, head_size, file_size, error);
  return FALSE;
}

gboolean
kx_kernel_image_parse_uki (const KxUkiLayout *layout, const guint8 *head, gsize head_size,
                           KxKernelFacts *facts, GError **error)
{
  const KxUkiRange *kernel = &layout->sections[KX_UKI_LINUX];
  g_autoptr (GError) cause = NULL;
  KxKernelFacts found;
  gboolean parsed;

  if (!kernel->present)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "this unified kernel image has no kernel for all its profiles (section "
                           ".linux); choose a profile");
      return FALSE;
    }

  /* What is in .linux is started by EFI: nothing that only somebody else could unpack. */
  head_size = MIN (head_size, kernel->size);
  if (kx_zboot_probe (head, head_size))
    parsed = parse_zboot (head, head_size, kernel->size, &found, &cause);
  else if (head_size > 0)
    parsed = parse_plain (head, head_size, kernel->size, &found, &cause);
  else
    {
      parsed = FALSE;
      g_set_error_literal (&cause, KX_ERROR, KX_ERROR_INVALID_IMAGE, "it is empty");
    }
  if (!parsed)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&cause),
                                  "the kernel in this unified kernel image: ");
      return FALSE;
    }

  found.format = KX_FORMAT_UKI;
  found.declared_size = layout->declared_size;
  *facts = found;
  return TRUE;
}

static gboolean
parse_uki (const guint8 *head, gsize head_size, guint64 file_size, KxKernelFacts *facts,
           GError **error)
{
  KxUkiLayout layout;
  guint64 start;

  /* The first profile is what is started where nobody chooses. */
  if (!kx_uki_layout_parse (head, head_size, file_size, 0, &layout, error))
    return FALSE;

  start = layout.sections[KX_UKI_LINUX].offset;
  if (layout.sections[KX_UKI_LINUX].present && start >= head_size)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                   "the first %" G_GSIZE_FORMAT " bytes of this unified kernel image do not tell "
                   "which kernel is in it", head_size);
      return FALSE;
    }
  return kx_kernel_image_parse_uki (&layout, head + start, head_size - start, facts, error);
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

  switch (kx_kernel_image_packing (head, head_size))
    {
    case KX_PACKING_UKI:
      return parse_uki (head, head_size, file_size, facts, error);
    case KX_PACKING_ZBOOT:
      return parse_zboot (head, head_size, file_size, facts, error);
    case KX_PACKING_COMPRESSED:
      return parse_compressed (head, head_size, file_size, facts, error);
    case KX_PACKING_NONE:
    default:
      return parse_plain (head, head_size, file_size, facts, error);
    }
}

gboolean
kx_kernel_image_unpack (const guint8 *data, gsize size, guint64 cap, KxDecompressSink sink,
                        gpointer user_data, GError **error)
{
  KxCompression seen;
  KxZboot zboot;

  if (!kx_zboot_probe (data, size))
    return kx_decompress (kx_compression_detect (data, size), data, size, cap, sink, user_data,
                          error);

  if (!kx_zboot_parse (data, size, size, &zboot, error))
    return FALSE;

  /* "lz4" does not say which of its two formats. */
  data += zboot.payload;
  seen = kx_compression_detect (data, zboot.payload_size);
  if (zboot.compression == KX_COMPRESSION_LZ4_LEGACY && seen == KX_COMPRESSION_LZ4)
    zboot.compression = seen;
  return kx_decompress (zboot.compression, data, zboot.payload_size, cap, sink, user_data, error);
}

typedef struct
{
  GByteArray *window; /* what was not searched yet, and the end of what was */
  char *release;
} Search;

static gboolean
search (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  Search *state = user_data;

  g_byte_array_append (state->window, bytes, size);
  state->release = kx_release_find (state->window->data, state->window->len);
  if (state->release != NULL)
    return FALSE;
  if (state->window->len > BANNER_MAX)
    g_byte_array_remove_range (state->window, 0, state->window->len - BANNER_MAX);
  return TRUE;
}

char *
kx_kernel_image_find_release (const guint8 *data, gsize size, guint64 cap)
{
  g_autoptr (GByteArray) window = NULL;
  Search state = { 0 };
  KxPacking packing = kx_kernel_image_packing (data, size);

  if (packing == KX_PACKING_NONE || packing == KX_PACKING_UKI)
    return kx_release_find (data, size);

  window = g_byte_array_new ();
  state.window = window;
  if (!kx_kernel_image_unpack (data, size, cap, search, &state, NULL))
    return NULL;
  return state.release;
}
