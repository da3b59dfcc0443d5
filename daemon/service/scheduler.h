/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "execution.h"
#include "follower.h"

/*
 * The scheduler: keeps one restart for later, with what its user was authorised for and consented
 * to, and begins it when it comes due, where everything still allows it. It has nothing to do with
 * the schedule of shutdown(8), which is logind's. Main loop only.
 */
#define KX_TYPE_SCHEDULER (kx_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (KxScheduler, kx_scheduler, KX, SCHEDULER, GObject)

/* Goes on with what a predecessor has promised in this boot. Errors: where there is no timer. */
KxScheduler *kx_scheduler_new (GDBusConnection *connection, KxKeeper *keeper, KxFollower *follower,
                               KxAssessment *assessment, GError **error);

/*
 * Whether a restart may be scheduled for @when (realtime, microseconds). Errors:
 * G_DBUS_ERROR_INVALID_ARGS for a moment that has passed or is more than a year away.
 */
gboolean kx_scheduler_check_time (guint64 when, GError **error);

/* Whether there is room for one more. Errors: KX_ERROR_ALREADY_SCHEDULED, which names whose it is. */
gboolean kx_scheduler_check_free (KxScheduler *scheduler, GError **error);

/*
 * Keeps what @request asks for until @when, and ends when a successor would know of it, too.
 *
 * Errors: KX_ERROR (ALREADY_SCHEDULED, NOT_ARMED, FOREIGN, CHANGED, BUSY, FAILED),
 * G_DBUS_ERROR_INVALID_ARGS or G_IO_ERROR_CANCELLED.
 */
void kx_scheduler_add_async (KxScheduler *scheduler,
                             const KxExecuteRequest *request,
                             guint64 when,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean kx_scheduler_add_finish (GAsyncResult *result, GError **error);

/* Ends the schedule of @uid, anybody's where that is root; nothing where it is another's, where
 * there is none, or where its restart has begun. */
void kx_scheduler_cancel (KxScheduler *scheduler, uid_t uid);

/* Ends it, whosever it is. @why: a sentence without a full stop. */
void kx_scheduler_abandon (KxScheduler *scheduler, const char *why);
