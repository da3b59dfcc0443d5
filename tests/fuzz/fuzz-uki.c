/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "os-release.h"
#include "uki-layout.h"

/* What is read of a section's text; of the whole input, too. */
static void
check_text (const guint8 *bytes, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) bytes, size);
  g_autofree char *cmdline = kx_uki_normalise_cmdline ((const char *) bytes, size);
  g_autofree char *id = kx_os_release_get ((const char *) bytes, size, "ID");
  g_auto (KxOsRelease) release = { 0 };
  int profile = -7;
  const char *rest = kx_uki_split_options (text, &profile);

  g_assert_true (rest == text || profile >= 0);
  if (cmdline != NULL)
    g_assert_true (g_utf8_validate (cmdline, -1, NULL) && !g_str_has_prefix (cmdline, " ")
                   && !g_str_has_suffix (cmdline, " "));
  if (id != NULL)
    g_assert_true (g_utf8_validate (id, -1, NULL));
  if (kx_os_release_parse ((const char *) bytes, size, &release))
    g_assert_nonnull (release.title);
}

static void
check_layout (const guint8 *data, gsize size, const KxUkiLayout *layout)
{
  for (guint i = 0; i < KX_UKI_N_SECTIONS; i++)
    {
      const KxUkiRange *range = &layout->sections[i];

      g_assert_true (range->present || range->size == 0);
      g_assert_nonnull (kx_uki_section_to_string (i));
      if (range->size > 0)
        check_text (data + range->offset, range->size);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  for (int profile = KX_UKI_BASE; profile < 3; profile++)
    {
      GError *error = NULL;
      KxUkiLayout layout;
      gboolean success = kx_uki_layout_parse (data, size, size, profile, &layout, &error);

      fuzz_check_error (success, error);
      if (success)
        check_layout (data, size, &layout);
      else
        g_assert_false (profile == KX_UKI_BASE
                        && kx_uki_layout_parse (data, size, size, 0, &layout, NULL));
    }

  g_assert_true (!kx_uki_probe (data, size) || size > 64);
  check_text (data, size);
  return 0;
}
