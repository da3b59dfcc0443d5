/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemon.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib-unix.h>

#include "assessment.h"
#include "config-files.h"
#include "events.h"
#include "explain.h"
#include "follower.h"
#include "guard.h"
#include "last-word.h"
#include "manager.h"
#include "memory-guard.h"
#include "metrics-file.h"
#include "names.h"
#include "notify.h"
#include "pressure.h"
#include "reckoning.h"
#include "reload.h"
#include "remedies.h"
#include "renewal.h"
#include "systemd.h"
#include "unloading.h"

/* Everything that lives as long as the program. */
typedef struct
{
  GMainLoop *loop;
  GDBusConnection *connection;
  KxRoot *root;
  KxKeeper *keeper;
  KxReckoning *reckoning;
  KxFollower *follower;
  int pressure_fd; /* -1: pressure goes unnoticed, or it is the guard's */
  KxMemoryGuard *memory_guard;
  KxReload *reload;
  KxAssessment *assessment;
  KxGuard *guard;
  KxMetricsFile *metrics;
  KxScheduler *scheduler;
  KxRenewal *renewal;
  KxRemedies *remedies;
  KxManager *manager;
  KxLastWord *last_word;
  guint name_id;
  gboolean stopping;
  int status;
} Daemon;

typedef struct
{
  char *root;
  gboolean explain;
  gboolean check_config;
  gboolean json;
  gboolean version;
} Arguments;

static void
daemon_clear (Daemon *self)
{
  if (self->name_id != 0)
    g_bus_unown_name (self->name_id);
  g_clear_pointer (&self->last_word, kx_last_word_free);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->remedies, kx_remedies_free);
  g_clear_pointer (&self->renewal, kx_renewal_free);
  g_clear_pointer (&self->memory_guard, kx_memory_guard_free);
  if (self->pressure_fd >= 0)
    close (self->pressure_fd);
  g_clear_object (&self->scheduler);
  g_clear_pointer (&self->reload, kx_reload_free);
  g_clear_pointer (&self->metrics, kx_metrics_file_free);
  g_clear_object (&self->guard);
  g_clear_object (&self->assessment);
  g_clear_object (&self->follower);
  g_clear_pointer (&self->reckoning, kx_reckoning_free);
  g_clear_object (&self->keeper);
  g_clear_pointer (&self->root, kx_root_unref);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Daemon, daemon_clear)

/* Nobody is at work any more who could put back what is dropped now. */
static void
on_last_turn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Daemon *self = user_data;

  if (kx_turns_take_finish (result, NULL) && !kx_keeper_is_executing (self->keeper))
    {
      kx_scheduler_abandon (self->scheduler, "kexecd was stopped");
      kx_unload_now (self->keeper);
      g_dbus_connection_flush_sync (self->connection, NULL, NULL);
    }
  g_main_loop_quit (self->loop);
}

static void
on_last_word (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Daemon *self = user_data;

  g_main_loop_quit (self->loop);
}

static void
on_stop_reason (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Daemon *self = user_data;
  KxStopReason reason = kx_systemd_stop_reason_finish (result);

  g_message ("stopping: %s", kx_stop_reason_to_string (reason));
  /* Only who stops the service on purpose wants it to leave nothing behind. Where nobody can tell,
   * a good armed image is not given up. */
  if (reason == KX_STOP_DELIBERATE)
    kx_turns_take_async (kx_keeper_get_turns (self->keeper), NULL, on_last_turn, self);
  else
    kx_last_word_speak_async (self->last_word, reason, on_last_word, self);
}

static gboolean
on_signal (gpointer user_data)
{
  Daemon *self = user_data;

  if (self->stopping)
    {
      g_main_loop_quit (self->loop);
      return G_SOURCE_CONTINUE;
    }

  self->stopping = TRUE;
  kx_notify_stopping ();
  kx_systemd_stop_reason_async (self->connection, on_stop_reason, self);
  return G_SOURCE_CONTINUE;
}

/* Only the main loop calls it, when everything is assembled. */
static gboolean
on_hangup (gpointer user_data)
{
  Daemon *self = user_data;

  kx_reload_begin (self->reload);
  return G_SOURCE_CONTINUE;
}

static void
on_name_acquired (GDBusConnection *connection, const char *name, gpointer user_data)
{
  kx_notify_ready ();
}

static void
on_name_lost (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Daemon *self = user_data;

  g_warning ("the bus name %s is not to be had; is another kexecd running, and is the bus policy "
             "installed?",
             name);
  self->status = EXIT_FAILURE;
  g_main_loop_quit (self->loop);
}

static gboolean
assemble (Daemon *self, const KxKexecCalls *calls, GError **error)
{
  g_autoptr (KxMemoryFiles) memory = kx_memory_files_open (kx_root_get_fd (self->root));
  g_auto (GStrv) mistakes = NULL;
  KxConfig config;

  self->connection = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);
  if (self->connection == NULL)
    return FALSE;

  mistakes = kx_config_load (self->root, &config);
  kx_event_config_mistakes (mistakes);
  self->keeper = kx_keeper_new (self->root, calls, memory);
  kx_keeper_set_config (self->keeper, &config, mistakes);
  kx_fdstore_close_rest ();
  /* What has failed before decides what is loaded. */
  self->reckoning = kx_reckoning_new (self->connection, self->keeper);
  self->follower = kx_follower_new (self->keeper, error);
  if (self->follower == NULL)
    return FALSE;

  self->memory_guard
      = kx_memory_guard_new (self->keeper, self->follower, g_steal_fd (&self->pressure_fd));
  self->assessment = kx_assessment_new (self->keeper);
  self->guard = kx_guard_new (self->connection, self->keeper);
  self->metrics = kx_metrics_file_new (self->keeper);
  self->reload = kx_reload_new (self->keeper, self->follower, self->assessment);
  self->renewal = kx_renewal_new (self->keeper);
  self->scheduler = kx_scheduler_new (self->connection, self->keeper, self->follower,
                                      self->assessment, error);
  if (self->scheduler == NULL)
    return FALSE;

  self->last_word = kx_last_word_new (self->connection, self->keeper);
  self->remedies = kx_remedies_new (self->keeper);
  self->manager = kx_manager_new (self->connection, self->keeper, self->follower,
                                  self->assessment, self->scheduler, error);
  return self->manager != NULL;
}

static int
serve (KxRoot *root, const KxKexecCalls *calls)
{
  g_auto (Daemon) self = { .loop = g_main_loop_new (NULL, FALSE), .root = kx_root_ref (root) };
  g_autoptr (GError) unnoticed = NULL;
  g_autoptr (GError) error = NULL;

  /* Before there are threads. */
  self.pressure_fd = kx_pressure_open (kx_root_get_fd (root), &unnoticed);
  if (self.pressure_fd < 0)
    g_message ("memory that gets short goes unnoticed, and is looked for only when something is "
               "loaded: %s",
               unnoticed->message);

  /* Before anything that takes time: without a handler the signal would end the daemon. */
  g_unix_signal_add (SIGHUP, on_hangup, &self);
  if (!assemble (&self, calls, &error))
    {
      g_printerr ("kexecd: %s\n", error->message);
      return EXIT_FAILURE;
    }

  g_unix_signal_add (SIGTERM, on_signal, &self);
  g_unix_signal_add (SIGINT, on_signal, &self);
  self.name_id
      = g_bus_own_name_on_connection (self.connection, KX_BUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE,
                                      on_name_acquired, on_name_lost, &self, NULL);
  g_main_loop_run (self.loop);
  kx_chronicle_flush (kx_keeper_get_chronicle (self.keeper));
  return self.status;
}

static int
explain (KxRoot *root, gboolean json)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  int status = kx_explain (root, json, out, &error);

  if (status < 0)
    {
      g_printerr ("kexecd: %s\n", error->message);
      return EXIT_FAILURE;
    }

  fwrite (out->str, 1, out->len, stdout);
  return fflush (stdout) == 0 ? status : EXIT_FAILURE;
}

static int
check_config (KxRoot *root)
{
  KxConfig config;
  g_auto (GStrv) mistakes = kx_config_load (root, &config);

  for (char **mistake = mistakes; *mistake != NULL; mistake++)
    g_printerr ("%s\n", *mistake);
  return mistakes[0] == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

static gboolean
parse_arguments (int *argc, char ***argv, Arguments *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &arguments->root, "Stands for /", "DIR" },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &arguments->explain,
      "Say what would be started next, and why", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments->json, "With --explain: as JSON", NULL },
    { "check-config", 0, 0, G_OPTION_ARG_NONE, &arguments->check_config,
      "Say what is wrong in the configuration", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &arguments->version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Keeps the next kernel armed; see kexecd(8).");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1 || (arguments->json && !arguments->explain))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "%s",
                   *argc > 1 ? "no arguments are taken" : "--json goes with --explain");
      return FALSE;
    }

  return TRUE;
}

int
kx_daemon_run (int argc, char **argv, const KxKexecCalls *calls)
{
  Arguments arguments = { NULL };
  g_autofree char *root_path = NULL;
  g_autoptr (KxRoot) root = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (!parse_arguments (&argc, &argv, &arguments, &error))
    {
      g_printerr ("kexecd: %s\n", error->message);
      return 2;
    }

  root_path = arguments.root;
  if (arguments.version)
    {
      g_print ("kexecd " PACKAGE_VERSION "\n");
      return EXIT_SUCCESS;
    }

  root = kx_root_new (root_path != NULL ? root_path : "/", &error);
  if (root == NULL)
    {
      g_printerr ("kexecd: %s\n", error->message);
      return EXIT_FAILURE;
    }

  if (arguments.check_config)
    return check_config (root);
  return arguments.explain ? explain (root, arguments.json) : serve (root, calls);
}
