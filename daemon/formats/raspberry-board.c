/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "raspberry-board.h"

#include <string.h>

/* Those with more words come before those with fewer. */
static const struct
{
  const char *name; /* behind "Raspberry Pi " */
  guint generation;
  const char *filters[3];
} boards[] = {
  { "Compute Module 5", 5, { "pi5", "cm5" } },
  { "Compute Module 4S", 4, { "pi4", "cm4s" } },
  { "Compute Module 4", 4, { "pi4", "cm4" } },
  { "Compute Module 3", 3, { "pi3" } },
  { "Compute Module 0", 3, { "pi0", "pi02" } },
  { "Compute Module", 1, { "pi1" } },
  { "500", 5, { "pi5", "pi500" } },
  { "5", 5, { "pi5" } },
  { "400", 4, { "pi4", "pi400" } },
  { "4", 4, { "pi4" } },
  { "3 Model A Plus", 3, { "pi3", "pi3+" } },
  { "3 Model B Plus", 3, { "pi3", "pi3+" } },
  { "3", 3, { "pi3" } },
  { "2", 2, { "pi2" } },
  { "Zero 2", 3, { "pi0", "pi02" } },
  { "Zero W", 1, { "pi0", "pi0w" } },
  { "Zero", 1, { "pi0" } },
  { "Model A", 1, { "pi1" } },
  { "Model B", 1, { "pi1" } },
};

gboolean
kx_raspberry_board_parse (const char *model, KxRaspberryBoard *board)
{
  static const char make[] = "Raspberry Pi ";

  if (!g_str_has_prefix (model, make))
    return FALSE;
  model += strlen (make);
  for (guint i = 0; i < G_N_ELEMENTS (boards); i++)
    {
      gsize length = strlen (boards[i].name);

      if (strncmp (model, boards[i].name, length) != 0
          || (model[length] != ' ' && model[length] != '\0'))
        continue;
      *board = (KxRaspberryBoard) {
        .filters = boards[i].filters,
        .generation = boards[i].generation,
      };
      return TRUE;
    }
  return FALSE;
}

const char *const *
kx_raspberry_board_kernels (const KxRaspberryBoard *board, int arm_64bit)
{
  static const char *const oldest[] = { "kernel.img", NULL };
  static const char *const seventh[] = { "kernel7.img", NULL };
  static const char *const eighth[] = { "kernel8.img", NULL };
  static const char *const fourth[] = { "kernel8.img", "kernel7l.img", NULL };
  static const char *const fourth_short[] = { "kernel7l.img", NULL };
  static const char *const fifth[] = { "kernel_2712.img", "kernel8.img", NULL };

  switch (board->generation)
    {
    case 1:
      return oldest;
    case 2:
    case 3:
      return arm_64bit > 0 ? eighth : seventh;
    case 4:
      return arm_64bit > 0 ? eighth : arm_64bit == 0 ? fourth_short : fourth;
    default:
      return fifth;
    }
}
