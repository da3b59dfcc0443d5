/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "keeper.h"

/*
 * The assessment: looks in a thread for what may go wrong in a restart of this machine without its
 * firmware (KxHazards), and tells the keeper. It looks at the start, after each look at /boot, when
 * something else is loaded, when disks or other devices have changed, and when it is asked to.
 */
#define KX_TYPE_ASSESSMENT (kx_assessment_get_type ())
G_DECLARE_FINAL_TYPE (KxAssessment, kx_assessment, KX, ASSESSMENT, GObject)

/* Begins to look at once. */
KxAssessment *kx_assessment_new (KxKeeper *keeper);

/*
 * Ends when the keeper knows what a look has found that began after this call. Errors:
 * G_IO_ERROR_CANCELLED.
 */
void kx_assessment_look_async (KxAssessment *assessment,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean kx_assessment_look_finish (GAsyncResult *result, GError **error);
