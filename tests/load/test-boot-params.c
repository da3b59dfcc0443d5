/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-params-fixture.h"

#include <string.h>

#include "error.h"

#if defined __x86_64__

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
