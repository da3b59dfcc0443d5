/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "boot-params.h"
#include "bytes.h"
#include "setup-data.h"

#include <string.h>

#define OPTIONS 3

enum
{
  EFI = 1,
  KASLR = 2,
  HIGH = 4,
  NODE = 8,
  INITRD = 16,
};

static KxBootFacts *
facts_of (guint8 options)
{
  KxBootFacts *facts = kx_boot_facts_new ();
  KxSetupNode node = { .type = KX_SETUP_DATA_PCI };

  memset (facts->boot_params, options, sizeof facts->boot_params);
  if ((options & EFI) != 0)
    {
      facts->efi = TRUE;
      facts->efi_runtime_map = g_bytes_new_static ("123456789012345678901234567890123456789", 40);
      facts->efi_descriptor_size = 40;
    }
  if ((options & NODE) != 0)
    {
      node.contents = g_bytes_new_static ("a ROM", 5);
      g_array_append_val (facts->setup_data, node);
    }
  return facts;
}

/* Every node lies in the block, behind the one before, and the list ends with the time stamps. */
static void
check_list (const guint8 *block, gsize size, guint64 address, const KxBootParamsLayout *layout)
{
  guint64 next = kx_le64 (block + 0x250);
  gsize last = 0;

  while (next != 0)
    {
      gsize node = (gsize) (next - address);

      g_assert_cmpuint (node, >, last);
      g_assert_cmpuint (node, <, layout->checked);
      g_assert_cmpuint (kx_le32 (block + node + 12), <=, size - node - KX_SETUP_DATA_HEADER);
      last = node;
      next = kx_le64 (block + node);
    }
  g_assert_cmpuint (last + KX_SETUP_DATA_HEADER, ==, layout->stamps);
  g_assert_cmpuint (kx_le32 (block + last + 8), ==, KX_SETUP_DATA_STAMPS);
}

/* What there is of options, memory ranges, bytes of the command line; then a bzImage. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (KxBootFacts) facts = NULL;
  g_autoptr (GArray) ranges = g_array_new (FALSE, TRUE, sizeof (KxMemoryRange));
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *image = NULL, *block = NULL;
  g_autofree char *cmdline = NULL;
  KxMemoryMap map = { .firmware = ranges };
  KxBootParamsLayout layout = { 0 };
  KxBootParams params = { .map = &map };
  guint64 address;
  gboolean built;

  if (size < OPTIONS)
    return 0;
  facts = facts_of (data[0]);
  g_array_set_size (ranges, data[1]);
  cmdline = g_strnfill (data[2] * 10u, 'c');
  /* Exactly so long: what is read beyond it is found. */
  image = g_memdup2 (data + OPTIONS, size - OPTIONS);
  params.facts = facts;
  params.image = image;
  params.image_size = size - OPTIONS;
  params.cmdline = cmdline;
  params.kaslr = (data[0] & KASLR) != 0;
  params.initrd_size = (data[0] & INITRD) != 0 ? (guint64) 5 << 30 : 0;
  address = (data[0] & HIGH) != 0 ? 0x1234567000 : 0x100000;

  block = g_malloc0 (kx_boot_params_size (&params));
  built = kx_boot_params_build (&params, address, block, &layout, &error);
  if (built)
    {
      check_list (block, kx_boot_params_size (&params), address, &layout);
      g_assert_cmpstr ((const char *) block + 4096, ==, cmdline);
      g_assert_cmpuint (block[0x1ef], ==, 0);
      g_assert_cmpuint (block[0x210], ==, 0xd0);
    }
  fuzz_check_error (built, g_steal_pointer (&error));
  return 0;
}
