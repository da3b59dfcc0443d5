/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What lies at an address, by its name in /proc/iomem. */
typedef enum
{
  KX_IOMEM_RAM,    /* "System RAM", and nothing behind it: memory of a driver says which one */
  KX_IOMEM_KERNEL, /* data of the running kernel; its code is something else */
  KX_IOMEM_OTHER,
} KxIomemKind;

/* One line. Physical addresses. */
typedef struct
{
  guint64 start;
  guint64 end; /* behind the last byte */
  KxIomemKind kind;
  gboolean in_ram; /* lies inside of a KX_IOMEM_RAM */
} KxIomemRange;

/* No machine has more lines. */
#define KX_IOMEM_MAX 65536

/*
 * kx_iomem_parse:
 * @text: what /proc/iomem says: "START-END : NAME" in hexadecimal, END the last byte; what lies
 *   inside of something else follows it, indented (r_show() in the kernel's kernel/resource.c)
 * @error: KX_ERROR_UNSUPPORTED: a line that is not of that form, ranges that overlap without one
 *   being inside of the other, too many, or addresses hidden (all of them zero)
 *
 * What is inside of what is told by the addresses: the kernel indents five levels at most.
 *
 * Returns: (transfer full) (element-type KxIomemRange): all of them, in the order of the text
 */
GArray *kx_iomem_parse (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
