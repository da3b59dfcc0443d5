/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * What the daemon tells, a{sv}: looked up so that it can be printed. A dictionary that is not there
 * (NULL) has nothing in it, and neither has a key of another type than is asked for.
 */

/* The string @key, safe to print, "" where there is none (full). */
char *kx_dictionary_text (GVariant *dictionary, const char *key);

/* The number (t) @key, G_MAXINT64 at most; @absent where there is none. */
gint64 kx_dictionary_number (GVariant *dictionary, const char *key, gint64 absent);
