/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * A group of a key file in which every key that is read has to be there and in its range: the first one
 * that is not makes the group bad, and whoever reads it asks for that once, at the end.
 */
typedef struct
{
  GKeyFile *file;
  const char *name;
  gboolean bad;
} KxKeyFileGroup;

/* (transfer full): NULL where it is bad. */
char *kx_key_file_group_get_word (KxKeyFileGroup *group, const char *key);

/* The same of what kx_key_file_set_bytes() has written. */
char *kx_key_file_group_get_bytes (KxKeyFileGroup *group, const char *key);

guint64 kx_key_file_group_get_unsigned (KxKeyFileGroup *group, const char *key, guint64 max);
gint64 kx_key_file_group_get_signed (KxKeyFileGroup *group, const char *key, gint64 min, gint64 max);
