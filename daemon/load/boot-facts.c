/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-facts.h"

static void
node_clear (KxSetupNode *node)
{
  g_bytes_unref (node->contents);
}

KxBootFacts *
kx_boot_facts_new (void)
{
  KxBootFacts *facts = g_new0 (KxBootFacts, 1);

  facts->setup_data = g_array_new (FALSE, FALSE, sizeof (KxSetupNode));
  g_array_set_clear_func (facts->setup_data, (GDestroyNotify) node_clear);
  return facts;
}

void
kx_boot_facts_free (KxBootFacts *facts)
{
  g_array_unref (facts->setup_data);
  g_clear_pointer (&facts->efi_runtime_map, g_bytes_unref);
  g_free (facts);
}
