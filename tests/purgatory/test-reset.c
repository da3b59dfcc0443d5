/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "x86_64/reset.h"

#include <string.h>

#include "fake-hardware.h"

/* What is tried on every machine; port 0xcf9 reads as 0, and as 0xff where there is none. */
#define REST "out8 cf9=2; pause; out8 cf9=6; pause; out8 64=fe; pause; fault; "
#define REST_ABSENT "out8 cf9=fb; pause; out8 cf9=ff; pause; out8 64=fe; pause; fault; "

static void
assert_reset (guint32 space, guint64 address, guint32 value, const char *first)
{
  KxPurgatoryParameters parameters
      = { .reset_space = space, .reset_address = address, .reset_value = value };
  g_autofree char *expected = g_strconcat (first, REST, NULL);

  fake_hardware_reset ();
  kx_reset (&parameters);
  g_assert_cmpstr (fake_done->str, ==, expected);
}

static void
test_firmware (void)
{
  assert_reset (KX_PURGATORY_RESET_NONE, 0x1234, 5, "");
  assert_reset (KX_PURGATORY_RESET_IO, 0xcf9, 0xe, "out8 cf9=e; pause; ");
  assert_reset (KX_PURGATORY_RESET_MEMORY, 0xfed00000000, 0x80, "poke fed00000000=80; pause; ");
  assert_reset (99, 0x1234, 5, "");
  /* The value is a byte, whatever stands beside it. */
  assert_reset (KX_PURGATORY_RESET_IO, 0x64, 0x1fe, "out8 64=fe; pause; ");
}

/* Device 31, function 3, register 0x4e; the bits that have no meaning must not get elsewhere. */
static void
test_pci (void)
{
  assert_reset (KX_PURGATORY_RESET_PCI, 0x1f0003004e, 0x0a,
                "out32 cf8=8000fb4c; out8 cfe=a; pause; ");
  assert_reset (KX_PURGATORY_RESET_PCI, 0xffe0fff8ff00, 0x0a,
                "out32 cf8=80000000; out8 cfc=a; pause; ");
}

/* Parameters that cannot be relied on are not used. */
static void
test_unknown (void)
{
  fake_hardware_reset ();
  kx_reset (NULL);
  g_assert_cmpstr (fake_done->str, ==, REST);
}

/* A machine without chipset and keyboard controller: all ports read as 0xff, and nothing waits for ever. */
static void
test_absent (void)
{
  fake_hardware_reset ();
  memset (fake_ports, 0xff, sizeof fake_ports);
  kx_reset (NULL);
  g_assert_cmpstr (fake_done->str, ==, REST_ABSENT);
  g_assert_cmpuint (fake_reads, <=, 20000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/purgatory/reset/firmware", test_firmware);
  g_test_add_func ("/purgatory/reset/pci", test_pci);
  g_test_add_func ("/purgatory/reset/unknown", test_unknown);
  g_test_add_func ("/purgatory/reset/absent", test_absent);
  return g_test_run ();
}
