/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl list: the images of the machine, a line each, their problems below.
 */
#include <stdio.h>

#include "command.h"
#include "json.h"
#include "snapshot.h"
#include "term.h"

/* GRUB's ids are paths through its menu with the UUIDs of file systems. */
#define LONGEST_ID 44

static gboolean option_ids = FALSE;

const GOptionEntry kx_list_options[] = {
  { "ids", 0, 0, G_OPTION_ARG_NONE, &option_ids, "Only the ids, one a line", NULL },
  G_OPTION_ENTRY_NULL,
};

enum
{
  COLUMN_IMAGE,
  COLUMN_RELEASE,
  COLUMN_FORMAT,
  COLUMN_SOURCE,
  N_COLUMNS,
};

static const struct
{
  const char *key;
  const char *title;
} columns[N_COLUMNS] = {
  [COLUMN_IMAGE] = { "id", "IMAGE" },
  [COLUMN_RELEASE] = { "release", "RELEASE" },
  [COLUMN_FORMAT] = { "format", "FORMAT" },
  [COLUMN_SOURCE] = { "source", "SOURCE" },
};

typedef struct
{
  char *cells[N_COLUMNS];
  char *long_id;  /* NULL where it has its column */
  GString *marks; /* "default, armed, running" */
  gboolean is_default;
  gboolean is_complete;
  GStrv problems;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  for (int i = 0; i < N_COLUMNS; i++)
    g_free (row->cells[i]);
  g_free (row->long_id);
  g_string_free (row->marks, TRUE);
  g_strfreev (row->problems);
  g_free (row);
}

static void
add_mark (Row *row, const char *mark)
{
  g_string_append_printf (row->marks, "%s%s", row->marks->len > 0 ? ", " : "", mark);
}

/* An id that would push everything else out of sight gets a line of its own, and the title its
 * column. */
static void
move_long_id (Row *row, GVariant *image)
{
  const char *title;

  if (kx_term_width (row->cells[COLUMN_IMAGE]) <= LONGEST_ID
      || !g_variant_lookup (image, "title", "&s", &title) || title[0] == '\0')
    return;
  row->long_id = row->cells[COLUMN_IMAGE];
  row->cells[COLUMN_IMAGE] = kx_term_safe (title);
}

static Row *
row_new (GVariant *image, const KxSnapshot *snapshot)
{
  Row *row = g_new0 (Row, 1);

  for (int i = 0; i < N_COLUMNS; i++)
    {
      const char *text = "";

      g_variant_lookup (image, columns[i].key, "&s", &text);
      row->cells[i] = text[0] != '\0' ? kx_term_safe (text) : g_strdup ("-");
    }
  row->marks = g_string_new (NULL);
  row->is_complete = TRUE;
  g_variant_lookup (image, "default", "b", &row->is_default);
  g_variant_lookup (image, "complete", "b", &row->is_complete);
  g_variant_lookup (image, "problems", "^as", &row->problems);

  if (row->is_default)
    add_mark (row, "default");
  if (snapshot->has_armed && g_str_equal (row->cells[COLUMN_IMAGE], snapshot->image)
      && !g_str_equal (snapshot->origin, "custom"))
    add_mark (row, snapshot->level[0] != '\0' ? snapshot->level : "armed");
  if (g_str_equal (row->cells[COLUMN_RELEASE], snapshot->running))
    add_mark (row, "running");
  if (!row->is_complete)
    add_mark (row, "incomplete");
  move_long_id (row, image);
  return row;
}

static void
print_row (const Row *row, const gsize *widths)
{
  KxColour colour = KX_COLOUR_NONE;

  if (row->is_default)
    colour = KX_COLOUR_GREEN;
  else if (!row->is_complete)
    colour = KX_COLOUR_DIM;

  printf ("%s%s ", kx_term_begin (colour), row->is_default ? "*" : " ");
  kx_term_print_cells ((const char *const *) row->cells, widths, N_COLUMNS, row->marks->str);
  fputs (kx_term_end (), stdout);

  if (row->long_id != NULL)
    printf ("    %s\n", row->long_id);
  for (gsize i = 0; row->problems != NULL && row->problems[i] != NULL; i++)
    {
      g_autofree char *problem = kx_term_safe (row->problems[i]);

      printf ("    %sproblem:%s %s\n", kx_term_begin (KX_COLOUR_YELLOW), kx_term_end (), problem);
    }
}

static void
print_table (GVariant *images, const KxSnapshot *snapshot)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  const char *titles[N_COLUMNS];
  gsize widths[N_COLUMNS];
  GVariantIter iter;
  GVariant *image;

  g_variant_iter_init (&iter, images);
  while ((image = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_ptr_array_add (rows, row_new (image, snapshot));
      g_variant_unref (image);
    }
  if (rows->len == 0)
    {
      puts ("There is no kernel here: 'kexecctl explain' says where was looked.");
      return;
    }

  for (int i = 0; i < N_COLUMNS; i++)
    {
      titles[i] = columns[i].title;
      widths[i] = kx_term_width (titles[i]);
      for (guint r = 0; r < rows->len; r++)
        widths[i] = MAX (widths[i], kx_term_width (((Row *) rows->pdata[r])->cells[i]));
    }

  printf ("%s  ", kx_term_begin (KX_COLOUR_BOLD));
  kx_term_print_cells (titles, widths, N_COLUMNS, "STATE");
  fputs (kx_term_end (), stdout);
  for (guint r = 0; r < rows->len; r++)
    print_row (rows->pdata[r], widths);
}

static void
print_ids (GVariant *images)
{
  GVariantIter iter;
  GVariant *image;

  g_variant_iter_init (&iter, images);
  while ((image = g_variant_iter_next_value (&iter)) != NULL)
    {
      const char *id;

      if (g_variant_lookup (image, "id", "&s", &id))
        puts (id);
      g_variant_unref (image);
    }
}

gboolean
kx_list_run (KxContext *context, char **arguments, GError **error)
{
  g_auto (KxSnapshot) snapshot = { 0 };
  g_autoptr (GVariant) images = NULL;

  if (!kx_context_connect (context, FALSE, error))
    return FALSE;
  if (!kx_dbus_manager_call_list_images_sync (context->manager, G_DBUS_CALL_FLAGS_NONE, -1, &images,
                                              NULL, error))
    return FALSE;

  if (context->json)
    kx_json_print (images);
  else if (option_ids)
    print_ids (images);
  else
    {
      if (!kx_snapshot_fetch (&snapshot, context, error))
        return FALSE;
      print_table (images, &snapshot);
    }
  return TRUE;
}
