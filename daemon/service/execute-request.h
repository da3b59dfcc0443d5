/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/types.h>

#include "keeper.h"

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

/*
 * Whether something is there that Execute may start. Errors: KX_ERROR (NOT_ARMED, FOREIGN, BUSY,
 * QUARANTINED).
 */
gboolean kx_execute_request_check_armed (KxKeeper *keeper, GError **error);

/* The same, and whether that is what @request expects. Errors: also KX_ERROR_CHANGED. */
gboolean kx_execute_request_check (KxKeeper *keeper, const KxExecuteRequest *request,
                                   GError **error);

/*
 * Why the machine might not come through, and which consent says that it may be tried all the same, in
 * a sentence; NULL where nothing blocks. (transfer full)
 */
char *kx_execute_request_describe_hazards (KxKeeper *keeper) G_GNUC_WARN_UNUSED_RESULT;
