/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "manager.h"

#include "caller.h"
#include "history.h"
#include "names.h"
#include "notify.h"
#include "outlook.h"
#include "requests.h"
#include "state.h"
#include "status.h"

struct _KxManager
{
  GObject parent_instance;

  KxDbusManager *skeleton;
  KxService service;
  gulong changed_id;
  gulong progress_id;
  gulong restarted_id;
  guint refresh; /* idle source */
};

G_DEFINE_FINAL_TYPE (KxManager, kx_manager, G_TYPE_OBJECT)

static void
kx_manager_init (KxManager *self)
{
  self->skeleton = kx_dbus_manager_skeleton_new ();
  self->service.calls = kx_calls_new ();
}

static void
kx_manager_finalize (GObject *object)
{
  KxManager *self = KX_MANAGER (object);

  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_clear_handle_id (&self->refresh, g_source_remove);
  g_clear_signal_handler (&self->changed_id, self->service.keeper);
  g_clear_signal_handler (&self->progress_id, self->service.keeper);
  g_clear_signal_handler (&self->restarted_id, kx_keeper_get_chronicle (self->service.keeper));
  g_clear_pointer (&self->service.polkit, kx_polkit_free);
  g_clear_pointer (&self->service.calls, kx_calls_free);
  g_clear_object (&self->skeleton);

  G_OBJECT_CLASS (kx_manager_parent_class)->finalize (object);
}

static void
kx_manager_class_init (KxManagerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kx_manager_finalize;
}

/* The properties are what the state was when it last changed; Status asks the kernel anew. */
static gboolean
on_refresh (gpointer user_data)
{
  KxManager *self = user_data;
  KxKeeper *keeper = self->service.keeper;
  KxArmed *armed;
  KxKexecState kernel;
  g_autofree char *reason = NULL;
  g_autofree char *ordinary = NULL;

  self->refresh = 0;
  kx_keeper_observe (keeper, &kernel);
  ordinary = kx_outlook_describe (keeper, &kernel);
  kx_dbus_manager_set_ordinary (self->skeleton, ordinary);
  armed = kx_keeper_get_armed (keeper);
  kx_dbus_manager_set_state (self->skeleton, kx_state_describe (keeper, &kernel, &reason));
  kx_dbus_manager_set_reason (self->skeleton, reason);
  kx_dbus_manager_set_image (self->skeleton,
                             armed != NULL && armed->image != NULL ? armed->image : "");
  kx_dbus_manager_set_release (self->skeleton,
                               armed != NULL && armed->release != NULL ? armed->release : "");
  kx_dbus_manager_set_generation (self->skeleton, kx_keeper_get_generation (keeper));
  kx_notify_status (reason);
  return G_SOURCE_REMOVE;
}

/* One signal for many changes at once. */
static void
on_changed (KxKeeper *keeper, KxManager *self)
{
  if (self->refresh == 0)
    self->refresh = g_idle_add (on_refresh, self);
}

static void
on_progress (KxKeeper *keeper, const char *step, double fraction, KxManager *self)
{
  kx_dbus_manager_emit_progress (self->skeleton, step, fraction);
}

static void
on_restarted (KxChronicle *chronicle, KxManager *self)
{
  const KxRestart *restart = kx_journal_get_last (kx_chronicle_get_journal (chronicle));

  kx_dbus_manager_emit_restarted (self->skeleton, kx_history_build_restart (restart));
}

/* A question for which it matters only whether root asks. */
typedef struct
{
  KxManager *manager;
  GDBusMethodInvocation *invocation;
} Query;

/* @answer gets a Query, which it owns, and the result for kx_caller_lookup_finish(). */
static gboolean
ask_who (KxManager *self, GDBusMethodInvocation *invocation, GAsyncReadyCallback answer)
{
  Query *query = g_new0 (Query, 1);

  query->manager = g_object_ref (self);
  query->invocation = invocation;
  kx_caller_lookup_async (self->service.connection, g_dbus_method_invocation_get_sender (invocation),
                          NULL, answer, query);
  return TRUE;
}

static void
on_status_caller (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Query *query = user_data;
  g_autoptr (KxManager) self = query->manager;
  g_autoptr (GError) error = NULL;
  uid_t uid;
  gboolean root = kx_caller_lookup_finish (result, &uid, &error) && uid == 0;

  kx_dbus_manager_complete_status (self->skeleton, query->invocation,
                                   kx_status_build (self->service.keeper, root));
}

static gboolean
handle_status (KxDbusManager *skeleton, GDBusMethodInvocation *invocation, KxManager *self)
{
  return ask_who (self, invocation, on_status_caller);
}

static gboolean
handle_list_images (KxDbusManager *skeleton, GDBusMethodInvocation *invocation, KxManager *self)
{
  kx_dbus_manager_complete_list_images (skeleton, invocation,
                                        kx_status_build_images (self->service.keeper));
  return TRUE;
}

static gboolean
handle_history (KxDbusManager *skeleton, GDBusMethodInvocation *invocation, KxManager *self)
{
  KxChronicle *chronicle = kx_keeper_get_chronicle (self->service.keeper);

  kx_dbus_manager_complete_history (skeleton, invocation,
                                    kx_history_build (kx_chronicle_get_journal (chronicle)));
  return TRUE;
}

static void
on_cancel_caller (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Query *query = user_data;
  g_autoptr (KxManager) self = query->manager;
  GError *error = NULL;
  uid_t uid;

  if (!kx_caller_lookup_finish (result, &uid, &error))
    {
      g_dbus_method_invocation_take_error (query->invocation, error);
      return;
    }

  kx_calls_cancel (self->service.calls, uid);
  kx_scheduler_cancel (self->service.scheduler, uid);
  kx_dbus_manager_complete_cancel (self->skeleton, query->invocation);
}

static gboolean
handle_cancel (KxDbusManager *skeleton, GDBusMethodInvocation *invocation, KxManager *self)
{
  return ask_who (self, invocation, on_cancel_caller);
}

KxManager *
kx_manager_new (GDBusConnection *connection,
                KxKeeper *keeper,
                KxFollower *follower,
                KxAssessment *assessment,
                KxScheduler *scheduler,
                GError **error)
{
  const struct
  {
    const char *signal;
    GCallback handler;
  } requests[] = {
    { "handle-load", G_CALLBACK (kx_request_load) },
    { "handle-load-files", G_CALLBACK (kx_request_load_files) },
    { "handle-unload", G_CALLBACK (kx_request_unload) },
    { "handle-execute", G_CALLBACK (kx_request_execute) },
    { "handle-can-execute", G_CALLBACK (kx_request_can_execute) },
    { "handle-set-next-restart", G_CALLBACK (kx_request_set_next_restart) },
    { "handle-rescan", G_CALLBACK (kx_request_rescan) },
    { "handle-forgive", G_CALLBACK (kx_request_forgive) },
  };
  g_autoptr (KxManager) self = g_object_new (KX_TYPE_MANAGER, NULL);

  self->service.connection = connection;
  self->service.keeper = keeper;
  self->service.follower = follower;
  self->service.assessment = assessment;
  self->service.scheduler = scheduler;
  self->service.polkit = kx_polkit_new (connection);
  self->changed_id = g_signal_connect (keeper, "changed", G_CALLBACK (on_changed), self);
  self->progress_id = g_signal_connect (keeper, "progress", G_CALLBACK (on_progress), self);

  self->restarted_id = g_signal_connect (kx_keeper_get_chronicle (keeper), "restarted",
                                         G_CALLBACK (on_restarted), self);

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    g_signal_connect (self->skeleton, requests[i].signal, requests[i].handler, &self->service);
  g_signal_connect (self->skeleton, "handle-status", G_CALLBACK (handle_status), self);
  g_signal_connect (self->skeleton, "handle-list-images", G_CALLBACK (handle_list_images), self);
  g_signal_connect (self->skeleton, "handle-history", G_CALLBACK (handle_history), self);
  g_signal_connect (self->skeleton, "handle-cancel", G_CALLBACK (handle_cancel), self);

  on_refresh (self);
  kx_outlook_ask (keeper, connection);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                         KX_OBJECT_PATH, error))
    return NULL;

  return g_steal_pointer (&self);
}
