/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * How long something took, in the units in which people say it: "48 ms", "21.4 s", "2 min 5 s",
 * "1 h 40 min" (full). @span: microseconds; what is negative gets a minus sign.
 */
char *kx_duration_format (gint64 span);
