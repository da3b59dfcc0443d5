/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel-file.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"
#include "image-builder.h"
#include "pe.h"

typedef struct
{
  int fd;
  guint64 size;
  guint8 *buffer;
} File;

static File *
file_new (const Image *image)
{
  File *file = g_new0 (File, 1);

  file->fd = memfd_create ("test", MFD_CLOEXEC);
  g_assert_cmpint (file->fd, >=, 0);
  g_assert_cmpint (pwrite (file->fd, image->data, image->len, 0), ==, image->len);
  file->size = image->len;
  file->buffer = g_malloc (KX_KERNEL_HEAD_SIZE);
  return file;
}

static void
file_free (File *file)
{
  close (file->fd);
  g_free (file->buffer);
  g_free (file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (File, file_free)

static void
assert_facts (const Image *image, KxFormat format, const char *architecture, const char *release,
              const char *searched)
{
  g_autoptr (File) file = file_new (image);
  g_autoptr (GError) error = NULL;
  g_auto (KxKernelFacts) facts = { 0 };
  g_autofree char *found = NULL;

  g_assert_true (kx_kernel_file_parse (file->fd, file->size, file->buffer, &facts, &error));
  g_assert_no_error (error);
  g_assert_cmpint (facts.format, ==, format);
  g_assert_cmpstr (facts.architecture, ==, architecture);
  g_assert_cmpstr (facts.release, ==, release);
  found = kx_kernel_file_search_release (file->fd, file->size);
  g_assert_cmpstr (found, ==, searched);
}

static void
test_bzimage (void)
{
  g_autoptr (Image) image = image_bzimage_signed ();
  g_autoptr (Image) late = image_bzimage ();
  static const char release[] = "7.1.2-late (somebody@example.org)";

  assert_facts (image, KX_FORMAT_BZIMAGE, "x86_64", IMAGE_RELEASE, NULL);

  /* Its release is further on than what is read at first. */
  image_put (late, 0x1f1, "\x10", 1);
  image_put32 (late, 0x1f4, (late->len - 17 * 512) / 16);
  image_put32 (late, 0x24c, 512);
  image_put16 (late, 0x20e, 0x1e00);
  image_put (late, 0x2000, release, sizeof release);
  assert_facts (late, KX_FORMAT_BZIMAGE, "x86_64", "7.1.2-late", NULL);
}

static void
test_arm64 (void)
{
  g_autoptr (Image) image = image_arm64 ();
  g_autoptr (Image) gzip = image_gzip (image);
  g_autoptr (Image) zboot = image_zboot ();

  assert_facts (image, KX_FORMAT_ARM64_IMAGE, "aarch64", NULL, IMAGE_RELEASE);
  assert_facts (gzip, KX_FORMAT_ARM64_IMAGE, "aarch64", NULL, IMAGE_RELEASE);
  assert_facts (zboot, KX_FORMAT_ZBOOT, "aarch64", NULL, IMAGE_RELEASE);
}

/* The kernel is far from the beginning of the image. */
static void
test_uki (void)
{
  g_autoptr (Image) image = image_uki_empty (KX_PE_MACHINE_X86_64);
  g_autoptr (Image) arm64 = image_uki_empty (KX_PE_MACHINE_AARCH64);
  g_autoptr (Image) x86_kernel = image_bzimage ();
  g_autoptr (Image) arm64_kernel = image_arm64 ();
  g_autofree guint8 *initrd = g_malloc0 (KX_KERNEL_HEAD_SIZE);

  image_uki_add (image, ".initrd", initrd, KX_KERNEL_HEAD_SIZE);
  image_uki_add (image, ".linux", x86_kernel->data, x86_kernel->len);
  assert_facts (image, KX_FORMAT_UKI, "x86_64", IMAGE_RELEASE, NULL);

  image_uki_add_text (arm64, ".osrel", "Linux version 1.0 is no banner");
  image_uki_add (arm64, ".linux", arm64_kernel->data, arm64_kernel->len);
  assert_facts (arm64, KX_FORMAT_UKI, "aarch64", NULL, IMAGE_RELEASE);
  image_uki_add_text (arm64, ".uname", "6.1.0-named\n");
  assert_facts (arm64, KX_FORMAT_UKI, "aarch64", "6.1.0-named", IMAGE_RELEASE);
}

static void
assert_refused (const Image *image, int code, const char *word)
{
  g_autoptr (File) file = file_new (image);
  g_autoptr (GError) error = NULL;
  KxKernelFacts facts;

  g_assert_false (kx_kernel_file_parse (file->fd, file->size, file->buffer, &facts, &error));
  g_assert_error (error, KX_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_refused (void)
{
  g_autoptr (Image) empty = g_byte_array_new ();
  g_autoptr (Image) text = image_with_magic (4096, 0, "#!", 2);
  g_autoptr (Image) s390 = image_with_magic (0x20000, 0x10008, "S390EP", 6);
  g_autoptr (Image) uki = image_uki ();
  g_autoptr (Image) other = image_uki_empty (KX_PE_MACHINE_X86_64);

  assert_refused (empty, KX_ERROR_INCOMPLETE, "empty");
  assert_refused (text, KX_ERROR_INVALID_IMAGE, "script");
  assert_refused (s390, KX_ERROR_UNSUPPORTED, "s390x");
  g_byte_array_set_size (uki, uki->len - 1);
  assert_refused (uki, KX_ERROR_INCOMPLETE, ".initrd");
  image_uki_add_text (other, ".linux", "text");
  assert_refused (other, KX_ERROR_INVALID_IMAGE, "the kernel in this unified kernel image");
}

/* A format whose first block is larger than what is read at first: all of it is read. */
static void
test_large_block (void)
{
  static const guint8 magic[] = { 0x02, 0x21, 0x4c, 0x18 };
  g_autoptr (Image) kernel = image_arm64 ();
  g_autoptr (Image) image = g_byte_array_new ();
  guint size = 300000, rest, header;
  guint8 byte = 0xf0;

  /* One block of nothing but literals: a token, the length in bytes of 255, and the rest of it. */
  g_byte_array_set_size (kernel, size);
  memset (kernel->data + IMAGE_ARM64_SIZE, 0, size - IMAGE_ARM64_SIZE);
  image_put64 (kernel, 0x10, 1 << 20);
  g_byte_array_append (image, magic, sizeof magic);
  g_byte_array_set_size (image, 8);
  g_byte_array_append (image, &byte, 1);
  for (rest = size - 15, byte = 255; rest >= 255; rest -= 255)
    g_byte_array_append (image, &byte, 1);
  byte = (guint8) rest;
  g_byte_array_append (image, &byte, 1);
  g_byte_array_append (image, kernel->data, size);
  header = GUINT32_TO_LE (image->len - 8);
  memcpy (image->data + 4, &header, sizeof header);

  assert_facts (image, KX_FORMAT_ARM64_IMAGE, "aarch64", NULL, IMAGE_RELEASE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kernel-file/bzimage", test_bzimage);
  g_test_add_func ("/kernel-file/arm64", test_arm64);
  g_test_add_func ("/kernel-file/uki", test_uki);
  g_test_add_func ("/kernel-file/refused", test_refused);
  g_test_add_func ("/kernel-file/large-block", test_large_block);

  return g_test_run ();
}
