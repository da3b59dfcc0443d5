/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "memory-map.h"

/*
 * kx_e820_parse_boot_params:
 * @bytes: /sys/kernel/boot_params/data
 * @ranges: of KxMemoryRange; those of the table are appended
 *
 * Empty ranges are left out; one that reaches beyond the last address ends there.
 * Count at 0x1e8, table at 0x2d0 (the kernel's Documentation/arch/x86/zero-page.rst); an entry is
 * address u64, size u64, type u32.
 */
void kx_e820_parse_boot_params (const guint8 *bytes, gsize size, GArray *ranges);

/*
 * kx_e820_parse_extension:
 * @bytes: what follows the header of a setup_data of the type KX_SETUP_DATA_E820_EXT
 *
 * The same, for what did not fit into boot_params.
 */
void kx_e820_parse_extension (const guint8 *bytes, gsize size, GArray *ranges);
