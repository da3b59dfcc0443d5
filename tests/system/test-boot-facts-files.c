/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-facts-files.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "error.h"
#include "fake-root.h"
#include "kernel-text.h"

#define SETUP_DATA "sys/kernel/boot_params/setup_data/"
#define EFI "sys/firmware/efi/"

static void
write_bytes (FakeRoot *root, const char *path, const guint8 *bytes, gsize size)
{
  g_autofree char *file = g_build_filename (root->path, path, NULL);
  g_autoptr (GError) error = NULL;

  fake_root_write (root, path, "");
  g_file_set_contents (file, (const char *) bytes, (gssize) size, &error);
  g_assert_no_error (error);
}

static void
write_boot_params (FakeRoot *root, const char *signature, guint64 rsdp)
{
  guint8 data[4096];

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 3);
  memcpy (data + 0x1c0, signature, 4);
  kx_put_le64 (data + 0x070, rsdp);
  write_bytes (root, "sys/kernel/boot_params/data", data, sizeof data);
}

static void
write_descriptor (FakeRoot *root, guint number, const char *type, const char *physical,
                  const char *virtual, const char *pages, const char *attribute)
{
  const char *fields[][2] = { { "type", type },
                              { "phys_addr", physical },
                              { "virt_addr", virtual },
                              { "num_pages", pages },
                              { "attribute", attribute } };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *path = g_strdup_printf (EFI "runtime-map/%u/%s", number, fields[i][0]);
      g_autofree char *text = g_strdup_printf ("%s\n", fields[i][1]);

      fake_root_write (root, path, text);
    }
}

/* As OVMF has it. */
static FakeRoot *
efi_root (void)
{
  FakeRoot *root = fake_root_new ();

  write_boot_params (root, "EL64", 0);
  fake_root_write (root, EFI "systab",
                   "ACPI20=0x7fb7e014\nACPI=0x7fb7e000\nSMBIOS3=0x7f9a0000\nSMBIOS=0x7f9cd000\n");
  fake_root_write (root, EFI "fw_vendor", "0x7fbc3898\n");
  fake_root_write (root, EFI "config_table", "0x7f9eab98\n");
  fake_root_write (root, "sys/devices/platform/efivars.0/uevent", "DRIVER=\n");
  write_descriptor (root, 0, "0x5", "0x7f8ed000", "0xfffffffeffeed000", "0x100",
                    "0x800000000000000f");
  write_descriptor (root, 1, "0x6", "0x17f9ed000", "0xfffffffeffced000", "0x80",
                    "0x8000000000000001");
  return root;
}

static KxBootFacts *
read_facts (FakeRoot *root)
{
  g_autoptr (GError) error = NULL;
  KxBootFacts *facts = kx_boot_facts_read (root->fd, &error);

  g_assert_no_error (error);
  g_assert_nonnull (facts);
  return facts;
}

static void
assert_refused (FakeRoot *root, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KxBootFacts) facts = kx_boot_facts_read (root->fd, &error);

  g_assert_null (facts);
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_bios (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (KxBootFacts) facts = NULL;

  write_boot_params (root, "\0\0\0\0", 0xf52a0);
  facts = read_facts (root);
  g_assert_cmpuint (facts->boot_params[0xfff], ==, (0xfff * 3) & 0xff);
  g_assert_cmpuint (facts->rsdp, ==, 0xf52a0);
  g_assert_false (facts->efi);
  g_assert_null (facts->efi_runtime_map);
  g_assert_cmpint (facts->reset.space, ==, KX_RESET_NONE);
  g_assert_cmpuint (facts->serial_port, ==, 0);
}

static void
write_node (FakeRoot *root, guint number, const char *type, const char *data)
{
  g_autofree char *type_path = g_strdup_printf (SETUP_DATA "%u/type", number);
  g_autofree char *data_path = g_strdup_printf (SETUP_DATA "%u/data", number);

  fake_root_write (root, type_path, type);
  fake_root_write (root, data_path, data);
}

static void
assert_node (KxBootFacts *facts, guint index, guint32 type, const char *text)
{
  KxSetupNode *node = &g_array_index (facts->setup_data, KxSetupNode, index);
  gsize size;
  const char *data = g_bytes_get_data (node->contents, &size);

  g_assert_cmpuint (node->type, ==, type);
  g_assert_cmpmem (data, size, text, strlen (text));
}

/* What speaks of the hardware is handed on; what is of one boot only is not. */
static void
test_setup_data (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (KxBootFacts) none = NULL, facts = NULL;
  g_autofree char *huge = g_strnfill (1 << 20, 'r');
  g_autofree char *large = g_strnfill ((1 << 20) - 4096, 'l');

  write_boot_params (root, "\0\0\0\0", 0);
  none = read_facts (root);
  g_assert_cmpuint (none->setup_data->len, ==, 0);

  write_node (root, 0, "0x9\n", "seed");
  write_node (root, 1, "0x3\n", "a ROM");
  write_node (root, 2, "0x4\n", "EFI");
  write_node (root, 3, "0x80000003\n", "an indirect one");
  write_node (root, 4, "0x3\n", huge);
  write_node (root, 5, "0x5\n", "a Mac");
  write_node (root, 6, "0x6365786b\n", "stamps");
  write_node (root, 7, "0x2\n", "a device tree");
  write_node (root, 8, "0x3\n", large);
  write_node (root, 9, "0x3\n", large);
  write_node (root, 10, "0x5\n", "after it");
  write_node (root, 12, "0x2\n", "behind a gap");
  facts = read_facts (root);
  g_assert_cmpuint (facts->setup_data->len, ==, 5);
  assert_node (facts, 0, 3, "a ROM");
  assert_node (facts, 1, 5, "a Mac");
  assert_node (facts, 2, 2, "a device tree");
  assert_node (facts, 3, 3, large);
  assert_node (facts, 4, 5, "after it");
}

static void
test_no_boot_params (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();

  assert_refused (root, "/sys/kernel/boot_params/data");
  fake_root_write (root, "sys/kernel/boot_params/data", "short");
  assert_refused (root, "/sys/kernel/boot_params/data");
}

static void
test_efi (void)
{
  g_autoptr (FakeRoot) root = efi_root ();
  g_autoptr (KxBootFacts) facts = read_facts (root);
  const guint8 *map;
  gsize size;

  g_assert_true (facts->efi);
  g_assert_cmpuint (facts->rsdp, ==, 0x7fb7e014);
  g_assert_cmpuint (facts->efi_fw_vendor, ==, 0x7fbc3898);
  g_assert_cmpuint (facts->efi_config_table, ==, 0x7f9eab98);
  g_assert_cmpuint (facts->efi_smbios, ==, 0x7f9cd000);
  g_assert_cmpuint (facts->efi_runtime, ==, 0);
  g_assert_cmpuint (facts->efi_descriptor_size, ==, 40);

  map = g_bytes_get_data (facts->efi_runtime_map, &size);
  g_assert_cmpuint (size, ==, 80);
  g_assert_cmpuint (kx_le32 (map), ==, 5);
  g_assert_cmpuint (kx_le32 (map + 4), ==, 0);
  g_assert_cmpuint (kx_le64 (map + 8), ==, 0x7f8ed000);
  g_assert_cmpuint (kx_le64 (map + 16), ==, 0xfffffffeffeed000);
  g_assert_cmpuint (kx_le64 (map + 24), ==, 0x100);
  g_assert_cmpuint (kx_le64 (map + 32), ==, 0x800000000000000f);
  g_assert_cmpuint (kx_le32 (map + 40), ==, 6);
  g_assert_cmpuint (kx_le64 (map + 48), ==, 0x17f9ed000);
  g_assert_cmpuint (kx_le64 (map + 72), ==, 0x8000000000000001);
}

/* The running kernel's own answer comes first; older ACPI and no SMBIOS do. */
static void
test_efi_tables (void)
{
  g_autoptr (FakeRoot) root = efi_root ();
  g_autoptr (KxBootFacts) facts = NULL, older = NULL, none = NULL;

  write_boot_params (root, "EL64", 0x1234);
  fake_root_write (root, EFI "runtime", "0x7fbc0000\n");
  facts = read_facts (root);
  g_assert_cmpuint (facts->rsdp, ==, 0x1234);
  g_assert_cmpuint (facts->efi_runtime, ==, 0x7fbc0000);

  write_boot_params (root, "EL64", 0);
  fake_root_write (root, EFI "systab", "ACPI=0x7fb7e000\nSMBIOS3=0x7f9a0000\n");
  older = read_facts (root);
  g_assert_cmpuint (older->rsdp, ==, 0x7fb7e000);
  g_assert_cmpuint (older->efi_smbios, ==, 0);

  fake_root_write (root, EFI "systab", "");
  none = read_facts (root);
  g_assert_cmpuint (none->rsdp, ==, 0);
}

static void
remove_file (FakeRoot *root, const char *path)
{
  g_assert_no_errno (unlinkat (root->fd, path, 0));
}

/* efi=noruntime: neither a map nor variables; the tables are there. */
static void
test_efi_without_runtime (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (KxBootFacts) facts = NULL;

  write_boot_params (root, "EL64", 0);
  fake_root_write (root, EFI "systab", "ACPI20=0x7fb7e014\nSMBIOS=0x7f9cd000\n");
  facts = read_facts (root);
  g_assert_false (facts->efi);
  g_assert_null (facts->efi_runtime_map);
  g_assert_cmpuint (facts->efi_smbios, ==, 0);
  g_assert_cmpuint (facts->rsdp, ==, 0x7fb7e014);

  /* They are in use, but nothing is told of them. */
  fake_root_write (root, "sys/devices/platform/efivars.0/uevent", "DRIVER=\n");
  assert_refused (root, "/sys/firmware/efi/runtime-map");
}

static void
test_efi_incomplete (void)
{
  static const char *const needed[] = { EFI "systab", EFI "fw_vendor", EFI "config_table",
                                        EFI "runtime-map/1/attribute" };

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      g_autoptr (FakeRoot) root = efi_root ();

      remove_file (root, needed[i]);
      assert_refused (root, "/sys/firmware/efi/");
    }
  for (gsize i = 1; i < G_N_ELEMENTS (needed); i++)
    {
      g_autoptr (FakeRoot) root = efi_root ();

      fake_root_write (root, needed[i], "somewhere\n");
      assert_refused (root, "/sys/firmware/efi/");
    }
}

/* An entry that is there and cannot be read is not the end of the map. */
static void
test_efi_unreadable (void)
{
  g_autoptr (FakeRoot) root = efi_root ();

  remove_file (root, EFI "runtime-map/1/type");
  g_assert_no_errno (mkdirat (root->fd, EFI "runtime-map/1/type", 0755));
  assert_refused (root, "/sys/firmware/efi/runtime-map/1");
}

static void
test_efi_32 (void)
{
  g_autoptr (FakeRoot) root = efi_root ();

  write_boot_params (root, "EL32", 0);
  assert_refused (root, "32-bit EFI");
}

static void
test_reset (void)
{
  static const guint8 reset[] = { 1, 8, 0, 1, 0xf9, 0x0c, 0, 0, 0, 0, 0, 0, 0x0e };
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (KxBootFacts) facts = NULL, damaged = NULL;
  guint8 table[244] = "FACP\xf4";

  table[8] = 5;
  table[113] = 4;
  memcpy (table + 116, reset, sizeof reset);
  for (gsize i = 0; i < sizeof table; i++)
    table[9] = (guint8) (table[9] - (i == 9 ? 0 : table[i]));
  write_boot_params (root, "\0\0\0\0", 0);
  write_bytes (root, "sys/firmware/acpi/tables/FACP", table, sizeof table);
  facts = read_facts (root);
  g_assert_cmpint (facts->reset.space, ==, KX_RESET_IO);
  g_assert_cmpuint (facts->reset.address, ==, 0xcf9);
  g_assert_cmpuint (facts->reset.value, ==, 0x0e);

  table[120]++;
  write_bytes (root, "sys/firmware/acpi/tables/FACP", table, sizeof table);
  damaged = read_facts (root);
  g_assert_cmpint (damaged->reset.space, ==, KX_RESET_NONE);
}

static void
write_console (FakeRoot *root, const char *name, const char *io_type, const char *port)
{
  g_autofree char *type_path = g_strdup_printf ("sys/class/tty/%s/io_type", name);
  g_autofree char *port_path = g_strdup_printf ("sys/class/tty/%s/port", name);

  fake_root_write (root, type_path, io_type);
  fake_root_write (root, port_path, port);
}

static guint
port_with (FakeRoot *root, const char *active)
{
  g_autoptr (KxBootFacts) facts = NULL;

  fake_root_write (root, "sys/class/tty/console/active", active);
  facts = read_facts (root);
  return facts->serial_port;
}

static void
test_console (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();

  write_boot_params (root, "\0\0\0\0", 0);
  write_console (root, "ttyS0", "0\n", "0x3F8\n");
  write_console (root, "ttyS1", "0\n", "0x2F8\n");
  write_console (root, "ttyS4", "2\n", "0x3E8\n");
  write_console (root, "ttyS5", "0\n", "0x103E8\n");
  write_console (root, "hvc0", "0\n", "0x123\n");

  g_assert_cmpuint (port_with (root, "ttyS0\n"), ==, 0x3f8);
  g_assert_cmpuint (port_with (root, "ttyS0 tty0\n"), ==, 0x3f8);
  g_assert_cmpuint (port_with (root, "tty0 ttyS0 ttyS1\n"), ==, 0x2f8);
  g_assert_cmpuint (port_with (root, "tty0\n"), ==, 0);
  g_assert_cmpuint (port_with (root, "hvc0\n"), ==, 0);
  /* Memory-mapped, no port, not there. */
  g_assert_cmpuint (port_with (root, "ttyS4\n"), ==, 0);
  g_assert_cmpuint (port_with (root, "ttyS5\n"), ==, 0);
  g_assert_cmpuint (port_with (root, "ttyS9\n"), ==, 0);
}

static void
test_addresses (void)
{
  guint64 value = 7;

  g_assert_false (kx_address_parse ("", &value));
  g_assert_false (kx_address_parse ("0x", &value));
  g_assert_false (kx_address_parse ("0x\n", &value));
  g_assert_false (kx_address_parse ("12", &value));
  g_assert_false (kx_address_parse ("0x12 ", &value));
  g_assert_false (kx_address_parse ("0x12\n\n", &value));
  g_assert_false (kx_address_parse ("0x10000000000000000", &value));
  g_assert_false (kx_efi_systab_find ("ACPI20=0x1\n", "ACPI", &value));
  g_assert_false (kx_efi_systab_find ("XACPI=0x1\n", "ACPI", &value));
  g_assert_false (kx_efi_systab_find ("ACPI=1\n", "ACPI", &value));
  g_assert_cmpuint (value, ==, 7);

  g_assert_true (kx_address_parse ("0xffffFFFFffffFFFE\n", &value));
  g_assert_cmpuint (value, ==, G_MAXUINT64 - 1);
  g_assert_true (kx_address_parse ("0x0", &value));
  g_assert_cmpuint (value, ==, 0);
  g_assert_true (kx_efi_systab_find ("ACPI20=0x1\nACPI=0x2\n", "ACPI", &value));
  g_assert_cmpuint (value, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/boot-facts/bios", test_bios);
  g_test_add_func ("/boot-facts/no-boot-params", test_no_boot_params);
  g_test_add_func ("/boot-facts/setup-data", test_setup_data);
  g_test_add_func ("/boot-facts/efi", test_efi);
  g_test_add_func ("/boot-facts/efi-tables", test_efi_tables);
  g_test_add_func ("/boot-facts/efi-without-runtime", test_efi_without_runtime);
  g_test_add_func ("/boot-facts/efi-incomplete", test_efi_incomplete);
  g_test_add_func ("/boot-facts/efi-unreadable", test_efi_unreadable);
  g_test_add_func ("/boot-facts/efi-32", test_efi_32);
  g_test_add_func ("/boot-facts/reset", test_reset);
  g_test_add_func ("/boot-facts/console", test_console);
  g_test_add_func ("/boot-facts/addresses", test_addresses);
  return g_test_run ();
}
