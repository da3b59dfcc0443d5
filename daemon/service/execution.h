/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "assessment.h"
#include "keeper.h"
#include "situation.h"

/* A restart that somebody may begin, and what he consents to. */
typedef struct
{
  uid_t uid;       /* whose own sessions do not count */
  guint64 expect;  /* the generation that may be started */
  gboolean force;
  gboolean ignore_hazards;
  gboolean ignore_sessions;
  gboolean ignore_inhibitors;
} KxExecuteRequest;

/* Whether something is there that Execute may start. Errors: KX_ERROR (NOT_ARMED, FOREIGN, BUSY).
 * */
gboolean kx_execute_check (KxKeeper *keeper, GError **error);

/* The same, and whether that is what @request expects. Errors: also KX_ERROR_CHANGED. */
gboolean
kx_execute_check_request (KxKeeper *keeper, const KxExecuteRequest *request, GError **error);

/*
 * Why the machine might not come through, and which consent says that it may be tried all the same, in
 * a sentence; NULL where nothing blocks. (transfer full)
 */
char *kx_execute_describe_hazards (KxKeeper *keeper) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Checks everything, loads what is only staged, keeps on disk what is promised, and begins the restart. Where it cannot begin,
 * everything is as it was before.
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
