/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "efi-requests.h"
#include "filesystems.h"
#include "root.h"

G_BEGIN_DECLS

/**
 * kx_efi_requests_read:
 * @root: a root
 * @filesystems: of that
 * @requests: what is found; initialised by this, to be cleared by the caller
 * @watch: everything that the answer depends on is added, existing or not, in the form of
 *   kx_watch_set_paths()
 *
 * Reads as few variables as will do: each of them is a call of the firmware's.
 */
void kx_efi_requests_read (KxRoot *root, const KxFilesystems *filesystems, KxEfiRequests *requests,
                           GStrvBuilder *watch);

G_END_DECLS
