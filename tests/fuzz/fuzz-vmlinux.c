/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "vmlinux.h"

#include <string.h>

#define MOST (1 << 20)

static void
check (const KxVmlinux *vmlinux)
{
  g_assert_cmpuint (vmlinux->n, <=, KX_VMLINUX_PARTS);
  g_assert_cmpuint (vmlinux->span, <=, MOST);
  g_assert_cmpuint (vmlinux->entry, <, vmlinux->span);
  g_assert_cmpuint (vmlinux->loaded_end, <=, MOST);
  for (guint i = 0; i < vmlinux->n; i++)
    {
      const KxVmlinuxPart *part = &vmlinux->parts[i];

      g_assert_cmpuint (part->size, <=, MOST);
      g_assert_cmpuint (part->target + part->size, <=, vmlinux->span);
      g_assert_cmpuint (part->offset + part->size, <=, vmlinux->loaded_end);
      for (guint j = 0; j < i; j++)
        {
          const KxVmlinuxPart *before = &vmlinux->parts[j];

          g_assert_true (part->size == 0 || part->offset >= before->offset + before->size);
          g_assert_true (part->target >= before->target + before->size
                         || before->target >= part->target + part->size);
        }
    }
}

/* What follows the parts, in a block of its own. */
static void
find_end (const KxVmlinux *vmlinux, const guint8 *data, gsize size)
{
  g_autofree guint8 *rest = NULL;
  GError *error = NULL;
  gsize end = 42;
  gboolean success;

  if (vmlinux->loaded_end > size)
    return;

  size -= vmlinux->loaded_end;
  rest = g_memdup2 (data + vmlinux->loaded_end, size);
  success = kx_vmlinux_find_end (vmlinux, rest, size, &end, &error);
  fuzz_check_error (success, error);
  if (success)
    g_assert_cmpint (memcmp (rest, data + vmlinux->loaded_end, end), ==, 0); /* it is there */
  else
    g_assert_cmpuint (end, ==, 42);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize needed = kx_vmlinux_needed (data, size);
  KxVmlinux vmlinux, untouched;
  GError *error = NULL;
  gboolean success;

  g_assert_cmpuint (needed, >=, 64);
  g_assert_cmpuint (needed, <=, 64 * 1024);

  memset (&untouched, 0xa5, sizeof untouched);
  vmlinux = untouched;
  success = kx_vmlinux_parse (data, size, MOST, &vmlinux, &error);
  fuzz_check_error (success, error);
  if (!success)
    {
      g_assert_cmpmem (&vmlinux, sizeof vmlinux, &untouched, sizeof untouched);
      return 0;
    }

  g_assert_cmpuint (needed, <=, size);
  check (&vmlinux);
  find_end (&vmlinux, data, size);
  return 0;
}
