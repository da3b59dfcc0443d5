/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "crc32c.h"

#include <glib.h>
#include <string.h>
#include <sys/mman.h>

#include "bitwise.h"

#define PAGE 4096
#define LONGEST 300
#define OFFSETS 16

static KxCrc32c with_instruction;
static KxCrc32c with_table;

static guint32
sum_of (const KxCrc32c *crc, const char *text)
{
  return kx_crc32c_sum (crc, (const guint8 *) text, strlen (text));
}

/* What others published. */
static void
test_published (gconstpointer data)
{
  const KxCrc32c *crc = data;
  /* RFC 3720, B.4: the header of an iSCSI Read (10) command. */
  static const guint8 read10[48] = {
    [0] = 0x01, [1] = 0xc0, [16] = 0x14, [22] = 0x04, [27] = 0x14, [31] = 0x18, [32] = 0x28, [40] = 0x02,
  };
  guint8 bytes[32];

  g_assert_cmphex (kx_crc32c_sum (crc, read10, sizeof read10), ==, 0xd9963a56);
  memset (bytes, 0, sizeof bytes);
  g_assert_cmphex (kx_crc32c_sum (crc, bytes, sizeof bytes), ==, 0x8a9136aa);
  memset (bytes, 0xff, sizeof bytes);
  g_assert_cmphex (kx_crc32c_sum (crc, bytes, sizeof bytes), ==, 0x62a8ab43);
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) i;
  g_assert_cmphex (kx_crc32c_sum (crc, bytes, sizeof bytes), ==, 0x46dd794e);
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (31 - i);
  g_assert_cmphex (kx_crc32c_sum (crc, bytes, sizeof bytes), ==, 0x113fdb5c);

  g_assert_cmphex (sum_of (crc, ""), ==, 0);
  g_assert_cmphex (sum_of (crc, "a"), ==, 0xc1d04330);
  /* The check value of CRC-32/ISCSI in the catalogue of parametrised CRC algorithms. */
  g_assert_cmphex (sum_of (crc, "123456789"), ==, 0xe3069283);
  g_assert_cmphex (sum_of (crc, "abcdefghijklmnopqrstuvwxyz"), ==, 0x9ee6ef25);
  g_assert_cmphex (sum_of (crc, "The quick brown fox jumps over the lazy dog"), ==, 0x22620404);
}

/* Random bytes that end where memory ends, so that a read behind them is seen. */
static guint8 *
bytes_before_the_end (gsize size)
{
  gsize room = (size + PAGE - 1) / PAGE * PAGE;
  guint8 *map = mmap (NULL, room + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  guint8 *bytes = map + room - size;

  g_assert_true (map != MAP_FAILED);
  g_assert_no_errno (mprotect (map + room, PAGE, PROT_NONE));
  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) g_test_rand_int ();
  return bytes;
}

static void
assert_lanes (const KxCrc32c *crc, const guint8 *bytes, gsize size)
{
  gsize lane_size = size / 32 * 8;
  guint32 sums[KX_PURGATORY_LANES];

  g_assert_cmpuint (kx_crc32c_lane_size (size), ==, lane_size);
  kx_crc32c_lanes (crc, bytes, size, sums);
  for (guint lane = 0; lane < 3; lane++)
    g_assert_cmphex (sums[lane], ==, bitwise_crc32c (bytes + lane * lane_size, lane_size));
  g_assert_cmphex (sums[3], ==, bitwise_crc32c (bytes + 3 * lane_size, size - 3 * lane_size));
  g_assert_cmphex (kx_crc32c_sum (crc, bytes, size), ==, bitwise_crc32c (bytes, size));
}

static void
test_lengths (gconstpointer data)
{
  guint8 *bytes = bytes_before_the_end (LONGEST + OFFSETS);

  for (gsize size = 0; size <= LONGEST; size++)
    for (gsize offset = 0; offset < OFFSETS; offset++)
      {
        assert_lanes (data, bytes + offset, size);
        assert_lanes (data, bytes + LONGEST + OFFSETS - size, size);
      }
}

static void
test_long (gconstpointer data)
{
  const gsize sizes[] = { 4096, 65536, 1 << 20, (1 << 20) + 31 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    assert_lanes (data, bytes_before_the_end (sizes[i]), sizes[i]);
}

/* One bit, wherever it is, shows in the sums. */
static void
test_flipped_bit (gconstpointer data)
{
  const gsize size = 299;
  guint8 *bytes = bytes_before_the_end (size);
  guint32 before[KX_PURGATORY_LANES], after[KX_PURGATORY_LANES];

  kx_crc32c_lanes (data, bytes, size, before);
  for (gsize bit = 0; bit < size * 8; bit++)
    {
      bytes[bit / 8] ^= (guint8) (1 << bit % 8);
      kx_crc32c_lanes (data, bytes, size, after);
      g_assert_cmpint (memcmp (before, after, sizeof after), !=, 0);
      bytes[bit / 8] ^= (guint8) (1 << bit % 8);
    }
}

static void
add_tests (const char *how, const KxCrc32c *crc)
{
  const struct
  {
    const char *name;
    GTestDataFunc function;
  } tests[] = {
    { "published", test_published },
    { "lengths", test_lengths },
    { "long", test_long },
    { "flipped-bit", test_flipped_bit },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/purgatory/crc32c/%s/%s", how, tests[i].name);

      g_test_add_data_func (path, crc, tests[i].function);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  kx_crc32c_init (&with_table, 0);
  add_tests ("table", &with_table);
  if (kx_crc32c_instruction_present ())
    {
      kx_crc32c_init (&with_instruction, 1);
      add_tests ("instruction", &with_instruction);
    }
  return g_test_run ();
}
