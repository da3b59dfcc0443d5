/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Reads a time as people write it: a span from now, "+10" (minutes), "+90s", "+10min", "+1h30min",
 * "+2d"; the next time that it is so late, "23:30"; a day and time of it, "2026-11-23 06:00", which
 * may have a "T" in between. Seconds may follow, "23:30:15". @now and @moment: realtime,
 * microseconds.
 *
 * FALSE with a usage error and @moment untouched where it is none of these, or one that no clock
 * here ever shows. Whether it has passed is for the daemon to say.
 */
gboolean kx_date_parse (const char *text, gint64 now, gint64 *moment, GError **error);

/* "2026-11-23 06:00 CET" (full). @moment: realtime, microseconds. */
char *kx_date_format (gint64 moment);

/* "in 10 minutes" (full), rounded. */
char *kx_date_format_span (gint64 span);
