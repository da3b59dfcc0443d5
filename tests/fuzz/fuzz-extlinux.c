/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "extlinux-config.h"
#include "extlinux-default.h"

#include <string.h>

/* The files that are included: parts of the input. */
static char *
fetch (const char *path, char **name, gpointer user_data)
{
  const char *text = strstr (user_data, path);

  *name = g_strdup (path);
  return text != NULL ? g_strndup (text, 256) : NULL;
}

static void
fuzz_dialect (char *text, KxExtlinuxDialect dialect)
{
  g_autoptr (KxExtlinux) config = kx_extlinux_parse (text, "F", dialect, fetch, text);
  g_autofree char *reason = NULL;
  int chosen = kx_extlinux_find_default (config, "F", "a", &reason);

  g_assert_cmpint (chosen, <, (int) config->labels->len);
  g_assert_nonnull (reason);
  for (guint i = 0; i < config->labels->len; i++)
    {
      const KxExtlinuxLabel *label = config->labels->pdata[i];
      g_autofree char *expanded = label->append != NULL ? kx_extlinux_expand (label->append) : NULL;

      g_assert_nonnull (label->name);
      g_assert_nonnull (label->file);
      g_assert_nonnull (label->initrds);
      g_assert_cmpuint (label->line, >, 0);
      g_assert_true (expanded == NULL || strlen (expanded) <= strlen (label->append));
      g_assert_cmpint (kx_extlinux_find (config, label->name), >=, 0);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  fuzz_dialect (text, KX_EXTLINUX_SYSLINUX);
  fuzz_dialect (text, KX_EXTLINUX_UBOOT);
  return 0;
}
