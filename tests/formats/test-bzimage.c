/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bzimage.h"

#include "error.h"
#include "image-builder.h"
#include "kernel-image.h"

#include <string.h>

static void
assert_accepted (const Image *image, const char *release, guint64 declared_size)
{
  g_auto (KxKernelFacts) facts = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (image_parse (image, &facts, &error));
  g_assert_no_error (error);
  g_assert_cmpint (facts.format, ==, KX_FORMAT_BZIMAGE);
  g_assert_cmpstr (facts.architecture, ==, "x86_64");
  g_assert_cmpstr (facts.release, ==, release);
  g_assert_cmpuint (facts.declared_size, ==, declared_size);
}

static void
test_facts (void)
{
  g_autoptr (Image) image = image_bzimage ();
  g_auto (KxKernelFacts) facts = { 0 };

  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE);

  g_assert_true (image_parse (image, &facts, NULL));
  g_assert_cmpuint (facts.cmdline_max, ==, 2016); /* 2047 − "elfcorehdr=…" − NUL */
  g_assert_true (facts.la57);
}

static void
test_la57 (void)
{
  g_autoptr (Image) image = image_bzimage ();
  g_auto (KxKernelFacts) facts = { 0 };

  image_put16 (image, 0x236, 0x7f & ~(1 << 5));
  g_assert_true (image_parse (image, &facts, NULL));
  g_assert_false (facts.la57);
}

static void
test_signed (void)
{
  g_autoptr (Image) image = image_bzimage_signed ();

  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE + IMAGE_CERTIFICATE_SIZE);

  g_byte_array_set_size (image, image->len - 1);
  image_assert_refused (image, KX_ERROR_INCOMPLETE, "promises 11200 bytes, but the file has 11199");
}

/* Every length from nothing to all but one byte. */
static void
test_truncated (Image *(*build) (void))
{
  g_autoptr (Image) image = build ();

  assert_accepted (image, IMAGE_RELEASE, image->len);
  for (guint size = image->len - 1; size > 0; size--)
    {
      g_byte_array_set_size (image, size);
      image_assert_refused (image, KX_ERROR_INCOMPLETE, "");
    }
}

static void
test_truncated_bios (void)
{
  test_truncated (image_bzimage);
}

static void
test_truncated_efi (void)
{
  test_truncated (image_bzimage_efi);
}

static void
test_truncated_signed (void)
{
  test_truncated (image_bzimage_signed);
}

/* The head alone, as the daemon reads it, is enough; bytes beyond the file's length are not used. */
static void
test_head_only (void)
{
  g_autoptr (Image) image = image_bzimage ();
  g_auto (KxKernelFacts) facts = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_kernel_image_parse (image->data, 3 * 512, image->len, &facts, &error));
  g_assert_no_error (error);
  g_assert_false (kx_kernel_image_parse (image->data, image->len, 1024, &facts, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INCOMPLETE);
}

/* More bytes than the file has: the length of the file counts. */
static void
test_head_too_long (void)
{
  g_autoptr (Image) image = image_bzimage ();
  g_autoptr (GError) error = NULL;
  KxKernelFacts facts;

  g_assert_false (kx_bzimage_parse (image->data, image->len, 1023, &facts, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INCOMPLETE);
  g_assert_nonnull (strstr (error->message, "1023 bytes"));
}

/* A head that ends before the release to which the header points. */
static void
test_head_too_short_for_release (void)
{
  g_autoptr (Image) image = image_bzimage ();
  g_autoptr (GError) error = NULL;
  g_auto (KxKernelFacts) facts = { 0 };

  image_put16 (image, 0x20e, 0x250); /* kernel_version, beyond the 1024 bytes that are given */
  g_assert_false (kx_kernel_image_parse (image->data, 1024, image->len, &facts, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
}

static void
test_setup_sects_zero_means_four (void)
{
  g_autoptr (Image) image = image_bzimage ();

  image_put (image, 0x1f1, "\0", 1);
  image_put32 (image, 0x1f4, (IMAGE_BZIMAGE_SIZE - 5 * 512) / 16);
  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE);
}

static void
test_sizes_do_not_wrap (void)
{
  g_autoptr (Image) image = image_bzimage ();

  image_put32 (image, 0x1f4, 0xffffffff); /* × 16 does not fit into 32 bits */
  image_assert_refused (image, KX_ERROR_INCOMPLETE, "promises 68719478256 bytes");
  image_put32 (image, 0x1f4, 0x10000000 + 8192 / 16); /* would be right if it wrapped */
  image_assert_refused (image, KX_ERROR_INCOMPLETE, "promises");
  image_put32 (image, 0x1f4, 0);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "no kernel");
}

static void
test_payload_does_not_wrap (void)
{
  g_autoptr (Image) image = image_bzimage ();

  image_put32 (image, 0x24c, 8192 - 64);
  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE);
  image_put32 (image, 0x24c, 8192 - 64 + 1);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "payload");
  image_put32 (image, 0x248, 0xffffffff);
  image_put32 (image, 0x24c, 2);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "payload");
}

static void
test_memory (void)
{
  g_autoptr (Image) image = image_bzimage ();

  image_put32 (image, 0x260, 4097); /* init_size, rounded up to pages */
  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE);
  image_put32 (image, 0x260, 4096);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "memory");
  image_put32 (image, 0x260, 0xffffffff);
  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE);
}

/* Something appended beyond what the kernel asks for makes kexec_file_load() fail. */
static void
test_trailing_bytes (void)
{
  g_autoptr (Image) image = image_bzimage ();

  g_byte_array_set_size (image, 3 * 512 + 65536);
  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE);
  g_byte_array_set_size (image, 3 * 512 + 65536 + 1);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "appended");
}

static void
test_alignment (void)
{
  static const guint32 bad[] = { 0, 3, 0x200001, 0xffffffff };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (Image) image = image_bzimage ();

      image_put32 (image, 0x230, bad[i]);
      image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "power of two");
    }
}

static void
test_boot_flag (void)
{
  g_autoptr (Image) image = image_bzimage ();

  image_put16 (image, 0x1fe, 0x55aa);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "boot flag");
}

static void
test_protocol (void)
{
  g_autoptr (Image) image = image_bzimage ();

  image_put16 (image, 0x206, 0x20b);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "boot protocol 2.11");
  image_put16 (image, 0x206, 0x20c);
  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE);
}

static void
test_header_length (void)
{
  g_autoptr (Image) image = image_bzimage ();

  image_put (image, 0x200, "\xeb\x66", 2);
  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE);
  image_put (image, 0x200, "\xeb\x65", 2);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "shorter than its protocol");
  image_put (image, 0x200, "\xe9\x6a", 2);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "shorter than its protocol");
}

static void
test_flags (void)
{
  g_autoptr (Image) image = image_bzimage ();

  image_put16 (image, 0x236, 1 << 0);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "4 GiB");
  image_put16 (image, 0x236, 1 << 1);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "32-bit");
  image_put16 (image, 0x236, 1 << 0 | 1 << 1);
  assert_accepted (image, IMAGE_RELEASE, IMAGE_BZIMAGE_SIZE);
  image_put (image, 0x211, "\0", 1);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "zImage");
}

static void
test_cmdline_size (void)
{
  g_autoptr (Image) image = image_bzimage ();
  g_auto (KxKernelFacts) facts = { 0 };

  image_put32 (image, 0x238, 31);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "no room for a command line");
  image_put32 (image, 0x238, 0);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "no room for a command line");
  image_put32 (image, 0x238, 32);
  g_assert_true (image_parse (image, &facts, NULL));
  g_assert_cmpuint (facts.cmdline_max, ==, 1);
}

static void
test_release (void)
{
  static const char *const bad[] = {
    "", " 6.1", "6.1/../x y", "../6.1 y", "-6.1 y", "6.1\ty", "6.1\n", "6\xc3\xa4 y",
    "66666666666666666666666666666666666666666666666666666666666666666 y", /* 65 */
  };
  g_autoptr (Image) image = image_bzimage ();
  g_autofree char *filling = g_strnfill (256, '6');

  image_put (image, 0x300, "6.12.3", 7);
  assert_accepted (image, "6.12.3", IMAGE_BZIMAGE_SIZE);
  image_put16 (image, 0x20e, 0);
  assert_accepted (image, NULL, IMAGE_BZIMAGE_SIZE);

  /* At the very end of the setup code, with and without an end of its own. */
  image_put16 (image, 0x20e, 0x400 - 4);
  image_put (image, 0x600 - 4, "6.1\0", 4);
  assert_accepted (image, "6.1", IMAGE_BZIMAGE_SIZE);
  image_put (image, 0x600 - 4, "6.12\0", 5);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "release");
  image_put16 (image, 0x20e, 0x400); /* in the kernel's part */
  image_put (image, 0x600, "6.1", 4);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "release");
  image_put16 (image, 0x20e, 0xffff);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "release");

  image_put16 (image, 0x20e, 0x100);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      image_put (image, 0x300, filling, 256);
      image_put (image, 0x300, bad[i], strlen (bad[i]) + 1);
      image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "release");
    }
}

static void
test_no_header (void)
{
  g_autoptr (Image) image = image_with_magic (4096, 0x202, "HdrT", 4);
  g_autoptr (GError) error = NULL;
  KxKernelFacts facts;

  g_assert_false (kx_bzimage_parse (image->data, image->len, image->len, &facts, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bzimage/facts", test_facts);
  g_test_add_func ("/bzimage/la57", test_la57);
  g_test_add_func ("/bzimage/signed", test_signed);
  g_test_add_func ("/bzimage/truncated/bios", test_truncated_bios);
  g_test_add_func ("/bzimage/truncated/efi", test_truncated_efi);
  g_test_add_func ("/bzimage/truncated/signed", test_truncated_signed);
  g_test_add_func ("/bzimage/head-only", test_head_only);
  g_test_add_func ("/bzimage/head-too-long", test_head_too_long);
  g_test_add_func ("/bzimage/head-too-short-for-release", test_head_too_short_for_release);
  g_test_add_func ("/bzimage/setup-sects-zero-means-four", test_setup_sects_zero_means_four);
  g_test_add_func ("/bzimage/sizes-do-not-wrap", test_sizes_do_not_wrap);
  g_test_add_func ("/bzimage/payload-does-not-wrap", test_payload_does_not_wrap);
  g_test_add_func ("/bzimage/memory", test_memory);
  g_test_add_func ("/bzimage/trailing-bytes", test_trailing_bytes);
  g_test_add_func ("/bzimage/alignment", test_alignment);
  g_test_add_func ("/bzimage/boot-flag", test_boot_flag);
  g_test_add_func ("/bzimage/protocol", test_protocol);
  g_test_add_func ("/bzimage/header-length", test_header_length);
  g_test_add_func ("/bzimage/flags", test_flags);
  g_test_add_func ("/bzimage/cmdline-size", test_cmdline_size);
  g_test_add_func ("/bzimage/release", test_release);
  g_test_add_func ("/bzimage/no-header", test_no_header);

  return g_test_run ();
}
