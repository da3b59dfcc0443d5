/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "kernel-facts.h"

const char *
kx_format_to_string (KxFormat format)
{
  static const char *const names[] = {
    [KX_FORMAT_BZIMAGE] = "bzimage", [KX_FORMAT_UKI] = "uki", [KX_FORMAT_ZBOOT] = "zboot",
    [KX_FORMAT_ARM64_IMAGE] = "arm64-image", [KX_FORMAT_RISCV_IMAGE] = "riscv-image",
    [KX_FORMAT_ELF] = "elf",
  };

  g_return_val_if_fail ((gsize) format < G_N_ELEMENTS (names), NULL);

  return names[format];
}

void
kx_kernel_facts_clear (KxKernelFacts *facts)
{
  g_free (facts->release);
  *facts = (KxKernelFacts) { 0 };
}
