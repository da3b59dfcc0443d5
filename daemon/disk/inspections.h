/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "inspection.h"

G_BEGIN_DECLS

/**
 * KxInspections:
 *
 * The files of one scan, each looked at once however many images it belongs to. For one thread.
 */
typedef struct _KxInspections KxInspections;

/** kx_inspections_new: Returns: (transfer full): none yet, of files below @root. */
KxInspections *kx_inspections_new (KxRoot *root) G_GNUC_WARN_UNUSED_RESULT;

/** kx_inspections_free: frees @inspections. */
void kx_inspections_free (KxInspections *inspections);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxInspections, kx_inspections_free)

/** kx_inspections_add: looks at @path, unless that was done. */
void kx_inspections_add (KxInspections *inspections, const char *path, KxInspectAs as);

/** kx_inspections_get: Returns: (transfer none): what was seen at @path, which was added. */
const KxInspection *kx_inspections_get (KxInspections *inspections, const char *path);

/**
 * kx_inspections_rest:
 * @inspections: inspections
 * @cancellable: (nullable): ends the rest
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Where files changed within the last second, waits until that is over and looks at them again;
 * what
 * changed once more has a problem. Does not wait where none did.
 *
 * Returns: %FALSE where it was cancelled
 */
gboolean kx_inspections_rest (KxInspections *inspections, GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
