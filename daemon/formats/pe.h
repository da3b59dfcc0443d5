/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The most sections that a PE file may have here; the loaders of PE files draw the same line. */
#define KX_PE_SECTIONS_MAX 96

/**
 * KxPe:
 * @machine: the CPU, one of KX_PE_MACHINE_…
 * @n_sections: entries in the section table
 * @sections: offset of the section table in the file
 * @sections_end: offset in the file at which the last section's data ends; 0 = no data
 * @certificate_end: offset in the file at which the signatures end; 0 = not signed
 *
 * What the headers of a PE/COFF file say: an EFI program, and every kernel with an EFI stub.
 */
typedef struct
{
  guint16 machine;
  guint16 n_sections;
  gsize sections;
  guint64 sections_end;
  guint64 certificate_end;
} KxPe;

#define KX_PE_MACHINE_X86_64 0x8664
#define KX_PE_MACHINE_AARCH64 0xaa64
#define KX_PE_MACHINE_RISCV64 0x5064

/**
 * KxPeSection:
 * @name: its name, at most 8 bytes
 * @virtual_size: bytes that it takes in memory
 * @virtual_address: where, counted from the start of the image
 * @raw_size: bytes that it takes in the file
 * @raw_offset: where in the file
 *
 * One entry of the section table, as it is.
 */
typedef struct
{
  char name[8 + 1];
  guint32 virtual_size;
  guint32 virtual_address;
  guint32 raw_size;
  guint32 raw_offset;
} KxPeSection;

/**
 * kx_pe_parse:
 * @head: the first bytes of the file
 * @size: how many there are
 * @pe: (out): what they say; untouched on failure
 * @error: KX_ERROR_INCOMPLETE where the headers go on after @size bytes, KX_ERROR_INVALID_IMAGE
 *   where they are none
 *
 * Offsets: Microsoft's "PE Format": e_lfanew 0x3c; COFF header at e_lfanew + 4, 20 bytes: machine
 * 0, number of sections 2, size of the optional header 16; optional header: magic 0, number of
 * directories 92 (PE32+: 108), certificate directory 128 (144), which is an offset in the file and
 * not an address; sections of 40 bytes each: name 0, size in memory 8, address 12, size of the
 * data in the file 16, its offset 20.
 *
 * Returns: whether this is a PE file with whole headers
 */
gboolean kx_pe_parse (const guint8 *head, gsize size, KxPe *pe,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_pe_has_section:
 * @head: the bytes that @pe was parsed from
 * @pe: what kx_pe_parse() made of them
 * @name: a section's name, at most 8 bytes
 *
 * Returns: whether there is a section of this name
 */
gboolean kx_pe_has_section (const guint8 *head, const KxPe *pe,
                            const char *name) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_pe_get_section:
 * @head: the bytes that @pe was parsed from
 * @pe: what kx_pe_parse() made of them
 * @index: which one, below KxPe.n_sections
 *
 * Returns: the section; nothing has been compared with the length of the file
 */
KxPeSection kx_pe_get_section (const guint8 *head, const KxPe *pe, guint index);

/**
 * kx_pe_machine_to_string:
 * @machine: KX_PE_MACHINE_…
 *
 * Returns: (transfer none) (nullable): the architecture as of `uname -m`; %NULL where it has no
 *   name here
 */
const char *kx_pe_machine_to_string (guint16 machine);

G_END_DECLS
