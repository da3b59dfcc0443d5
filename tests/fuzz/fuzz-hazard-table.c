/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "device-hazards.h"

#include <string.h>

static void
check_rule (const KxHazardRule *rule)
{
  g_autofree char *why = NULL;

  g_assert_true (kx_hazard_rule_is_whole (rule, &why));
  g_assert_true (g_utf8_validate (rule->text, -1, NULL));
  g_assert_true (g_utf8_validate (rule->remedy, -1, NULL));
  g_assert_null (strpbrk (rule->text, "\n\t\033"));
  g_assert_true (rule->drivers == NULL || g_strv_length (rule->drivers) <= 64);
}

/* The input as a quirk file over a table that has a rule, and what the outcome says of devices. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char first[] = "[rule]\nSubsystem=pci\nDriver=d*\nText={name}\n";
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KxHazardTable) table = kx_hazard_table_new ();
  g_autoptr (KxDeviceFacts) devices = kx_device_facts_new ("Celeron N5105", "QEMU/PC/x");
  g_autoptr (KxHazards) hazards = kx_hazards_new ();
  g_auto (GStrv) subsystems = NULL;
  /* Exactly so long: what is read beyond it is found. */
  g_autofree char *bytes = g_memdup2 (data, size);

  kx_device_facts_add (devices, &(KxDevice){ .subsystem = "pci",
                                        .address = "0000:00:03.0",
                                        .driver = "driver",
                                        .class = "020000",
                                        .modalias = "pci:v1d2",
                                        .name = "{driver}",
                                        .functions = 1 });
  kx_hazard_table_add (table, "first", first, sizeof first - 1, mistakes);
  g_assert_cmpuint (mistakes->len, ==, 0);
  kx_hazard_table_add (table, "fuzz", bytes != NULL ? bytes : "", size, mistakes);

  g_assert_cmpuint (table->rules->len, >=, 1);
  for (guint i = 0; i < table->rules->len; i++)
    check_rule (table->rules->pdata[i]);
  for (guint i = 0; i < mistakes->len; i++)
    g_assert_true (g_str_has_prefix (mistakes->pdata[i], "fuzz: "));

  subsystems = kx_hazard_table_list_subsystems (table);
  kx_device_hazards_judge (table, devices, hazards);
  g_assert_cmpuint (hazards->bindings->len, <=, 1);
  return 0;
}
