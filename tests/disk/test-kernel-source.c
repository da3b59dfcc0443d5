/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel-source.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "digest.h"
#include "entry.h"
#include "error.h"
#include "image-builder.h"
#include "pe.h"

#define CAP (1024 * 1024)

static const KxCopying unbounded = { .cap = CAP };

static int
make_file (const void *bytes, gsize size)
{
  int fd = memfd_create ("test", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, bytes, size, 0), ==, size);
  return fd;
}

static int
make_image (const Image *image)
{
  return make_file (image->data, image->len);
}

static KxKernelSource
open_source (int fd, int profile)
{
  g_autoptr (GError) error = NULL;
  KxKernelSource source;

  g_assert_true (kx_kernel_source_init (&source, fd, profile, &error));
  g_assert_no_error (error);
  return source;
}

/* Sealed, with these contents, and the digest is theirs; closes @fd. */
static void
assert_copy (int fd, const char *digest, const void *bytes, gsize size)
{
  g_autofree guint8 *read_back = g_malloc0 (size + 1);
  g_autofree char *wanted = NULL;
  KxDigest whole;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pread (fd, read_back, size + 1, 0), ==, size);
  g_assert_cmpmem (read_back, size, bytes, size);
  g_assert_cmpint (fcntl (fd, F_GET_SEALS) & F_SEAL_WRITE, ==, F_SEAL_WRITE);
  kx_digest_init (&whole);
  kx_digest_update (&whole, bytes, size);
  wanted = kx_digest_finish (&whole);
  g_assert_cmpstr (digest, ==, wanted);
  close (fd);
}

static void
assert_kernel (const KxKernelSource *source, const Image *kernel, const char *architecture)
{
  g_autoptr (GError) error = NULL;
  g_auto (KxKernelFacts) facts = { 0 };
  g_autofree char *digest = NULL;
  int fd = kx_kernel_source_copy_kernel (source, &unbounded, &facts, &digest, &error);

  g_assert_no_error (error);
  assert_copy (fd, digest, kernel->data, kernel->len);
  g_assert_cmpstr (facts.architecture, ==, architecture);
  g_assert_cmpstr (facts.release, ==, IMAGE_RELEASE);
}

static void
assert_initrds (const KxKernelSource *source, const int *fds, guint n, const char *expected,
                gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = NULL;
  int fd = kx_kernel_source_copy_initrds (source, fds, n, &unbounded, &digest, &error);

  g_assert_no_error (error);
  assert_copy (fd, digest, expected, size);
}

static void
test_plain (void)
{
  g_autoptr (Image) kernel = image_bzimage_signed ();
  int fd = make_image (kernel);
  int initrds[] = { make_file ("12345", 5), make_file ("abcd", 4) };
  KxKernelSource source = open_source (fd, KX_ENTRY_NO_PROFILE);

  g_assert_false (kx_kernel_source_has_initrd (&source));
  g_assert_cmpuint (kx_kernel_source_get_size (&source), ==, kernel->len);
  assert_kernel (&source, kernel, "x86_64");
  assert_initrds (&source, initrds, 2, "12345\0\0\0abcd", 12);
  for (gsize i = 0; i < G_N_ELEMENTS (initrds); i++)
    close (initrds[i]);
  close (fd);
}

static void
test_packed (void)
{
  g_autoptr (Image) kernel = image_arm64 ();
  g_autoptr (Image) gzip = image_gzip (kernel);
  g_autoptr (Image) zboot = image_zboot ();
  int fds[] = { make_image (gzip), make_image (zboot) };

  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      KxKernelSource source = open_source (fds[i], KX_ENTRY_NO_PROFILE);

      assert_kernel (&source, kernel, "aarch64");
      close (fds[i]);
    }
}

static void
test_uki (void)
{
  g_autoptr (Image) image = image_uki ();
  g_autoptr (Image) kernel = image_bzimage_efi ();
  int fd, further = make_file ("further", 7);
  KxKernelSource source;

  image_uki_add_text (image, ".ucode", "microcode!");
  fd = make_image (image);
  source = open_source (fd, KX_ENTRY_NO_PROFILE);
  g_assert_true (kx_kernel_source_has_initrd (&source));
  g_assert_cmpuint (kx_kernel_source_get_size (&source), ==,
                    kernel->len + 10 + strlen (IMAGE_UKI_INITRD));
  assert_kernel (&source, kernel, "x86_64");
  g_assert_cmpuint (strlen (IMAGE_UKI_INITRD) % 4, ==, 0);
  assert_initrds (&source, NULL, 0, "microcode!\0\0" IMAGE_UKI_INITRD,
                  12 + strlen (IMAGE_UKI_INITRD));
  assert_initrds (&source, &further, 1, "microcode!\0\0further\0" IMAGE_UKI_INITRD,
                  20 + strlen (IMAGE_UKI_INITRD));
  close (further);
  close (fd);
}

static void
test_uki_profile (void)
{
  g_autoptr (Image) image = image_uki ();
  g_autoptr (Image) kernel = image_bzimage_efi ();
  g_autoptr (Image) other = image_bzimage ();
  g_autoptr (GError) error = NULL;
  KxKernelSource source;
  int fd;

  image_uki_add_text (image, ".profile", "ID=main");
  image_uki_add_text (image, ".profile", "ID=other");
  image_uki_add (image, ".linux", other->data, other->len);
  image_uki_add_text (image, ".initrd", "else");
  fd = make_image (image);

  source = open_source (fd, 0);
  assert_kernel (&source, kernel, "x86_64");
  assert_initrds (&source, NULL, 0, IMAGE_UKI_INITRD, strlen (IMAGE_UKI_INITRD));
  source = open_source (fd, 1);
  assert_kernel (&source, other, "x86_64");
  assert_initrds (&source, NULL, 0, "else", 4);
  g_assert_false (kx_kernel_source_init (&source, fd, 2, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  close (fd);
}

static void
test_uki_with_zboot (void)
{
  g_autoptr (Image) image = image_uki_empty (KX_PE_MACHINE_AARCH64);
  g_autoptr (Image) zboot = image_zboot ();
  g_autoptr (Image) kernel = image_arm64 ();
  KxKernelSource source;
  int fd;

  image_uki_add (image, ".linux", zboot->data, zboot->len);
  fd = make_image (image);
  source = open_source (fd, KX_ENTRY_NO_PROFILE);
  g_assert_false (kx_kernel_source_has_initrd (&source));
  assert_kernel (&source, kernel, "aarch64");
  close (fd);
}

static void
assert_refused (const Image *image, guint64 cap, int code, const char *word)
{
  KxCopying bounded = { .cap = cap };
  int fd = make_image (image);
  KxKernelSource source = open_source (fd, KX_ENTRY_NO_PROFILE);
  KxKernelFacts facts;
  g_autoptr (GError) error = NULL;
  char *digest;

  g_assert_cmpint (kx_kernel_source_copy_kernel (&source, &bounded, &facts, &digest, &error), ==,
                   -1);
  g_assert_error (error, KX_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
  close (fd);
}

static void
test_refused (void)
{
  g_autoptr (Image) kernel = image_arm64 ();
  g_autoptr (Image) gzip = image_gzip (kernel);
  g_autoptr (Image) twice = image_gzip (gzip);
  g_autoptr (Image) zboot = image_zboot ();
  g_autoptr (Image) in_zboot = image_zboot_of (zboot, "gzip");
  g_autoptr (Image) text = image_with_magic (4096, 0, "#!", 2);
  g_autoptr (Image) hidden = image_gzip (zboot);
  g_autoptr (Image) nested = image_zboot_of (hidden, "gzip");

  assert_refused (gzip, kernel->len - 1, KX_ERROR_INVALID_IMAGE, "allowed");
  assert_refused (zboot, kernel->len - 1, KX_ERROR_INVALID_IMAGE, "allowed");
  assert_refused (kernel, kernel->len - 1, KX_ERROR_INVALID_IMAGE, "allowed");
  assert_refused (twice, CAP, KX_ERROR_INVALID_IMAGE, "without a kernel");
  assert_refused (in_zboot, CAP, KX_ERROR_INVALID_IMAGE, "damaged");
  assert_refused (nested, CAP, KX_ERROR_UNSUPPORTED, "more than once");
  assert_refused (text, CAP, KX_ERROR_INVALID_IMAGE, "script");

  g_byte_array_set_size (gzip, gzip->len - 1);
  assert_refused (gzip, CAP, KX_ERROR_INCOMPLETE, "ends too early");
}

/* What changes after the headers were read is not taken apart by them. */
static void
test_changed (void)
{
  g_autoptr (Image) image = image_uki ();
  int fd = make_image (image);
  KxKernelSource source = open_source (fd, KX_ENTRY_NO_PROFILE);
  KxKernelFacts facts;
  g_autoptr (GError) error = NULL;
  char *digest;

  g_assert_cmpint (pwrite (fd, "x", 1, (off_t) image->len), ==, 1);
  g_assert_cmpint (kx_kernel_source_copy_kernel (&source, &unbounded, &facts, &digest, &error), ==,
                   -1);
  g_assert_error (error, KX_ERROR, KX_ERROR_CHANGED);
  g_clear_error (&error);
  g_assert_cmpint (kx_kernel_source_copy_initrds (&source, NULL, 0, &unbounded, &digest, &error), ==,
                   -1);
  g_assert_error (error, KX_ERROR, KX_ERROR_CHANGED);
  g_clear_error (&error);
  g_assert_cmpint (ftruncate (fd, 4096), ==, 0);
  g_assert_cmpint (kx_kernel_source_copy_kernel (&source, &unbounded, &facts, &digest, &error), ==,
                   -1);
  g_assert_error (error, KX_ERROR, KX_ERROR_CHANGED);
  close (fd);
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;
  int directory = open ("/", O_RDONLY | O_CLOEXEC);
  KxKernelSource source;

  g_assert_false (kx_kernel_source_init (&source, directory, 0, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
  close (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kernel-source/plain", test_plain);
  g_test_add_func ("/kernel-source/packed", test_packed);
  g_test_add_func ("/kernel-source/uki", test_uki);
  g_test_add_func ("/kernel-source/uki-profile", test_uki_profile);
  g_test_add_func ("/kernel-source/uki-with-zboot", test_uki_with_zboot);
  g_test_add_func ("/kernel-source/refused", test_refused);
  g_test_add_func ("/kernel-source/changed", test_changed);
  g_test_add_func ("/kernel-source/no-file", test_no_file);

  return g_test_run ();
}
