/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-params.h"

#include <string.h>

#include "error.h"

#if defined __x86_64__

/* What a kernel would read: its own declarations, not ours. */
#include <asm/bootparam.h>

#define ADDRESS 0x1234567000

/* The setup header of Debian's 6.12.117 for amd64, 0x1f1 to 0x26c. */
static const char header[] =
  "27010020180b000000ffff000055aaeb6a486472530f02000000000010c04200"
  "01008000001000000000000000000000000000005c000000000000ffffff7f00"
  "00200001157f00ff070000000000000000000000000000cc0200009219ae0000"
  "00000000000000000000010000000000c07d033051b0001c56b100";

#define HEADER_END 0x26c

/* struct efi_setup_data of Linux, which no header of its interface has. */
typedef struct
{
  guint64 fw_vendor;
  guint64 runtime;
  guint64 tables;
  guint64 smbios;
  guint64 reserved[8];
} EfiSetupData;

typedef struct
{
  guint8 image[1024];
  KxBootFacts *facts;
  KxMemoryMap map;
  KxBootParams params;
  guint64 address;
  KxBootParamsLayout layout;
  guint8 *block;
  gsize size;
} Fixture;

static void
add_range (Fixture *fixture, guint64 start, guint64 end, guint32 type)
{
  KxMemoryRange range = { start, end, type };

  g_array_append_val (fixture->map.firmware, range);
}

/* A machine without EFI, with more of everything than zero. */
static void
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

/* The same with EFI; three descriptors. */
static void
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

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_array_unref (fixture->map.firmware);
  kx_boot_facts_unref (fixture->facts);
  g_free (fixture->block);
}

static const struct boot_params *
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

static const void *
at (const Fixture *fixture, guint64 address, gsize length)
{
  g_assert_cmpuint (address, >=, fixture->address);
  g_assert_cmpuint (address - fixture->address + length, <=, fixture->size);
  return fixture->block + (address - fixture->address);
}

/* Follows the list as a kernel does; NULL where there is no such node. */
static const struct setup_data *
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

static void
test_header (Fixture *fixture, gconstpointer user_data)
{
  const struct boot_params *zero_page = build (fixture);
  const struct setup_header *hdr = &zero_page->hdr;
  const guint8 *bytes = fixture->block;

  g_assert_cmpuint (zero_page->sentinel, ==, 0);
  g_assert_cmpuint (hdr->header, ==, 0x53726448);
  g_assert_cmpuint (hdr->version, ==, 0x20f);
  g_assert_cmpuint (hdr->type_of_loader, ==, 0xd0);
  g_assert_cmpuint (hdr->ext_loader_type, ==, 0);
  g_assert_cmpuint (hdr->loadflags, ==, LOADED_HIGH);
  g_assert_cmpuint (hdr->kernel_alignment, ==, 0x200000);
  g_assert_cmpuint (hdr->cmdline_size, ==, 2047);
  g_assert_cmpuint (hdr->pref_address, ==, 0x1000000);
  g_assert_cmpuint (hdr->init_size, ==, 0x37dc000);
  g_assert_cmpuint (hdr->hardware_subarch, ==,
                    ((struct boot_params *) fixture->facts->boot_params)->hdr.hardware_subarch);
  /* Nothing of the code behind the header. */
  for (gsize i = HEADER_END; i < 0x290; i++)
    g_assert_cmpuint (bytes[i], ==, 0);

  fixture->params.kaslr = TRUE;
  zero_page = build (fixture);
  g_assert_cmpuint (zero_page->hdr.loadflags, ==, LOADED_HIGH | KASLR_FLAG);
}

static void
test_places (Fixture *fixture, gconstpointer user_data)
{
  const struct boot_params *zero_page = build (fixture);
  guint64 cmdline = zero_page->hdr.cmd_line_ptr | (guint64) zero_page->ext_cmd_line_ptr << 32;

  g_assert_cmpstr (at (fixture, cmdline, 32), ==, "root=/dev/vda1 quiet");
  g_assert_cmpuint (cmdline - fixture->address, >=, 4096);
  g_assert_cmpuint (zero_page->hdr.ramdisk_image, ==, 0);
  g_assert_cmpuint (zero_page->ext_ramdisk_image, ==, 0x23);
  g_assert_cmpuint (zero_page->hdr.ramdisk_size, ==, 0x40000123);
  g_assert_cmpuint (zero_page->ext_ramdisk_size, ==, 1);

  fixture->params.initrd_address = fixture->params.initrd_size = 0;
  fixture->address = 0x7000000;
  zero_page = build (fixture);
  g_assert_cmpuint (zero_page->ext_cmd_line_ptr, ==, 0);
  g_assert_cmpstr (at (fixture, zero_page->hdr.cmd_line_ptr, 32), ==, "root=/dev/vda1 quiet");
  g_assert_cmpuint (zero_page->hdr.ramdisk_size, ==, 0);
}

static void
test_hardware (Fixture *fixture, gconstpointer user_data)
{
  const struct boot_params *zero_page = build (fixture);
  const struct boot_params *old = (const struct boot_params *) fixture->facts->boot_params;
  struct screen_info screen = old->screen_info;

  screen.ext_mem_k = 0xfc00;
  g_assert_cmpmem (&zero_page->screen_info, sizeof screen, &screen, sizeof screen);
  g_assert_cmpmem (&zero_page->edid_info, sizeof old->edid_info, &old->edid_info,
                   sizeof old->edid_info);
  g_assert_cmpuint (zero_page->acpi_rsdp_addr, ==, 0xf52a0);
  g_assert_cmpuint (zero_page->kbd_status, ==, old->kbd_status);
  g_assert_cmpuint (zero_page->eddbuf_entries, ==, 2);
  g_assert_cmpmem (zero_page->eddbuf, sizeof old->eddbuf, old->eddbuf, sizeof old->eddbuf);
  g_assert_cmpuint (zero_page->edd_mbr_sig_buf_entries, ==, 3);
  g_assert_cmpmem (zero_page->edd_mbr_sig_buffer, sizeof old->edd_mbr_sig_buffer,
                   old->edd_mbr_sig_buffer, sizeof old->edd_mbr_sig_buffer);

  /* What is true of the running kernel only. */
  g_assert_cmpuint (zero_page->tboot_addr, ==, 0);
  g_assert_cmpuint (zero_page->cc_blob_address, ==, 0);
  g_assert_cmpuint (zero_page->efi_info.efi_loader_signature, ==, 0);
  g_assert_cmpuint (zero_page->secure_boot, ==, 0);
}

static void
test_memory (Fixture *fixture, gconstpointer user_data)
{
  const struct boot_params *zero_page = build (fixture);
  const struct boot_e820_entry *table = zero_page->e820_table;

  g_assert_cmpuint (zero_page->e820_entries, ==, 5);
  g_assert_cmpuint (table[1].addr, ==, 0x9fc00);
  g_assert_cmpuint (table[1].size, ==, 0x400);
  g_assert_cmpuint (table[1].type, ==, 2);
  g_assert_cmpuint (table[4].addr, ==, 0x100000000);
  g_assert_cmpuint (table[4].size, ==, 0x1c0000000);
  g_assert_cmpuint (table[4].type, ==, 1);
  g_assert_cmpuint (table[5].size, ==, 0);
  g_assert_cmpuint (zero_page->alt_mem_k, ==, (0x7ffd9000 - 0x100000) / 1024);
  g_assert_null (find (fixture, SETUP_E820_EXT));
}

/* As many as the zero page has room for, one more, and more than 255. */
static void
test_many_ranges (Fixture *fixture, gconstpointer user_data)
{
  static const guint counts[] = { 128, 129, 300 };

  for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
    {
      const struct boot_params *zero_page;
      const struct setup_data *more;

      for (guint64 i = fixture->map.firmware->len; i < counts[c]; i++)
        add_range (fixture, i << 40, (i << 40) + 0x1000 * i, KX_MEMORY_SOFT_RESERVED);
      zero_page = build (fixture);
      g_assert_cmpuint (zero_page->e820_entries, ==, 128);
      more = find (fixture, SETUP_E820_EXT);
      g_assert_true ((more != NULL) == (counts[c] > 128));

      for (guint64 i = 5; i < counts[c]; i++)
        {
          const struct boot_e820_entry *entry
              = i < 128 ? &zero_page->e820_table[i]
                        : (const struct boot_e820_entry *) more->data + (i - 128);

          g_assert_cmpuint (entry->addr, ==, i << 40);
          g_assert_cmpuint (entry->size, ==, 0x1000 * i);
          g_assert_cmpuint (entry->type, ==, 0xefffffff);
        }
      if (more != NULL)
        g_assert_cmpuint (more->len, ==, (counts[c] - 128) * sizeof (struct boot_e820_entry));
      g_assert_nonnull (find (fixture, SETUP_RNG_SEED));
    }
}

static void
test_efi (Fixture *fixture, gconstpointer user_data)
{
  const struct boot_params *zero_page = build (fixture);
  struct efi_info info = zero_page->efi_info;
  const struct setup_data *data = find (fixture, SETUP_EFI);
  guint64 map = info.efi_memmap | (guint64) info.efi_memmap_hi << 32;
  EfiSetupData efi;

  g_assert_cmpuint (info.efi_loader_signature, ==, 0x34364c45);
  g_assert_cmpuint (info.efi_systab, ==, 0x3f9ed018);
  g_assert_cmpuint (info.efi_systab_hi, ==, 0x12);
  g_assert_cmpuint (info.efi_memdesc_size, ==, 40);
  g_assert_cmpuint (info.efi_memdesc_version, ==, 1);
  g_assert_cmpuint (info.efi_memmap_size, ==, 120);
  g_assert_cmpuint (map % 8, ==, 0);
  g_assert_cmpmem (at (fixture, map, 120), 120,
                   g_bytes_get_data (fixture->facts->efi_runtime_map, NULL), 120);
  g_assert_cmpuint (zero_page->secure_boot, ==, 2);

  g_assert_nonnull (data);
  g_assert_cmpuint (data->len, ==, sizeof efi);
  memcpy (&efi, data->data, sizeof efi);
  g_assert_cmpuint (efi.fw_vendor, ==, 0x3f9f0000);
  g_assert_cmpuint (efi.runtime, ==, 0x3f9f1000);
  g_assert_cmpuint (efi.tables, ==, 0x3f9f2000);
  g_assert_cmpuint (efi.smbios, ==, 0x3f9f3000);
  for (gsize i = 0; i < G_N_ELEMENTS (efi.reserved); i++)
    g_assert_cmpuint (efi.reserved[i], ==, 0);
}

/* A kernel that finds no initrd here would take the stale one of EFI's table. */
static void
test_efi_without_initrd (Fixture *fixture, gconstpointer user_data)
{
  const struct boot_params *zero_page;
  const guint8 *initrd;
  guint64 address;

  fixture->params.initrd_address = fixture->params.initrd_size = 0;
  for (gsize length = 1000; length < 2047; length++)
    {
      g_autofree char *cmdline = g_strnfill (length, 'c');

      fixture->params.cmdline = cmdline;
      zero_page = build (fixture);
      address = zero_page->hdr.ramdisk_image | (guint64) zero_page->ext_ramdisk_image << 32;
      g_assert_cmpuint (address % 4096, ==, 0);
      g_assert_cmpuint (zero_page->hdr.ramdisk_size, ==, 4096);
      g_assert_cmpuint (zero_page->ext_ramdisk_size, ==, 0);
      initrd = at (fixture, address, 4096);
      g_assert_true (initrd + 4096 <= fixture->block + fixture->layout.checked);
      /* The new kernel frees this page: nothing else may be there. */
      for (gsize i = 0; i < 4096; i++)
        g_assert_cmpuint (initrd[i], ==, 0);
      test_efi (fixture, NULL);
    }
}

/* Two of one type, one without contents. */
static void
test_handed_on (Fixture *fixture, gconstpointer user_data)
{
  static const char *const contents[] = { "the first ROM", "", "the second one is longer" };
  const struct boot_params *zero_page;
  guint found = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      KxSetupNode node = { .type = i == 1 ? SETUP_APPLE_PROPERTIES : SETUP_PCI,
                           .contents = g_bytes_new (contents[i], strlen (contents[i])) };

      g_array_append_val (fixture->facts->setup_data, node);
    }
  zero_page = build (fixture);
  for (guint64 next = zero_page->hdr.setup_data; next != 0;)
    {
      const struct setup_data *data = at (fixture, next, sizeof *data);

      next = data->next;
      if (data->type != SETUP_PCI && data->type != SETUP_APPLE_PROPERTIES)
        continue;
      g_assert_cmpuint (data->type == SETUP_APPLE_PROPERTIES, ==, found == 1);
      g_assert_cmpmem (data->data, data->len, contents[found], strlen (contents[found]));
      found++;
    }
  g_assert_cmpuint (found, ==, 3);
  g_assert_nonnull (find (fixture, SETUP_RNG_SEED));
  test_efi (fixture, NULL);
}

/* Nothing lies over anything else: what is not the map's, a node's or the zero page's is zero. */
static void
test_no_overlap (Fixture *fixture, gconstpointer user_data)
{
  for (gsize length = 0; length < 40; length++)
    {
      g_autofree char *cmdline = g_strnfill (length + 2000, 'c');
      const struct setup_data *seed;

      fixture->params.cmdline = cmdline;
      build (fixture);
      seed = find (fixture, SETUP_RNG_SEED);
      g_assert_nonnull (seed);
      g_assert_cmpmem (seed->data, seed->len, fixture->params.seed, sizeof fixture->params.seed);
      g_assert_cmpstr ((const char *) fixture->block + 4096, ==, cmdline);
      test_efi (fixture, NULL);
    }
}

static void
test_stamps (Fixture *fixture, gconstpointer user_data)
{
  for (gsize length = 0; length < 2047; length += 8)
    {
      g_autofree char *cmdline = g_strnfill (length, 'c');
      const struct setup_data *stamps;

      fixture->params.cmdline = cmdline;
      build (fixture);
      stamps = find (fixture, KX_SETUP_DATA_STAMPS);
      g_assert_nonnull (stamps);
      g_assert_cmpuint (stamps->next, ==, 0);
      g_assert_true (stamps->data == fixture->block + fixture->layout.stamps);
      g_assert_cmpuint (stamps->len, <=, 4096);
      g_assert_cmpuint (fixture->layout.stamps, >=, fixture->layout.checked);
      g_assert_cmpuint (fixture->layout.checked % 4096, ==, 0);
      g_assert_cmpuint (fixture->size, ==, fixture->layout.checked + 4096);
      for (gsize i = fixture->layout.checked; i < fixture->size; i++)
        g_assert_cmpuint (fixture->block[i], ==, 0);
    }
}

static void
assert_refused (Fixture *fixture, int code, const char *word)
{
  g_autofree guint8 *block = g_malloc0 (kx_boot_params_size (&fixture->params));
  g_autoptr (GError) error = NULL;
  KxBootParamsLayout layout = { 1, 2 };

  g_assert_false (kx_boot_params_build (&fixture->params, fixture->address, block, &layout,
                                        &error));
  g_assert_error (error, KX_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_null (strstr (error->message, "123456"));
  g_assert_cmpuint (layout.checked, ==, 1);
  g_assert_cmpuint (layout.stamps, ==, 2);
}

static void
test_bad_header (Fixture *fixture, gconstpointer user_data)
{
  guint8 good[sizeof fixture->image];

  memcpy (good, fixture->image, sizeof good);

  fixture->params.image_size = HEADER_END - 1;
  assert_refused (fixture, KX_ERROR_INVALID_IMAGE, "longer");
  fixture->params.image_size = 0x267;
  assert_refused (fixture, KX_ERROR_INVALID_IMAGE, "no bzImage");
  fixture->params.image_size = HEADER_END;
  build (fixture);
  fixture->params.image_size = sizeof fixture->image;

  fixture->image[0x202] = 'h';
  assert_refused (fixture, KX_ERROR_INVALID_IMAGE, "no bzImage");
  memcpy (fixture->image, good, sizeof good);
  fixture->image[0x206] = 0x0b;
  assert_refused (fixture, KX_ERROR_UNSUPPORTED, "protocol");
  memcpy (fixture->image, good, sizeof good);
  fixture->image[0x200] = 0xe9;
  assert_refused (fixture, KX_ERROR_INVALID_IMAGE, "shorter");
  memcpy (fixture->image, good, sizeof good);
  fixture->image[0x201] = 0x65;
  assert_refused (fixture, KX_ERROR_INVALID_IMAGE, "shorter");
  fixture->image[0x201] = 0x8f;
  assert_refused (fixture, KX_ERROR_INVALID_IMAGE, "longer");
  fixture->image[0x201] = 0x8e;
  build (fixture);
}

static void
test_limits (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *longest = g_strnfill (2047, 'c');
  g_autofree char *longer = g_strnfill (2048, 'c');

  fixture->params.cmdline = longest;
  build (fixture);
  fixture->params.cmdline = longer;
  assert_refused (fixture, KX_ERROR_UNSUPPORTED, "2048 bytes");
  fixture->params.cmdline = longest;

  /* Without XLF_CAN_BE_LOADED_ABOVE_4G neither the block nor the initrd may be there. */
  fixture->image[0x236] &= 0xfd;
  fixture->params.initrd_address = 0x40000000;
  fixture->params.initrd_size = 0xc0000000;
  assert_refused (fixture, KX_ERROR_UNSUPPORTED, "4 GiB");
  fixture->address = 0x100000000 - kx_boot_params_size (&fixture->params);
  build (fixture);
  fixture->address += 4096;
  assert_refused (fixture, KX_ERROR_UNSUPPORTED, "4 GiB");
  fixture->address = 0x10000000;
  fixture->params.initrd_size++;
  assert_refused (fixture, KX_ERROR_UNSUPPORTED, "4 GiB");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, prepare, test) \
  g_test_add ("/boot-params/" name, Fixture, NULL, prepare, test, tear_down)
  ADD ("header", set_up, test_header);
  ADD ("places", set_up, test_places);
  ADD ("hardware", set_up, test_hardware);
  ADD ("memory", set_up, test_memory);
  ADD ("many-ranges", set_up, test_many_ranges);
  ADD ("many-ranges-efi", set_up_efi, test_many_ranges);
  ADD ("efi", set_up_efi, test_efi);
  ADD ("efi-without-initrd", set_up_efi, test_efi_without_initrd);
  ADD ("handed-on", set_up_efi, test_handed_on);
  ADD ("no-overlap", set_up_efi, test_no_overlap);
  ADD ("stamps", set_up, test_stamps);
  ADD ("stamps-efi", set_up_efi, test_stamps);
  ADD ("bad-header", set_up, test_bad_header);
  ADD ("limits", set_up, test_limits);
  return g_test_run ();
}

#else

/* Only such machines have the declarations to compare with. */
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  return g_test_run ();
}

#endif
