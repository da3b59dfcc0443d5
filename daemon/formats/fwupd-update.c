/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fwupd-update.h"

#include "bytes.h"

/* Behind a version (4 bytes), a UUID (16), flags (4), an instance (8) and a time (16). */
#define STATUS_OFFSET 48
#define FIXED_SIZE 52
#define STATUS_ATTEMPT 1

gboolean
kx_fwupd_update_is_due (const guint8 *data, gsize size)
{
  return size >= FIXED_SIZE && (kx_le32 (data + STATUS_OFFSET) & STATUS_ATTEMPT) != 0;
}
