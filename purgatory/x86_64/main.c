/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "check.h"
#include "reset.h"
#include "serial.h"

/* What the next kernel is given; in two registers. */
typedef struct
{
  uint64_t entry;
  uint64_t boot_params;
} HandOver;

/* Filled in by the daemon. */
KxPurgatoryParameters kx_purgatory_parameters;

static KxCrc32c crc;

HandOver kx_purgatory_main (uint64_t entered);

HandOver
kx_purgatory_main (uint64_t entered)
{
  const KxPurgatoryParameters *parameters = &kx_purgatory_parameters;
  KxPurgatoryStamps *stamps;
  uint64_t bytes;
  int found;

  kx_crc32c_init (&crc, kx_crc32c_instruction_present ());
  found = kx_purgatory_check (&crc, parameters, &bytes);
  if (found != KX_PURGATORY_GOOD)
    {
      if (found != KX_PURGATORY_BAD_PARAMETERS && parameters->serial_port != 0)
        kx_serial_report ((uint16_t) parameters->serial_port, (uint32_t) found,
                          parameters->n_regions);
      for (;;)
        kx_reset (found != KX_PURGATORY_BAD_PARAMETERS ? parameters : NULL);
    }

  stamps = (KxPurgatoryStamps *) (uintptr_t) parameters->stamps;
  if (stamps != NULL)
    {
      stamps->checked = __builtin_ia32_rdtsc ();
      stamps->magic = KX_PURGATORY_STAMPS_MAGIC;
      stamps->version = KX_PURGATORY_STAMPS_VERSION;
      stamps->flags = crc.instruction ? KX_PURGATORY_STAMPS_HARDWARE : 0;
      stamps->bytes = bytes;
      stamps->entered = entered;
      stamps->left = __builtin_ia32_rdtsc ();
    }
  return (HandOver){ parameters->entry, parameters->boot_params };
}
