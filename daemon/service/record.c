/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record.h"

#include "runtime-file.h"

#define NAME "ledger"

gboolean
kx_record_read (int dir_fd, KxLedger *ledger, GError **error)
{
  gsize size = 0;
  g_autofree char *data = kx_runtime_file_read (dir_fd, NAME, &size, error);

  return data != NULL && kx_ledger_parse (data, size, ledger, error);
}

gboolean
kx_record_write (int dir_fd, const KxLedger *ledger, GError **error)
{
  g_autofree char *text = kx_ledger_format (ledger);

  return kx_runtime_file_write (dir_fd, NAME, text, error);
}
