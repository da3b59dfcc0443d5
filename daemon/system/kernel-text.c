/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel-text.h"

#include <limits.h>
#include <string.h>

gboolean
kx_kexec_state_parse (const char *text, gsize length, int *value)
{
  gsize i = 0;
  gboolean negative = FALSE;
  gint64 number = 0;

  if (length > 0 && text[length - 1] == '\n')
    length--;
  if (length > 0 && text[0] == '-')
    {
      negative = TRUE;
      i++;
    }
  if (i == length)
    return FALSE;
  for (; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      number = number * 10 + (text[i] - '0');
      if (number > INT_MAX)
        return FALSE;
    }
  *value = negative ? -(int) number : (int) number;
  return TRUE;
}

KxLockdown
kx_lockdown_parse (const char *text)
{
  const char *begin = strchr (text, '[');
  const char *end = begin == NULL ? NULL : strchr (begin, ']');
  g_autofree char *mode = end == NULL ? NULL : g_strndup (begin + 1, (gsize) (end - begin - 1));

  for (KxLockdown i = KX_LOCKDOWN_NONE; i <= KX_LOCKDOWN_CONFIDENTIALITY; i++)
    if (g_strcmp0 (mode, kx_lockdown_to_string (i)) == 0)
      return i;
  return KX_LOCKDOWN_UNKNOWN;
}

const char *
kx_lockdown_to_string (KxLockdown lockdown)
{
  switch (lockdown)
    {
    case KX_LOCKDOWN_NONE:
      return "none";
    case KX_LOCKDOWN_INTEGRITY:
      return "integrity";
    case KX_LOCKDOWN_CONFIDENTIALITY:
      return "confidentiality";
    case KX_LOCKDOWN_UNKNOWN:
    default:
      return "unknown";
    }
}

char *
kx_cpuinfo_find (const char *text, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      if (strcmp (g_strchomp (lines[i]), key) == 0)
        return g_strdup (g_strstrip (colon + 1));
    }
  return NULL;
}

gboolean
kx_cpuinfo_has_flag (const char *text, const char *flag)
{
  g_autofree char *flags = kx_cpuinfo_find (text, "flags");
  g_auto (GStrv) words = flags != NULL ? g_strsplit (flags, " ", -1) : NULL;

  return words != NULL && g_strv_contains ((const char *const *) words, flag);
}

gboolean
kx_address_parse (const char *text, guint64 *value)
{
  guint64 number = 0;
  gsize i;

  if (!g_str_has_prefix (text, "0x"))
    return FALSE;
  text += 2;
  for (i = 0; g_ascii_isxdigit (text[i]) && i < 16; i++)
    number = number << 4 | (guint64) g_ascii_xdigit_value (text[i]);
  if (i == 0 || (text[i] != '\0' && strcmp (text + i, "\n") != 0))
    return FALSE;

  *value = number;
  return TRUE;
}

gboolean
kx_efi_systab_find (const char *text, const char *name, guint64 *value)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gsize length = strlen (name);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], name) && lines[i][length] == '=')
      return kx_address_parse (lines[i] + length + 1, value);
  return FALSE;
}
