/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What libFuzzer calls; the input is a copy of its own size, and the return value always 0. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A failure has an error, a success has none. Frees the error. */
static inline void
fuzz_check_error (gboolean success, GError *error)
{
  g_assert_true (success == (error == NULL));
  g_assert_true (error == NULL || error->message[0] != '\0');
  g_clear_error (&error);
}
