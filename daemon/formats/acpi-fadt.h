/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where ACPI's reset register lies. */
typedef enum
{
  KX_RESET_NONE,
  KX_RESET_IO,     /* an I/O port */
  KX_RESET_PCI,    /* configuration space of bus 0: device << 32 | function << 16 | offset */
  KX_RESET_MEMORY, /* a physical address */
} KxResetSpace;

/* How the firmware is told that the machine shall start anew: a byte is written somewhere. */
typedef struct
{
  KxResetSpace space;
  guint64 address;
  guint8 value;
} KxReset;

/*
 * kx_acpi_fadt_parse:
 * @table: the Fixed ACPI Description Table, as in /sys/firmware/acpi/tables/FACP
 * @size: its bytes
 * @reset: (out): untouched on failure; KX_RESET_NONE where the table names no register, or one that
 *   cannot be reached
 *
 * Reads the reset register. Offsets: ACPI Specification 6.5, 5.2.9 (table 5.9) and 5.2.3.2.
 *
 * Returns: whether this is a whole table of that kind
 */
gboolean kx_acpi_fadt_parse (const guint8 *table, gsize size,
                             KxReset *reset) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
