/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "bytes.h"
#include "raw-kernel.h"
#include "vmlinux.h"

#include <lz4.h>
#include <zlib.h>
#include <zstd.h>

/* How it is compressed, and what is wrong with it; which slot it gets; then the expanded file. */
#define HEAD 2
#define DAMAGED 0x80 /* one byte, where the slot says */
#define FIXED 0x40   /* CONFIG_RELOCATABLE is not set */
#define PAYLOAD (2 * 512)
#define INIT_SIZE (1 << 20)

static gsize
pack (guint8 codec, const guint8 *file, gsize size, guint8 *payload, gsize room)
{
  z_stream stream = { 0 };
  gsize n;

  switch (codec & 3)
    {
    case 0:
      memcpy (payload, "\x02\x21\x4c\x18", 4);
      n = (gsize) LZ4_compress_default ((const char *) file, (char *) payload + 8, (int) size,
                                        (int) room - 12);
      memcpy (payload + 4, &(guint32) { GUINT32_TO_LE ((guint32) n) }, 4);
      n += 8;
      break;
    case 1:
      n = ZSTD_compress (payload, room - 4, file, size, 1);
      break;
    default:
      g_assert_cmpint (deflateInit2 (&stream, 1, Z_DEFLATED, MAX_WBITS + 16, 8, 0), ==, Z_OK);
      stream.next_in = (Bytef *) file;
      stream.avail_in = (uInt) size;
      stream.next_out = payload;
      stream.avail_out = (uInt) room;
      g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
      n = stream.total_out;
      deflateEnd (&stream);
      return n;
    }
  memcpy (payload + n, &(guint32) { GUINT32_TO_LE ((guint32) size) }, 4);
  return n + 4;
}

static void
put_header (guint8 *image, guint32 payload_size)
{
  image[0x1f1] = 1;
  memcpy (image + 0x202, "HdrS\x0f\x02", 6);
  image[0x232] = 0x20; /* alignment: 2 MiB */
  image[0x234] = 1;    /* relocatable */
  image[0x236] = 1;    /* 64 bits */
  memcpy (image + 0x24c, &(guint32) { GUINT32_TO_LE (payload_size) }, 4);
  image[0x25b] = 1;    /* preferred address: 16 MiB */
  memcpy (image + 0x260, &(guint32) { GUINT32_TO_LE (INIT_SIZE) }, 4);
}

/* The same, laid out in the simplest way. */
static void
check (const KxRawKernel *kernel, const guint8 *file, gsize size)
{
  g_autofree guint8 *expected = g_malloc0 (kernel->span);
  KxVmlinux vmlinux;

  g_assert_true (kx_vmlinux_parse (file, size, INIT_SIZE, &vmlinux, NULL));
  for (guint i = 0; i < vmlinux.n; i++)
    {
      const KxVmlinuxPart *part = &vmlinux.parts[i];

      memcpy (expected + part->target, file + part->offset, part->size);
    }
  g_assert_cmpuint (kernel->image.size, <=, kernel->span);
  if (kernel->image.size > 0)
    g_assert_cmpint (memcmp (kernel->image.bytes, expected, kernel->image.size), ==, 0);
  for (gsize i = kernel->image.size; i < kernel->span; i++)
    g_assert_cmpuint (expected[i], ==, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize room = PAYLOAD + 1024 + size + size / 64;
  g_autofree guint8 *image = NULL;
  g_auto (KxRawKernel) kernel = { 0 };
  GError *error = NULL;
  gboolean success;
  gsize payload;

  if (size < HEAD + 1)
    return 0;

  image = g_malloc0 (room);
  payload = pack (data[0], data + HEAD, size - HEAD, image + PAYLOAD, room - PAYLOAD);
  put_header (image, (guint32) payload);
  if (data[0] & FIXED)
    image[0x234] = 0;
  if (data[0] & DAMAGED)
    image[PAYLOAD + data[1] % payload] ^= 0x55;

  success = kx_raw_kernel_unpack (image, PAYLOAD + payload, &kernel, &error);
  fuzz_check_error (success, error);
  if (!success)
    {
      g_assert_null (kernel.image.bytes);
      return 0;
    }

  if (!(data[0] & DAMAGED))
    check (&kernel, data + HEAD, size - HEAD);
  if (kernel.relocatable)
    {
      error = NULL;
      success = kx_raw_kernel_randomise (&kernel, data[1], &error);
      fuzz_check_error (success, error);
    }
  return 0;
}
