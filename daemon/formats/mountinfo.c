/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mountinfo.h"

#include <stdio.h>
#include <string.h>

/* Mounts on mounts on mounts: more is a loop in a table that somebody made up. */
#define MAX_DEPTH 256

static void
mount_free (KxMount *mount)
{
  g_free (mount->inside);
  g_free (mount->mount_point);
  g_free (mount->type);
  g_free (mount->source);
  g_free (mount);
}

static gboolean
is_octal (char c, char highest)
{
  return c >= '0' && c <= highest;
}

char *
kx_mount_unescape (const char *text)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  while (*text != '\0')
    if (text[0] == '\\' && is_octal (text[1], '3') && is_octal (text[2], '7')
        && is_octal (text[3], '7'))
      {
        char c = (char) ((text[1] - '0') * 64 + (text[2] - '0') * 8 + (text[3] - '0'));

        if (c == '\0')
          break;
        g_string_append_c (plain, c);
        text += 4;
      }
    else
      g_string_append_c (plain, *text++);
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

/* ID PARENT MAJOR:MINOR INSIDE MOUNT-POINT OPTIONS [TAG…] - TYPE SOURCE OPTIONS */
static KxMount *
parse_line (const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, " ", -1);
  guint n = g_strv_length (fields);
  KxMount numbers = { 0 };
  KxMount *mount;
  guint dash = 6;
  int end = 0;

  while (dash < n && !g_str_equal (fields[dash], "-"))
    dash++;
  if (dash + 2 >= n || fields[3][0] != '/' || fields[4][0] != '/')
    return NULL;
  if (sscanf (line, "%9u %9u %9u:%9u %n", &numbers.id, &numbers.parent, &numbers.major,
              &numbers.minor, &end) != 4
      || end == 0)
    return NULL;

  mount = g_memdup2 (&numbers, sizeof numbers);
  mount->inside = kx_mount_unescape (fields[3]);
  mount->mount_point = kx_mount_unescape (fields[4]);
  mount->type = kx_mount_unescape (fields[dash + 1]);
  mount->source = kx_mount_unescape (fields[dash + 2]);
  return mount;
}

static GPtrArray *
parse_lines (const char *text)
{
  GPtrArray *mounts = g_ptr_array_new_with_free_func ((GDestroyNotify) mount_free);

  while (*text != '\0' && mounts->len < KX_MOUNTINFO_MAX)
    {
      gsize length = strcspn (text, "\n");
      g_autofree char *line = g_strndup (text, length);
      KxMount *mount = parse_line (line);

      if (mount != NULL)
        g_ptr_array_add (mounts, mount);
      text += length + (text[length] == '\n');
    }
  return mounts;
}

/* The tables in which a mount is looked up. Values are places in the list, from 1. */
typedef struct
{
  const GPtrArray *mounts;
  GHashTable *by_id;
  GHashTable *by_point; /* the uppermost one on each mount point */
} Index;

static const KxMount *
get_mount (const Index *index, guint place)
{
  return place != 0 ? index->mounts->pdata[place - 1] : NULL;
}

static gboolean
is_below (const Index *index, const KxMount *mount, const KxMount *ancestor)
{
  for (guint i = 0; i < MAX_DEPTH && mount != NULL && mount->parent != mount->id; i++)
    {
      if (mount->parent == ancestor->id)
        return TRUE;
      mount = get_mount (index, GPOINTER_TO_UINT (g_hash_table_lookup (
                                    index->by_id, GUINT_TO_POINTER (mount->parent))));
    }
  return FALSE;
}

/* Mounts keep their place in the table when they are moved: what lies upon what is told by the
 * parents, and by the order only where those are of no help. */
static void
note (Index *index, guint place)
{
  const KxMount *mount = get_mount (index, place);
  const KxMount *former = get_mount (
      index, GPOINTER_TO_UINT (g_hash_table_lookup (index->by_point, mount->mount_point)));

  if (former == NULL || !is_below (index, former, mount))
    g_hash_table_insert (index->by_point, mount->mount_point, GUINT_TO_POINTER (place));
}

static gboolean
is_hidden (const Index *index, guint place)
{
  const KxMount *mount = get_mount (index, place);
  g_autofree char *path = g_strdup (mount->mount_point);

  if (GPOINTER_TO_UINT (g_hash_table_lookup (index->by_point, path)) != place)
    return TRUE;
  while (!g_str_equal (path, "/"))
    {
      char *slash = strrchr (path, '/');
      guint above;

      slash[slash == path ? 1 : 0] = '\0';
      above = GPOINTER_TO_UINT (g_hash_table_lookup (index->by_point, path));
      if (above > place && !is_below (index, mount, get_mount (index, above)))
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
kx_mountinfo_parse (const char *text)
{
  g_autoptr (GPtrArray) all = parse_lines (text);
  g_autoptr (GHashTable) by_id = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) by_point = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *visible = g_ptr_array_new_with_free_func ((GDestroyNotify) mount_free);
  Index index = { .mounts = all, .by_id = by_id, .by_point = by_point };
  g_autofree gboolean *hidden = g_new0 (gboolean, all->len + 1);

  for (guint i = 1; i <= all->len; i++)
    g_hash_table_insert (by_id, GUINT_TO_POINTER (get_mount (&index, i)->id), GUINT_TO_POINTER (i));
  for (guint i = 1; i <= all->len; i++)
    note (&index, i);
  for (guint i = 1; i <= all->len; i++)
    hidden[i] = is_hidden (&index, i);

  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 1; i <= all->len; i++)
    if (hidden[i])
      mount_free (all->pdata[i - 1]);
    else
      g_ptr_array_add (visible, all->pdata[i - 1]);
  return visible;
}
