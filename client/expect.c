/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "expect.h"

#include "failure.h"
#include "names.h"

gboolean
kx_expect_check (gint64 expect, GError **error)
{
  if (expect < 0 && expect != KX_EXPECT_NONE)
    return kx_usage (error, "--expect=%" G_GINT64_FORMAT ": a generation is not negative", expect);
  return TRUE;
}

void
kx_expect_add (GVariantBuilder *options, gint64 expect, guint64 seen)
{
  guint64 generation = expect == KX_EXPECT_NONE ? seen : (guint64) expect;

  g_variant_builder_add (options, "{sv}", KX_OPTION_EXPECT, g_variant_new_uint64 (generation));
}
