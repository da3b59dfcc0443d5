/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "schedule.h"

/*
 * What those who are logged in are told of a scheduled restart: who wants it, when, into what, and
 * how to stop it. (transfer full)
 */
char *kx_announcement_scheduled (const KxSchedule *schedule);

/* It is near. @now: realtime, microseconds. */
char *kx_announcement_near (const KxSchedule *schedule, gint64 now);

/* It does not take place. @why: a sentence without a full stop. */
char *kx_announcement_stopped (const KxSchedule *schedule, const char *why);

/* Whose wish it is: a name, or "user 1000". (transfer full) */
char *kx_announcement_user (const KxSchedule *schedule);

/* "2026-11-23 06:00 CET", the time of this machine. @when: realtime, microseconds. (transfer full) */
char *kx_announcement_moment (gint64 when);
