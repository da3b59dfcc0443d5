/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "kernel-image.h"

#include "error.h"
#include "image-builder.h"
#include "pe.h"

#include <string.h>

static void
test_formats (void)
{
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_BZIMAGE), ==, "bzimage");
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_UKI), ==, "uki");
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_ZBOOT), ==, "zboot");
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_ARM64_IMAGE), ==, "arm64-image");
  g_assert_cmpstr (kx_format_to_string (KX_FORMAT_RISCV_IMAGE), ==, "riscv-image");
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

/* Asserts that the first @size bytes of @image tell what is in it. */
static void
assert_packed (const Image *image, gsize size, KxPacking packing, KxFormat format,
               const char *architecture)
{
  g_autofree guint8 *head = g_memdup2 (image->data, size);
  g_autoptr (GError) error = NULL;
  g_auto (KxKernelFacts) facts = { 0 };

  g_assert_cmpint (kx_kernel_image_packing (head, size), ==, packing);
  g_assert_true (kx_kernel_image_parse (head, size, image->len, &facts, &error));
  g_assert_no_error (error);
  g_assert_cmpint (facts.format, ==, format);
  g_assert_cmpstr (facts.architecture, ==, architecture);
}

static void
assert_incomplete (const Image *image, gsize size, guint64 file_size, const char *word)
{
  g_autofree guint8 *head = g_memdup2 (image->data, size);
  g_autoptr (GError) error = NULL;
  KxKernelFacts facts;

  g_assert_false (kx_kernel_image_parse (head, size, file_size, &facts, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INCOMPLETE);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_uki (void)
{
  g_autoptr (Image) image = image_uki ();
  g_auto (KxKernelFacts) facts = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (image_parse (image, &facts, &error));
  g_assert_no_error (error);
  g_assert_cmpint (facts.format, ==, KX_FORMAT_UKI);
  g_assert_cmpstr (facts.architecture, ==, "x86_64");
  g_assert_cmpstr (facts.release, ==, IMAGE_RELEASE);
  g_assert_cmpuint (facts.declared_size, ==, image->len);
  g_assert_cmpuint (facts.cmdline_max, >, 0);
  g_assert_true (facts.la57);

  /* Its kernel is not in the first 4 KiB; its last section is missing. */
  assert_incomplete (image, 4096, image->len, "do not tell");
  assert_incomplete (image, image->len - 1, image->len - 1, ".initrd");
}

static void
test_uki_with_zboot (void)
{
  g_autoptr (Image) image = image_uki_empty (KX_PE_MACHINE_AARCH64);
  g_autoptr (Image) kernel = image_zboot ();

  image_uki_add (image, ".linux", kernel->data, kernel->len);
  assert_packed (image, image->len, KX_PACKING_UKI, KX_FORMAT_UKI, "aarch64");
}

static void
test_uki_without_kernel (void)
{
  static const struct
  {
    const char *content;
    int code;
    const char *word;
  } cases[] = {
    { "", KX_ERROR_UNSUPPORTED, "no kernel for all its profiles" },
    { "\x1f\x8b\x08", KX_ERROR_INVALID_IMAGE, "the kernel in this unified kernel image: " },
    { "#!/bin/sh", KX_ERROR_INVALID_IMAGE, "the kernel in this unified kernel image: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) image = image_uki_empty (KX_PE_MACHINE_X86_64);

      image_uki_add_text (image, ".linux", cases[i].content);
      image_assert_refused (image, cases[i].code, cases[i].word);
    }
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

static gboolean
collect (const guint8 *bytes, gsize size, gpointer user_data, GError **error)
{
  g_byte_array_append (user_data, bytes, size);
  return TRUE;
}

/* Unpacks @image and compares that with @kernel; reads the release through the packing. */
static void
assert_unpacked (const Image *image, const Image *kernel)
{
  g_autoptr (GByteArray) unpacked = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *release = kx_kernel_image_find_release (image->data, image->len, 1 << 20);

  g_assert_true (kx_kernel_image_unpack (image->data, image->len, kernel->len, collect, unpacked,
                                         &error));
  g_assert_no_error (error);
  g_assert_cmpmem (unpacked->data, unpacked->len, kernel->data, kernel->len);
  g_assert_cmpstr (release, ==, IMAGE_RELEASE);

  g_assert_false (kx_kernel_image_unpack (image->data, image->len, kernel->len - 1, collect,
                                          unpacked, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
}

static void
test_zboot (void)
{
  g_autoptr (Image) image = image_zboot ();
  g_autoptr (Image) kernel = image_arm64 ();

  assert_packed (image, 1024, KX_PACKING_ZBOOT, KX_FORMAT_ZBOOT, "aarch64");
  assert_unpacked (image, kernel);
  assert_incomplete (image, 1024, image->len - 1, "promise");
}

static void
test_compressed (void)
{
  g_autoptr (Image) kernel = image_arm64 ();
  g_autoptr (Image) image = image_gzip (kernel);

  assert_packed (image, 512, KX_PACKING_COMPRESSED, KX_FORMAT_ARM64_IMAGE, "aarch64");
  assert_unpacked (image, kernel);
  assert_incomplete (image, 12, 12, "ends too early");
  assert_incomplete (image, 12, image->len, "do not tell");
}

static void
test_compressed_riscv (void)
{
  g_autoptr (Image) kernel = image_riscv ();
  g_autoptr (Image) image = image_gzip (kernel);

  assert_packed (kernel, 4096, KX_PACKING_NONE, KX_FORMAT_RISCV_IMAGE, "riscv64");
  assert_packed (image, 512, KX_PACKING_COMPRESSED, KX_FORMAT_RISCV_IMAGE, "riscv64");
  image_put64 (kernel, 0x10, 0);
  image_assert_refused (kernel, KX_ERROR_UNSUPPORTED, "memory");
  image_put64 (kernel, 0x10, kernel->len - 1);
  image_assert_refused (kernel, KX_ERROR_INVALID_IMAGE, "appended");
  image_put (kernel, 0x18, "\1", 1);
  image_assert_refused (kernel, KX_ERROR_UNSUPPORTED, "big-endian");
  g_byte_array_set_size (kernel, 0x3c);
  image_assert_refused (kernel, KX_ERROR_INCOMPLETE, "inside the header");
}

/* What has to be read of a file. */
static void
test_needed (void)
{
  g_autoptr (Image) bzimage = image_bzimage_efi ();
  g_autoptr (Image) arm64 = image_arm64 ();
  g_autoptr (Image) text = image_with_magic (4096, 0, "#!", 2);

  g_assert_cmpuint (kx_kernel_image_needed (text->data, 512), ==, 512);
  g_assert_cmpuint (kx_kernel_image_needed (arm64->data, 512), ==, 512);
  g_assert_cmpuint (kx_kernel_image_needed (arm64->data, 128), ==, KX_KERNEL_HEAD_SIZE);
  g_assert_cmpuint (kx_kernel_image_needed (bzimage->data, 4096), ==, 4096);
  image_put16 (bzimage, 0x20e, 0x3600);
  g_assert_cmpuint (kx_kernel_image_needed (bzimage->data, 4096), ==, 0x200 + 0x3600 + 65);
  image_put16 (bzimage, 0x20e, 0xffff);
  g_assert_cmpuint (kx_kernel_image_needed (bzimage->data, 4096), ==, 0x200 + 0xffff + 65);
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
    SAMPLE (4096, 0x24, "\x18\x28\x6f\x01", UNSUPPORTED, "32-bit Arm"),
    SAMPLE (0x20000, 0x10008, "S390EP", UNSUPPORTED, "s390x"),
    SAMPLE (4096, 0, "\x1f\x8b\x08", INVALID_IMAGE, "gzip"),
    SAMPLE (4096, 0, "\xfd" "7zXZ\0", INVALID_IMAGE, "xz"),
    SAMPLE (4096, 0, "\x28\xb5\x2f\xfd\xff", INVALID_IMAGE, "zstd"),
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
  g_test_add_func ("/kernel-image/uki-with-zboot", test_uki_with_zboot);
  g_test_add_func ("/kernel-image/uki-without-kernel", test_uki_without_kernel);
  g_test_add_func ("/kernel-image/zboot", test_zboot);
  g_test_add_func ("/kernel-image/compressed", test_compressed);
  g_test_add_func ("/kernel-image/compressed-riscv", test_compressed_riscv);
  g_test_add_func ("/kernel-image/needed", test_needed);
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
