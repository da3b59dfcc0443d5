/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Parts that are loaded: kernels have two or four. */
#define KX_VMLINUX_PARTS 16

/* Where the kernel's virtual addresses begin: __START_KERNEL_map in Linux,
 * arch/x86/include/asm/page_64_types.h. */
#define KX_VMLINUX_MAP G_GUINT64_CONSTANT (0xffffffff80000000)

/** KxVmlinuxPart: bytes of the file that belong somewhere in memory. */
typedef struct
{
  guint64 offset; /* in the file */
  guint64 size;   /* bytes */
  guint64 target; /* offset in memory from the start of the kernel */
} KxVmlinuxPart;

/** KxVmlinux: how the ELF file inside of a bzImage lies in memory. */
typedef struct
{
  KxVmlinuxPart parts[KX_VMLINUX_PARTS]; /* ascending by offset; none overlaps another */
  guint n;
  guint64 address;    /* lowest physical address; it is mapped at KX_VMLINUX_MAP above that */
  guint64 span;       /* bytes of memory from there on */
  guint64 entry;      /* offset in memory from there on */
  guint64 loaded_end; /* offset in the file behind the last part */
  guint64 sections;   /* offset in the file of the section headers */
  guint16 n_sections;
} KxVmlinux;

/**
 * kx_vmlinux_needed:
 * @head: the first bytes of the file
 * @size: how many there are
 *
 * Returns: how many of the first bytes kx_vmlinux_parse() has to see: more than @size where there
 *   are too few, never more than 64 KiB
 */
gsize kx_vmlinux_needed (const guint8 *head, gsize size);

/**
 * kx_vmlinux_parse:
 * @head: the first bytes of the file, at least kx_vmlinux_needed() of them
 * @size: how many there are
 * @most: the most bytes that it may have, on disk and in memory
 * @vmlinux: (out): untouched on failure
 * @error: KX_ERROR_INVALID_IMAGE: it contradicts itself, or is larger than @most;
 *   KX_ERROR_UNSUPPORTED: it is no x86-64 ELF program, or is laid out in a way that is not known
 *
 * Reads the program headers. Each part goes to its *physical* address, as in parse_elf() in Linux,
 * arch/x86/boot/compressed/misc.c: virtual ones of per-CPU data begin at 0. Offsets: elf.h.
 */
gboolean kx_vmlinux_parse (const guint8 *head, gsize size, guint64 most, KxVmlinux *vmlinux,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_vmlinux_find_end:
 * @rest: what follows vmlinux->loaded_end in the file, to the end
 * @size: bytes
 * @end: (out): how many bytes of @rest belong to the ELF file; untouched on failure
 * @error: KX_ERROR_INVALID_IMAGE: it reaches beyond @rest; KX_ERROR_UNSUPPORTED: the section
 *   headers are not there
 *
 * The kernel's build appends the relocation tables to the ELF file without saying where they begin.
 */
gboolean kx_vmlinux_find_end (const KxVmlinux *vmlinux, const guint8 *rest, gsize size, gsize *end,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
