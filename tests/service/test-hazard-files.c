/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hazard-files.h"

#include "config-files.h"
#include "fake-root.h"

#define OWN "[table]\nVersion=1\n[nic]\nSubsystem=pci\nDriver=d\nSeverity=note\nText=own\n"

/* The table of a machine; the mistakes in @said. */
static KxHazardTable *
load (FakeRoot *fake, char ***said)
{
  g_autoptr (KxRoot) root = kx_root_new (fake->path, NULL);
  g_autoptr (GStrvBuilder) mistakes = g_strv_builder_new ();
  KxHazardTable *table = kx_hazard_files_load (root, mistakes);

  *said = g_strv_builder_end (mistakes);
  return table;
}

static void
test_order (void)
{
  g_autoptr (FakeRoot) fake = fake_root_new ();
  g_autoptr (KxHazardTable) table = NULL;
  g_auto (GStrv) said = NULL;
  const KxHazardRule *rule;

  fake_root_write (fake, KX_HAZARDS_FILE, OWN);
  fake_root_write (fake, "etc/kexecd.hazards.d/b.conf", "[nic]\nText=b\nSeverity=none\n");
  fake_root_write (fake, "etc/kexecd.hazards.d/a.conf", "[nic]\nText=a\nSeverity=warning\nDriver=e\n");
  fake_root_write (fake, "etc/kexecd.hazards.d/c.txt", "[nic]\nText=c\n");
  fake_root_write (fake, "etc/kexecd.hazards.d/.d.conf", "[nic]\nText=d\n");
  table = load (fake, &said);

  g_assert_cmpuint (g_strv_length (said), ==, 0);
  g_assert_cmpuint (table->rules->len, ==, 1);
  rule = table->rules->pdata[0];
  g_assert_cmpstr (rule->text, ==, "b");
  g_assert_cmpstr (rule->drivers[0], ==, "e");
  g_assert_true (rule->off);
}

static void
test_none (void)
{
  g_autoptr (FakeRoot) fake = fake_root_new ();
  g_auto (GStrv) said = NULL;
  g_autoptr (KxHazardTable) table = load (fake, &said);

  g_assert_cmpuint (g_strv_length (said), ==, 0);
  g_assert_cmpuint (table->rules->len, ==, 0);
}

/* One bad file costs no other, and whoever checks the configuration is told. */
static void
test_mistakes (void)
{
  g_autoptr (FakeRoot) fake = fake_root_new ();
  g_autoptr (KxRoot) root = kx_root_new (fake->path, NULL);
  g_autofree char *large = g_strnfill (65537, '#');
  g_autoptr (KxHazardTable) table = NULL;
  g_auto (GStrv) said = NULL;
  g_auto (GStrv) of_config = NULL;
  KxConfig config;

  fake_root_write (fake, KX_HAZARDS_FILE, OWN);
  fake_root_write (fake, "etc/kexecd.hazards.d/1.conf", "[nic]\nSeverity=low\n");
  fake_root_write (fake, "etc/kexecd.hazards.d/2.conf", large);
  fake_root_write (fake, "etc/kexecd.hazards.d/3.conf", "nonsense\n");
  fake_root_write (fake, "etc/kexecd.hazards.d/4.conf", "[nic]\nText=4\n");
  table = load (fake, &said);

  g_assert_cmpuint (g_strv_length (said), ==, 3);
  g_assert_true (g_str_has_prefix (said[0], "/etc/kexecd.hazards.d/1.conf: [nic] Severity: "));
  g_assert_true (g_str_has_prefix (said[1], "/etc/kexecd.hazards.d/2.conf: "));
  g_assert_true (g_str_has_prefix (said[2], "/etc/kexecd.hazards.d/3.conf: "));
  g_assert_cmpstr (((const KxHazardRule *) table->rules->pdata[0])->text, ==, "4");

  of_config = kx_config_load (root, &config);
  g_assert_cmpuint (g_strv_length (of_config), ==, 3);
  g_assert_cmpstr (of_config[0], ==, said[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hazard-files/order", test_order);
  g_test_add_func ("/hazard-files/none", test_none);
  g_test_add_func ("/hazard-files/mistakes", test_mistakes);
  return g_test_run ();
}
