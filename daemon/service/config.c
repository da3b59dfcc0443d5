/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "error.h"

#define SECTION "[kexecd]"
#define MAX_FAILURES_MAX 1000
#define PANIC_TIMEOUT_MAX 3600

void
kx_config_init (KxConfig *config)
{
  *config = (KxConfig){ .level = KX_LEVEL_ARMED,
                         .method = KX_METHOD_RAW,
                         .apply_remedies = TRUE,
                         .watchdog = KX_PROTECTION_TIMEOUT,
                         .max_failures = 3,
                         .panic_timeout = 10,
                         .memory_floor = KX_MEMORY_FLOOR_DEFAULT };
}

static gboolean G_GNUC_PRINTF (4, 5)
mistake (GError **error, const char *name, guint line, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "%s:%u: %s", name, line, text);
  return FALSE;
}

static gboolean
set_method (KxConfig *config, const char *value)
{
  gboolean is_auto = strcmp (value, "auto") == 0;

  if (!kx_method_from_string (is_auto ? "raw" : value, &config->method))
    return FALSE;
  config->is_only_method = !is_auto;
  return TRUE;
}

static gboolean
set_flag (gboolean *flag, const char *value)
{
  gboolean is_yes = strcmp (value, "yes") == 0;

  if (!is_yes && strcmp (value, "no") != 0)
    return FALSE;
  *flag = is_yes;
  return TRUE;
}

static gboolean
set_number (guint *number, const char *value, guint max)
{
  guint64 parsed;

  if (!g_ascii_string_to_unsigned (value, 10, 0, max, &parsed, NULL))
    return FALSE;
  *number = (guint) parsed;
  return TRUE;
}

/* "": nowhere. */
static gboolean
set_directory (char directory[KX_CONFIG_PATH_MAX], const char *value)
{
  if ((*value != '\0' && *value != '/') || strlen (value) >= KX_CONFIG_PATH_MAX)
    return FALSE;
  g_strlcpy (directory, value, KX_CONFIG_PATH_MAX);
  return TRUE;
}

/* What is about restarts that fail, and about what became of them. */
static gboolean
set_recovery_key (KxConfig *config,
                  const char *key,
                  const char *value,
                  const char *name,
                  guint line,
                  GError **error)
{
  if (strcmp (key, "MaxFailures") == 0)
    return set_number (&config->max_failures, value, MAX_FAILURES_MAX)
           || mistake (error, name, line,
                       "“%s” is no number of failures; use 1 to %d, or 0 for no limit", value,
                       MAX_FAILURES_MAX);

  if (strcmp (key, "PanicTimeout") == 0)
    return set_number (&config->panic_timeout, value, PANIC_TIMEOUT_MAX)
           || mistake (error, name, line,
                       "“%s” is no number of seconds; use 1 to %d, or 0 to leave panic= alone", value,
                       PANIC_TIMEOUT_MAX);

  if (strcmp (key, "Watchdog") == 0)
    return kx_protection_parse_timeout (value, &config->watchdog)
           || mistake (error, name, line,
                       "“%s” is no time for a watchdog; use 30s to 1h, “5min” for example, or 0", value);

  if (strcmp (key, "MetricsDirectory") == 0)
    return set_directory (config->metrics_directory, value)
           || mistake (error, name, line,
                       "“%s” is no absolute path of at most %d bytes, and not empty either", value,
                       KX_CONFIG_PATH_MAX - 1);

  return mistake (error, name, line, "there is no setting “%s”; see kexecd.conf(5)", key);
}

static gboolean
set_key (KxConfig *config,
         const char *key,
         const char *value,
         const char *name,
         guint line,
         GError **error)
{
  if (strcmp (key, "Level") == 0)
    return kx_level_from_string (value, &config->level)
           || mistake (error, name, line, "“%s” is no level; use armed, staged or off", value);

  if (strcmp (key, "Method") == 0)
    return set_method (config, value)
           || mistake (error, name, line, "“%s” is no method; use auto, raw, bzimage or files",
                       value);

  if (strcmp (key, "OrdinaryReboot") == 0)
    return kx_ordinary_from_string (value, &config->ordinary)
           || mistake (error, name, line, "ordinary reboots cannot be “%s”; use follow or cold",
                       value);

  if (strcmp (key, "ApplyRemedies") == 0)
    return set_flag (&config->apply_remedies, value)
           || mistake (error, name, line, "“%s” is neither yes nor no", value);

  if (strcmp (key, "MemoryFloor") == 0)
    return kx_memory_floor_from_string (value, &config->memory_floor)
           || mistake (error, name, line,
                       "“%s” is no amount of memory; use a number of MiB, a percentage up to 50%%, or 0",
                       value);

  return set_recovery_key (config, key, value, name, line, error);
}

static gboolean
parse_line (KxConfig *config,
            char *text,
            const char *name,
            guint line,
            gboolean *in_section,
            GError **error)
{
  char *value;

  g_strstrip (text);
  if (*text == '\0' || *text == '#' || *text == ';')
    return TRUE;

  if (*text == '[')
    {
      *in_section = strcmp (text, SECTION) == 0;
      return *in_section
             || mistake (error, name, line, "there is no section %s; use " SECTION, text);
    }

  if (!*in_section)
    return mistake (error, name, line, "a setting before the section; begin with " SECTION);

  value = strchr (text, '=');
  if (value == NULL)
    return mistake (error, name, line, "“%s” is no setting; write Name=value", text);

  *value++ = '\0';
  return set_key (config, g_strchomp (text), g_strchug (value), name, line, error);
}

gboolean
kx_config_parse (KxConfig *config, const char *name, const char *data, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (data, "\n", -1);
  KxConfig parsed = *config;
  gboolean in_section = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    if (!parse_line (&parsed, lines[i], name, i + 1, &in_section, error))
      return FALSE;

  *config = parsed;
  return TRUE;
}
