/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-params-fixture.h"

#include <string.h>

#if defined __x86_64__

/* struct efi_setup_data of Linux, which no header of its interface has. */
typedef struct
{
  guint64 fw_vendor;
  guint64 runtime;
  guint64 tables;
  guint64 smbios;
  guint64 reserved[8];
} EfiSetupData;

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

/* Nothing lies over anything else, however long the command line is; an initrd is not made up. */
static void
test_no_overlap (Fixture *fixture, gconstpointer user_data)
{
  fixture->params.initrd_address = fixture->params.initrd_size = 0;
  for (gsize length = 1000; length < 2047; length++)
    {
      g_autofree char *cmdline = g_strnfill (length, 'c');
      const struct boot_params *zero_page;
      const struct setup_data *seed;

      fixture->params.cmdline = cmdline;
      zero_page = build (fixture);
      seed = find (fixture, SETUP_RNG_SEED);
      g_assert_nonnull (seed);
      g_assert_cmpmem (seed->data, seed->len, fixture->params.seed, sizeof fixture->params.seed);
      g_assert_cmpstr ((const char *) fixture->block + 4096, ==, cmdline);
      g_assert_cmpuint (zero_page->hdr.ramdisk_image | zero_page->ext_ramdisk_image, ==, 0);
      g_assert_cmpuint (zero_page->hdr.ramdisk_size | zero_page->ext_ramdisk_size, ==, 0);
      test_efi (fixture, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, prepare, test) \
  g_test_add ("/boot-params-efi/" name, Fixture, NULL, prepare, test, tear_down)
  ADD ("efi", set_up_efi, test_efi);
  ADD ("handed-on", set_up_efi, test_handed_on);
  ADD ("no-overlap", set_up_efi, test_no_overlap);
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
