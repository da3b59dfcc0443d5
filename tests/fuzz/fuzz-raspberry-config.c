/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include "raspberry-config.h"

#include <string.h>

static char *
fetch (const char *name, gpointer user_data)
{
  const char *text = strstr (user_data, name);

  return text != NULL ? g_strndup (text, 128) : NULL;
}

/* The model, then a config.txt, whose first line is taken for a command line, too. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *rest = strchr (text, '\n');
  KxRaspberryBoard board = { 0 };
  g_autoptr (KxRaspberryConfig) config = NULL;

  if (rest == NULL)
    return 0;
  *rest++ = '\0';
  if (!kx_raspberry_board_parse (text, &board))
    g_assert_true (kx_raspberry_board_parse ("Raspberry Pi 400 Rev 1.0", &board));
  for (int bits = -1; bits <= 1; bits++)
    g_assert_nonnull (kx_raspberry_board_kernels (&board, bits)[0]);

  board.serial = size & 1;
  config = kx_raspberry_config_parse (rest, "F", &board, fetch, rest);
  for (guint key = 0; key < KX_RASPBERRY_N_KEYS; key++)
    {
      const KxRaspberrySetting *setting = &config->settings[key];

      g_assert_true ((setting->value == NULL) == (setting->file == NULL));
      g_assert_true (setting->value == NULL || (setting->line > 0 && strlen (setting->value) < 98));
    }
  g_assert_true (kx_raspberry_cmdline_contains (rest, rest));
  if (kx_raspberry_cmdline_contains (text, rest))
    g_assert_true (strspn (rest, " \t\r\n") == strlen (rest) || text[0] != '\0');
  return 0;
}
