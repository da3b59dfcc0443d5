/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "key-file-group.h"

#include "key-file-bytes.h"

char *
kx_key_file_group_get_word (KxKeyFileGroup *group, const char *key)
{
  char *text = g_key_file_get_string (group->file, group->name, key, NULL);

  group->bad |= text == NULL;
  return text;
}

char *
kx_key_file_group_get_bytes (KxKeyFileGroup *group, const char *key)
{
  char *text = kx_key_file_get_bytes (group->file, group->name, key);

  group->bad |= text == NULL;
  return text;
}

guint64
kx_key_file_group_get_unsigned (KxKeyFileGroup *group, const char *key, guint64 max)
{
  g_autoptr (GError) error = NULL;
  guint64 number = g_key_file_get_uint64 (group->file, group->name, key, &error);

  group->bad |= error != NULL || number > max;
  return number;
}

gint64
kx_key_file_group_get_signed (KxKeyFileGroup *group, const char *key, gint64 min, gint64 max)
{
  g_autoptr (GError) error = NULL;
  gint64 number = g_key_file_get_int64 (group->file, group->name, key, &error);

  group->bad |= error != NULL || number < min || number > max;
  return number;
}
