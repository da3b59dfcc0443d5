/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-facts.h"

KxBootFacts *
kx_boot_facts_new (void)
{
  return g_atomic_rc_box_new0 (KxBootFacts);
}

KxBootFacts *
kx_boot_facts_ref (KxBootFacts *facts)
{
  return g_atomic_rc_box_acquire (facts);
}

static void
facts_clear (KxBootFacts *facts)
{
  g_clear_pointer (&facts->efi_runtime_map, g_bytes_unref);
}

void
kx_boot_facts_unref (KxBootFacts *facts)
{
  g_atomic_rc_box_release_full (facts, (GDestroyNotify) facts_clear);
}
