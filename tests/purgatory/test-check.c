/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "check.h"

#include <glib.h>
#include <string.h>

typedef struct
{
  KxCrc32c crc;
  KxPurgatoryParameters parameters;
  guint8 first[1000];
  guint8 second[77];
} Fixture;

static void
seal (Fixture *fixture)
{
  fixture->parameters.sum
      = kx_crc32c_sum (&fixture->crc, (const guint8 *) &fixture->parameters,
                       offsetof (KxPurgatoryParameters, sum));
}

static void
add_region (Fixture *fixture, const guint8 *bytes, gsize size)
{
  KxPurgatoryRegion *region = &fixture->parameters.regions[fixture->parameters.n_regions++];

  region->address = (guintptr) bytes;
  region->size = size;
  kx_crc32c_lanes (&fixture->crc, bytes, size, region->sums);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  kx_crc32c_init (&fixture->crc, kx_crc32c_instruction_present ());
  memset (fixture->first, 0x5a, sizeof fixture->first);
  memset (fixture->second, 0xa5, sizeof fixture->second);
  fixture->parameters = (KxPurgatoryParameters){ .version = KX_PURGATORY_VERSION, .entry = 0x1000 };
  add_region (fixture, fixture->first, sizeof fixture->first);
  add_region (fixture, fixture->second, sizeof fixture->second);
  seal (fixture);
}

static int
check (Fixture *fixture)
{
  guint64 bytes;

  return kx_purgatory_check (&fixture->crc, &fixture->parameters, &bytes);
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  guint64 bytes = 1;

  g_assert_cmpint (kx_purgatory_check (&fixture->crc, &fixture->parameters, &bytes), ==,
                   KX_PURGATORY_GOOD);
  g_assert_cmpuint (bytes, ==, 1077);
}

static void
test_regions (Fixture *fixture, gconstpointer data)
{
  for (guint bit = 0; bit < sizeof fixture->first * 8; bit++)
    {
      fixture->first[bit / 8] ^= (guint8) (1 << bit % 8);
      g_assert_cmpint (check (fixture), ==, 1);
      fixture->first[bit / 8] ^= (guint8) (1 << bit % 8);
    }
  for (guint bit = 0; bit < sizeof fixture->second * 8; bit++)
    {
      fixture->second[bit / 8] ^= (guint8) (1 << bit % 8);
      g_assert_cmpint (check (fixture), ==, 2);
      fixture->second[bit / 8] ^= (guint8) (1 << bit % 8);
    }
}

/* The parameters check themselves, before anything that they say is used. */
static void
test_parameters (Fixture *fixture, gconstpointer data)
{
  guint8 *bytes = (guint8 *) &fixture->parameters;

  for (guint bit = 0; bit < sizeof fixture->parameters * 8; bit++)
    {
      bytes[bit / 8] ^= (guint8) (1 << bit % 8);
      g_assert_cmpint (check (fixture), ==, KX_PURGATORY_BAD_PARAMETERS);
      bytes[bit / 8] ^= (guint8) (1 << bit % 8);
    }
  g_assert_cmpint (check (fixture), ==, KX_PURGATORY_GOOD);
}

/* … even where their sum is right. */
static void
test_wrong_parameters (Fixture *fixture, gconstpointer data)
{
  fixture->parameters.version++;
  seal (fixture);
  g_assert_cmpint (check (fixture), ==, KX_PURGATORY_BAD_PARAMETERS);

  fixture->parameters.version--;
  fixture->parameters.n_regions = KX_PURGATORY_REGIONS + 1;
  seal (fixture);
  g_assert_cmpint (check (fixture), ==, KX_PURGATORY_BAD_PARAMETERS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/purgatory/check/good", Fixture, NULL, set_up, test_good, NULL);
  g_test_add ("/purgatory/check/regions", Fixture, NULL, set_up, test_regions, NULL);
  g_test_add ("/purgatory/check/parameters", Fixture, NULL, set_up, test_parameters, NULL);
  g_test_add ("/purgatory/check/wrong-parameters", Fixture, NULL, set_up, test_wrong_parameters, NULL);
  return g_test_run ();
}
