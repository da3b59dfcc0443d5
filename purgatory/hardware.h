/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdint.h>

/* The few things that only the bare machine can do; tests put something else in their place. */

uint8_t kx_hardware_in8 (uint16_t port);
void kx_hardware_out8 (uint16_t port, uint8_t value);
void kx_hardware_out32 (uint16_t port, uint32_t value);

/* kx_hardware_poke: writes a byte to a physical address that need not be mapped. */
void kx_hardware_poke (uint64_t address, uint8_t value);

/* kx_hardware_pause: some ten milliseconds, more or less; comes to an end on every machine. */
void kx_hardware_pause (void);

/* kx_hardware_fault: provokes an exception that nobody handles, which resets the CPU. */
void kx_hardware_fault (void);
