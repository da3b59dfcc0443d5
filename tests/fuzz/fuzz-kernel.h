/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "fuzz.h"

#include "kernel-facts.h"

#include <string.h>

typedef gboolean (*FuzzKernelParser) (const guint8 *head, gsize head_size, guint64 file_size,
                                      KxKernelFacts *facts, GError **error);

/* Parses @data as the head of a file of @file_size bytes, and checks what holds of every kernel. */
static inline void
fuzz_kernel (FuzzKernelParser parse, const guint8 *data, gsize size, guint64 file_size)
{
  KxKernelFacts untouched;
  KxKernelFacts facts;
  GError *error = NULL;
  gboolean success;

  memset (&untouched, 0xa5, sizeof untouched);
  facts = untouched;
  success = parse (data, size, file_size, &facts, &error);
  fuzz_check_error (success, error);

  if (!success)
    {
      g_assert_cmpmem (&facts, sizeof facts, &untouched, sizeof untouched);
      return;
    }

  g_assert_nonnull (kx_format_to_string (facts.format));
  g_assert_nonnull (facts.architecture);
  g_assert_cmpuint (facts.declared_size, <=, file_size);
  g_assert_true (facts.cmdline_max > 0 || facts.format == KX_FORMAT_ZBOOT
                 || facts.format == KX_FORMAT_UKI);
  if (facts.release != NULL)
    {
      g_assert_cmpuint (strlen (facts.release), <=, 64);
      g_assert_null (strpbrk (facts.release, "/ \n"));
    }
  kx_kernel_facts_clear (&facts);
}

/* As a whole file; as the head of one so large that all that the header promises is there; and as
 * more than the file has. */
static inline void
fuzz_kernel_sizes (FuzzKernelParser parse, const guint8 *data, gsize size)
{
  fuzz_kernel (parse, data, size, size);
  fuzz_kernel (parse, data, size, G_GUINT64_CONSTANT (1) << 24);
  fuzz_kernel (parse, data, size, size / 2);
}
