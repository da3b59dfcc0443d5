/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "loader-conf.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (KxLoaderConf) conf;

  kx_loader_conf_init (&conf, (const char *) data, size);
  g_assert_true ((conf.preferred == NULL) == (conf.preferred_line == 0));
  g_assert_true ((conf.default_entry == NULL) == (conf.default_line == 0));
  g_assert_true (conf.preferred == NULL || g_utf8_validate (conf.preferred, -1, NULL));
  g_assert_true (conf.default_entry == NULL || g_utf8_validate (conf.default_entry, -1, NULL));
  return 0;
}
