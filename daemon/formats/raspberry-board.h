/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxRaspberryBoard:
 * @filters: (array zero-terminated=1): static; the model filters of config.txt that let its lines
 *   through: "pi4", "pi400"
 * @generation: 1 to 5: which kernel it starts; the Zeros are of generation 1 but for the Zero 2, of
 *   generation 3
 * @serial: its serial number; 0 where it is not known
 *
 * One board.
 */
typedef struct
{
  const char *const *filters;
  guint generation;
  guint64 serial;
} KxRaspberryBoard;

/**
 * kx_raspberry_board_parse:
 * @model: what the device tree says: "Raspberry Pi 4 Model B Rev 1.4"
 * @board: (out): which board that is; without its serial number
 *
 * Returns: whether it is a Raspberry Pi that is known
 */
gboolean kx_raspberry_board_parse (const char *model, KxRaspberryBoard *board);

/**
 * kx_raspberry_board_kernels:
 * @board: a board
 * @arm_64bit: what config.txt says of it: 0 or 1; -1 for nothing
 *
 * Returns: (transfer none) (array zero-terminated=1): the names of the kernels that the firmware
 *   looks for, in this order, where config.txt names none
 */
const char *const *kx_raspberry_board_kernels (const KxRaspberryBoard *board, int arm_64bit);

G_END_DECLS
