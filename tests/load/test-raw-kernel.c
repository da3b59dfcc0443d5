/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "raw-kernel.h"

#include <string.h>

#include "bytes.h"
#include "error.h"
#include "vmlinux-builder.h"

/* The virtual addresses that there are for a kernel, and the size of its slots. */
#define ROOM (1 << 30)
#define ALIGN 0x200000

static const KxCompression unpacked_here[] = {
  KX_COMPRESSION_GZIP, KX_COMPRESSION_XZ, KX_COMPRESSION_LZMA, KX_COMPRESSION_ZSTD,
  KX_COMPRESSION_LZ4_LEGACY,
};

static Image *
a_bzimage (KxCompression compression, guint lists)
{
  g_autoptr (Image) vmlinux = vmlinux_new ();

  if (lists > 0)
    vmlinux_add_relocs (vmlinux, lists);
  return vmlinux_bzimage (vmlinux, compression);
}

static void
unpack (const Image *image, KxRawKernel *kernel)
{
  g_autofree guint8 *copy = g_memdup2 (image->data, image->len);
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_raw_kernel_unpack (copy, image->len, kernel, &error));
  g_assert_no_error (error);
}

static void
assert_refused (const Image *image, KxError code, const char *word)
{
  g_autofree guint8 *copy = g_memdup2 (image->data, image->len);
  KxRawKernel kernel = { .span = 42 };
  g_autoptr (GError) error = NULL;

  g_assert_false (kx_raw_kernel_unpack (copy, image->len, &kernel, &error));
  g_assert_error (error, KX_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpuint (kernel.span, ==, 42);
}

/* As @vmlinux is laid out, moved by @delta. */
static void
assert_image (const KxRawKernel *kernel, guint64 delta)
{
  g_autoptr (Image) expected = image_with_magic (VMLINUX_FILLED, 0, "", 0);

  for (gsize i = 0; i < VMLINUX_FILLED; i++)
    if (i < 0x2f00 || i >= 0x3000) /* between the parts there is nothing */
      expected->data[i] = vmlinux_byte (i);
  image_put64 (expected, VMLINUX_WIDE, VMLINUX_VIRTUAL + 0x1234 + delta);
  image_put64 (expected, VMLINUX_WIDE_LAST, VMLINUX_VIRTUAL + delta);
  image_put32 (expected, VMLINUX_INVERSE, (guint32) (0x40 - (VMLINUX_VIRTUAL + 0x105 + delta)));
  image_put32 (expected, VMLINUX_NARROW, (guint32) (VMLINUX_VIRTUAL + 0x4321 + delta));
  g_assert_cmpmem (kernel->image.bytes, kernel->image.size, expected->data, expected->len);
}

static void
test_codec (gconstpointer data)
{
  const KxCompression *compression = data;
  g_autoptr (Image) image = a_bzimage (*compression, 3);
  g_auto (KxRawKernel) kernel = { 0 };

  unpack (image, &kernel);
  g_assert_cmphex (kernel.span, ==, VMLINUX_SPAN);
  g_assert_cmphex (kernel.align, ==, ALIGN);
  g_assert_cmphex (kernel.min_address, ==, VMLINUX_ADDRESS);
  g_assert_cmphex (kernel.entry, ==, VMLINUX_ENTRY);
  g_assert_true (kernel.relocatable);
  assert_image (&kernel, 0);
}

/* .bss must not have been there before: it takes no memory, and is zero. */
static void
test_trimmed (void)
{
  g_autoptr (Image) image = a_bzimage (KX_COMPRESSION_ZSTD, 3);
  g_auto (KxRawKernel) kernel = { 0 };

  unpack (image, &kernel);
  unpack (image, &kernel); /* again, into the one of before */
  g_assert_cmphex (kernel.image.size, ==, VMLINUX_FILLED);
  for (gsize i = kernel.image.size; i < kernel.image.room; i++)
    g_assert_cmphex (kernel.image.bytes[i], ==, 0);
}

/* Pieces of any size, ends of parts within them. */
static void
test_large (void)
{
  g_autoptr (Image) vmlinux = vmlinux_new ();
  g_autoptr (Image) large = NULL;
  const gsize bytes = 5 << 20;

  /* One part more, behind the others in the file, and in memory behind .bss. */
  image_put32 (vmlinux, VMLINUX_PROGRAM (4), 1);
  image_put64 (vmlinux, VMLINUX_PROGRAM (4) + VMLINUX_OFFSET, 0x10123);
  image_put64 (vmlinux, VMLINUX_PROGRAM (4) + VMLINUX_PADDR, VMLINUX_ADDRESS + VMLINUX_SPAN + 0x23);
  image_put64 (vmlinux, VMLINUX_PROGRAM (4) + VMLINUX_FILESZ, bytes);
  image_put64 (vmlinux, VMLINUX_PROGRAM (4) + VMLINUX_MEMSZ, bytes);
  image_put64 (vmlinux, 0x28, 0x10123 + bytes);
  g_byte_array_set_size (vmlinux, 0x10123 + bytes + 3 * 64);
  memset (vmlinux->data + VMLINUX_SIZE, 0, vmlinux->len - VMLINUX_SIZE);
  for (gsize i = 0; i < bytes; i++)
    vmlinux->data[0x10123 + i] = (guint8) (i % 251 + 1);
  vmlinux_add_relocs (vmlinux, 2);

  for (gsize codec = 0; codec < G_N_ELEMENTS (unpacked_here); codec++)
    {
      g_autoptr (Image) image = vmlinux_bzimage (vmlinux, unpacked_here[codec]);
      g_auto (KxRawKernel) kernel = { 0 };

      image_put32 (image, 0x260, 8 << 20);
      unpack (image, &kernel);
      g_assert_cmpuint (kernel.image.size, ==, (VMLINUX_SPAN + 0x23 + bytes + 4095) / 4096 * 4096);
      g_assert_cmpmem (kernel.image.bytes + VMLINUX_SPAN + 0x23, bytes, vmlinux->data + 0x10123,
                       bytes);
      kernel.image.size = VMLINUX_FILLED;
      assert_image (&kernel, 0);
      g_assert_cmpuint (kernel.relocations.size, ==, 5 * 4);
    }
}

static void
randomise (const Image *image, guint64 random, KxRawKernel *kernel)
{
  g_autoptr (GError) error = NULL;

  unpack (image, kernel);
  g_assert_true (kx_raw_kernel_randomise (kernel, random, &error));
  g_assert_no_error (error);
  g_assert_true (kernel->image.secret);
  g_assert_cmpuint (kernel->relocations.size, ==, 0);
}

/* From where it is linked for to the last place at which all of it fits, and again from there. */
static void
test_slots (void)
{
  g_autoptr (Image) image = a_bzimage (KX_COMPRESSION_GZIP, 3);
  const guint64 slots = (ROOM - VMLINUX_ADDRESS) / ALIGN; /* it is smaller than one */
  const guint64 random[] = { 0, 1, slots - 1, slots, G_MAXUINT64 };
  const guint64 slot[] = { 0, 1, slots - 1, 0, G_MAXUINT64 % slots };

  for (gsize i = 0; i < G_N_ELEMENTS (random); i++)
    {
      g_auto (KxRawKernel) kernel = { 0 };

      randomise (image, random[i], &kernel);
      assert_image (&kernel, slot[i] * ALIGN);
    }
}

/* All but two slots are taken by the kernel itself, the last of its own but for a page. */
static void
test_slots_large (void)
{
  g_autoptr (Image) image = a_bzimage (KX_COMPRESSION_GZIP, 3);
  g_auto (KxRawKernel) kernel = { 0 };

  unpack (image, &kernel);
  kernel.span = ROOM - VMLINUX_ADDRESS - ALIGN - 4096;
  g_assert_true (kx_raw_kernel_randomise (&kernel, 3, NULL)); /* two slots */
  assert_image (&kernel, ALIGN);
}

static void
test_two_lists (void)
{
  g_autoptr (Image) image = a_bzimage (KX_COMPRESSION_ZSTD, 2);
  g_auto (KxRawKernel) kernel = { 0 };

  randomise (image, 5, &kernel);
  g_assert_cmphex (kx_le64 (kernel.image.bytes + VMLINUX_WIDE), ==,
                   VMLINUX_VIRTUAL + 0x1234 + 5 * ALIGN);
  g_assert_cmphex (kx_le32 (kernel.image.bytes + VMLINUX_INVERSE), ==,
                   (guint32) (0x40 - (VMLINUX_VIRTUAL + 0x105)));
}

static void
test_without_tables (void)
{
  g_autoptr (Image) image = a_bzimage (KX_COMPRESSION_ZSTD, 0);
  g_auto (KxRawKernel) kernel = { 0 };

  unpack (image, &kernel);
  g_assert_false (kernel.relocatable);
  assert_image (&kernel, 0);
}

/* Behind what is laid out, though .bss would have room there. */
static void
test_outside (void)
{
  g_autoptr (Image) vmlinux = vmlinux_new ();
  g_autoptr (Image) image = NULL;
  g_auto (KxRawKernel) kernel = { 0 };
  g_autoptr (GError) error = NULL;

  vmlinux_add_relocs (vmlinux, 3);
  vmlinux_add (vmlinux, (guint32) VMLINUX_VIRTUAL + VMLINUX_FILLED);
  image = vmlinux_bzimage (vmlinux, KX_COMPRESSION_LZ4_LEGACY);
  unpack (image, &kernel);
  g_assert_false (kx_raw_kernel_randomise (&kernel, 1, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
}

static void
test_tables (void)
{
  g_autoptr (Image) vmlinux = vmlinux_new ();
  g_autoptr (Image) image = NULL;

  vmlinux_add_relocs (vmlinux, 3);
  vmlinux_add (vmlinux, 0);
  image = vmlinux_bzimage (vmlinux, KX_COMPRESSION_GZIP);
  assert_refused (image, KX_ERROR_UNSUPPORTED, "relocation tables");
}

/* What is not unpacked here: the reason names it. */
static void
test_unsupported (void)
{
  static const struct
  {
    const char *magic;
    const char *word;
  } cases[] = { { "\x89LZO\0\r\n\x1a\n", "lzo" },
                { "BZh91AY&SY", "bzip2" },
                { "\x04\x22\x4d\x18", "lz4" },
                { "something", "not known" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Image) image = a_bzimage (KX_COMPRESSION_GZIP, 3);

      image_put (image, 3 * 512 + 64, cases[i].magic, strlen (cases[i].magic));
      assert_refused (image, KX_ERROR_UNSUPPORTED, cases[i].word);
    }
}

static void
test_header (void)
{
  g_autoptr (Image) fixed = a_bzimage (KX_COMPRESSION_GZIP, 3);
  g_autoptr (Image) elsewhere = a_bzimage (KX_COMPRESSION_GZIP, 3);
  g_autoptr (Image) none = image_with_magic (4096, 0, "MZ", 2);

  image_put (fixed, 0x234, "\0", 1);
  assert_refused (fixed, KX_ERROR_UNSUPPORTED, "CONFIG_RELOCATABLE");
  image_put64 (elsewhere, 0x258, 0x1200000);
  assert_refused (elsewhere, KX_ERROR_UNSUPPORTED, "where the header says");
  assert_refused (none, KX_ERROR_INVALID_IMAGE, "missing");
}

/* It says that it unpacks to more, or to less, than it does. */
static void
test_lies (void)
{
  static const gint64 off[] = { -1, 1, VMLINUX_INIT_SIZE, -VMLINUX_SIZE - 5 * 4 };

  for (gsize codec = 0; codec < G_N_ELEMENTS (unpacked_here); codec++)
    for (gsize i = 0; i < G_N_ELEMENTS (off); i++)
      {
        g_autoptr (Image) image = a_bzimage (unpacked_here[codec], 2);
        guint8 *mark = image->data + image->len - 4;

        image_put32 (image, image->len - 4, (guint32) (kx_le32 (mark) + off[i]));
        assert_refused (image, KX_ERROR_INVALID_IMAGE, "");
      }
}

/* No memory beyond what the header asks for, whatever there is in the file. */
static void
test_bomb (void)
{
  g_autoptr (Image) vmlinux = vmlinux_new ();

  g_byte_array_set_size (vmlinux, 1 << 20);
  memset (vmlinux->data + VMLINUX_SIZE, 1, vmlinux->len - VMLINUX_SIZE);
  for (gsize codec = 0; codec < G_N_ELEMENTS (unpacked_here); codec++)
    {
      gboolean at_once = unpacked_here[codec] == KX_COMPRESSION_ZSTD;
      g_autoptr (Image) image = vmlinux_bzimage (vmlinux, unpacked_here[codec]);

      assert_refused (image, KX_ERROR_INVALID_IMAGE, at_once ? "expanded size" : "are allowed");
      image_put32 (image, image->len - 4, VMLINUX_INIT_SIZE);
      assert_refused (image, KX_ERROR_INVALID_IMAGE, at_once ? "damaged" : "are allowed");
    }
}

/* Wherever the contents end. */
static void
test_short (void)
{
  static const gsize sizes[] = { 1, 63, 64, 100, 0x1000, 0x3f00, 0x6fff, 0x7000, VMLINUX_SIZE - 1 };

  for (gsize codec = 0; codec < G_N_ELEMENTS (unpacked_here); codec++)
    for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        g_autoptr (Image) vmlinux = vmlinux_new ();
        g_autoptr (Image) image = NULL;

        g_byte_array_set_size (vmlinux, sizes[i]);
        image = vmlinux_bzimage (vmlinux, unpacked_here[codec]);
        assert_refused (image, KX_ERROR_INVALID_IMAGE,
                        sizes[i] < 0x7000 ? "ends too early" : "ends before");
      }
}

/* Every byte of the payload matters, or does not harm. */
static void
test_damaged (void)
{
  for (gsize codec = 0; codec < G_N_ELEMENTS (unpacked_here); codec++)
    {
      g_autoptr (Image) image = a_bzimage (unpacked_here[codec], 3);

      for (gsize i = 3 * 512 + 64 + 8; i < image->len; i += 13)
        {
          g_auto (KxRawKernel) kernel = { 0 };
          g_autoptr (GError) error = NULL;

          image->data[i] ^= 0x55;
          if (!kx_raw_kernel_unpack (image->data, image->len, &kernel, &error))
            g_assert_true (error->domain == KX_ERROR && error->code != KX_ERROR_INCOMPLETE);
          image->data[i] ^= 0x55;
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/raw-kernel/gzip", &unpacked_here[0], test_codec);
  g_test_add_data_func ("/raw-kernel/xz", &unpacked_here[1], test_codec);
  g_test_add_data_func ("/raw-kernel/lzma", &unpacked_here[2], test_codec);
  g_test_add_data_func ("/raw-kernel/zstd", &unpacked_here[3], test_codec);
  g_test_add_data_func ("/raw-kernel/lz4", &unpacked_here[4], test_codec);
  g_test_add_func ("/raw-kernel/trimmed", test_trimmed);
  g_test_add_func ("/raw-kernel/large", test_large);
  g_test_add_func ("/raw-kernel/slots", test_slots);
  g_test_add_func ("/raw-kernel/slots-large", test_slots_large);
  g_test_add_func ("/raw-kernel/two-lists", test_two_lists);
  g_test_add_func ("/raw-kernel/without-tables", test_without_tables);
  g_test_add_func ("/raw-kernel/outside", test_outside);
  g_test_add_func ("/raw-kernel/tables", test_tables);
  g_test_add_func ("/raw-kernel/unsupported", test_unsupported);
  g_test_add_func ("/raw-kernel/header", test_header);
  g_test_add_func ("/raw-kernel/lies", test_lies);
  g_test_add_func ("/raw-kernel/bomb", test_bomb);
  g_test_add_func ("/raw-kernel/short", test_short);
  g_test_add_func ("/raw-kernel/damaged", test_damaged);
  return g_test_run ();
}
