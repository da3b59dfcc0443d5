/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "purgatory.h"

#include <string.h>

#include "check.h"
#include "error.h"
#include "parameters.h"

#define ADDRESS 0x12345000

static guint8 content[5000];

/* The parameters in a purgatory that was built, found by the entry that they were given. */
static KxPurgatoryParameters
parameters_in (const guint8 *image, guint64 entry)
{
  KxPurgatoryParameters parameters;
  guint found = 0;

  for (gsize at = 0; at + sizeof parameters <= kx_purgatory_size (); at += 8)
    if (memcmp (image + at, &entry, sizeof entry) == 0)
      {
        memcpy (&parameters, image + at, sizeof parameters);
        found++;
      }
  g_assert_cmpuint (found, ==, 1);
  return parameters;
}

static KxPurgatoryInput
an_input (const KxCheckedRegion *regions, guint n)
{
  return (KxPurgatoryInput){
    .entry = 0x0123456789abcdef,
    .boot_params = 0x9000,
    .stamps = 0xa000,
    .regions = regions,
    .n_regions = n,
    .reset = { KX_RESET_PCI, 0x123, 0x45 },
    .serial_port = 0x3f8,
  };
}

static void
test_build (void)
{
  const KxCheckedRegion regions[] = { { 0x100000, content, sizeof content }, { 0x200000, content, 0 } };
  KxPurgatoryInput input = an_input (regions, 2);
  gsize size = kx_purgatory_size ();
  g_autofree guint8 *image = g_malloc0 (size);
  g_autoptr (GError) error = NULL;
  KxPurgatoryParameters parameters;
  guint32 sums[KX_PURGATORY_LANES];
  guint64 entry = 0, bytes;
  KxCrc32c crc;

  g_assert_cmpuint (size, >, 4096);
  g_assert_cmpuint (size % 4096, ==, 0);
  g_assert_true (kx_purgatory_build (&input, ADDRESS, image, &entry, &error));
  g_assert_no_error (error);

  parameters = parameters_in (image, input.entry);
  g_assert_cmpuint (parameters.n_regions, ==, 2);
  g_assert_cmphex (entry, >=, ADDRESS);
  g_assert_cmphex (entry, <, ADDRESS + size);
  g_assert_cmphex (image[entry - ADDRESS], ==, 0x0f); /* lidt */
  g_assert_cmphex (parameters.boot_params, ==, 0x9000);
  g_assert_cmphex (parameters.stamps, ==, 0xa000);
  g_assert_cmpuint (parameters.reset_space, ==, KX_PURGATORY_RESET_PCI);
  g_assert_cmphex (parameters.reset_address, ==, 0x123);
  g_assert_cmphex (parameters.reset_value, ==, 0x45);
  g_assert_cmphex (parameters.serial_port, ==, 0x3f8);

  kx_crc32c_init (&crc, 0);
  g_assert_cmphex (parameters.regions[0].address, ==, 0x100000);
  g_assert_cmpuint (parameters.regions[0].size, ==, sizeof content);
  kx_crc32c_lanes (&crc, content, sizeof content, sums);
  g_assert_cmpmem (sums, sizeof sums, parameters.regions[0].sums, sizeof sums);
  g_assert_cmphex (parameters.regions[1].address, ==, 0x200000);
  g_assert_cmpuint (parameters.regions[1].size, ==, 0);

  /* The purgatory's own code finds the parameters in order. */
  parameters.n_regions = 0;
  parameters.sum
      = kx_crc32c_sum (&crc, (const guint8 *) &parameters, offsetof (KxPurgatoryParameters, sum));
  g_assert_cmpint (kx_purgatory_check (&crc, &parameters, &bytes), ==, KX_PURGATORY_GOOD);
}

/* Apart from where it lies, nothing in it depends on the address. */
static void
test_anywhere (void)
{
  KxPurgatoryInput input = an_input (NULL, 0);
  g_autofree guint8 *low = g_malloc0 (kx_purgatory_size ());
  g_autofree guint8 *high = g_malloc0 (kx_purgatory_size ());
  guint64 entry;

  g_assert_true (kx_purgatory_build (&input, 0x100000, low, &entry, NULL));
  g_assert_cmphex (entry - 0x100000, <, kx_purgatory_size ());
  g_assert_true (kx_purgatory_build (&input, G_GUINT64_CONSTANT (0xffff00000000), high, &entry, NULL));
  g_assert_cmphex (entry - G_GUINT64_CONSTANT (0xffff00000000), <, kx_purgatory_size ());
  g_assert_cmpmem (low, kx_purgatory_size (), high, kx_purgatory_size ());
}

static void
test_too_many (void)
{
  KxCheckedRegion regions[KX_PURGATORY_REGIONS + 1] = { 0 };
  KxPurgatoryInput input = an_input (regions, G_N_ELEMENTS (regions));
  g_autofree guint8 *image = g_malloc0 (kx_purgatory_size ());
  g_autoptr (GError) error = NULL;
  guint64 entry = 42;

  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    regions[i].bytes = content;
  g_assert_false (kx_purgatory_build (&input, ADDRESS, image, &entry, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_assert_cmpuint (entry, ==, 42);
  for (gsize i = 0; i < kx_purgatory_size (); i++)
    g_assert_cmpuint (image[i], ==, 0);

  input.n_regions--;
  g_clear_error (&error);
  g_assert_true (kx_purgatory_build (&input, ADDRESS, image, &entry, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < sizeof content; i++)
    content[i] = (guint8) (i * 7 + i / 256);
  g_test_add_func ("/load/purgatory/build", test_build);
  g_test_add_func ("/load/purgatory/anywhere", test_anywhere);
  g_test_add_func ("/load/purgatory/too-many", test_too_many);
  return g_test_run ();
}
