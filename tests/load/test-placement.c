/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "placement.h"

#include <string.h>

#include "error.h"

#define PAGE ((guint64) 4096)
#define MIB ((guint64) 1 << 20)

/* RAM at 1–8 MiB and 16–64 MiB. */
static KxMemoryMap *
a_map (void)
{
  KxMemoryRange ranges[] = { { 0, 0xa0000, KX_MEMORY_RAM },
                             { MIB, 8 * MIB, KX_MEMORY_RAM },
                             { 16 * MIB, 64 * MIB, KX_MEMORY_RAM } };
  g_autoptr (GArray) firmware = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
  g_autoptr (GError) error = NULL;
  KxMemoryMap *map;

  g_array_append_vals (firmware, ranges, G_N_ELEMENTS (ranges));
  map = kx_memory_map_new (firmware, NULL, "0-ffffffff : System RAM\n", &error);
  g_assert_no_error (error);
  return map;
}

static void
check (KxPlacement *placement, guint64 size, guint64 align, guint64 min, guint64 max,
       guint64 random, guint64 expected)
{
  g_autoptr (GError) error = NULL;
  guint64 address = 1;

  g_assert_true (
      kx_placement_take (placement, size, align, min, max, random, &address, &error));
  g_assert_no_error (error);
  g_assert_cmphex (address, ==, expected);
}

static void
check_refused (KxPlacement *placement, guint64 size, guint64 align, guint64 min, guint64 max)
{
  g_autoptr (GError) error = NULL;
  guint64 address = 1;

  g_assert_false (kx_placement_take (placement, size, align, min, max, 0, &address, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_NO_MEMORY);
  g_assert_cmphex (address, ==, 1);
}

static void
check_place (const KxMemoryMap *map, guint64 random, guint64 place)
{
  g_autoptr (KxPlacement) placement = kx_placement_new (map);

  check (placement, 4 * MIB, 2 * MIB, 0, G_MAXUINT64, random,
         place < 2 ? (2 + 2 * place) * MIB : (16 + 2 * (place - 2)) * MIB);
}

/* Every place there is, and each by as many numbers. 4 MiB aligned to 2 MiB: 2 and 4 in the one
 * range, 16 to 60 in the other. */
static void
test_likelihood (void)
{
  g_autoptr (KxMemoryMap) map = a_map ();
  const guint64 share = G_MAXUINT64 / 25;

  for (guint64 place = 0; place < 25; place++)
    {
      check_place (map, place * share + 25, place);
      check_place (map, place * share + share / 2, place);
      check_place (map, place * share + share - 25, place);
    }
  check_place (map, 0, 0);
  check_place (map, G_MAXUINT64, 24);
}

/* Where it is wished as long as there is room, then elsewhere. */
static void
test_wishes (void)
{
  g_autoptr (KxMemoryMap) map = a_map ();
  g_autoptr (KxPlacement) placement = kx_placement_new (map);

  kx_placement_prefer (placement, 40 * MIB, G_MAXUINT64);
  kx_placement_prefer (placement, 0, 20 * MIB);
  check (placement, 20 * MIB, 2 * MIB, 0, G_MAXUINT64, 0, 40 * MIB);
  check (placement, 4 * MIB, 2 * MIB, 0, G_MAXUINT64, G_MAXUINT64, 60 * MIB);
  check (placement, 4 * MIB, 2 * MIB, 0, G_MAXUINT64, G_MAXUINT64, 16 * MIB);
  check (placement, 4 * MIB, 2 * MIB, 30 * MIB, G_MAXUINT64, 0, 30 * MIB);
  check (placement, 8 * MIB, 2 * MIB, 0, G_MAXUINT64, 0, 20 * MIB);
}

static void
test_limits (void)
{
  g_autoptr (KxMemoryMap) map = a_map ();
  g_autoptr (KxPlacement) placement = kx_placement_new (map);

  check (placement, PAGE, PAGE, 0, G_MAXUINT64, 0, MIB);
  /* Just one place is left between the limits. */
  check (placement, 2 * MIB, 2 * MIB, 32 * MIB, 34 * MIB, 12345, 32 * MIB);
  check_refused (placement, 2 * MIB, 2 * MIB, 32 * MIB, 34 * MIB);
  check (placement, 2 * MIB, 2 * MIB, 40 * MIB + 1, 44 * MIB, 12345, 42 * MIB);
  check_refused (placement, 2 * MIB, 2 * MIB, 40 * MIB + 1, 42 * MIB);
  check_refused (placement, 2 * MIB, 2 * MIB, 40 * MIB, 42 * MIB - 1);
  check (placement, 2 * MIB, 2 * MIB, 40 * MIB, 42 * MIB, 12345, 40 * MIB);
  check_refused (placement, PAGE, PAGE, 0, MIB);
  check_refused (placement, PAGE, PAGE, 8 * MIB, 16 * MIB);
  check_refused (placement, PAGE, PAGE, 64 * MIB, G_MAXUINT64);
  check_refused (placement, PAGE, PAGE, 2 * MIB, MIB);
  check_refused (placement, PAGE, PAGE, G_MAXUINT64, G_MAXUINT64);
  check_refused (placement, 64 * MIB, PAGE, 0, G_MAXUINT64);
  check_refused (placement, PAGE, (guint64) 1 << 63, 0, G_MAXUINT64);
  check_refused (placement, G_MAXUINT64, PAGE, 0, G_MAXUINT64);
  check_refused (placement, G_MAXUINT64 - PAGE, PAGE, 0, G_MAXUINT64);
}

/* Whole pages, never twice, and in the end all of them. */
static void
test_fill (void)
{
  g_autoptr (KxMemoryMap) map = a_map ();
  g_autoptr (KxPlacement) placement = kx_placement_new (map);
  g_autofree gboolean *taken = g_new0 (gboolean, 64 * MIB / PAGE);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  guint64 left = (7 + 48) * MIB / PAGE;
  guint64 address;

  for (guint i = 0; i < 300; i++)
    {
      guint64 size = (guint64) g_rand_int_range (rand, 1, 20 * (int) PAGE);
      guint64 pages = (size + PAGE - 1) / PAGE;

      g_assert_true (kx_placement_take (placement, size, PAGE, 0, G_MAXUINT64,
                                        (guint64) g_rand_int (rand) << 32 | g_rand_int (rand),
                                        &address, NULL));
      for (guint64 page = address / PAGE; page < address / PAGE + pages; page++)
        {
          g_assert_cmpuint (page, <, 64 * MIB / PAGE);
          g_assert_false (taken[page]);
          taken[page] = TRUE;
        }
      left -= pages;
    }
  while (kx_placement_take (placement, 1, PAGE, 0, G_MAXUINT64, g_rand_int (rand), &address, NULL))
    {
      g_assert_false (taken[address / PAGE]);
      taken[address / PAGE] = TRUE;
      left--;
    }
  g_assert_cmpuint (left, ==, 0);
  for (guint64 page = 0; page < 64 * MIB / PAGE; page++)
    g_assert_cmpint (taken[page], ==,
                     (page >= MIB / PAGE && page < 8 * MIB / PAGE) || page >= 16 * MIB / PAGE);
}

/* The message is for everybody: it tells no address. */
static void
test_message (void)
{
  g_autoptr (KxMemoryMap) map = a_map ();
  g_autoptr (KxPlacement) placement = kx_placement_new (map);
  g_autoptr (GError) error = NULL;
  guint64 address;

  g_assert_false (
      kx_placement_take (placement, 99 * MIB - 1, PAGE, 0, G_MAXUINT64, 0, &address, &error));
  g_assert_cmpstr (error->message, ==,
                   "nowhere in memory are there 99 MiB in one piece for the next kernel");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/placement/likelihood", test_likelihood);
  g_test_add_func ("/placement/wishes", test_wishes);
  g_test_add_func ("/placement/limits", test_limits);
  g_test_add_func ("/placement/fill", test_fill);
  g_test_add_func ("/placement/message", test_message);
  return g_test_run ();
}
