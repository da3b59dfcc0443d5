/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "machine-hazards.h"
#include "root.h"

G_BEGIN_DECLS

#define KX_CRYPTTAB "/etc/crypttab"

/**
 * kx_hazard_facts_read:
 * @root: a root
 * @facts: whose subjects are set already
 *
 * Reads what the files below @root tell of a machine's hazards: /etc/crypttab, the block devices,
 * the running kernel, and which of the releases have modules. What cannot be read is not known.
 * Blocks: for a thread.
 */
void kx_hazard_facts_read (KxRoot *root, KxMachineFacts *facts);

G_END_DECLS
