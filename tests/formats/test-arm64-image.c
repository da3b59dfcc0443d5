/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "arm64-image.h"

#include "error.h"
#include "image-builder.h"
#include "kernel-image.h"

static void
assert_accepted (const Image *image, const char *architecture, guint64 declared_size)
{
  g_auto (KxKernelFacts) facts = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (image_parse (image, &facts, &error));
  g_assert_no_error (error);
  g_assert_cmpint (facts.format, ==, KX_FORMAT_ARM64_IMAGE);
  g_assert_cmpstr (facts.architecture, ==, architecture);
  g_assert_null (facts.release);
  g_assert_cmpuint (facts.declared_size, ==, declared_size);
  g_assert_cmpuint (facts.cmdline_max, ==, 2047);
  g_assert_false (facts.la57);
}

static void
test_facts (void)
{
  g_autoptr (Image) image = image_arm64 ();
  g_autoptr (Image) without_efi = image_arm64_without_efi ();

  assert_accepted (image, "aarch64", IMAGE_ARM64_SIZE);
  assert_accepted (without_efi, "aarch64", 0);
}

static void
test_big_endian (void)
{
  g_autoptr (Image) image = image_arm64 ();

  image_put64 (image, 0x18, 0xb);
  assert_accepted (image, "aarch64_be", IMAGE_ARM64_SIZE);
}

static void
test_truncated_efi (void)
{
  g_autoptr (Image) image = image_arm64 ();

  for (guint size = image->len - 1; size > 0; size--)
    {
      g_byte_array_set_size (image, size);
      image_assert_refused (image, KX_ERROR_INCOMPLETE, "");
    }
}

/* Without an EFI stub only the header itself can be missed. */
static void
test_truncated_header (void)
{
  g_autoptr (Image) image = image_arm64_without_efi ();

  g_byte_array_set_size (image, 64);
  assert_accepted (image, "aarch64", 0);
  for (guint size = 63; size > 0; size--)
    {
      g_byte_array_set_size (image, size);
      image_assert_refused (image, KX_ERROR_INCOMPLETE, "");
    }
}

static void
test_signed (void)
{
  g_autoptr (Image) image = image_arm64 ();

  g_byte_array_set_size (image, IMAGE_ARM64_SIZE + IMAGE_CERTIFICATE_SIZE);
  image_put32 (image, 0x40 + 24 + 144, IMAGE_ARM64_SIZE);
  image_put32 (image, 0x40 + 24 + 148, IMAGE_CERTIFICATE_SIZE);
  assert_accepted (image, "aarch64", IMAGE_ARM64_SIZE + IMAGE_CERTIFICATE_SIZE);

  g_byte_array_set_size (image, image->len - 1);
  image_assert_refused (image, KX_ERROR_INCOMPLETE, "promise 9664 bytes, but the file has 9663");
}

static void
test_memory (void)
{
  g_autoptr (Image) image = image_arm64 ();

  image_put64 (image, 0x10, 0);
  image_assert_refused (image, KX_ERROR_UNSUPPORTED, "3.17");
  image_put64 (image, 0x10, IMAGE_ARM64_SIZE - 1);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "appended");
  image_put64 (image, 0x10, IMAGE_ARM64_SIZE);
  assert_accepted (image, "aarch64", IMAGE_ARM64_SIZE);
}

static void
test_memory_does_not_wrap (void)
{
  g_autoptr (Image) image = image_arm64 ();

  image_put64 (image, 0x10, G_MAXUINT64);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "any machine");
  image_put64 (image, 0x10, IMAGE_ARM64_MEMORY);
  image_put64 (image, 0x08, G_MAXUINT64 - IMAGE_ARM64_MEMORY + 2);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "any machine");
  image_put64 (image, 0x08, 0x80000); /* what older kernels have */
  assert_accepted (image, "aarch64", IMAGE_ARM64_SIZE);
}

static void
test_pe (void)
{
  g_autoptr (Image) image = image_arm64 ();

  image_put16 (image, 0x44, 0x8664);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "another machine");
  image_put (image, 0x40, "XX", 2);
  image_assert_refused (image, KX_ERROR_INVALID_IMAGE, "\"PE\" is missing");
  image_put32 (image, 0x3c, 0xfffffff0);
  image_assert_refused (image, KX_ERROR_INCOMPLETE, "PE header");
}

static void
test_release (void)
{
  g_autoptr (Image) image = image_arm64 ();
  g_autofree char *release = kx_kernel_image_find_release (image->data, image->len,
                                                                 IMAGE_ARM64_SIZE);

  g_assert_cmpstr (release, ==, IMAGE_RELEASE);
}

static void
test_no_header (void)
{
  g_autoptr (Image) image = image_with_magic (4096, 0x38, "ARM\x65", 4);
  g_autoptr (GError) error = NULL;
  KxKernelFacts facts;

  g_assert_false (kx_arm64_image_parse (image->data, image->len, image->len, &facts, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/arm64-image/facts", test_facts);
  g_test_add_func ("/arm64-image/big-endian", test_big_endian);
  g_test_add_func ("/arm64-image/truncated/efi", test_truncated_efi);
  g_test_add_func ("/arm64-image/truncated/header", test_truncated_header);
  g_test_add_func ("/arm64-image/signed", test_signed);
  g_test_add_func ("/arm64-image/memory", test_memory);
  g_test_add_func ("/arm64-image/memory-does-not-wrap", test_memory_does_not_wrap);
  g_test_add_func ("/arm64-image/pe", test_pe);
  g_test_add_func ("/arm64-image/release", test_release);
  g_test_add_func ("/arm64-image/no-header", test_no_header);

  return g_test_run ();
}
