/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl execute: says what it will start, and starts that or nothing.
 */
#include <stdio.h>

#include "agent.h"
#include "command.h"
#include "date.h"
#include "expect.h"
#include "failure.h"
#include "json.h"
#include "outcome.h"
#include "progress.h"
#include "snapshot.h"
#include "term.h"

/* So long a restart waits at most to be told what it saves. */
#define SAVED_PATIENCE_MS 5000

static gboolean option_ask = FALSE;
static gboolean option_force = FALSE;
static gboolean option_ignore_hazards = FALSE;
static gboolean option_ignore_inhibitors = FALSE;
static gboolean option_ignore_sessions = FALSE;
static char *option_when = NULL;
static gint64 option_expect = KX_EXPECT_NONE;

const GOptionEntry kx_execute_options[] = {
  { "ignore-hazards", 0, 0, G_OPTION_ARG_NONE, &option_ignore_hazards,
    "Although the machine might not come back by itself ('kexecctl doctor')", NULL },
  { "ignore-inhibitors", 0, 0, G_OPTION_ARG_NONE, &option_ignore_inhibitors,
    "Although a program asks not to restart now", NULL },
  { "ignore-sessions", 0, 0, G_OPTION_ARG_NONE, &option_ignore_sessions,
    "Although other users are logged in", NULL },
  { "force", 0, 0, G_OPTION_ARG_NONE, &option_force,
    "At once, without stopping services in order: unsaved data is lost", NULL },
  { "when", 0, 0, G_OPTION_ARG_STRING, &option_when,
    "Not now but then: +10 (minutes), +1h30min, 23:30, 2026-11-23 06:00", "TIME" },
  { "ask", 0, 0, G_OPTION_ARG_NONE, &option_ask,
    "Ask before the restart, and wait for Enter after a failure", NULL },
  KX_EXPECT_OPTION (&option_expect),
  G_OPTION_ENTRY_NULL,
};

/* @when: realtime, microseconds; 0: now. */
static GVariant *
build_options (const KxSnapshot *snapshot, gint64 when)
{
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  kx_expect_add (&options, option_expect, snapshot->generation);
  /* A consent is added only where it was given. */
  if (option_force)
    g_variant_builder_add (&options, "{sv}", KX_OPTION_FORCE, g_variant_new_boolean (TRUE));
  if (option_ignore_hazards)
    g_variant_builder_add (&options, "{sv}", KX_OPTION_IGNORE_HAZARDS,
                           g_variant_new_boolean (TRUE));
  if (option_ignore_inhibitors)
    g_variant_builder_add (&options, "{sv}", KX_OPTION_IGNORE_INHIBITORS,
                           g_variant_new_boolean (TRUE));
  if (option_ignore_sessions)
    g_variant_builder_add (&options, "{sv}", KX_OPTION_IGNORE_SESSIONS,
                           g_variant_new_boolean (TRUE));
  if (when != 0)
    g_variant_builder_add (&options, "{sv}", KX_OPTION_WHEN, g_variant_new_uint64 ((guint64) when));
  return g_variant_builder_end (&options);
}

static gboolean
call_execute (KxContext *context, GVariant *options, GError **error)
{
  g_autoptr (KxAgent) agent = context->ask_password ? kx_agent_start () : NULL;
  g_autoptr (KxProgress) progress = kx_progress_start (context->manager);
  g_autoptr (GAsyncResult) result = NULL;
  KxWait wait = { 0 };

  kx_dbus_manager_call_execute (context->manager, options, kx_context_call_flags (context),
                                G_MAXINT, NULL, kx_wait_callback, &wait);
  result = kx_wait_run (&wait);
  return kx_dbus_manager_call_execute_finish (context->manager, result, error);
}

/* A line of the user's, of which the first letter counts: 'y', or anything else. */
static gboolean
is_confirmed (void)
{
  char line[80];

  fputs (option_when != NULL ? "Schedule it? [y/N] " : "Restart now? [y/N] ", stdout);
  fflush (stdout);
  return fgets (line, sizeof line, stdin) != NULL && (line[0] == 'y' || line[0] == 'Y');
}

/* What a restart saves here, where the daemon has measured it. The restart does not depend on that. */
static void
print_saved (KxContext *context)
{
  g_autoptr (GVariant) options
      = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
  g_autoptr (GVariant) details = NULL;
  g_autofree char *text = NULL;
  gint64 saved;

  if (!kx_dbus_manager_call_can_execute_sync (context->manager, options, G_DBUS_CALL_FLAGS_NONE,
                                              SAVED_PATIENCE_MS, NULL, &details, NULL, NULL)
      || !g_variant_lookup (details, "saved", "x", &saved))
    return;

  text = kx_outcome_describe_saved (saved);
  printf ("The last one took %s.\n", text);
}

static void
print_intent (KxContext *context, const KxSnapshot *snapshot, gint64 when)
{
  g_autofree char *name = kx_snapshot_name (snapshot);
  g_autofree char *moment = when != 0 ? kx_date_format (when) : NULL;
  const char *origin = kx_snapshot_origin (snapshot);

  printf ("%s%s%s into %s%s%s%s%s.\n", kx_term_begin (KX_COLOUR_BOLD),
          when != 0 ? "Restarting at " : "Restarting", when != 0 ? moment : "", name,
          kx_term_end (), origin[0] != '\0' ? " (" : "", origin, origin[0] != '\0' ? ")" : "");
  print_saved (context);
  if (g_str_equal (snapshot->state, KX_STATE_STALE))
    printf ("It is not what should be ready by now: %s.\n", snapshot->reason);
  if (snapshot->cold_reasons[0] != NULL)
    {
      g_autofree char *reasons = g_strjoinv ("; ", snapshot->cold_reasons);

      printf ("A cold restart is due, and will still be after this one: %s.\n", reasons);
    }
  if (option_force)
    puts ("Services are not stopped in order.");
  /* The connection may end with the answer. */
  fflush (stdout);
}

static void
print_json (const KxSnapshot *snapshot, gint64 when)
{
  GVariantBuilder answer;

  g_variant_builder_init (&answer, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&answer, "{sv}", "image", g_variant_new_string (snapshot->image));
  g_variant_builder_add (&answer, "{sv}", "release", g_variant_new_string (snapshot->release));
  g_variant_builder_add (&answer, "{sv}", "generation",
                         g_variant_new_uint64 (snapshot->generation));
  if (when != 0)
    g_variant_builder_add (&answer, "{sv}", "when", g_variant_new_uint64 ((guint64) when));
  kx_json_print (g_variant_builder_end (&answer));
  fflush (stdout);
}

gboolean
kx_execute_run (KxContext *context, char **arguments, GError **error)
{
  g_auto (KxSnapshot) snapshot = { 0 };
  gint64 when = 0;

  if (option_ask && context->json)
    return kx_usage (error, "--ask and --json do not go together");
  if (!kx_expect_check (option_expect, error))
    return FALSE;
  if (option_when != NULL && !kx_date_parse (option_when, g_get_real_time (), &when, error))
    return FALSE;
  context->hold = option_ask;

  if (!kx_snapshot_fetch (&snapshot, context, error))
    return FALSE;

  /* Where nothing is armed, the daemon says why better than we could. */
  if (snapshot.has_armed && !context->json)
    print_intent (context, &snapshot, when);
  if (option_ask && snapshot.has_armed && !is_confirmed ())
    {
      puts ("Nothing happened.");
      return TRUE;
    }
  if (!call_execute (context, build_options (&snapshot, when), error))
    return FALSE;

  if (context->json)
    print_json (&snapshot, when);
  else if (when != 0)
    puts ("It is scheduled; whoever is logged in is told. 'kexecctl cancel' stops it.");
  return TRUE;
}
