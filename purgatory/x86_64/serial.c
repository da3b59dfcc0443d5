/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "serial.h"

#include "hardware.h"

/* Offsets and bits of the 16550 (PC16550D data sheet, line status register). */
#define LINE_STATUS 5
#define HOLDING_REGISTER_EMPTY 0x20
#define TRANSMITTER_EMPTY 0x40

/* Reads of a port, about a microsecond each, for the whole line: at 9600 baud it takes 90 ms. */
#define PATIENCE 200000

typedef struct
{
  uint16_t port;
  uint32_t patience;
} Line;

static int
wait_for (Line *line, uint8_t bit)
{
  for (; line->patience > 0; line->patience--)
    if (kx_hardware_in8 ((uint16_t) (line->port + LINE_STATUS)) & bit)
      return 1;
  return 0;
}

static void
put_text (Line *line, const char *text)
{
  for (; *text != '\0'; text++)
    if (wait_for (line, HOLDING_REGISTER_EMPTY))
      kx_hardware_out8 (line->port, (uint8_t) *text);
}

static void
put_number (Line *line, uint32_t number)
{
  char digits[11];
  char *first = digits + sizeof digits - 1;

  *first = '\0';
  do
    *--first = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  put_text (line, first);
}

void
kx_serial_report (uint16_t port, uint32_t region, uint32_t n_regions)
{
  Line line = { .port = port, .patience = PATIENCE };

  put_text (&line, "\r\nkexecd: memory changed on the way to the new kernel (part ");
  put_number (&line, region);
  put_text (&line, " of ");
  put_number (&line, n_regions);
  put_text (&line, "): resetting the machine\r\n");
  /* A reset throws away what has not left yet. */
  wait_for (&line, TRANSMITTER_EMPTY);
}
