/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "crc32c.h"
#include "parameters.h"

/* What kx_purgatory_check() found, beside the number of a region that is not what it was. */
#define KX_PURGATORY_GOOD 0
#define KX_PURGATORY_BAD_PARAMETERS (-1) /* nothing that they say can be relied on */

/*
 * kx_purgatory_check:
 * @bytes: (out): how many were compared
 *
 * Compares everything that @parameters lists, and @parameters themselves first.
 *
 * Returns: KX_PURGATORY_GOOD, KX_PURGATORY_BAD_PARAMETERS, or the number of the first region
 *   that differs, counted from 1
 */
int kx_purgatory_check (const KxCrc32c *crc, const KxPurgatoryParameters *parameters,
                        uint64_t *bytes);
