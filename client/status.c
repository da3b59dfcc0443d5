/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl status: whether a fast restart would work, into what, why, and what to do if not.
 */
#include <stdio.h>

#include "command.h"
#include "date.h"
#include "json.h"
#include "snapshot.h"
#include "term.h"

/* Fewer loads than this are worth a line. */
#define FEW_LOADS 10

#define MIB (1024 * 1024)

typedef struct
{
  const char *state;
  KxColour colour;
  const char *heading;        /* "%s": the name of what is armed, where there is one */
  const char *advice;         /* what to do */
} View;

/* By state. The heading of a state that needs an image is not used without one. */
static const View views[] = {
  { KX_STATE_ARMED, KX_COLOUR_GREEN, "Ready: a fast restart starts %s",
    "'kexecctl execute' restarts into it" },
  { KX_STATE_STAGED, KX_COLOUR_GREEN, "Ready: a fast restart starts %s",
    "'kexecctl execute' restarts into it; an ordinary reboot does not" },
  { KX_STATE_STALE, KX_COLOUR_YELLOW, "Not up to date: a fast restart starts %s",
    "'kexecctl explain' shows the images; 'kexecctl execute' restarts into what is loaded" },
  { KX_STATE_LOADING, KX_COLOUR_YELLOW, "Loading; until then a fast restart starts %s",
    "'kexecctl monitor' shows when it is done" },
  { KX_STATE_FAILED, KX_COLOUR_RED, "Loading failed; a fast restart still starts %s",
    "'kexecctl explain' shows the images, 'journalctl -u kexecd' what happened" },
  { KX_STATE_EXECUTING, KX_COLOUR_YELLOW, "Restarting into %s", NULL },
};

static const View views_without_image[] = {
  { KX_STATE_IDLE, KX_COLOUR_YELLOW, "No fast restart: nothing is loaded",
    "'kexecctl load' loads the default image; 'kexecctl explain' shows the choice" },
  { KX_STATE_LOADING, KX_COLOUR_YELLOW, "Not ready yet: a kernel is being loaded",
    "'kexecctl monitor' shows when it is done" },
  { KX_STATE_FOREIGN, KX_COLOUR_YELLOW, "No fast restart: another program loaded a kernel",
    "'kexecctl load' replaces it, 'kexecctl unload' drops it" },
  { KX_STATE_FAILED, KX_COLOUR_RED, "No fast restart: loading failed",
    "'kexecctl explain' shows the images, 'journalctl -u kexecd' what happened" },
  { KX_STATE_UNAVAILABLE, KX_COLOUR_RED, "No fast restart: this machine cannot", NULL },
  { KX_STATE_EXECUTING, KX_COLOUR_YELLOW, "Restarting", NULL },
};

static const View *
view_of (const KxSnapshot *snapshot)
{
  if (snapshot->has_armed)
    for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
      if (g_str_equal (views[i].state, snapshot->state))
        return &views[i];
  for (gsize i = 0; i < G_N_ELEMENTS (views_without_image); i++)
    if (g_str_equal (views_without_image[i].state, snapshot->state))
      return &views_without_image[i];
  return NULL;
}

static void
print_heading (const KxSnapshot *snapshot, const View *view)
{
  g_autofree char *name = kx_snapshot_name (snapshot);
  g_autofree char *heading = NULL;

  if (view == NULL)
    heading = g_strdup_printf ("State: %s", snapshot->state);
  else
    {
      g_auto (GStrv) parts = g_strsplit (view->heading, "%s", 2);

      heading = g_strjoinv (name, parts);
    }
  printf ("%s%s%s %s%s%s\n", kx_term_begin (view != NULL ? view->colour : KX_COLOUR_NONE),
          kx_term_bullet (), kx_term_end (), kx_term_begin (KX_COLOUR_BOLD), heading,
          kx_term_end ());
}

/* One fact; nothing where there is nothing to say. */
static void
print_line (const char *label, const char *text)
{
  if (text != NULL && text[0] != '\0')
    printf ("  %s%-8s%s %s\n", kx_term_begin (KX_COLOUR_DIM), label, kx_term_end (), text);
}

/* "IMAGE, the default, since 2026-01-31 08:15:00" (full). */
static char *
image_text (const KxSnapshot *snapshot)
{
  g_autofree char *description = kx_snapshot_description (snapshot);
  GString *text = g_string_new (description);
  g_autoptr (GDateTime) since = NULL;

  if (snapshot->since != 0)
    since = g_date_time_new_from_unix_local ((gint64) (snapshot->since / G_USEC_PER_SEC));
  if (since != NULL)
    {
      g_autofree char *moment = g_date_time_format (since, "%Y-%m-%d %H:%M:%S");

      g_string_append_printf (text, ", since %s", moment);
    }
  return g_string_free (text, FALSE);
}

/* "method files: why; 42 MiB" (full). */
static char *
method_text (const KxSnapshot *snapshot)
{
  GString *text = g_string_new (NULL);

  if (snapshot->method[0] != '\0')
    g_string_append_printf (text, "method '%s'", snapshot->method);
  if (snapshot->method_reason[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? ": " : "", snapshot->method_reason);
  if (g_str_equal (snapshot->level, "staged"))
    g_string_append_printf (text, "%skept in memory, not yet in the kernel",
                            text->len > 0 ? "; " : "");
  if (snapshot->memory != 0)
    g_string_append_printf (text, "%s%.1f MiB", text->len > 0 ? "; " : "",
                            (double) snapshot->memory / MIB);
  if (snapshot->memory_peak != 0)
    g_string_append_printf (text, " (the daemon: up to %.1f MiB while loading)",
                            (double) snapshot->memory_peak / MIB);
  return g_string_free (text, FALSE);
}

static void
print_remedies (const KxSnapshot *snapshot)
{
  g_autofree char *text = NULL;

  if (snapshot->remedies[0] == '\0')
    return;
  text = g_strdup_printf ("taken from their drivers before the next kernel starts: %s",
                          snapshot->remedies);
  print_line ("Devices", text);
}

static void
print_limit (const KxSnapshot *snapshot)
{
  g_autofree char *text = NULL;

  if (snapshot->loads_left < 0 || snapshot->loads_left > FEW_LOADS)
    return;
  text = g_strdup_printf ("the kernel allows %" G_GINT64_FORMAT " more loads until the next boot",
                          snapshot->loads_left);
  print_line ("Limit", text);
}

static void
print_hazards (const KxSnapshot *snapshot)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (snapshot->n_blocking > 0)
    g_string_append_printf (text, "%u blocking", snapshot->n_blocking);
  if (snapshot->n_warnings > 0)
    g_string_append_printf (text, "%s%u %s", text->len > 0 ? ", " : "", snapshot->n_warnings,
                            snapshot->n_warnings == 1 ? "warning" : "warnings");
  if (text->len == 0)
    return;
  g_string_append (text, "; 'kexecctl doctor' lists them");
  print_line ("Hazards", text->str);
}

static void
print_schedule (const KxSnapshot *snapshot)
{
  if (snapshot->scheduled != 0)
    {
      g_autofree char *moment = kx_date_format (snapshot->scheduled);
      g_autofree char *span
          = kx_date_format_span (snapshot->scheduled - g_get_real_time ());
      g_autofree char *text
          = g_strdup_printf ("%s, %s, a restart into %s for %s", moment, span,
                             snapshot->scheduled_name, snapshot->scheduled_user);

      print_line ("Planned", text);
    }
  print_line ("Stopped", snapshot->schedule_stopped);
}

/* "2026-01-31 08:15 CET, from 6.1.0-42-amd64, asked for by root" (full). */
static char *
circumstances_of (const KxOutcome *last)
{
  g_autofree char *beginning = kx_outcome_beginning (last);
  GString *text = g_string_new (NULL);

  if (last->when != 0)
    {
      g_autofree char *moment = kx_date_format (last->when);

      g_string_append (text, moment);
    }
  if (last->from[0] != '\0')
    g_string_append_printf (text, "%sfrom %s", text->len > 0 ? ", " : "", last->from);
  if (beginning[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", beginning);
  return g_string_free (text, FALSE);
}

/* What became of the last restart, with its circumstances (full). */
static char *
last_restart_text (const KxOutcome *last)
{
  g_autofree char *description = kx_outcome_describe (last);
  g_autofree char *circumstances = circumstances_of (last);

  return g_strdup_printf ("%s%s%s%s%s%s",
                          kx_term_begin (kx_outcome_is_arrival (last) ? KX_COLOUR_GREEN
                                                                      : KX_COLOUR_YELLOW),
                          description, kx_term_end (), circumstances[0] != '\0' ? " (" : "",
                          circumstances, circumstances[0] != '\0' ? ")" : "");
}

/* What runs, and how that came about as far as kexecd has to do with it. */
static void
print_running (const KxSnapshot *snapshot)
{
  const KxOutcome *last = &snapshot->last;
  gboolean is_ours = last->boot_id[0] != '\0' && g_str_equal (last->boot_id, snapshot->boot_id);
  g_autofree char *restart = last_restart_text (last);
  g_autofree char *times = kx_outcome_times (last);
  g_autofree char *text = NULL;

  if (is_ours && kx_outcome_is_arrival (last))
    {
      text = g_strdup_printf ("%s, %s", snapshot->running, restart);
      print_line ("Running", text);
      print_line ("Took", times);
      return;
    }

  print_line ("Running", snapshot->running);
  if (last->verdict[0] == '\0')
    return;
  text = g_strdup_printf ("%s%s", is_ours ? "" : "before this boot: ", restart);
  print_line ("Restart", text);
}

/* The five lines that somebody reads who has just restarted, or is about to. */
static void
print_summary (const KxSnapshot *snapshot, const View *view)
{
  print_heading (snapshot, view);
  print_running (snapshot);
  print_line ("Panic", snapshot->panic);
  print_line ("Hang", snapshot->watchdog);
}

static void
print_status (const KxSnapshot *snapshot)
{
  const View *view = view_of (snapshot);

  print_summary (snapshot, view);
  if (snapshot->has_armed)
    {
      g_autofree char *image = image_text (snapshot);
      g_autofree char *method = method_text (snapshot);

      print_line ("Image", image);
      print_line ("Command", snapshot->cmdline);
      print_line ("How", method);
    }
  print_line ("Why", snapshot->reason);

  if (snapshot->next_image[0] != '\0' && !g_str_equal (snapshot->next_image, snapshot->image))
    {
      g_autofree char *next
          = g_strdup_printf ("%s%s%s", snapshot->next_image,
                             snapshot->next_reason[0] != '\0' ? ": " : "", snapshot->next_reason);

      print_line ("Default", next);
    }
  print_line ("Once", snapshot->one_shot);
  for (char **reason = snapshot->cold_reasons; *reason != NULL; reason++)
    print_line ("Cold", *reason);
  print_line ("Reboots", snapshot->ordinary);
  print_line ("Waiting", snapshot->waiting);
  print_line ("Problem", snapshot->problem);
  for (char **mistake = snapshot->config_mistakes; *mistake != NULL; mistake++)
    print_line ("Config", *mistake);
  print_line ("Journal", snapshot->journal);
  print_remedies (snapshot);
  print_schedule (snapshot);
  print_limit (snapshot);
  print_hazards (snapshot);
  print_line ("To do", view != NULL ? view->advice : NULL);
}

gboolean
kx_status_run (KxContext *context, char **arguments, GError **error)
{
  g_auto (KxSnapshot) snapshot = { 0 };

  if (!kx_snapshot_fetch (&snapshot, context, error))
    return FALSE;

  if (context->json)
    kx_json_print (snapshot.status);
  else
    print_status (&snapshot);
  return TRUE;
}
