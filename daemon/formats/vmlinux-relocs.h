/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KxRelocList: entries of a relocation table, 4 bytes each. */
typedef struct
{
  gsize start; /* offset in bytes from the start of the tables */
  gsize n;     /* entries */
} KxRelocList;

/**
 * KxVmlinuxRelocs: which places of the kernel contain its virtual address. Since 6.15 there are
 * none of which it is subtracted.
 */
typedef struct
{
  KxRelocList wide;    /* 64 bits, to be added to */
  KxRelocList inverse; /* 32 bits, to be subtracted from */
  KxRelocList narrow;  /* 32 bits, to be added to */
} KxVmlinuxRelocs;

/**
 * kx_vmlinux_relocs_parse:
 * @tables: what follows the kernel's ELF file, to the end of the payload
 * @size: bytes
 * @relocs: (out): untouched on failure
 * @error: KX_ERROR_UNSUPPORTED: tables of a kind that is not known
 *
 * Each list begins with a 0: first wide, then inverse (if there are three), then narrow.
 * Source: handle_relocations() in Linux, arch/x86/boot/compressed/misc.c, which reads them from the
 * end backwards, and emit_relocs() in arch/x86/tools/relocs.c.
 */
gboolean kx_vmlinux_relocs_parse (const guint8 *tables, gsize size, KxVmlinuxRelocs *relocs,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_vmlinux_relocs_apply:
 * @tables: as for kx_vmlinux_relocs_parse(), which filled in @relocs
 * @address: virtual address that the kernel was linked for
 * @delta: by how much it moves, in bytes
 * @image: the kernel as it lies in memory
 * @size: bytes
 * @error: KX_ERROR_INVALID_IMAGE: an entry points outside of @image; that is of no use then
 */
gboolean kx_vmlinux_relocs_apply (const guint8 *tables, const KxVmlinuxRelocs *relocs,
                                  guint64 address, guint64 delta, guint8 *image, gsize size,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
