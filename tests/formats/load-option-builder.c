/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "load-option-builder.h"

#include <string.h>

#define PATHS_LENGTH 4
#define DESCRIPTION 6

static void
append_number (GByteArray *bytes, guint32 number, guint size)
{
  guint32 little = GUINT32_TO_LE (number);

  g_byte_array_append (bytes, (const guint8 *) &little, size);
}

static void
append_text (GByteArray *bytes, const char *text)
{
  for (gsize i = 0; i <= strlen (text); i++)
    append_number (bytes, (guchar) text[i], 2);
}

GByteArray *
load_option_new (guint32 attributes, const char *description)
{
  GByteArray *option = g_byte_array_new ();

  append_number (option, attributes, 4);
  append_number (option, 0, 2);
  append_text (option, description);
  return option;
}

void
load_option_add_node (GByteArray *option, const guint8 *node, gsize size)
{
  g_byte_array_append (option, node, (guint) size);
}

void
load_option_add_drive (GByteArray *option)
{
  static const guint8 uuid[] = {
    0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
  };
  guint8 node[42] = { 4, 1, 42, 0, 1 };

  memcpy (node + 24, uuid, sizeof uuid);
  node[40] = 2;
  node[41] = 2;
  load_option_add_node (option, node, sizeof node);
}

void
load_option_add_file (GByteArray *option, const char *path)
{
  append_number (option, 4, 1);
  append_number (option, 4, 1);
  append_number (option, (guint32) (4 + 2 * (strlen (path) + 1)), 2);
  append_text (option, path);
}

void
load_option_add_end (GByteArray *option)
{
  static const guint8 end[] = { 0x7f, 0xff, 4, 0 };

  load_option_add_node (option, end, sizeof end);
}

void
load_option_close (GByteArray *option, const char *arguments)
{
  gsize start = DESCRIPTION;
  gsize length;

  while (option->data[start] != 0 || option->data[start + 1] != 0)
    start += 2;
  length = option->len - start - 2;
  option->data[PATHS_LENGTH] = (guint8) (length & 0xff);
  option->data[PATHS_LENGTH + 1] = (guint8) (length >> 8);
  if (arguments != NULL)
    append_text (option, arguments);
}

void
load_option_end (GByteArray *option, const char *arguments)
{
  load_option_add_end (option);
  load_option_close (option, arguments);
}
