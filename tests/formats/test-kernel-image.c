/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "kernel-image.h"

#include "error.h"
#include "image-builder.h"

#include <string.h>

static void
test_formats (void)
{
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_BZIMAGE), ==, "bzimage");
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_UKI), ==, "uki");
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_ZBOOT), ==, "zboot");
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_ARM64_IMAGE), ==, "arm64-image");
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_ELF), ==, "elf");
}

static void
test_clear (void)
{
  KxKernelFacts facts = { .release = g_strdup ("6.1"), .la57 = TRUE };

  kx_kernel_facts_clear (&facts);
  g_assert_null (facts.release);
  g_assert_false (facts.la57);
  kx_kernel_facts_clear (&facts);
}

static void
test_empty (void)
{
  g_autoptr (GError) error = NULL;
  KxKernelFacts facts;

  g_assert_false (kx_kernel_image_parse (NULL, 0, 0, &facts, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INCOMPLETE);
  g_assert_nonnull (strstr (error->message, "empty"));
}

static void
test_uki (void)
{
  g_autoptr (Image) image = image_uki ();

  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "unified kernel image");
}

/* More bytes than the file has are not looked at. */
static void
test_head_too_long (void)
{
  g_autoptr (Image) image = image_uki ();
  g_autoptr (GError) error = NULL;
  KxKernelFacts facts;

  g_assert_false (kx_kernel_image_parse (image->data, image->len, 0x100, &facts, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INCOMPLETE);
}

static void
test_zboot (void)
{
  g_autoptr (Image) image = image_zboot ();

  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "zboot");
}

static void
test_efi_program (void)
{
  g_autoptr (Image) image = image_efi_program ();

  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "EFI program");
  g_byte_array_set_size (image, 4095);
  image_assert_refused (image, KX_ERROR_INCOMPLETE, "promises 4096 bytes, but it has 4095");
  g_byte_array_set_size (image, 0x50);
  image_assert_refused (image, KX_ERROR_INCOMPLETE, "PE header");
}

static void
test_dos_program (void)
{
  g_autoptr (Image) image = image_efi_program ();

  image_put (image, 0x40, "XX", 2);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "\"PE\" is missing");
}

static void
assert_elf (guint16 type, guint32 segment, int code, const char *word)
{
  g_autoptr (Image) image = image_elf (type, segment);

  image_assert_refused (image, code, word);
}

static void
test_elf (void)
{
  g_autoptr (Image) image = image_elf (2, 1);

  assert_elf (1, 0, KX_ERROR_INVALID_IMAGE, "kernel module");
  assert_elf (2, 1, KX_ERROR_UNSUPPORTED, "vmlinux");
  assert_elf (3, 1, KX_ERROR_UNSUPPORTED, "vmlinux");
  assert_elf (3, 3, KX_ERROR_INVALID_IMAGE, "ELF program");
  assert_elf (4, 4, KX_ERROR_INVALID_IMAGE, "core dump");

  g_byte_array_set_size (image, 63);
  image_assert_refused (image, KX_ERROR_INCOMPLETE, "63 bytes");
}

static void
test_elf_32_bit (void)
{
  g_autoptr (Image) image = image_elf (2, 0);

  image_put (image, 4, "\1", 1);
  image_put32 (image, 0x1c, 0x80); /* e_phoff */
  image_put16 (image, 0x2a, 32);
  image_put16 (image, 0x2c, 2);
  image_put32 (image, 0x80, 1);
  image_put32 (image, 0x80 + 32, 3);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "ELF program");
}

/* A table that ends beyond the file, wraps around, or stands still. */
static void
test_elf_program_headers (void)
{
  g_autoptr (Image) image = image_elf (2, 1);

  image_put64 (image, 0x20, G_MAXUINT64 - 3);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "vmlinux");
  image_put64 (image, 0x20, 4096 - 3);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "vmlinux");
  image_put64 (image, 0x20, 0x40);
  image_put16 (image, 0x36, 0);
  image_put16 (image, 0x38, 0xffff);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "vmlinux");
}

static void
test_elf_big_endian (void)
{
  g_autoptr (Image) image = image_elf (0, 3);

  image_put (image, 5, "\2", 1);
  image_put (image, 0x10, "\0\2", 2);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "vmlinux");
  image_put (image, 0x10, "\0\1", 2);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "kernel module");
}

static void
test_multiboot (void)
{
  g_autoptr (Image) image = image_elf (2, 1);

  image_put32 (image, 4096 - 12, 0x1badb002);
  image_put32 (image, 4096 - 8, 3);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "vmlinux"); /* wrong sum */
  image_put32 (image, 4096 - 4, -(0x1badb002 + 3));
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "Xen");
}

typedef struct
{
  gsize size;
  gsize offset;
  const char *magic;
  gsize length;
  int code;
  const char *word;
} Sample;

#define SAMPLE(size, offset, magic, code, word)                                                    \
  { size, offset, magic, sizeof (magic) - 1, KX_ERROR_##code, word }

static void
test_kinds (void)
{
  static const Sample samples[] = {
    SAMPLE (4096, 0x38, "RSC\x05", UNSUPPORTED, "RISC-V"),
    SAMPLE (4096, 0x30, "RISCV\0\0\0", UNSUPPORTED, "RISC-V"),
    SAMPLE (4096, 0x24, "\x18\x28\x6f\x01", UNSUPPORTED, "32-bit Arm"),
    SAMPLE (0x20000, 0x10008, "S390EP", UNSUPPORTED, "s390x"),
    SAMPLE (4096, 0, "\x1f\x8b\x08", UNSUPPORTED, "gzip"),
    SAMPLE (4096, 0, "\xfd" "7zXZ\0", INVALID_IMAGE, "xz"),
    SAMPLE (4096, 0, "\x28\xb5\x2f\xfd", INVALID_IMAGE, "zstd"),
    SAMPLE (4096, 0, "\x02\x21\x4c\x18", INVALID_IMAGE, "lz4"),
    SAMPLE (4096, 0, "\x04\x22\x4d\x18", INVALID_IMAGE, "lz4"),
    SAMPLE (4096, 0, "BZh9", INVALID_IMAGE, "bzip2"),
    SAMPLE (4096, 0, "\x5d\0\0\x80", INVALID_IMAGE, "lzma"),
    SAMPLE (4096, 0, "\x89LZO", INVALID_IMAGE, "lzo"),
    SAMPLE (4096, 0, "070701000", INVALID_IMAGE, "initramfs"),
    SAMPLE (4096, 0, "070702000", INVALID_IMAGE, "initramfs"),
    SAMPLE (4096, 0, "070707000", INVALID_IMAGE, "initramfs"),
    SAMPLE (4096, 0, "\xc7\x71", INVALID_IMAGE, "initramfs"),
    SAMPLE (10240, 257, "ustar\0", INVALID_IMAGE, "tar"),
    SAMPLE (4096, 0, "!<arch>\ndebian-binary", INVALID_IMAGE, "Debian package"),
    SAMPLE (4096, 0, "\xed\xab\xee\xdb", INVALID_IMAGE, "RPM"),
    SAMPLE (4096, 0, "PK\x03\x04", INVALID_IMAGE, "zip"),
    SAMPLE (4096, 0, "hsqs", INVALID_IMAGE, "squashfs"),
    SAMPLE (4096, 0, "\x27\x05\x19\x56", INVALID_IMAGE, "U-Boot"),
    SAMPLE (4096, 0, "\xd0\x0d\xfe\xed", INVALID_IMAGE, "device tree"),
    SAMPLE (4096, 0, "ANDROID!", INVALID_IMAGE, "Android"),
    SAMPLE (4096, 0, "#!/bin/sh\n", INVALID_IMAGE, "script"),
    SAMPLE (4096, 0x1fe, "\x55\xaa", INVALID_IMAGE, "boot sector"),
    SAMPLE (512, 0x1fe, "\x55\xaa", INCOMPLETE, "512 bytes"), /* a bzImage may start so, too */
    SAMPLE (15, 0, "hello,\nworld.\n\n", INVALID_IMAGE, "text"),
    SAMPLE (4096, 0, "\0", INCOMPLETE, "zeros"),
    SAMPLE (1, 0, "\0", INCOMPLETE, "zeros"),
    SAMPLE (1023, 5, "\1", INCOMPLETE, "1023 bytes"),
    SAMPLE (1024, 5, "\1", INVALID_IMAGE, "not a kernel"),
    SAMPLE (1, 0, "M", INCOMPLETE, "1 bytes"),
    SAMPLE (2, 0, "MZ", INCOMPLETE, "2 bytes"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      const Sample *sample = &samples[i];
      g_autoptr (Image) image
        = image_with_magic (sample->size, sample->offset, sample->magic, sample->length);

      g_test_message ("%s", sample->word);
      image_assert_refused (image, sample->code, sample->word);
    }
}

/* Text is looked at for a while; a character of several bytes may lie across the end of that. */
static void
test_text (void)
{
  for (gsize shift = 0; shift < 4; shift++)
    {
      g_autoptr (Image) image = g_byte_array_new ();

      for (gsize i = 0; i < shift; i++)
        g_byte_array_append (image, (const guint8 *) "x", 1);
      while (image->len < 1200)
        g_byte_array_append (image, (const guint8 *) "\xf0\x9f\x90\xa7", 4);
      image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "text");

      image->data[300] = 0xff; /* no UTF-8 any more */
      image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "not a kernel");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kernel-image/formats", test_formats);
  g_test_add_func ("/kernel-image/clear", test_clear);
  g_test_add_func ("/kernel-image/empty", test_empty);
  g_test_add_func ("/kernel-image/uki", test_uki);
  g_test_add_func ("/kernel-image/head-too-long", test_head_too_long);
  g_test_add_func ("/kernel-image/zboot", test_zboot);
  g_test_add_func ("/kernel-image/efi-program", test_efi_program);
  g_test_add_func ("/kernel-image/dos-program", test_dos_program);
  g_test_add_func ("/kernel-image/elf", test_elf);
  g_test_add_func ("/kernel-image/elf/32-bit", test_elf_32_bit);
  g_test_add_func ("/kernel-image/elf/program-headers", test_elf_program_headers);
  g_test_add_func ("/kernel-image/elf/big-endian", test_elf_big_endian);
  g_test_add_func ("/kernel-image/multiboot", test_multiboot);
  g_test_add_func ("/kernel-image/kinds", test_kinds);
  g_test_add_func ("/kernel-image/text", test_text);

  return g_test_run ();
}
