/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * An alarm for a moment of the clock on the wall, which may be set at any time. Lives in the
 * thread-default main context, and wakes up for nothing else.
 */
typedef struct _KxAlarm KxAlarm;

/*
 * kx_alarm_new:
 * @ring: called from the main loop when the moment has come, and whenever the clock was set or the
 *   machine slept while the alarm was set: look at kx_alarm_now() and set it again where it is
 *   too early. May set or stop the alarm, must not free it
 * @error: KX_ERROR_FAILED: the kernel has no timer for it
 */
KxAlarm *kx_alarm_new (void (*ring) (gpointer user_data), gpointer user_data,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kx_alarm_free (KxAlarm *alarm);

/* What the clock on the wall says: realtime, microseconds. */
gint64 kx_alarm_now (void);

/* Sets it to @when, a moment of that clock, in place of an earlier setting. One that has passed
 * rings at once. */
void kx_alarm_set (KxAlarm *alarm, gint64 when);

void kx_alarm_stop (KxAlarm *alarm);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxAlarm, kx_alarm_free)
