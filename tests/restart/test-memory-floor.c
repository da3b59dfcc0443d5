/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory-floor.h"

#define MIB G_GUINT64_CONSTANT (1048576)

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    guint64 bytes; /* of 1000 MiB; G_MAXUINT64: none of it is right */
  } cases[] = {
    { "0", 0 },           { "1", MIB },          { "128", 128 * MIB },
    { "5%", 50 * MIB },   { "50%", 500 * MIB },  { "0%", 0 },
    { "51%", G_MAXUINT64 }, { "", G_MAXUINT64 }, { "%", G_MAXUINT64 },
    { "-1", G_MAXUINT64 }, { "+1", G_MAXUINT64 }, { " 1", G_MAXUINT64 },
    { "1M", G_MAXUINT64 }, { "5 %", G_MAXUINT64 }, { "1.5", G_MAXUINT64 },
    { "99999999999999999999", G_MAXUINT64 },
    { "18446744073709551615", G_MAXUINT64 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KxMemoryFloor floor = { .bytes = 7, .percent = 3 };

      g_test_message ("“%s”", cases[i].text);
      if (kx_memory_floor_from_string (cases[i].text, &floor))
        g_assert_cmpuint (kx_memory_floor_get_bytes (&floor, 1000 * MIB), ==, cases[i].bytes);
      else
        {
          g_assert_cmpuint (cases[i].bytes, ==, G_MAXUINT64);
          g_assert_cmpuint (floor.bytes, ==, 7);
          g_assert_cmpuint (floor.percent, ==, 3);
        }
    }
}

static void
test_judgement (void)
{
  static const struct
  {
    guint64 floor, available, needed;
    gboolean was_short;
    KxLevel level;
  } cases[] = {
    { 0, 1, 400, TRUE, KX_LEVEL_ARMED },
    { 100, 0, 400, TRUE, KX_LEVEL_ARMED },
    { 100, 100, 400, FALSE, KX_LEVEL_ARMED },
    { 100, 99, 400, FALSE, KX_LEVEL_STAGED },
    { 100, 50, 400, FALSE, KX_LEVEL_STAGED },
    { 100, 49, 400, FALSE, KX_LEVEL_OFF },
    { 100, 49, 400, TRUE, KX_LEVEL_OFF },
    { 100, 100, 400, TRUE, KX_LEVEL_STAGED },
    { 100, 599, 400, TRUE, KX_LEVEL_STAGED },
    { 100, 600, 400, TRUE, KX_LEVEL_ARMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (kx_memory_floor_judge (&(KxMemoryFacts){ .floor = cases[i].floor,
                                                              .available = cases[i].available,
                                                              .needed = cases[i].needed,
                                                              .was_short = cases[i].was_short }),
                     ==, cases[i].level);
}

/* What is taken out of the kernel leaves enough, and what is armed then does not make it short. */
static void
test_no_flapping (void)
{
  const guint64 floor = 128 * MIB, held = 180 * MIB, needed = 400 * MIB;

  for (guint64 others = 0; others < 2000 * MIB; others += 7 * MIB)
    {
      guint64 without = 2000 * MIB - others;
      KxMemoryFacts facts
          = { .floor = floor, .available = without, .needed = needed, .was_short = TRUE };

      if (kx_memory_floor_judge (&facts) != KX_LEVEL_ARMED)
        continue;
      facts.was_short = FALSE;
      facts.available = without - held;
      g_assert_cmpint (kx_memory_floor_judge (&facts), ==, KX_LEVEL_ARMED);
    }
}

static void
test_spare (void)
{
  g_assert_cmpuint (kx_memory_floor_get_spare (0, 5), ==, G_MAXUINT64);
  g_assert_cmpuint (kx_memory_floor_get_spare (5, 0), ==, G_MAXUINT64);
  g_assert_cmpuint (kx_memory_floor_get_spare (5, 5), ==, 0);
  g_assert_cmpuint (kx_memory_floor_get_spare (5, 3), ==, 0);
  g_assert_cmpuint (kx_memory_floor_get_spare (5, 9), ==, 4);
}

static void
test_patience (void)
{
  guint patience = 0;

  for (guint expected = 2; expected < 60; expected *= 2)
    {
      patience = kx_memory_floor_get_patience (patience, 30);
      g_assert_cmpuint (patience, ==, expected);
    }
  patience = kx_memory_floor_get_patience (patience, 30);
  g_assert_cmpuint (patience, ==, 60);
  g_assert_cmpuint (kx_memory_floor_get_patience (patience, 3599), ==, 60);
  g_assert_cmpuint (kx_memory_floor_get_patience (patience, 3600), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restart/memory-floor/text", test_text);
  g_test_add_func ("/restart/memory-floor/judgement", test_judgement);
  g_test_add_func ("/restart/memory-floor/no-flapping", test_no_flapping);
  g_test_add_func ("/restart/memory-floor/spare", test_spare);
  g_test_add_func ("/restart/memory-floor/patience", test_patience);
  return g_test_run ();
}
