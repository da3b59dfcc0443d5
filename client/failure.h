/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Exit codes that are not one of the contract's errors. */
#define KX_EXIT_OTHER 1
#define KX_EXIT_USAGE 2

/* A command line that cannot be: exit code 2. */
#define KX_USAGE_ERROR (kx_usage_error_quark ())
GQuark kx_usage_error_quark (void);

/* Sets a usage error; returns FALSE, to be returned by the caller. */
gboolean kx_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/*
 * Tells the user about @error, on standard error, and with @json as an object on standard output,
 * too; returns the exit code that belongs to it.
 */
int kx_failure_report (const GError *error, gboolean json);

/* Tells the user something that is no failure, on standard error. */
void kx_note (const char *format, ...) G_GNUC_PRINTF (1, 2);
