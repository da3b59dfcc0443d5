/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device-hazards.h"

#include <string.h>

#include "unbind-list.h"

#define CPU "Intel(R) Celeron(R) N5105 @ 2.00GHz"
#define BOARD "QEMU/Standard PC/none"

static const KxDevice nic = {
  .subsystem = "pci", .address = "0000:00:03.0", .driver = "8139too", .class = "020000",
  .modalias = "pci:v000010ECd00008139sv00001AF4sd00001100bc02sc00i00", .name = "Realtek 8139",
  .active = TRUE,
};
static const KxDevice idle = {
  .subsystem = "pci", .address = "0000:00:04.0", .class = "030000", .functions = 4,
};
static const KxDevice touch = {
  .subsystem = "i2c", .address = "i2c-ELAN0501:00", .driver = "i2c_hid_acpi", .active = TRUE,
};

static KxHazardTable *
parse (const char *text)
{
  g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
  KxHazardTable *table = kx_hazard_table_new ();

  kx_hazard_table_add (table, "table", text, strlen (text), mistakes);
  for (guint i = 0; i < mistakes->len; i++)
    g_test_message ("%s", (const char *) mistakes->pdata[i]);
  g_assert_cmpuint (mistakes->len, ==, 0);
  return table;
}

static KxDeviceFacts *
some_devices (void)
{
  KxDeviceFacts *devices = kx_device_facts_new (CPU, BOARD);

  kx_device_facts_add (devices, &nic);
  kx_device_facts_add (devices, &idle);
  kx_device_facts_add (devices, &touch);
  return devices;
}

/* Which devices the conditions fit: their addresses, "machine", or "". */
static void
test_conditions (void)
{
  static const struct
  {
    const char *conditions;
    const char *found;
  } cases[] = {
    { "Subsystem=pci\nDriver=8139too\n", "0000:00:03.0" },
    { "Subsystem=pci\nDriver=8139\n", "" },
    { "Subsystem=pci\nDriver=8139*\n", "0000:00:03.0" },
    { "Subsystem=pci\nDriver=x;8139???\n", "0000:00:03.0" },
    { "Subsystem=pci\nDriver=8139????\n", "" },
    { "Subsystem=pci\nDriver=*\n", "0000:00:03.0" },
    { "Subsystem=usb\nDriver=*\n", "" },
    { "Subsystem=i2c\nDriver=i2c_hid*\n", "i2c-ELAN0501:00" },
    { "Subsystem=pci\nClass=02\n", "0000:00:03.0" },
    { "Subsystem=pci\nClass=0\n", "0000:00:03.0 0000:00:04.0" },
    { "Subsystem=pci\nClass=02\nDriver=e1000\n", "" },
    { "Subsystem=pci\nModalias=pci:v000010ECd00008139*bc02*\n", "0000:00:03.0" },
    { "Subsystem=pci\nModalias=pci:v000010ECd00008138*\n", "" },
    { "Subsystem=pci\nClass=0\nPower=active\n", "0000:00:03.0" },
    { "Subsystem=pci\nClass=0\nPower=suspended\n", "0000:00:04.0" },
    { "Subsystem=pci\nVirtualFunctions=yes\n", "0000:00:04.0" },
    { "Cpu=*N5105*\n", "machine" },
    { "Cpu=N5105\n", "" },
    { "Board=QEMU/*\n", "machine" },
    { "Board=*/*/*\nCpu=*N5100*\n", "" },
    { "Subsystem=pci\nClass=02\nCpu=*N5105*\n", "0000:00:03.0" },
    { "Subsystem=pci\nClass=02\nBoard=Dell*\n", "" },
    { "Severity=none\nCpu=*\n", "" },
  };
  g_autoptr (KxDeviceFacts) devices = some_devices ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("[rule]\nText=t\n%s", cases[i].conditions);
      g_autoptr (KxHazardTable) table = parse (text);
      g_autoptr (KxHazards) hazards = kx_hazards_new ();
      g_autoptr (GString) found = g_string_new (NULL);

      g_test_message ("%s", cases[i].conditions);
      kx_device_hazards_judge (table, devices, hazards);
      for (guint j = 0; j < hazards->items->len; j++)
        {
          const KxHazard *hazard = hazards->items->pdata[j];

          g_string_append_printf (found, "%s%s", j > 0 ? " " : "",
                                  *hazard->device != '\0' ? hazard->device : "machine");
        }
      g_assert_cmpstr (found->str, ==, cases[i].found);
    }
}

static void
check (const KxHazards *hazards, guint i, const char *id, KxSeverity severity, const char *device,
       const char *text, const char *remedy)
{
  const KxHazard *hazard = hazards->items->pdata[i];

  g_assert_cmpstr (hazard->id, ==, id);
  g_assert_cmpint (hazard->severity, ==, severity);
  g_assert_cmpstr (hazard->device, ==, device);
  g_assert_cmpstr (hazard->text, ==, text);
  g_assert_cmpstr (hazard->remedy, ==, remedy);
}

static void
test_texts (void)
{
  g_autoptr (KxDeviceFacts) devices = some_devices ();
  g_autoptr (KxHazards) hazards = kx_hazards_new ();
  g_autoptr (KxHazardTable) table
      = parse ("[a]\nSubsystem=pci\nDriver=8139too\nSeverity=note\n"
               "Text={driver} of {name} at {device}{\nRemedy=unbind {device} {id}\n"
               "[b]\nSubsystem=pci\nClass=03\nSeverity=warning\nText={name}\n"
               "[c]\nCpu=*\nSeverity=blocking\nText={name}|{driver}|{device}\n");

  kx_device_hazards_judge (table, devices, hazards);
  g_assert_cmpuint (hazards->items->len, ==, 3);
  check (hazards, 0, "c", KX_SEVERITY_BLOCKING, "", CPU "||", "");
  check (hazards, 1, "b", KX_SEVERITY_WARNING, "0000:00:04.0", "0000:00:04.0", "");
  check (hazards, 2, "a", KX_SEVERITY_NOTE, "0000:00:03.0",
         "8139too of Realtek 8139 at 0000:00:03.0{", "unbind 0000:00:03.0 {id}");
}

/* A name is no text of the table. */
static void
test_name (void)
{
  g_autoptr (KxDeviceFacts) devices = kx_device_facts_new ("", "//");
  g_autoptr (KxHazards) hazards = kx_hazards_new ();
  g_autoptr (KxHazardTable) table
      = parse ("[a]\nSubsystem=pci\nDriver=d\nSeverity=note\nText={name}{driver}\n");

  kx_device_facts_add (
      devices, &(KxDevice){ .subsystem = "pci", .address = "{driver}", .driver = "d" });
  kx_device_hazards_judge (table, devices, hazards);
  g_assert_cmpuint (hazards->items->len, ==, 1);
  check (hazards, 0, "a", KX_SEVERITY_NOTE, "{driver}", "{driver}d", "");
}

/* Many stars do not take for ever. */
static void
test_stars (void)
{
  g_autofree char *cpu = g_strnfill (250, 'a');
  g_autoptr (KxDeviceFacts) devices = kx_device_facts_new (cpu, "//");
  g_autoptr (KxHazards) hazards = kx_hazards_new ();
  g_autoptr (KxHazardTable) table
      = parse ("[a]\nCpu=*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\nText=t\n"
               "[b]\nCpu=*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a\nText=t\n");

  kx_device_hazards_judge (table, devices, hazards);
  g_assert_cmpuint (hazards->items->len, ==, 1);
}

static void
test_unbind (void)
{
  g_autoptr (KxDeviceFacts) devices = some_devices ();
  g_autoptr (KxHazardTable) table
      = parse ("[a]\nSubsystem=pci\nClass=0\nText=t\nUnbind=yes\n"
               "[b]\nSubsystem=pci\nDriver=*\nText=t\nUnbind=yes\n"
               "[c]\nSubsystem=i2c\nDriver=*\nText=t\nUnbind=no\n"
               "[d]\nSubsystem=i2c\nDriver=*\nText=t\nUnbind=yes\nSeverity=none\n");
  g_autoptr (KxHazards) hazards = kx_hazards_new ();
  const KxBinding *binding;

  kx_device_hazards_judge (table, devices, hazards);
  /* the other one has no driver */
  g_assert_cmpuint (hazards->bindings->len, ==, 1);
  binding = hazards->bindings->pdata[0];
  g_assert_cmpstr (binding->bus, ==, "pci");
  g_assert_cmpstr (binding->driver, ==, "8139too");
  g_assert_cmpstr (binding->device, ==, "0000:00:03.0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-hazards/conditions", test_conditions);
  g_test_add_func ("/device-hazards/texts", test_texts);
  g_test_add_func ("/device-hazards/name", test_name);
  g_test_add_func ("/device-hazards/stars", test_stars);
  g_test_add_func ("/device-hazards/unbind", test_unbind);
  return g_test_run ();
}
