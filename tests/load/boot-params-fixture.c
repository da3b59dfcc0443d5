/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-params-fixture.h"

#include <string.h>

#if defined __x86_64__

#define ADDRESS 0x1234567000

/* The setup header of Debian's 6.12.117 for amd64, 0x1f1 to 0x26c. */
static const char header[] =
  "27010020180b000000ffff000055aaeb6a486472530f02000000000010c04200"
  "01008000001000000000000000000000000000005c000000000000ffffff7f00"
  "00200001157f00ff070000000000000000000000000000cc0200009219ae0000"
  "00000000000000000000010000000000c07d033051b0001c56b100";

void
add_range (Fixture *fixture, guint64 start, guint64 end, guint32 type)
{
  KxMemoryRange range = { start, end, type };

  g_array_append_val (fixture->map.firmware, range);
}

void
set_up (Fixture *fixture, gconstpointer user_data)
{
  guint8 *old;

  /* Behind the header stands code, in front of it what must not be taken along. */
  memset (fixture->image, 0xa5, sizeof fixture->image);
  for (gsize i = 0; header[2 * i] != '\0'; i++)
    fixture->image[0x1f1 + i] = (guint8) (g_ascii_xdigit_value (header[2 * i]) << 4
                                          | g_ascii_xdigit_value (header[2 * i + 1]));

  fixture->facts = kx_boot_facts_new ();
  old = fixture->facts->boot_params;
  for (gsize i = 0; i < sizeof fixture->facts->boot_params; i++)
    old[i] = (guint8) (i * 7 + 1);
  old[G_STRUCT_OFFSET (struct boot_params, eddbuf_entries)] = 2;
  old[G_STRUCT_OFFSET (struct boot_params, edd_mbr_sig_buf_entries)] = 3;
  memset (old + G_STRUCT_OFFSET (struct boot_params, efi_info), 0, sizeof (struct efi_info));
  fixture->facts->rsdp = 0xf52a0;

  fixture->map.firmware = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
  add_range (fixture, 0, 0x9fc00, KX_MEMORY_RAM);
  add_range (fixture, 0x9fc00, 0xa0000, KX_MEMORY_RESERVED);
  add_range (fixture, 0x100000, 0x7ffd9000, KX_MEMORY_RAM);
  add_range (fixture, 0x7ffd9000, 0x80000000, KX_MEMORY_ACPI);
  add_range (fixture, 0x100000000, 0x2c0000000, KX_MEMORY_RAM);

  fixture->params = (KxBootParams){
    .facts = fixture->facts,
    .map = &fixture->map,
    .image = fixture->image,
    .image_size = sizeof fixture->image,
    .cmdline = "root=/dev/vda1 quiet",
    .initrd_address = 0x2300000000,
    .initrd_size = 0x140000123,
  };
  for (gsize i = 0; i < sizeof fixture->params.seed; i++)
    fixture->params.seed[i] = (guint8) (0x80 + i);
  fixture->address = ADDRESS;
}

void
set_up_efi (Fixture *fixture, gconstpointer user_data)
{
  struct boot_params *old;

  set_up (fixture, user_data);
  old = (struct boot_params *) fixture->facts->boot_params;
  old->efi_info = (struct efi_info){
    .efi_loader_signature = 0x34364c45, /* "EL64" */
    .efi_systab = 0x3f9ed018,
    .efi_systab_hi = 0x12,
    .efi_memdesc_size = 48,
    .efi_memdesc_version = 1,
    .efi_memmap = 0x3e000000,
    .efi_memmap_hi = 0x13,
    .efi_memmap_size = 4800,
  };
  old->secure_boot = 2;
  fixture->facts->efi = TRUE;
  fixture->facts->efi_fw_vendor = 0x3f9f0000;
  fixture->facts->efi_runtime = 0x3f9f1000;
  fixture->facts->efi_config_table = 0x3f9f2000;
  fixture->facts->efi_smbios = 0x3f9f3000;
  fixture->facts->efi_runtime_map = g_bytes_new_take (g_strnfill (3 * 40, 'm'), 3 * 40);
  fixture->facts->efi_descriptor_size = 40;
}

void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_array_unref (fixture->map.firmware);
  kx_boot_facts_free (fixture->facts);
  g_free (fixture->block);
}

const struct boot_params *
build (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_free (fixture->block);
  fixture->size = kx_boot_params_size (&fixture->params);
  g_assert_cmpuint (fixture->size % 4096, ==, 0);
  fixture->block = g_malloc0 (fixture->size);
  g_assert_true (kx_boot_params_build (&fixture->params, fixture->address, fixture->block,
                                       &fixture->layout, &error));
  g_assert_no_error (error);
  return (const struct boot_params *) fixture->block;
}

const void *
at (const Fixture *fixture, guint64 address, gsize length)
{
  g_assert_cmpuint (address, >=, fixture->address);
  g_assert_cmpuint (address - fixture->address + length, <=, fixture->size);
  return fixture->block + (address - fixture->address);
}

const struct setup_data *
find (const Fixture *fixture, guint32 type)
{
  const struct boot_params *zero_page = (const struct boot_params *) fixture->block;
  const struct setup_data *found = NULL;
  guint n = 0;

  for (guint64 next = zero_page->hdr.setup_data; next != 0; n++)
    {
      const struct setup_data *data = at (fixture, next, sizeof *data);

      g_assert_cmpuint (n, <, 8);
      g_assert_cmpuint (next % 8, ==, 0);
      g_assert_cmpuint (next - fixture->address, >=, 4096 + strlen (fixture->params.cmdline) + 1);
      at (fixture, next, sizeof *data + data->len);
      if (data->type == type)
        {
          g_assert_null (found);
          found = data;
        }
      next = data->next;
    }
  return found;
}

#endif
