/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include <string.h>

#include "ledger.h"

static volatile gsize sink;

/* Whoever shows what is armed relies on these. */
static void
read_armed (const KxArmed *armed)
{
  if (armed != NULL && armed->origin != KX_ORIGIN_FOREIGN)
    sink += strlen (armed->image) + strlen (armed->kernel) + strlen (armed->cmdline)
            + strlen (armed->digest) + strlen (armed->stamp);
}

/* What is accepted can be written, and is then the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (KxLedger) ledger = { 0 };
  g_auto (KxLedger) again = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *second = NULL;
  GError *error = NULL;
  gboolean accepted = kx_ledger_parse ((const char *) data, size, &ledger, &error);

  fuzz_check_error (accepted, error);
  if (!accepted)
    return 0;

  read_armed (ledger.armed);
  read_armed (ledger.next);
  text = kx_ledger_format (&ledger);
  g_assert_true (kx_ledger_parse (text, strlen (text), &again, NULL));
  second = kx_ledger_format (&again);
  g_assert_cmpstr (text, ==, second);
  return 0;
}
