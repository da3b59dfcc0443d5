/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "fwupd-update.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gboolean due = kx_fwupd_update_is_due (data, size);

  g_assert_true (!due || (size >= 52 && (data[48] & 1) != 0));
  return 0;
}
