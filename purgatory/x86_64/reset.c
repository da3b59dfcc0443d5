/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "reset.h"

#include <stddef.h>

#include "hardware.h"

/* PCI's configuration mechanism 1, and the reset control register of the chipsets. */
#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA 0xcfc
#define RESET_CONTROL 0xcf9
#define RESET_HARD 0x02
#define RESET_NOW 0x04

/* The keyboard controller. */
#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_BUSY 0x02
#define KEYBOARD_PULSE_RESET 0xfe
#define KEYBOARD_PATIENCE 10000

/* ACPI 6.5, 4.8.3.6 and 5.2.3.2: the address of a device on bus 0. */
static void
reset_by_pci (uint64_t address, uint8_t value)
{
  uint32_t device = (uint32_t) (address >> 32) & 0x1f;
  uint32_t function = (uint32_t) (address >> 16) & 0x7;
  uint32_t offset = (uint32_t) address & 0xff;

  kx_hardware_out32 (CONFIG_ADDRESS,
                     0x80000000u | device << 11 | function << 8 | (offset & ~3u));
  kx_hardware_out8 ((uint16_t) (CONFIG_DATA + (offset & 3)), value);
}

static void
reset_by_firmware (const KxPurgatoryParameters *parameters)
{
  uint8_t value = (uint8_t) parameters->reset_value;

  switch (parameters->reset_space)
    {
    case KX_PURGATORY_RESET_IO:
      kx_hardware_out8 ((uint16_t) parameters->reset_address, value);
      break;
    case KX_PURGATORY_RESET_PCI:
      reset_by_pci (parameters->reset_address, value);
      break;
    case KX_PURGATORY_RESET_MEMORY:
      kx_hardware_poke (parameters->reset_address, value);
      break;
    default:
      return;
    }
  kx_hardware_pause ();
}

static void
reset_by_chipset (void)
{
  uint8_t others = kx_hardware_in8 (RESET_CONTROL) & (uint8_t) ~(RESET_HARD | RESET_NOW);

  kx_hardware_out8 (RESET_CONTROL, others | RESET_HARD);
  kx_hardware_pause ();
  kx_hardware_out8 (RESET_CONTROL, others | RESET_HARD | RESET_NOW);
  kx_hardware_pause ();
}

static void
reset_by_keyboard_controller (void)
{
  for (int i = 0; i < KEYBOARD_PATIENCE; i++)
    if ((kx_hardware_in8 (KEYBOARD_COMMAND) & KEYBOARD_BUSY) == 0)
      break;
  kx_hardware_out8 (KEYBOARD_COMMAND, KEYBOARD_PULSE_RESET);
  kx_hardware_pause ();
}

void
kx_reset (const KxPurgatoryParameters *parameters)
{
  if (parameters != NULL)
    reset_by_firmware (parameters);
  reset_by_chipset ();
  reset_by_keyboard_controller ();
  kx_hardware_fault ();
}
