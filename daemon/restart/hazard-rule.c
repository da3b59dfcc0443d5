/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hazard-rule.h"

#include <string.h>

#include "words.h"

#define ID_MAX 64
#define VALUE_MAX 1024
#define LIST_MAX 64
#define CLASS_MAX 6

static gboolean
is_id (const char *text)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-");

  return length > 0 && length <= ID_MAX && text[length] == '\0';
}

KxHazardRule *
kx_hazard_rule_new (const char *id)
{
  KxHazardRule *rule;

  if (!is_id (id))
    return NULL;
  rule = g_new0 (KxHazardRule, 1);
  rule->id = g_strdup (id);
  rule->remedy = g_strdup ("");
  return rule;
}

KxHazardRule *
kx_hazard_rule_copy (const KxHazardRule *rule)
{
  KxHazardRule *copy = g_memdup2 (rule, sizeof *rule);

  copy->id = g_strdup (rule->id);
  copy->subsystem = g_strdup (rule->subsystem);
  copy->drivers = g_strdupv (rule->drivers);
  copy->class = g_strdup (rule->class);
  copy->modaliases = g_strdupv (rule->modaliases);
  copy->cpus = g_strdupv (rule->cpus);
  copy->boards = g_strdupv (rule->boards);
  copy->text = g_strdup (rule->text);
  copy->remedy = g_strdup (rule->remedy);
  return copy;
}

void
kx_hazard_rule_free (KxHazardRule *rule)
{
  if (rule == NULL)
    return;
  g_free (rule->id);
  g_free (rule->subsystem);
  g_strfreev (rule->drivers);
  g_free (rule->class);
  g_strfreev (rule->modaliases);
  g_strfreev (rule->cpus);
  g_strfreev (rule->boards);
  g_free (rule->text);
  g_free (rule->remedy);
  g_free (rule);
}

/* Text on one line that may be shown anywhere. */
static gboolean
is_plain (const char *value)
{
  if (strlen (value) > VALUE_MAX || !g_utf8_validate (value, -1, NULL))
    return FALSE;
  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static const char *
set_text (char **member, const char *value)
{
  g_free (*member);
  *member = *value == '\0' ? NULL : g_strdup (value);
  return NULL;
}

static const char *
set_list (char ***member, const char *value)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit (value, ";", -1);
  gsize n = 0;

  for (gsize i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      {
        g_strv_builder_add (builder, words[i]);
        n++;
      }
  if (n > LIST_MAX)
    return "too many; make two rules of it";

  g_strfreev (*member);
  *member = n == 0 ? NULL : g_strv_builder_end (builder);
  return NULL;
}

static const char *
set_class (char **member, const char *value)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);

  if (strspn (lower, "0123456789abcdef") != strlen (lower) || strlen (lower) > CLASS_MAX)
    return "use the first hexadecimal digits of a PCI class, for example 03";
  return set_text (member, lower);
}

static const char *
set_flag (gboolean *member, const char *value)
{
  gboolean yes = strcmp (value, "yes") == 0;

  if (!yes && strcmp (value, "no") != 0)
    return "use yes or no";
  *member = yes;
  return NULL;
}

static const char *
set_power (KxPowerCondition *member, const char *value)
{
  static const char *const names[] = {
    [KX_POWER_ANY] = "",
    [KX_POWER_ACTIVE] = "active",
    [KX_POWER_SUSPENDED] = "suspended",
  };
  int found = kx_words_find (names, G_N_ELEMENTS (names), value);

  if (found < 0)
    return "use active or suspended";

  *member = (KxPowerCondition) found;
  return NULL;
}

static const char *
set_severity (KxHazardRule *rule, const char *value)
{
  gboolean off = strcmp (value, "none") == 0;

  if (!off && !kx_severity_from_string (value, &rule->severity))
    return "use note, warning, blocking or none";
  rule->off = off;
  return NULL;
}

static const char *
set (KxHazardRule *rule, const char *key, const char *value)
{
  if (!is_plain (value))
    return "too long, or with characters that are no text";

  if (strcmp (key, "Subsystem") == 0)
    return set_text (&rule->subsystem, value);
  if (strcmp (key, "Driver") == 0)
    return set_list (&rule->drivers, value);
  if (strcmp (key, "Class") == 0)
    return set_class (&rule->class, value);
  if (strcmp (key, "Modalias") == 0)
    return set_list (&rule->modaliases, value);
  if (strcmp (key, "Power") == 0)
    return set_power (&rule->power, value);
  if (strcmp (key, "VirtualFunctions") == 0)
    return set_flag (&rule->functions, value);
  if (strcmp (key, "Cpu") == 0)
    return set_list (&rule->cpus, value);
  if (strcmp (key, "Board") == 0)
    return set_list (&rule->boards, value);
  if (strcmp (key, "Severity") == 0)
    return set_severity (rule, value);
  if (strcmp (key, "Text") == 0)
    return set_text (&rule->text, value);
  if (strcmp (key, "Remedy") == 0)
    {
      g_free (rule->remedy);
      rule->remedy = g_strdup (value);
      return NULL;
    }
  if (strcmp (key, "Unbind") == 0)
    return set_flag (&rule->unbind, value);

  return "there is no such setting; see kexecd.hazards(5)";
}

gboolean
kx_hazard_rule_set (KxHazardRule *rule, const char *key, const char *value, char **why)
{
  const char *problem = set (rule, key, value);

  if (problem == NULL)
    return TRUE;
  *why = g_strdup (problem);
  return FALSE;
}

gboolean
kx_hazard_rule_is_whole (const KxHazardRule *rule, char **why)
{
  gboolean of_device = rule->drivers != NULL || rule->class != NULL || rule->modaliases != NULL
                       || rule->power != KX_POWER_ANY || rule->functions || rule->unbind;
  const char *problem = NULL;

  if (of_device && rule->subsystem == NULL)
    problem = "it is about a device, but names no Subsystem";
  else if (rule->subsystem != NULL && rule->drivers == NULL && rule->class == NULL
           && rule->modaliases == NULL && !rule->functions)
    problem = "it fits every device; name a Driver, Class or Modalias";
  else if (rule->subsystem == NULL && rule->cpus == NULL && rule->boards == NULL)
    problem = "it fits every machine; name a Driver, a Cpu or a Board, or the id of another rule";
  else if (rule->text == NULL)
    problem = "it has no Text that says what may happen";

  *why = g_strdup (problem);
  return problem == NULL;
}
