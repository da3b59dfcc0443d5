/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Of memory, in bytes: what the kernel's segments and maps are made of. */
#define KX_PAGE_SIZE ((gsize) 4096)

/* @size: far below the end of its type; @align: any number but 0. */
static inline guint64
kx_round_up (guint64 size, guint64 align)
{
  return (size + align - 1) / align * align;
}
