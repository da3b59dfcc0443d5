/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "kernel-facts.h"

G_BEGIN_DECLS

/*
 * Synthetic images, small and whole: what the parsers are tested with. Each builder returns a valid
 * file, which a test then damages at the offsets that it is about.
 */

typedef GByteArray Image;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Image, g_byte_array_unref)

/* The release that every image has. */
#define IMAGE_RELEASE "6.1.0-56-cloud-amd64"

/* Sizes of the images in bytes: bzImage with 2 setup sectors and 8 KiB behind them; an arm64 Image
 * with an EFI stub. */
#define IMAGE_BZIMAGE_SIZE (3 * 512 + 8192)
#define IMAGE_ARM64_SIZE 8192
#define IMAGE_ARM64_MEMORY 65536

/* What each signed image has at its end. */
#define IMAGE_CERTIFICATE_SIZE 1472

Image *image_bzimage (void);
Image *image_bzimage_efi (void);        /* with a PE header at 0x40 */
Image *image_bzimage_signed (void);
Image *image_arm64 (void);              /* with a PE header at 0x40 */
Image *image_arm64_without_efi (void);
Image *image_uki (void);                /* also looks like a bzImage; see image_uki_add() */
Image *image_efi_program (void);
Image *image_zboot (void);              /* of image_arm64(), gzip-compressed */
Image *image_riscv (void);              /* with a PE header at 0x40 */
Image *image_elf (guint16 type, guint32 segment); /* e_type; p_type of its only segment */

/* What image_uki() has, all of it also in its section table; .linux is image_bzimage_efi(). */
#define IMAGE_UKI_CMDLINE "root=/dev/vda1 quiet"
#define IMAGE_UKI_OSREL "ID=example\nPRETTY_NAME=\"Example Linux\"\nVERSION_ID=5\n"
#define IMAGE_UKI_INITRD "070701 is how an archive begins!"

/* A unified kernel image, or an addon, without any section; for @machine (KX_PE_MACHINE_…). */
Image *image_uki_empty (guint16 machine);

/* Adds a section: at most 96, @name at most 8 bytes. Padded in the file to 512 bytes, in memory not. */
void image_uki_add (Image *uki, const char *name, const void *bytes, gsize length);
void image_uki_add_text (Image *uki, const char *name, const char *text);

/* Where the header of section @index is, to damage it: name 0, virtual size 8, address 12, size 16,
 * offset 20. */
gsize image_uki_section (guint index);

/* Appends a signature that nobody would take for one, but headers announce it. */
void image_sign (Image *image);

/* @image as gzip compresses it. */
Image *image_gzip (const Image *image);

/* A kernel that unpacks itself under EFI: @payload, compressed as @type says ("gzip", "zstd22" …). */
Image *image_zboot_of (const Image *payload, const char *type);

/* A file of @size zeros with @length bytes of @magic at @offset. */
Image *image_with_magic (gsize size, gsize offset, const char *magic, gsize length);

void image_put (Image *image, gsize offset, const void *bytes, gsize length);
void image_put16 (Image *image, gsize offset, guint16 value);
void image_put32 (Image *image, gsize offset, guint32 value);
void image_put64 (Image *image, gsize offset, guint64 value);

/* Parses @image as kx_kernel_image_parse() would be given it. */
gboolean image_parse (const Image *image, KxKernelFacts *facts, GError **error);

/* Asserts that @image is refused with @code, that the message contains @word, and that the facts
 * stay untouched. */
void image_assert_refused (const Image *image, int code, const char *word);

G_END_DECLS
