/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KxElfKind: what an ELF file is, as far as somebody who wants to start a kernel must know. */
typedef enum
{
  KX_ELF_NONE,      /* no ELF file, or too short to tell */
  KX_ELF_KERNEL,    /* what a vmlinux looks like: nothing else is needed to run it */
  KX_ELF_PROGRAM,   /* needs an interpreter, i.e. an operating system */
  KX_ELF_OBJECT,    /* to be linked: a kernel module, for one */
  KX_ELF_CORE,      /* memory of a program or of a crashed kernel */
  KX_ELF_MULTIBOOT, /* for boot loaders that follow the Multiboot specification: Xen, for one */
} KxElfKind;

/**
 * kx_elf_kind:
 * @head: the first bytes of the file
 * @size: how many there are
 *
 * Offsets: the ELF specification (e_ident, e_type 0x10; e_phoff, e_phentsize, e_phnum 0x1c, 0x2a,
 * 0x2c or, with 64 bits, 0x20, 0x36, 0x38) and "Multiboot 0.6.96" §3.1. Program headers beyond
 * @size bytes, or in big-endian files, are not looked at.
 *
 * Returns: what kind of ELF file this is
 */
KxElfKind kx_elf_kind (const guint8 *head, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
