/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "image-builder.h"

#include <gio/gio.h>
#include <string.h>

#include "bytes.h"
#include "error.h"
#include "kernel-image.h"
#include "pe.h"

#define PE_OFFSET 0x40

/* The section table of a unified kernel image has room for 96 sections before this. */
#define UKI_HEADERS 4096
#define ZBOOT_HEADERS 4096

void
image_put (Image *image, gsize offset, const void *bytes, gsize length)
{
  g_assert_cmpuint (offset + length, <=, image->len);
  memcpy (image->data + offset, bytes, length);
}

void
image_put16 (Image *image, gsize offset, guint16 value)
{
  value = GUINT16_TO_LE (value);
  image_put (image, offset, &value, sizeof value);
}

void
image_put32 (Image *image, gsize offset, guint32 value)
{
  value = GUINT32_TO_LE (value);
  image_put (image, offset, &value, sizeof value);
}

void
image_put64 (Image *image, gsize offset, guint64 value)
{
  value = GUINT64_TO_LE (value);
  image_put (image, offset, &value, sizeof value);
}

static Image *
image_new (gsize size)
{
  Image *image = g_byte_array_sized_new (size);

  g_byte_array_set_size (image, size);
  memset (image->data, 0, size);
  return image;
}

Image *
image_with_magic (gsize size, gsize offset, const char *magic, gsize length)
{
  Image *image = image_new (size);

  image_put (image, offset, magic, length);
  return image;
}

/* PE32+ headers for one section, which is the rest of the file from @data on. */
static void
put_pe (Image *image, guint16 machine, const char *section, gsize data)
{
  image_put (image, 0, "MZ", 2);
  image_put32 (image, 0x3c, PE_OFFSET);
  image_put (image, PE_OFFSET, "PE\0\0", 4);
  image_put16 (image, PE_OFFSET + 4, machine);
  image_put16 (image, PE_OFFSET + 6, 1);         /* sections */
  image_put16 (image, PE_OFFSET + 20, 160);      /* size of the optional header */
  image_put16 (image, PE_OFFSET + 24, 0x20b);    /* PE32+ */
  image_put32 (image, PE_OFFSET + 24 + 108, 6);  /* data directories */
  image_put (image, PE_OFFSET + 184, section, strlen (section));
  image_put32 (image, PE_OFFSET + 184 + 16, image->len - data);
  image_put32 (image, PE_OFFSET + 184 + 20, data);
}

void
image_sign (Image *image)
{
  gsize end = image->len;

  g_byte_array_set_size (image, end + IMAGE_CERTIFICATE_SIZE);
  memset (image->data + end, 0xcc, IMAGE_CERTIFICATE_SIZE);
  image_put32 (image, PE_OFFSET + 24 + 144, end);
  image_put32 (image, PE_OFFSET + 24 + 148, IMAGE_CERTIFICATE_SIZE);
}

Image *
image_bzimage (void)
{
  static const char version[] = IMAGE_RELEASE " (builder@example.org) #1 SMP";
  Image *image = image_new (IMAGE_BZIMAGE_SIZE);

  image_put (image, 0x1f1, "\2", 1);                     /* setup_sects */
  image_put32 (image, 0x1f4, 8192 / 16);                 /* syssize */
  image_put16 (image, 0x1fe, 0xaa55);                    /* boot_flag */
  image_put (image, 0x200, "\xeb\x6a", 2);               /* jump, over the header */
  image_put (image, 0x202, "HdrS", 4);
  image_put16 (image, 0x206, 0x20f);                     /* version */
  image_put16 (image, 0x20e, 0x100);                     /* kernel_version */
  image_put (image, 0x211, "\1", 1);                     /* loadflags: LOADED_HIGH */
  image_put32 (image, 0x230, 0x200000);                  /* kernel_alignment */
  image_put (image, 0x234, "\1", 1);                     /* relocatable_kernel */
  image_put16 (image, 0x236, 0x7f);                      /* xloadflags */
  image_put32 (image, 0x238, 2047);                      /* cmdline_size */
  image_put32 (image, 0x248, 64);                        /* payload_offset */
  image_put32 (image, 0x24c, 4096);                      /* payload_length */
  image_put64 (image, 0x258, 0x1000000);                 /* pref_address */
  image_put32 (image, 0x260, 65536);                     /* init_size */
  image_put (image, 0x300, version, sizeof version);
  memset (image->data + 3 * 512, 0x5a, 8192);

  return image;
}

Image *
image_bzimage_efi (void)
{
  Image *image = image_bzimage ();

  put_pe (image, 0x8664, ".text", 3 * 512);
  return image;
}

Image *
image_bzimage_signed (void)
{
  Image *image = image_bzimage_efi ();

  image_sign (image);
  return image;
}

Image *
image_arm64_without_efi (void)
{
  static const char banner[] = "Linux version " IMAGE_RELEASE " (builder@example.org)";
  Image *image = image_new (IMAGE_ARM64_SIZE);

  memset (image->data + 64, 0x5a, IMAGE_ARM64_SIZE - 64);
  image_put32 (image, 0, 0x14000001);                    /* code0: a branch */
  image_put64 (image, 0x10, IMAGE_ARM64_MEMORY);         /* image_size */
  image_put64 (image, 0x18, 0xa);                        /* flags: 4 KiB pages, anywhere */
  image_put (image, 0x38, "ARM\x64", 4);
  image_put (image, 6000, banner, sizeof banner);

  return image;
}

Image *
image_arm64 (void)
{
  Image *image = image_arm64_without_efi ();

  memset (image->data + 64, 0, 1024 - 64);
  put_pe (image, 0xaa64, ".text", 1024);
  return image;
}

gsize
image_uki_section (guint index)
{
  return PE_OFFSET + 184 + index * 40;
}

Image *
image_uki_empty (guint16 machine)
{
  Image *image = image_new (UKI_HEADERS);

  put_pe (image, machine, "", UKI_HEADERS);
  image_put16 (image, PE_OFFSET + 6, 0);
  memset (image->data + image_uki_section (0), 0, 40);
  return image;
}

void
image_uki_add (Image *uki, const char *name, const void *bytes, gsize length)
{
  guint16 n = kx_le16 (uki->data + PE_OFFSET + 6);
  gsize header = image_uki_section (n);
  gsize data = uki->len;
  gsize padded = (length + 511) / 512 * 512;

  g_assert_cmpuint (header + 40, <=, UKI_HEADERS);
  g_byte_array_set_size (uki, data + padded);
  memset (uki->data + data, 0, padded);
  if (length > 0)
    image_put (uki, data, bytes, length);
  image_put16 (uki, PE_OFFSET + 6, n + 1);
  image_put (uki, header, name, strlen (name));
  image_put32 (uki, header + 8, length);
  image_put32 (uki, header + 12, data);
  image_put32 (uki, header + 16, padded);
  image_put32 (uki, header + 20, data);
}

void
image_uki_add_text (Image *uki, const char *name, const char *text)
{
  image_uki_add (uki, name, text, strlen (text));
}

Image *
image_uki (void)
{
  Image *image = image_uki_empty (KX_PE_MACHINE_X86_64);
  g_autoptr (Image) kernel = image_bzimage_efi ();

  image_uki_add_text (image, ".osrel", IMAGE_UKI_OSREL);
  image_uki_add_text (image, ".cmdline", IMAGE_UKI_CMDLINE);
  image_uki_add_text (image, ".uname", IMAGE_RELEASE);
  image_uki_add (image, ".linux", kernel->data, kernel->len);
  image_uki_add_text (image, ".initrd", IMAGE_UKI_INITRD);

  /* What the section table leaves room for of a bzImage's header. */
  image_put (image, 0x1f1, kernel->data + 0x1f1, 0x400 - 0x1f1);
  return image;
}

Image *
image_efi_program (void)
{
  Image *image = image_new (4096);

  put_pe (image, 0x8664, ".text", 1024);
  return image;
}

Image *
image_gzip (const Image *image)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  Image *packed = image_new (image->len + 1024);
  GConverterResult result;
  gsize n_read, n_written;

  result = g_converter_convert (G_CONVERTER (compressor), image->data, image->len, packed->data,
                                packed->len, G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
  g_assert_cmpint (result, ==, G_CONVERTER_FINISHED);
  g_byte_array_set_size (packed, n_written);
  return packed;
}

Image *
image_zboot_of (const Image *payload, const char *type)
{
  Image *image = image_new (ZBOOT_HEADERS + payload->len);

  put_pe (image, KX_PE_MACHINE_AARCH64, ".text", 1024);
  image_put (image, 4, "zimg", 4);
  image_put32 (image, 0x08, ZBOOT_HEADERS);
  image_put32 (image, 0x0c, payload->len);
  image_put (image, 0x18, type, strlen (type) + 1);
  image_put (image, 0x38, "\xcd\x23\x82\x81", 4);
  image_put (image, ZBOOT_HEADERS, payload->data, payload->len);
  return image;
}

Image *
image_zboot (void)
{
  g_autoptr (Image) kernel = image_arm64 ();
  g_autoptr (Image) payload = image_gzip (kernel);

  return image_zboot_of (payload, "gzip");
}

Image *
image_riscv (void)
{
  Image *image = image_arm64 ();

  image_put16 (image, PE_OFFSET + 4, KX_PE_MACHINE_RISCV64);
  image_put32 (image, 0x20, 2);                          /* version 0.2 */
  image_put (image, 0x30, "RISCV\0\0\0", 8);
  image_put (image, 0x38, "RSC\x05", 4);
  return image;
}

Image *
image_elf (guint16 type, guint32 segment)
{
  Image *image = image_new (4096);

  image_put (image, 0, "\177ELF\2\1\1", 7);
  image_put16 (image, 0x10, type);
  image_put16 (image, 0x12, 62);    /* e_machine: x86-64 */
  image_put64 (image, 0x20, 0x40);  /* e_phoff */
  image_put16 (image, 0x36, 56);    /* e_phentsize */
  image_put16 (image, 0x38, 1);     /* e_phnum */
  image_put32 (image, 0x40, segment);
  return image;
}

gboolean
image_parse (const Image *image, KxKernelFacts *facts, GError **error)
{
  /* A copy of its own size, so that a sanitizer sees the first byte that is read beyond it. */
  gsize head_size = MIN (image->len, KX_KERNEL_HEAD_SIZE);
  g_autofree guint8 *head = g_memdup2 (image->data, head_size);

  return kx_kernel_image_parse (head, head_size, image->len, facts, error);
}

void
image_assert_refused (const Image *image, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  KxKernelFacts facts;
  KxKernelFacts before;

  memset (&facts, 0xa5, sizeof facts);
  before = facts;

  g_assert_false (image_parse (image, &facts, &error));
  g_assert_error (error, KX_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_true (g_ascii_islower (error->message[0]));
  g_assert_false (g_str_has_suffix (error->message, "."));
  g_assert_cmpmem (&facts, sizeof facts, &before, sizeof before);
}
