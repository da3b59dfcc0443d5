/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl history: what became of the restarts, the newest first, a line each; below it why it did
 * not arrive, or what its time went into.
 */
#include <stdio.h>

#include "command.h"
#include "date.h"
#include "duration.h"
#include "json.h"
#include "outcome.h"
#include "term.h"

enum
{
  COLUMN_NUMBER,
  COLUMN_WHEN,
  COLUMN_VERDICT,
  COLUMN_KERNEL,
  COLUMN_METHOD,
  COLUMN_TOOK,
  COLUMN_SAVED,
  N_COLUMNS,
};

static const char *const titles[N_COLUMNS] = {
  [COLUMN_NUMBER] = "NO", [COLUMN_WHEN] = "WHEN",     [COLUMN_VERDICT] = "VERDICT",
  [COLUMN_KERNEL] = "INTO", [COLUMN_METHOD] = "METHOD", [COLUMN_TOOK] = "TOOK",
  [COLUMN_SAVED] = "SAVED",
};

typedef struct
{
  KxOutcome outcome;
  char *cells[N_COLUMNS];
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  kx_outcome_clear (&row->outcome);
  for (int i = 0; i < N_COLUMNS; i++)
    g_free (row->cells[i]);
  g_free (row);
}

static char *
cell (const char *text)
{
  return g_strdup (text[0] != '\0' ? text : "-");
}

static Row *
row_new (GVariant *restart)
{
  Row *row = g_new0 (Row, 1);
  KxOutcome *outcome = &row->outcome;

  kx_outcome_take (outcome, restart);
  row->cells[COLUMN_NUMBER] = g_strdup_printf ("%" G_GUINT64_FORMAT, outcome->number);
  row->cells[COLUMN_WHEN] = outcome->when != 0 ? kx_date_format (outcome->when) : cell ("");
  row->cells[COLUMN_VERDICT] = cell (outcome->verdict);
  row->cells[COLUMN_KERNEL]
      = cell (outcome->release[0] != '\0' ? outcome->release : outcome->image);
  row->cells[COLUMN_METHOD] = cell (outcome->method);
  row->cells[COLUMN_TOOK]
      = outcome->downtime >= 0 ? kx_duration_format (outcome->downtime) : cell ("");
  row->cells[COLUMN_SAVED] = outcome->has_saved ? kx_duration_format (outcome->saved) : cell ("");
  return row;
}

static void
print_row (const Row *row, const gsize *widths)
{
  const KxOutcome *outcome = &row->outcome;
  KxColour colour = kx_outcome_is_arrival (outcome) ? KX_COLOUR_NONE : KX_COLOUR_YELLOW;
  g_autofree char *beginning = kx_outcome_beginning (outcome);

  fputs (kx_term_begin (colour), stdout);
  kx_term_print_cells ((const char *const *) row->cells, widths, N_COLUMNS,
                       beginning[0] != '\0' ? beginning : "-");
  fputs (kx_term_end (), stdout);

  if (outcome->reason[0] != '\0')
    printf ("    %s\n", outcome->reason);
  if (outcome->phases[0] != '\0')
    printf ("    %s%s%s\n", kx_term_begin (KX_COLOUR_DIM), outcome->phases, kx_term_end ());
}

static void
print_table (GVariant *restarts)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  gsize widths[N_COLUMNS];

  for (gsize i = 0; i < g_variant_n_children (restarts); i++)
    {
      g_autoptr (GVariant) restart = g_variant_get_child_value (restarts, i);

      g_ptr_array_add (rows, row_new (restart));
    }
  if (rows->len == 0)
    {
      puts ("No fast restart of this machine is on record yet.");
      return;
    }

  for (int i = 0; i < N_COLUMNS; i++)
    {
      widths[i] = kx_term_width (titles[i]);
      for (guint r = 0; r < rows->len; r++)
        widths[i] = MAX (widths[i], kx_term_width (((Row *) rows->pdata[r])->cells[i]));
    }

  fputs (kx_term_begin (KX_COLOUR_BOLD), stdout);
  kx_term_print_cells (titles, widths, N_COLUMNS, "HOW IT BEGAN");
  fputs (kx_term_end (), stdout);
  for (guint r = 0; r < rows->len; r++)
    print_row (rows->pdata[r], widths);
}

gboolean
kx_history_run (KxContext *context, char **arguments, GError **error)
{
  g_autoptr (GVariant) restarts = NULL;

  if (!kx_context_connect (context, FALSE, error)
      || !kx_dbus_manager_call_history_sync (context->manager, G_DBUS_CALL_FLAGS_NONE, -1,
                                             &restarts, NULL, error))
    return FALSE;

  if (context->json)
    kx_json_print (restarts);
  else
    print_table (restarts);
  return TRUE;
}
