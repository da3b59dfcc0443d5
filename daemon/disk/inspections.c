/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspections.h"

struct _KxInspections
{
  KxRoot *root;
  GHashTable *table; /* path -> KxInspection */
  guint8 *buffer;
};

KxInspections *
kx_inspections_new (KxRoot *root)
{
  KxInspections *inspections = g_new0 (KxInspections, 1);

  inspections->root = kx_root_ref (root);
  inspections->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) kx_inspection_free);
  inspections->buffer = g_malloc (KX_KERNEL_HEAD_SIZE);
  return inspections;
}

void
kx_inspections_free (KxInspections *inspections)
{
  kx_root_unref (inspections->root);
  g_hash_table_unref (inspections->table);
  g_free (inspections->buffer);
  g_free (inspections);
}

void
kx_inspections_add (KxInspections *inspections, const char *path, KxInspectAs as)
{
  if (!g_hash_table_contains (inspections->table, path))
    g_hash_table_insert (inspections->table, g_strdup (path),
                         kx_inspect (inspections->root, path, as, inspections->buffer));
}

const KxInspection *
kx_inspections_get (KxInspections *inspections, const char *path)
{
  return g_hash_table_lookup (inspections->table, path);
}

/* In nanoseconds. */
static gint64
find_longest_rest (const KxInspections *inspections)
{
  GHashTableIter iter;
  gpointer value;
  gint64 rest = 0;

  g_hash_table_iter_init (&iter, inspections->table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    rest = MAX (rest, ((const KxInspection *) value)->rest);
  return rest;
}

static gboolean
sleep_for (gint64 nanoseconds, GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + nanoseconds / 1000 + 1;
  gint64 left;
  GPollFD fd = { .fd = -1 };
  gboolean pollable = g_cancellable_make_pollfd (cancellable, &fd);

  while ((left = end - g_get_monotonic_time ()) > 0 && !g_cancellable_is_cancelled (cancellable))
    g_poll (&fd, pollable ? 1 : 0, (gint) (left / 1000 + 1));
  if (pollable)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
kx_inspections_rest (KxInspections *inspections, GCancellable *cancellable, GError **error)
{
  GHashTableIter iter;
  gpointer value;
  gint64 rest = find_longest_rest (inspections);

  if (rest == 0)
    return TRUE;
  if (!sleep_for (rest, cancellable, error))
    return FALSE;

  g_hash_table_iter_init (&iter, inspections->table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const KxInspection *before = value;
      KxInspection *after;

      if (before->rest == 0)
        continue;
      after = kx_inspect (inspections->root, before->path, before->as, inspections->buffer);
      if (!after->exists || !kx_identity_equal (&before->identity, &after->identity))
        kx_problems_add (&after->problems, KX_OUTLOOK_PENDING, "%s changed within the last second",
                         after->path);
      g_hash_table_iter_replace (&iter, after);
    }
  return TRUE;
}
