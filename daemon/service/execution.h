/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "assessment.h"
#include "execute-request.h"
#include "keeper.h"
#include "situation.h"

/*
 * Checks everything, loads what is only staged, keeps on disk what is promised, and begins the
 * restart. Where it cannot begin, everything is as it was before.
 *
 * Errors: KX_ERROR (NOT_ARMED, FOREIGN, CHANGED, HAZARD, INHIBITED, OTHER_SESSIONS, BUSY, UNSUPPORTED,
 * FAILED, and those of kx_assure_async()) or G_IO_ERROR_CANCELLED.
 */
void kx_execute_async (KxKeeper *keeper,
                       KxAssessment *assessment,
                       GDBusConnection *connection,
                       const KxExecuteRequest *request,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
gboolean kx_execute_finish (GAsyncResult *result, GError **error);

/*
 * Services did not stop after all, because somebody cancelled that: the machine goes on, and an
 * image that was in the kernel only for this restart leaves it.
 */
void kx_execute_cancelled (KxKeeper *keeper);
