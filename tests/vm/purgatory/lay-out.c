/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * lay-out IMAGE ADDRESS ENTRY BOOT_PARAMS STAMPS RESET_SPACE RESET_ADDRESS RESET_VALUE SERIAL_PORT
 *   [ADDRESS FILE]...
 *
 * Writes IMAGE, a purgatory that lies at the first ADDRESS and checks the FILEs, and prints where it is
 * entered. All numbers as in C.
 */
#include "purgatory.h"

#include <stdio.h>

static guint64
number (const char *text)
{
  guint64 value;
  g_autoptr (GError) error = NULL;
  gboolean hexadecimal = g_str_has_prefix (text, "0x");

  if (!g_ascii_string_to_unsigned (text + (hexadecimal ? 2 : 0), hexadecimal ? 16 : 10, 0,
                                   G_MAXUINT64, &value, &error))
    g_error ("%s", error->message);
  return value;
}

int
main (int argc, char **argv)
{
  g_autoptr (GArray) regions = g_array_new (FALSE, FALSE, sizeof (KxCheckedRegion));
  g_autofree guint8 *image = g_malloc0 (kx_purgatory_size ());
  g_autoptr (GError) error = NULL;
  KxPurgatoryInput input;
  guint64 entry;

  g_assert (argc >= 10 && argc % 2 == 0);
  for (int i = 10; i < argc; i += 2)
    {
      KxCheckedRegion region = { .address = number (argv[i]) };
      char *bytes;

      if (!g_file_get_contents (argv[i + 1], &bytes, &region.size, &error))
        g_error ("%s", error->message);
      region.bytes = (guint8 *) bytes;
      g_array_append_val (regions, region);
    }
  input = (KxPurgatoryInput){
    .entry = number (argv[3]),
    .boot_params = number (argv[4]),
    .stamps = number (argv[5]),
    .reset = { (KxResetSpace) number (argv[6]), number (argv[7]), (guint8) number (argv[8]) },
    .serial_port = (guint16) number (argv[9]),
    .regions = (KxCheckedRegion *) regions->data,
    .n_regions = regions->len,
  };
  if (!kx_purgatory_build (&input, number (argv[2]), image, &entry, &error)
      || !g_file_set_contents (argv[1], (char *) image, (gssize) kx_purgatory_size (), &error))
    g_error ("%s", error->message);
  printf ("0x%" G_GINT64_MODIFIER "x\n", entry);
  return 0;
}
