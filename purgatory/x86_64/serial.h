/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stdint.h>

/*
 * kx_serial_report:
 * @port: I/O port of a 16550 that was set up by the kernel before
 * @region: number of the region that changed, from 1
 * @n_regions: how many there are
 *
 * Tells why the machine is about to be reset. Gives up on a port that does not take bytes.
 */
void kx_serial_report (uint16_t port, uint32_t region, uint32_t n_regions);
