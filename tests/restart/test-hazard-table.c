/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hazard-table.h"

#include <string.h>

#define RULE                                                                                       \
  "[nic]\nSubsystem=pci\nDriver=a;b*\nClass=02\nSeverity=note\nText=t\nRemedy=r\nUnbind=yes\n"

static KxHazardTable *
parse (const char *first, const char *second, GPtrArray *mistakes)
{
  KxHazardTable *table = kx_hazard_table_new ();

  kx_hazard_table_add (table, "first", first, strlen (first), mistakes);
  if (second != NULL)
    kx_hazard_table_add (table, "second", second, strlen (second), mistakes);
  return table;
}

static void
test_values (void)
{
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KxHazardTable) table
      = parse ("[table]\nVersion=1\n" RULE
               "[cpu]\nCpu=*N5105*; *N5100* ;\nBoard=A/*\nSeverity=blocking\nText=hangs\n"
               "[vfio]\nSubsystem=pci\nClass=0C03\nPower=active\nVirtualFunctions=yes\n"
               "Severity=warning\nText=lost\n",
               NULL, mistakes);
  const KxHazardRule *rule;

  g_assert_cmpuint (mistakes->len, ==, 0);
  g_assert_cmpuint (table->rules->len, ==, 3);

  rule = table->rules->pdata[0];
  g_assert_cmpstr (rule->id, ==, "nic");
  g_assert_cmpstr (rule->subsystem, ==, "pci");
  g_assert_cmpuint (g_strv_length (rule->drivers), ==, 2);
  g_assert_cmpstr (rule->drivers[1], ==, "b*");
  g_assert_cmpstr (rule->class, ==, "02");
  g_assert_null (rule->cpus);
  g_assert_false (rule->off);
  g_assert_cmpint (rule->severity, ==, KX_SEVERITY_NOTE);
  g_assert_cmpstr (rule->text, ==, "t");
  g_assert_cmpstr (rule->remedy, ==, "r");
  g_assert_true (rule->unbind);

  rule = table->rules->pdata[1];
  g_assert_null (rule->subsystem);
  g_assert_cmpuint (g_strv_length (rule->cpus), ==, 2);
  g_assert_cmpstr (rule->cpus[1], ==, "*N5100*");
  g_assert_cmpstr (rule->boards[0], ==, "A/*");
  g_assert_cmpint (rule->severity, ==, KX_SEVERITY_BLOCKING);
  g_assert_cmpstr (rule->remedy, ==, "");
  g_assert_false (rule->unbind);

  rule = table->rules->pdata[2];
  g_assert_cmpstr (rule->class, ==, "0c03");
  g_assert_cmpint (rule->power, ==, KX_POWER_ACTIVE);
  g_assert_true (rule->functions);
}

/* A later file changes what it names and nothing else. */
static void
test_overriding (void)
{
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KxHazardTable) table
      = parse (RULE, "[nic]\nSeverity=warning\nDriver=c\nClass=\nRemedy=\n", mistakes);
  const KxHazardRule *rule = table->rules->pdata[0];

  g_assert_cmpuint (mistakes->len, ==, 0);
  g_assert_cmpuint (table->rules->len, ==, 1);
  g_assert_cmpint (rule->severity, ==, KX_SEVERITY_WARNING);
  g_assert_cmpuint (g_strv_length (rule->drivers), ==, 1);
  g_assert_cmpstr (rule->drivers[0], ==, "c");
  g_assert_null (rule->class);
  g_assert_cmpstr (rule->remedy, ==, "");
  g_assert_cmpstr (rule->text, ==, "t");
  g_assert_true (rule->unbind);
}

static void
test_off (void)
{
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KxHazardTable) table = parse (
      RULE "[touch]\nSubsystem=i2c\nDriver=i2c_hid*\nText=t\nSeverity=note\n"
           "[wifi]\nSubsystem=pci\nDriver=w\nText=t\nSeverity=note\n",
      "[nic]\nSeverity=none\n[touch]\nSeverity=none\n", mistakes);
  g_auto (GStrv) subsystems = kx_hazard_table_list_subsystems (table);

  g_assert_cmpuint (mistakes->len, ==, 0);
  g_assert_true (((const KxHazardRule *) table->rules->pdata[0])->off);
  g_assert_cmpuint (g_strv_length (subsystems), ==, 1);
  g_assert_cmpstr (subsystems[0], ==, "pci");
}

static void
test_on_again (void)
{
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KxHazardTable) table
      = parse (RULE "[x]\nSeverity=none\nCpu=c\nText=t\n", "[x]\nSeverity=blocking\n", mistakes);
  const KxHazardRule *rule = table->rules->pdata[1];

  g_assert_cmpuint (mistakes->len, ==, 0);
  g_assert_false (rule->off);
  g_assert_cmpint (rule->severity, ==, KX_SEVERITY_BLOCKING);
}

/* The group with a mistake is left out and named, with the key; everything else stays. */
static void
test_mistakes (void)
{
  static const struct
  {
    const char *text;
    const char *begins;
  } cases[] = {
    { "[nic]\nSeverity=high\n", "second: [nic] Severity: " },
    { "[nic]\nDriver=x\nDrivers=x\n", "second: [nic] Drivers: " },
    { "[nic]\nText[de]=x\n", "second: [nic] Text[de]: " },
    { "[nic]\nText=a\\nb\n", "second: [nic] Text: " },
    { "[nic]\nText=a\\b\n", "second: [nic] Text: " },
    { "[nic]\nText=\xff\n", "second: [nic] Text: " },
    { "[nic]\nText=\n", "second: [nic]: " },
    { "[nic]\nSubsystem=\n", "second: [nic]: " },
    { "[nic]\nDriver=\nClass=\n", "second: [nic]: " },
    { "[nic]\nClass=display\n", "second: [nic] Class: " },
    { "[nic]\nClass=0300000\n", "second: [nic] Class: " },
    { "[nic]\nPower=on\n", "second: [nic] Power: " },
    { "[nic]\nUnbind=true\n", "second: [nic] Unbind: " },
    { "[nic]\nVirtualFunctions=1\n", "second: [nic] VirtualFunctions: " },
    { "[new]\nSeverity=none\n", "second: [new]: " },
    { "[new]\nSubsystem=pci\nText=t\n", "second: [new]: " },
    { "[new]\nDriver=x\nText=t\n", "second: [new]: " },
    { "[new]\nCpu=x\n", "second: [new]: " },
    { "[New]\nCpu=x\nText=t\n", "second: [New] " },
    { "[table]\nVersion=2\n" RULE, "second: [table] Version: " },
    { "[table]\nVersion=\n" RULE, "second: [table] Version: " },
    { "[table]\nRevision=1\n" RULE, "second: [table] Revision: " },
    { "Severity=none\n", "second: " },
    { "[nic\nSeverity=none\n", "second: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (KxHazardTable) table = parse (RULE, cases[i].text, mistakes);
      const KxHazardRule *rule = table->rules->pdata[0];

      g_test_message ("%s", cases[i].begins);
      g_assert_cmpuint (mistakes->len, ==, 1);
      g_assert_true (g_str_has_prefix (mistakes->pdata[0], cases[i].begins));
      g_assert_true (g_str_has_suffix (mistakes->pdata[0], " is left out"));
      g_assert_cmpuint (table->rules->len, ==, 1);
      g_assert_cmpint (rule->severity, ==, KX_SEVERITY_NOTE);
      g_assert_cmpuint (g_strv_length (rule->drivers), ==, 2);
      g_assert_cmpstr (rule->class, ==, "02");
      g_assert_cmpstr (rule->text, ==, "t");
      g_assert_true (rule->unbind);
    }
}

/* The groups after one with a mistake count. */
static void
test_groups_after (void)
{
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KxHazardTable) table
      = parse ("[x]\nUnbind=maybe\n[y]\nSeverity=low\n" RULE, NULL, mistakes);

  g_assert_cmpuint (mistakes->len, ==, 2);
  g_assert_cmpuint (table->rules->len, ==, 1);
}

static void
test_limits (void)
{
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (KxHazardTable) table = NULL;
  g_autofree char *word = g_strnfill (1025, 'x');
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < 513; i++)
    g_string_append_printf (text, "[r%u]\nCpu=x\nText=t\n", i);
  for (guint i = 0; i < 65; i++)
    g_string_append (list, "x;");
  table = parse (text->str, NULL, mistakes);
  g_assert_cmpuint (table->rules->len, ==, 512);
  g_assert_cmpuint (mistakes->len, ==, 1);

  g_string_printf (text, "[r0]\nText=%s\n[r1]\nCpu=%s\n", word, list->str);
  kx_hazard_table_add (table, "f", text->str, text->len, mistakes);
  g_assert_cmpuint (mistakes->len, ==, 3);
  g_assert_cmpstr (((const KxHazardRule *) table->rules->pdata[0])->text, ==, "t");
}

/* What kexecd brings along has no mistake, and nothing in it stops an ordinary desktop. */
static void
test_own (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("abs_top_srcdir"), "policy/hazards.conf", NULL);
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KxHazardTable) table = kx_hazard_table_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  kx_hazard_table_add (table, path, text, size, mistakes);
  for (guint i = 0; i < mistakes->len; i++)
    g_test_message ("%s", (const char *) mistakes->pdata[i]);
  g_assert_cmpuint (mistakes->len, ==, 0);
  g_assert_cmpuint (table->rules->len, >, 8);

  for (guint i = 0; i < table->rules->len; i++)
    {
      const KxHazardRule *rule = table->rules->pdata[i];

      g_test_message ("%s", rule->id);
      g_assert_true (rule->severity != KX_SEVERITY_BLOCKING || rule->subsystem == NULL);
      g_assert_false (g_str_has_suffix (rule->text, "."));
      g_assert_false (g_str_has_suffix (rule->remedy, "."));
      g_assert_false (g_ascii_isupper (rule->text[0]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hazard-table/values", test_values);
  g_test_add_func ("/hazard-table/overriding", test_overriding);
  g_test_add_func ("/hazard-table/off", test_off);
  g_test_add_func ("/hazard-table/on-again", test_on_again);
  g_test_add_func ("/hazard-table/mistakes", test_mistakes);
  g_test_add_func ("/hazard-table/groups-after", test_groups_after);
  g_test_add_func ("/hazard-table/limits", test_limits);
  g_test_add_func ("/hazard-table/own", test_own);
  return g_test_run ();
}
