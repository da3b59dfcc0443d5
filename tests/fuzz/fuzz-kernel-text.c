/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "kernel-text.h"

#include <string.h>

/* What the kernel says of itself in /proc and /sys. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  /* Exactly so long: what is read beyond it is found. */
  g_autofree char *bytes = g_memdup2 (data, size);
  g_autofree char *model = NULL;
  int value = -4711;
  guint64 address = 4711;

  if (!kx_kexec_state_parse (bytes, size, &value))
    g_assert_cmpint (value, ==, -4711);
  else if (memchr (bytes, '\n', size) == NULL)
    {
      g_autofree char *line = g_strdup_printf ("%d\n", value);
      int again = 0;

      g_assert_true (kx_kexec_state_parse (line, strlen (line), &again));
      g_assert_cmpint (again, ==, value);
    }

  if (!kx_address_parse (text, &address))
    g_assert_cmpuint (address, ==, 4711);
  if (kx_efi_systab_find (text, "SMBIOS", &address))
    g_assert_nonnull (strstr (text, "SMBIOS=0x"));

  g_assert_nonnull (kx_lockdown_to_string (kx_lockdown_parse (text)));
  model = kx_cpuinfo_find (text, "model name");
  if (model != NULL)
    g_assert_nonnull (strstr (text, "model name"));
  if (kx_cpuinfo_has_flag (text, "la57"))
    g_assert_nonnull (strstr (text, "la57"));
  return 0;
}
