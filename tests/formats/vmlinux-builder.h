/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "decompress.h"
#include "image-builder.h"

G_BEGIN_DECLS

/*
 * A small ELF file that looks like a kernel of 6.1: text, data, per-CPU data at virtual address 0,
 * and what is needed for starting only, with .bss behind it. The bytes at offset O in memory are
 * vmlinux_byte (O), but for the places below.
 */
#define VMLINUX_ADDRESS 0x1000000
#define VMLINUX_VIRTUAL G_GUINT64_CONSTANT (0xffffffff81000000)
#define VMLINUX_ENTRY 0x1b53  /* offset in memory */
#define VMLINUX_FILLED 0x4000 /* bytes in memory; the file has a page of zeros more */
#define VMLINUX_SPAN 0x9000   /* with .bss */
#define VMLINUX_SIZE 0x70d0   /* of the file */
#define VMLINUX_INIT_SIZE 0x10000

/* Where its program headers are in the file, to damage them, and their fields. */
#define VMLINUX_PROGRAM(index) (64 + (index) * 56)
#define VMLINUX_OFFSET 0x08
#define VMLINUX_VADDR 0x10
#define VMLINUX_PADDR 0x18
#define VMLINUX_FILESZ 0x20
#define VMLINUX_MEMSZ 0x28
#define VMLINUX_SECTIONS 0x7010

/* Places with a virtual address of the kernel, as offsets in memory; what is there before. */
#define VMLINUX_WIDE 0x2010     /* VMLINUX_VIRTUAL + 0x1234 */
#define VMLINUX_WIDE_LAST 0x3ff8 /* VMLINUX_VIRTUAL: at the end of all that is not zero */
#define VMLINUX_INVERSE 0x0101  /* 0x40 − (VMLINUX_VIRTUAL + 0x105) */
#define VMLINUX_NARROW 0x0203   /* VMLINUX_VIRTUAL + 0x4321, the low half */

guint8 vmlinux_byte (gsize offset);

/* The ELF file. */
Image *vmlinux_new (void);

/* Appends an entry of 4 bytes, which may be a 0. */
void vmlinux_add (Image *vmlinux, guint32 entry);

/* Appends the tables for the places above: three lists as in 6.1, or two as in 7.2. */
void vmlinux_add_relocs (Image *vmlinux, guint lists);

/* @vmlinux inside of a bzImage. */
Image *vmlinux_bzimage (const Image *vmlinux, KxCompression compression);

G_END_DECLS
