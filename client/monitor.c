/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * kexecctl monitor: a line for everything that happens, until Ctrl-C.
 */
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>

#include "command.h"
#include "json.h"
#include "outcome.h"
#include "term.h"

typedef struct
{
  GMainLoop *loop;
  KxDbusManager *manager;
  gboolean json;
  gboolean interrupted;
} Monitor;

/* An event as JSON: {"event", "time", @key: @content}. Takes the floating @content. */
static void
print_json (const char *event, const char *key, GVariant *content)
{
  GVariantBuilder line;

  g_variant_builder_init (&line, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&line, "{sv}", "event", g_variant_new_string (event));
  g_variant_builder_add (&line, "{sv}", "time", g_variant_new_int64 (g_get_real_time ()));
  g_variant_builder_add (&line, "{sv}", key, content);
  kx_json_print_line (g_variant_builder_end (&line));
}

static void
print_line (KxColour colour, const char *event, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *moment = g_date_time_format (now, "%H:%M:%S");

  printf ("%s  %s%s%s%s%s\n", moment, kx_term_begin (colour), event, kx_term_end (),
          text[0] != '\0' ? "  " : "", text);
  fflush (stdout);
}

static KxColour
colour_of (const char *state)
{
  if (g_str_equal (state, KX_STATE_ARMED) || g_str_equal (state, KX_STATE_STAGED))
    return KX_COLOUR_GREEN;
  if (g_str_equal (state, KX_STATE_FAILED) || g_str_equal (state, KX_STATE_UNAVAILABLE))
    return KX_COLOUR_RED;
  return KX_COLOUR_YELLOW;
}

/* The situation as the properties tell it now. */
static void
print_situation (Monitor *self)
{
  const char *state = kx_dbus_manager_get_state (self->manager);
  const char *reason = kx_dbus_manager_get_reason (self->manager);
  const char *release = kx_dbus_manager_get_release (self->manager);
  g_autofree char *text = NULL;
  g_autofree char *safe_state = NULL;
  g_autofree char *safe_text = NULL;

  if (state == NULL)
    return;
  if (release != NULL && release[0] != '\0')
    text = g_strdup_printf ("Linux %s%s%s", release, reason != NULL && reason[0] != '\0' ? ": " : "",
                            reason != NULL ? reason : "");
  else
    text = g_strdup (reason != NULL ? reason : "");

  safe_state = kx_term_safe (state);
  safe_text = kx_term_safe (text);
  print_line (colour_of (state), safe_state, safe_text);
}

static void
on_properties_changed (GDBusProxy *proxy, GVariant *changed, GStrv invalidated, gpointer data)
{
  Monitor *self = data;

  if (g_variant_n_children (changed) == 0)
    return;
  if (self->json)
    print_json ("changed", "properties", changed);
  else
    print_situation (self);
}

static void
on_progress (KxDbusManager *manager, const char *step, double fraction, gpointer data)
{
  Monitor *self = data;

  if (self->json)
    {
      GVariantBuilder progress;

      g_variant_builder_init (&progress, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&progress, "{sv}", "step", g_variant_new_string (step));
      g_variant_builder_add (&progress, "{sv}", "fraction", g_variant_new_double (fraction));
      print_json ("progress", "progress", g_variant_builder_end (&progress));
    }
  else
    {
      g_autofree char *safe_step = kx_term_safe (step);
      g_autofree char *text = g_strdup_printf ("%s, %.0f %%", safe_step, 100 * fraction);

      print_line (KX_COLOUR_DIM, "progress", text);
    }
}

static void
on_restarted (KxDbusManager *manager, GVariant *restart, gpointer data)
{
  Monitor *self = data;
  g_auto (KxOutcome) outcome = { 0 };
  g_autofree char *description = NULL;
  g_autofree char *times = NULL;
  g_autofree char *text = NULL;

  if (self->json)
    {
      print_json ("restarted", "restart", restart);
      return;
    }

  kx_outcome_take (&outcome, restart);
  description = kx_outcome_describe (&outcome);
  times = kx_outcome_times (&outcome);
  text = g_strdup_printf ("%s%s%s", description, times[0] != '\0' ? "; " : "", times);
  print_line (kx_outcome_is_arrival (&outcome) ? KX_COLOUR_GREEN : KX_COLOUR_YELLOW, "restarted",
              text);
}

static void
on_owner_changed (GObject *proxy, GParamSpec *spec, gpointer data)
{
  Monitor *self = data;
  g_autofree char *owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (proxy));

  if (self->json)
    print_json ("daemon", "present", g_variant_new_boolean (owner != NULL));
  else
    print_line (KX_COLOUR_YELLOW, owner != NULL ? "kexecd is there" : "kexecd has gone", "");
}

static void
on_closed (GDBusConnection *bus, gboolean remote_peer_vanished, GError *error, gpointer data)
{
  Monitor *self = data;

  g_main_loop_quit (self->loop);
}

static gboolean
on_signal (gpointer data)
{
  Monitor *self = data;

  self->interrupted = TRUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* The properties as a{sv} (floating): the first line of JSON. */
static GVariant *
all_properties (KxDbusManager *manager)
{
  g_auto (GStrv) names = g_dbus_proxy_get_cached_property_names (G_DBUS_PROXY (manager));
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autoptr (GVariant) value
          = g_dbus_proxy_get_cached_property (G_DBUS_PROXY (manager), names[i]);

      g_variant_builder_add (&properties, "{sv}", names[i], value);
    }
  return g_variant_builder_end (&properties);
}

static void
follow (Monitor *self, GDBusConnection *bus)
{
  guint on_int = g_unix_signal_add (SIGINT, on_signal, self);
  guint on_term = g_unix_signal_add (SIGTERM, on_signal, self);

  g_signal_connect (bus, "closed", G_CALLBACK (on_closed), self);
  g_signal_connect (self->manager, "g-properties-changed", G_CALLBACK (on_properties_changed),
                    self);
  g_signal_connect (self->manager, "notify::g-name-owner", G_CALLBACK (on_owner_changed), self);
  g_signal_connect (self->manager, "progress", G_CALLBACK (on_progress), self);
  g_signal_connect (self->manager, "restarted", G_CALLBACK (on_restarted), self);

  g_main_loop_run (self->loop);

  g_signal_handlers_disconnect_by_data (self->manager, self);
  g_signal_handlers_disconnect_by_data (bus, self);
  g_source_remove (on_int);
  g_source_remove (on_term);
}

gboolean
kx_monitor_run (KxContext *context, char **arguments, GError **error)
{
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (GVariant) status = NULL;
  Monitor self = { .json = context->json };

  /* A call that starts the daemon, or says why it does not start, comes first. */
  if (!kx_context_connect (context, FALSE, error)
      || !kx_dbus_manager_call_status_sync (context->manager, G_DBUS_CALL_FLAGS_NONE, -1, &status,
                                            NULL, error))
    return FALSE;
  g_clear_object (&context->manager);
  if (!kx_context_connect (context, TRUE, error))
    return FALSE;

  loop = g_main_loop_new (NULL, FALSE);
  self.loop = loop;
  self.manager = context->manager;
  if (self.json)
    print_json ("changed", "properties", all_properties (self.manager));
  else
    print_situation (&self);

  follow (&self, context->bus);

  if (!self.interrupted)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the bus has closed the connection");
      return FALSE;
    }
  return TRUE;
}
