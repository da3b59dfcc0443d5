/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "parameters.h"

/*
 * kx_reset:
 * @parameters: that were checked; NULL: they say nothing that can be relied on
 *
 * Resets the machine by everything that may do it, the most thorough way first.
 */
void kx_reset (const KxPurgatoryParameters *parameters);
