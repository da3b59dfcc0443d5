/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "bytes.h"
#include "vmlinux-relocs.h"

#define ADDRESS G_GUINT64_CONSTANT (0xffffffff81000000)

/* The size of the image, by how much it moves, then the tables. */
#define HEAD 5

static void
apply (const guint8 *data, const guint8 *tables, const KxVmlinuxRelocs *relocs)
{
  gsize size = data[0];
  g_autofree guint8 *image = g_malloc0 (size);
  GError *error = NULL;
  gboolean success;

  success = kx_vmlinux_relocs_apply (tables, relocs, ADDRESS, kx_le32 (data + 1), image, size,
                                     &error);
  fuzz_check_error (success, error);
  /* One of each is needed, and needs room. */
  if (size < 8)
    g_assert_false (success);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint8 *tables = NULL;
  KxVmlinuxRelocs relocs, untouched;
  GError *error = NULL;
  gboolean success;

  if (size < HEAD)
    return 0;

  tables = g_memdup2 (data + HEAD, size - HEAD);
  memset (&untouched, 0xa5, sizeof untouched);
  relocs = untouched;
  success = kx_vmlinux_relocs_parse (tables, size - HEAD, &relocs, &error);
  fuzz_check_error (success, error);
  if (!success)
    {
      g_assert_cmpmem (&relocs, sizeof relocs, &untouched, sizeof untouched);
      return 0;
    }

  g_assert_cmpuint (relocs.wide.n, >, 0);
  g_assert_cmpuint (relocs.narrow.n, >, 0);
  g_assert_cmpuint (relocs.narrow.start + relocs.narrow.n * 4, ==, size - HEAD);
  apply (data, tables, &relocs);
  return 0;
}
