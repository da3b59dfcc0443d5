/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hazard-table.h"

#include <string.h>

#define HEAD "table"
#define TABLE_VERSION "1"
#define RULES_MAX 512

KxHazardTable *
kx_hazard_table_new (void)
{
  KxHazardTable *table = g_new0 (KxHazardTable, 1);

  table->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_hazard_rule_free);
  return table;
}

void
kx_hazard_table_free (KxHazardTable *table)
{
  g_ptr_array_unref (table->rules);
  g_free (table);
}

/* The place of a rule; that behind the last one where there is none. */
static guint
find_rule (const KxHazardTable *table, const char *id)
{
  guint i;

  for (i = 0; i < table->rules->len; i++)
    if (strcmp (((const KxHazardRule *) table->rules->pdata[i])->id, id) == 0)
      break;
  return i;
}

static void G_GNUC_PRINTF (3, 4)
report (GPtrArray *mistakes, const char *name, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (mistakes, g_strdup_printf ("%s: %s", name, text));
}

/* Sets all keys of a group in @rule; else why not, of which key. */
static char *
read_group (GKeyFile *file, const char *group, KxHazardRule *rule)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);
  g_autofree char *why = NULL;

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *value = g_key_file_get_string (file, group, keys[i], &error);

      if (error != NULL)
        return g_strdup_printf ("[%s] %s: %s", group, keys[i], error->message);
      if (!kx_hazard_rule_set (rule, keys[i], value, &why))
        return g_strdup_printf ("[%s] %s: %s", group, keys[i], why);
    }

  if (!kx_hazard_rule_is_whole (rule, &why))
    return g_strdup_printf ("[%s]: %s", group, why);
  return NULL;
}

static void
add_group (KxHazardTable *table, const char *name, GKeyFile *file, const char *group,
           GPtrArray *mistakes)
{
  guint place = find_rule (table, group);
  gboolean known = place < table->rules->len;
  g_autoptr (KxHazardRule) rule = known ? kx_hazard_rule_copy (table->rules->pdata[place])
                                        : kx_hazard_rule_new (group);
  g_autofree char *why = NULL;

  if (rule == NULL)
    {
      report (mistakes, name, "[%s] is no name of a rule: use small letters, digits and “-”; "
              "the group is left out", group);
      return;
    }

  why = read_group (file, group, rule);
  if (why != NULL)
    report (mistakes, name, "%s; the group is left out", why);
  else if (known)
    {
      kx_hazard_rule_free (table->rules->pdata[place]);
      table->rules->pdata[place] = g_steal_pointer (&rule);
    }
  else if (place < RULES_MAX)
    g_ptr_array_add (table->rules, g_steal_pointer (&rule));
  else
    report (mistakes, name, "[%s]: there are %d rules already; the group is left out", group,
            RULES_MAX);
}

/* What is wrong with the group that says of which version the file is; NULL: nothing. */
static char *
check_head (GKeyFile *file)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, HEAD, NULL, NULL);
  g_autofree char *version = g_key_file_get_value (file, HEAD, "Version", NULL);

  if (version != NULL && strcmp (version, TABLE_VERSION) != 0)
    return g_strdup_printf ("[" HEAD "] Version: this kexecd knows version " TABLE_VERSION ", not “%s”",
                            version);
  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    if (strcmp (keys[i], "Version") != 0)
      return g_strdup_printf ("[" HEAD "] %s: there is no such setting", keys[i]);
  return NULL;
}

void
kx_hazard_table_add (KxHazardTable *table, const char *name, const char *data, gsize size,
                     GPtrArray *mistakes)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_data (file, data, size, G_KEY_FILE_KEEP_TRANSLATIONS, &error))
    {
      report (mistakes, name, "%s; the file is left out", error->message);
      return;
    }
  why = check_head (file);
  if (why != NULL)
    {
      report (mistakes, name, "%s; the file is left out", why);
      return;
    }

  groups = g_key_file_get_groups (file, NULL);
  for (gsize i = 0; groups[i] != NULL; i++)
    if (strcmp (groups[i], HEAD) != 0)
      add_group (table, name, file, groups[i], mistakes);
}

char **
kx_hazard_table_list_subsystems (const KxHazardTable *table)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < table->rules->len; i++)
    {
      const KxHazardRule *rule = table->rules->pdata[i];

      if (!rule->off && rule->subsystem != NULL && g_hash_table_add (seen, rule->subsystem))
        g_strv_builder_add (builder, rule->subsystem);
    }
  return g_strv_builder_end (builder);
}
