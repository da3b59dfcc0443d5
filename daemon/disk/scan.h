/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "catalogue.h"
#include "root.h"

G_BEGIN_DECLS

/**
 * kx_scan_basic_paths:
 *
 * Returns: (transfer none) (array zero-terminated=1): what every scan looks at, in the form of
 *   kx_watch_set_paths()
 */
const char *const *kx_scan_basic_paths (void);

/**
 * kx_scan:
 * @root: what stands for `/`
 * @cancellable: (nullable): ends the scan early
 * @error: %G_IO_ERROR_CANCELLED, or why the root cannot be used
 *
 * Looks at every kernel of the machine, whether it is complete, and chooses. Blocks: for a thread
 * of its own. Only where a file was
 * written within the last second, it waits until that second is over. What is wrong with one
 * image is told by that image's problems and never spoils another.
 *
 * Returns: (transfer full): what was found; %NULL on error
 */
KxCatalogue *kx_scan (KxRoot *root, GCancellable *cancellable,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
