/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "loader-conf.h"

#include "bls.h"

#include <string.h>

/* systemd-boot leaves out each byte that does not begin a character. */
static char *
drop_garbage (const char *text)
{
  GString *out = g_string_new (NULL);
  const char *end;

  while (!g_utf8_validate (text, -1, &end))
    {
      g_string_append_len (out, text, end - text);
      text = end + 1;
    }
  g_string_append (out, text);
  return g_string_free (out, FALSE);
}

static void
take_pattern (char **pattern, guint *number, const KxBlsLine *line, const char *value)
{
  /* Of the names that begin with "@", only one means something; others change nothing. */
  if (value[0] == '@' && g_ascii_strcasecmp (value, "@saved") != 0)
    return;

  g_free (*pattern);
  *pattern = drop_garbage (value);
  *number = line->number;
}

static void
take_boolean (gboolean *setting, const char *value)
{
  static const char *const yes[] = { "1", "yes", "y", "true", "t", "on", NULL };
  static const char *const no[] = { "0", "no", "n", "false", "f", "off", NULL };

  if (g_strv_contains (yes, value))
    *setting = TRUE;
  else if (g_strv_contains (no, value))
    *setting = FALSE;
}

void
kx_loader_conf_init (KxLoaderConf *conf, const char *text, gsize length)
{
  g_autoptr (KxBlsLines) lines = kx_bls_lines_new (text, length);
  const KxBlsLine *line;

  *conf = (KxLoaderConf) { .auto_entries = TRUE };
  for (guint i = 0; (line = kx_bls_lines_get (lines, i)) != NULL; i++)
    {
      g_autofree char *value = kx_bls_line_dup_value (line);

      if (value == NULL)
        continue;
      if (strcmp (line->key, "default") == 0)
        take_pattern (&conf->default_entry, &conf->default_line, line, value);
      else if (strcmp (line->key, "preferred") == 0)
        take_pattern (&conf->preferred, &conf->preferred_line, line, value);
      else if (strcmp (line->key, "auto-entries") == 0)
        take_boolean (&conf->auto_entries, value);
    }
}

void
kx_loader_conf_clear (KxLoaderConf *conf)
{
  g_clear_pointer (&conf->preferred, g_free);
  g_clear_pointer (&conf->default_entry, g_free);
}
