/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "raw-kernel.h"

#include <string.h>
#include <sys/mman.h>

#include "bytes.h"
#include "bzimage-setup.h"
#include "decompress.h"
#include "error.h"
#include "pages.h"
#include "vmlinux-relocs.h"
#include "vmlinux.h"


/* The kernel's build appends the expanded length to every format but gzip, which has it already. */
#define SIZE_MARK 4

/* KERNEL_IMAGE_SIZE in Linux, arch/x86/include/asm/page_64_types.h, of kernels that have KASLR. */
#define VIRTUAL_ROOM (G_GUINT64_CONSTANT (1) << 30)

/* No program header is further back: see kx_vmlinux_needed(). */
#define HEAD_MOST ((gsize) 64 * 1024)

/* In this size the expanded file is laid out and given back. */
#define STEP ((gsize) 2 << 20)

/*
 * The expanded file passes by once, from its beginning to its end, and each piece goes where it
 * belongs: so there is never more of it in memory than its format demands.
 */
typedef struct
{
  const KxBzimageSetup *setup;
  gboolean is_parsed;
  KxVmlinux vmlinux;
  guint64 offset;  /* in the file, of what comes next */
  guint part;      /* the first one that is not complete yet */
  KxBuffer head;   /* until it is parsed */
  KxBuffer image;
  KxBuffer rest;   /* what follows the last part */
} Layout;

static void
layout_clear (Layout *layout)
{
  kx_buffer_clear (&layout->head);
  kx_buffer_clear (&layout->image);
  kx_buffer_clear (&layout->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Layout, layout_clear)

static gboolean
is_zero (const guint8 *bytes, gsize size)
{
  return bytes[0] == 0 && memcmp (bytes, bytes + 1, size - 1) == 0;
}

/* Zeros are there already, and to write them would take memory: .bss is among them. */
static void
place (KxBuffer *image, guint64 target, const guint8 *bytes, gsize size)
{
  while (size > 0)
    {
      gsize step = MIN (size, KX_PAGE_SIZE - target % KX_PAGE_SIZE);

      if (!is_zero (bytes, step))
        {
          memcpy (image->bytes + target, bytes, step);
          image->size = MAX (image->size, target + step);
        }
      target += step;
      bytes += step;
      size -= step;
    }
}

static gboolean
lay_out (Layout *layout, const guint8 *bytes, gsize size, GError **error)
{
  const KxVmlinux *vmlinux = &layout->vmlinux;
  guint64 start = layout->offset, end = start + size;

  layout->offset = end;
  for (; layout->part < vmlinux->n; layout->part++)
    {
      const KxVmlinuxPart *part = &vmlinux->parts[layout->part];
      guint64 from = MAX (start, part->offset), to = MIN (end, part->offset + part->size);

      if (from < to)
        place (&layout->image, part->target + (from - part->offset), bytes + (from - start),
               to - from);
      if (end < part->offset + part->size)
        return TRUE;
    }

  if (end <= vmlinux->loaded_end)
    return TRUE;
  start = MAX (start, vmlinux->loaded_end);
  return kx_buffer_append (&layout->rest, bytes + size - (end - start), end - start, error);
}

static gboolean
parse_head (Layout *layout, GError **error)
{
  KxVmlinux *vmlinux = &layout->vmlinux;

  if (!kx_vmlinux_parse (layout->head.bytes, layout->head.size, layout->setup->init_size, vmlinux,
                         error))
    return FALSE;
  if (vmlinux->address != layout->setup->pref_address)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the kernel inside the bzImage does not lie where the header says");
      return FALSE;
    }

  layout->is_parsed = TRUE;
  return kx_buffer_reserve (&layout->image, vmlinux->span, error)
         && lay_out (layout, layout->head.bytes, layout->head.size, error);
}

/* A KxDecompressSink. */
static gboolean
take (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  Layout *layout = user_data;

  while (!layout->is_parsed && size > 0)
    {
      gsize needed = kx_vmlinux_needed (layout->head.bytes, layout->head.size);
      gsize taken = MIN (size, needed - layout->head.size);

      if (!kx_buffer_append (&layout->head, bytes, taken, error))
        return FALSE;
      bytes += taken;
      size -= taken;
      if (kx_vmlinux_needed (layout->head.bytes, layout->head.size) <= layout->head.size
          && !parse_head (layout, error))
        return FALSE;
    }
  return size == 0 || lay_out (layout, bytes, size, error);
}

/* All at once, then laid out step by step, each of them given back. */
static gboolean
unpack_zstd (Layout *layout, const guint8 *payload, gsize size, GError **error)
{
  g_auto (KxBuffer) file = { 0 };
  gsize expanded;

  if (size <= SIZE_MARK)
    expanded = 0;
  else
    expanded = kx_le32 (payload + size - SIZE_MARK);
  if (expanded == 0 || expanded > layout->setup->init_size)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                           "its expanded size contradicts the bzImage's header; the file is "
                           "damaged: install the kernel again");
      return FALSE;
    }
  if (!kx_buffer_reserve (&file, expanded, error)
      || !kx_decompress_zstd_at_once (payload, size - SIZE_MARK, file.bytes, expanded, error))
    return FALSE;

  for (gsize done = 0; done < expanded; done += STEP)
    {
      if (!take (file.bytes + done, MIN (STEP, expanded - done), layout, error))
        return FALSE;
      (void) madvise (file.bytes + done, MIN (STEP, file.room - done), MADV_DONTNEED);
    }
  return TRUE;
}

static gboolean
unpack (Layout *layout, const guint8 *payload, gsize size, GError **error)
{
  KxCompression compression = kx_compression_detect (payload, size);
  g_autoptr (GError) failure = NULL;

  if (!kx_buffer_reserve (&layout->head, HEAD_MOST, error))
    return FALSE;

  switch (compression)
    {
    case KX_COMPRESSION_ZSTD:
      if (unpack_zstd (layout, payload, size, &failure))
        return TRUE;
      break;

    case KX_COMPRESSION_GZIP:
    case KX_COMPRESSION_XZ:
    case KX_COMPRESSION_LZMA:
    case KX_COMPRESSION_LZ4_LEGACY:
      if (kx_decompress (compression, payload, size, layout->setup->init_size, take, layout,
                         &failure))
        return TRUE;
      break;

    default:
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   compression == KX_COMPRESSION_NONE
                       ? "the kernel is compressed in a way that is not known here"
                       : "the kernel is compressed with %s, which is not unpacked here",
                   kx_compression_to_string (compression));
      return FALSE;
    }

  /* The file is as long as its header says: what ends early in it is damaged, not unfinished. */
  if (g_error_matches (failure, KX_ERROR, KX_ERROR_INCOMPLETE))
    failure->code = KX_ERROR_INVALID_IMAGE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* What is behind the ELF file is either nothing or the relocation tables. */
static gboolean
find_relocations (Layout *layout, GError **error)
{
  KxVmlinuxRelocs relocs;
  gsize end;

  if (!layout->is_parsed || layout->offset < layout->vmlinux.loaded_end)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                           "the kernel inside the bzImage ends too early; the file is damaged: "
                           "install the kernel again");
      return FALSE;
    }
  if (!kx_vmlinux_find_end (&layout->vmlinux, layout->rest.bytes, layout->rest.size, &end, error))
    return FALSE;

  layout->rest.size -= end;
  if (layout->rest.size == 0)
    return TRUE;

  memmove (layout->rest.bytes, layout->rest.bytes + end, layout->rest.size);
  memset (layout->rest.bytes + layout->rest.size, 0, end);
  return kx_vmlinux_relocs_parse (layout->rest.bytes, layout->rest.size, &relocs, error);
}

static KxBuffer
steal (KxBuffer *buffer)
{
  KxBuffer stolen = *buffer;

  *buffer = (KxBuffer) { 0 };
  return stolen;
}

gboolean
kx_raw_kernel_unpack (const guint8 *bzimage, gsize size, KxRawKernel *kernel, GError **error)
{
  KxBzimageSetup setup;
  g_auto (Layout) layout = { .setup = &setup };

  if (!kx_bzimage_setup_parse (bzimage, size, &setup, error))
    return FALSE;
  if (!setup.relocatable)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the kernel was built without CONFIG_RELOCATABLE");
      return FALSE;
    }
  if (!unpack (&layout, bzimage + setup.payload, setup.payload_size, error)
      || !find_relocations (&layout, error)
      || !kx_buffer_pad (&layout.image, KX_PAGE_SIZE, error))
    return FALSE;

  kx_raw_kernel_clear (kernel);
  *kernel = (KxRawKernel) {
    .span = layout.vmlinux.span,
    .align = setup.alignment,
    .min_address = setup.pref_address,
    .entry = layout.vmlinux.entry,
    .relocatable = layout.rest.size > 0,
    .virtual_address = KX_VMLINUX_MAP + layout.vmlinux.address,
    .image = steal (&layout.image),
  };
  if (kernel->relocatable)
    kernel->relocations = steal (&layout.rest);
  return TRUE;
}

gboolean
kx_raw_kernel_randomise (KxRawKernel *kernel, guint64 random, GError **error)
{
  guint64 linked = kernel->virtual_address - KX_VMLINUX_MAP;
  guint64 room = kx_round_up (kernel->span, kernel->align);
  KxVmlinuxRelocs relocs;
  guint64 slots;

  g_return_val_if_fail (kernel->relocatable, FALSE);

  /* The same choice as that of find_random_virt_addr() in Linux, arch/x86/boot/compressed/kaslr.c;
   * unpacking has seen to it that there is at least one. */
  slots = (VIRTUAL_ROOM - linked - room) / kernel->align + 1;

  kernel->image.secret = TRUE;
  if (!kx_vmlinux_relocs_parse (kernel->relocations.bytes, kernel->relocations.size, &relocs, error)
      || !kx_vmlinux_relocs_apply (kernel->relocations.bytes, &relocs, kernel->virtual_address,
                                   random % slots * kernel->align, kernel->image.bytes,
                                   kernel->image.size, error))
    return FALSE;

  kx_buffer_clear (&kernel->relocations);
  return TRUE;
}

void
kx_raw_kernel_clear (KxRawKernel *kernel)
{
  kx_buffer_clear (&kernel->image);
  kx_buffer_clear (&kernel->relocations);
  *kernel = (KxRawKernel) { 0 };
}
