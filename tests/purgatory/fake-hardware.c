/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-hardware.h"

#include <string.h>

#include "hardware.h"

GString *fake_done;
guint fake_reads;
guint8 fake_ports[65536];

void
fake_hardware_reset (void)
{
  if (fake_done == NULL)
    fake_done = g_string_new (NULL);
  g_string_truncate (fake_done, 0);
  fake_reads = 0;
  memset (fake_ports, 0, sizeof fake_ports);
}

uint8_t
kx_hardware_in8 (uint16_t port)
{
  fake_reads++;
  return fake_ports[port];
}

void
kx_hardware_out8 (uint16_t port, uint8_t value)
{
  g_string_append_printf (fake_done, "out8 %x=%x; ", port, value);
}

void
kx_hardware_out32 (uint16_t port, uint32_t value)
{
  g_string_append_printf (fake_done, "out32 %x=%x; ", port, value);
}

void
kx_hardware_poke (uint64_t address, uint8_t value)
{
  g_string_append_printf (fake_done, "poke %" G_GINT64_MODIFIER "x=%x; ", (guint64) address, value);
}

void
kx_hardware_pause (void)
{
  g_string_append (fake_done, "pause; ");
}

void
kx_hardware_fault (void)
{
  g_string_append (fake_done, "fault; ");
}
