/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * The option --expect=N: the generation that the user has seen.
 */

/* The value of an option that was not given. */
#define KX_EXPECT_NONE G_MININT64

/* The entry of the option's table; @storage is a gint64, KX_EXPECT_NONE at first. */
#define KX_EXPECT_OPTION(storage)                                                                  \
  { "expect", 0, 0, G_OPTION_ARG_INT64, storage,                                                   \
    "Only if the generation of 'status --json' is still N", "N" }

/* A usage error where the number cannot be a generation. */
gboolean kx_expect_check (gint64 expect, GError **error);

/*
 * Adds the option "expect" to @options (a{sv}): @expect, or @seen where the user gave none.
 */
void kx_expect_add (GVariantBuilder *options, gint64 expect, guint64 seen);
