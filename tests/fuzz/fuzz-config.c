/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "config.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  GError *error = NULL;
  KxConfig config;
  gboolean accepted;

  kx_config_init (&config);
  accepted = kx_config_parse (&config, "fuzz", text, &error);
  fuzz_check_error (accepted, error);
  g_assert_nonnull (kx_level_to_string (config.level));
  g_assert_nonnull (kx_method_to_string (config.method));
  g_assert_true (config.is_only_method || config.method == KX_METHOD_RAW);
  g_assert_cmpuint (config.max_failures, <=, 1000);
  g_assert_cmpuint (config.panic_timeout, <=, 3600);
  return 0;
}
