/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "setup-data.h"

#include "bytes.h"
#include "pages.h"

#define TYPE 8
#define LENGTH 12

gsize
kx_setup_data_append (KxSetupDataList *list, guint32 type, guint32 length, gsize align)
{
  gsize contents = kx_round_up (list->used + KX_SETUP_DATA_HEADER, align);
  gsize node = contents - KX_SETUP_DATA_HEADER;

  if (list->block != NULL)
    {
      kx_put_le64 (list->block + list->link, list->address + node);
      kx_put_le32 (list->block + node + TYPE, type);
      kx_put_le32 (list->block + node + LENGTH, length);
    }
  list->link = node;
  list->used = contents + length;
  return contents;
}
