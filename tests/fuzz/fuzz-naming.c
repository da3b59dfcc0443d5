/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "naming.h"

#include <string.h>

/* What becomes a part of a path must be a name and nothing else. */
static void
check_component (const char *name)
{
  g_assert_null (strchr (name, '/'));
  g_assert_cmpstr (name, !=, "");
  g_assert_cmpstr (name, !=, ".");
  g_assert_cmpstr (name, !=, "..");
  for (const char *c = name; *c != '\0'; c++)
    g_assert_true (g_ascii_isgraph (*c));
}

static void
check_name (const char *file, const KxKernelName *name)
{
  static const char *const architectures[] = { "x86_64", "aarch64", NULL };

  g_assert_nonnull (strstr (file, name->version));
  check_component (name->id);
  g_assert_true (g_str_has_prefix (name->id, name->version));
  g_assert_true (!name->versioned || g_ascii_isdigit (name->version[0]));
  for (guint i = 0; i < G_N_ELEMENTS (architectures); i++)
    {
      g_auto (GStrv) candidates = kx_initrd_candidates (name, architectures[i]);

      g_assert_nonnull (candidates[0]);
      for (guint n = 0; candidates[n] != NULL; n++)
        {
          check_component (candidates[n]);
          g_assert_nonnull (strstr (candidates[n], name->version));
        }
    }
}

/* The name of a file. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *file = g_strndup ((const char *) data, size);
  g_autofree char *written = kx_name_being_written (file);
  g_auto (KxKernelName) kernel = { 0 };
  g_auto (KxKernelName) modules = { 0 };
  gboolean is_temporary = kx_name_is_temporary (file);

  if (written != NULL)
    {
      g_assert_true (is_temporary);
      g_assert_true (g_str_has_prefix (file, written) && strlen (written) < strlen (file));
    }
  g_assert_true (!is_temporary || !kx_name_is_boot_file (file));

  if (kx_kernel_name_parse (file, &kernel))
    {
      g_assert_true (kx_name_is_boot_file (file));
      check_component (file);
      check_name (file, &kernel);
    }
  if (kx_kernel_name_from_modules (file, &modules))
    {
      check_component (file);
      check_name (file, &modules);
    }
  return 0;
}
