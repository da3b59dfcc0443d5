/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * The answers as JSON on standard output: one document each, ended by a newline. Dictionaries
 * become objects, arrays arrays, every integer a number, a variant its content.
 */

/* Prints @value (a floating reference is taken), indented for people. */
void kx_json_print (GVariant *value);

/* Prints @value (a floating reference is taken) on one line and flushes: an event of a stream. */
void kx_json_print_line (GVariant *value);

/* The same text as kx_json_print () without the newline (full). */
char *kx_json_text (GVariant *value, gboolean pretty);
