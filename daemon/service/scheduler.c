/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scheduler.h"

#include "alarm.h"
#include "announcement.h"
#include "error.h"
#include "events.h"
#include "schedule-file.h"
#include "user-name.h"
#include "wall.h"

struct _KxScheduler
{
  GObject parent_instance;

  GDBusConnection *connection;
  KxKeeper *keeper; /* NULL: disposed of */
  KxFollower *follower;
  KxAssessment *assessment;
  KxAlarm *alarm;
  guint warnings;        /* kx_schedule_step()'s */
  GCancellable *running; /* of the restart that has come due; NULL: none has */
};

G_DEFINE_FINAL_TYPE (KxScheduler, kx_scheduler, G_TYPE_OBJECT)

/* A restart that somebody wants to schedule. */
typedef struct
{
  KxExecuteRequest request;
  guint64 when;
} Addition;

static void go_on (gpointer user_data);

static void
kx_scheduler_init (KxScheduler *self)
{
}

static void
kx_scheduler_dispose (GObject *object)
{
  KxScheduler *self = KX_SCHEDULER (object);

  g_clear_pointer (&self->alarm, kx_alarm_free);
  g_clear_object (&self->running);
  g_clear_object (&self->assessment);
  g_clear_object (&self->follower);
  g_clear_object (&self->keeper);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (kx_scheduler_parent_class)->dispose (object);
}

static void
kx_scheduler_class_init (KxSchedulerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kx_scheduler_dispose;
}

/* Takes @text. */
static void
tell (KxScheduler *self, char *text)
{
  g_autofree char *owned = text;

  kx_wall (self->connection, kx_root_get_fd (kx_keeper_get_root (self->keeper)), owned);
}

/* Nothing is scheduled any more. @stopped: why that was not its user's wish; NULL: it was. */
static void
end (KxScheduler *self, const char *stopped)
{
  kx_alarm_stop (self->alarm);
  kx_schedule_file_remove (kx_keeper_get_runtime_fd (self->keeper));
  kx_keeper_set_schedule (self->keeper, NULL, stopped);
}

static void
stop (KxScheduler *self, const char *why)
{
  g_autoptr (KxSchedule) schedule = kx_schedule_ref (kx_keeper_get_schedule (self->keeper));

  end (self, why);
  kx_event_schedule_stopped (schedule, why);
  tell (self, kx_announcement_stopped (schedule, why));
}

static void
on_executed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KxScheduler) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean begun = kx_execute_finish (result, &error);
  gboolean cancelled;

  if (self->keeper == NULL)
    return;

  cancelled = g_cancellable_is_cancelled (self->running);
  g_clear_object (&self->running);
  if (begun)
    end (self, NULL);
  else if (cancelled)
    go_on (self); /* another one may have been scheduled meanwhile */
  else
    stop (self, error->message);
}

/* Whether what was granted then is what would be started now. */
static gboolean
check_grant (KxScheduler *self, const KxSchedule *schedule, GError **error)
{
  const char *cold = kx_keeper_get_hindrance (self->keeper, KX_HINDRANCE_COLD);
  const KxArmed *armed;
  KxKexecState kernel;

  kx_keeper_observe (self->keeper, &kernel);
  if (!kx_execute_request_check_armed (self->keeper, error))
    return FALSE;

  armed = kx_keeper_get_armed (self->keeper);
  if (armed->origin != schedule->origin || g_strcmp0 (armed->digest, schedule->digest) != 0)
    g_set_error (error, KX_ERROR, KX_ERROR_CHANGED,
                 "another image is ready than the one that was to be started (%s, not %s, or with "
                 "other files or another command line); schedule the restart anew",
                 armed->image, schedule->image);
  else if (cold != NULL && !schedule->cold)
    g_set_error (error, KX_ERROR, KX_ERROR_CHANGED,
                 "a restart through the firmware and the boot loader has become due: %s", cold);
  else
    return TRUE;

  return FALSE;
}

/* Everything is looked at again: here what was granted, in kx_execute_async() all the rest. */
static void
execute (KxScheduler *self)
{
  const KxSchedule *schedule = kx_keeper_get_schedule (self->keeper);
  KxExecuteRequest request = {
    .uid = schedule->uid,
    .force = schedule->force,
    .ignore_hazards = schedule->ignore_hazards,
    .ignore_sessions = schedule->ignore_sessions,
    .ignore_inhibitors = schedule->ignore_inhibitors,
  };
  g_autoptr (GError) error = NULL;

  if (!check_grant (self, schedule, &error))
    {
      g_clear_object (&self->running);
      stop (self, error->message);
      return;
    }

  request.expect = kx_keeper_get_generation (self->keeper);
  kx_execute_async (self->keeper, self->assessment, self->connection, &request, self->running,
                    on_executed, g_object_ref (self));
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KxScheduler) self = user_data;

  if (self->keeper == NULL)
    return;

  if (kx_follower_look_finish (result, NULL))
    execute (self);
  else
    {
      g_clear_object (&self->running);
      go_on (self);
    }
}

static void
begin (KxScheduler *self)
{
  self->running = g_cancellable_new ();
  /* Due right after the start: what may be started, and whether, is not known before /boot has been
   * looked at. */
  if (kx_keeper_get_catalogue (self->keeper) == NULL)
    kx_follower_look_async (self->follower, self->running, on_looked, g_object_ref (self));
  else
    execute (self);
}

/* Does what is to be done now, and sets the alarm for what comes next. */
static void
go_on (gpointer user_data)
{
  KxScheduler *self = user_data;
  const KxSchedule *schedule = kx_keeper_get_schedule (self->keeper);
  gint64 now = kx_alarm_now (), next = 0;

  if (schedule == NULL || self->running != NULL)
    return;

  switch (kx_schedule_step (schedule, now, &self->warnings, &next))
    {
    case KX_SCHEDULE_DUE:
      begin (self);
      return;
    case KX_SCHEDULE_MISSED:
      stop (self, "its time has passed while the machine slept, the clock was set or kexecd did not "
                  "run; schedule it anew");
      return;
    case KX_SCHEDULE_WARN:
      tell (self, kx_announcement_near (schedule, now));
      break;
    case KX_SCHEDULE_WAIT:
    default:
      break;
    }

  kx_alarm_set (self->alarm, next);
}

/* Takes @schedule as the one that counts. Warnings that are past by now have been given, or the
 * schedule itself was one. */
static void
follow (KxScheduler *self, KxSchedule *schedule)
{
  kx_keeper_set_schedule (self->keeper, schedule, NULL);
  self->warnings = G_MAXUINT;
  go_on (self);
}

static void
recall (KxScheduler *self)
{
  const char *boot_id = kx_keeper_get_machine (self->keeper)->boot_id;
  int dir_fd = kx_keeper_get_runtime_fd (self->keeper);
  g_autoptr (GError) error = NULL;
  g_autoptr (KxSchedule) schedule = kx_schedule_file_read (dir_fd, &error);

  if (error != NULL)
    g_warning ("%s", error->message);

  /* A restart that has taken place has ended it. */
  if (schedule != NULL && g_str_equal (schedule->boot_id, boot_id))
    follow (self, schedule);
  else
    kx_schedule_file_remove (dir_fd);
}

KxScheduler *
kx_scheduler_new (GDBusConnection *connection, KxKeeper *keeper, KxFollower *follower,
                  KxAssessment *assessment, GError **error)
{
  g_autoptr (KxScheduler) self = g_object_new (KX_TYPE_SCHEDULER, NULL);

  self->alarm = kx_alarm_new (go_on, self, error);
  if (self->alarm == NULL)
    return NULL;

  self->connection = g_object_ref (connection);
  self->keeper = g_object_ref (keeper);
  self->follower = g_object_ref (follower);
  self->assessment = g_object_ref (assessment);
  recall (self);
  return g_steal_pointer (&self);
}

gboolean
kx_scheduler_check_time (guint64 when, GError **error)
{
  guint64 now = (guint64) kx_alarm_now ();

  if (when > now && when - now <= KX_SCHEDULE_FARTHEST)
    return TRUE;

  g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
               "the option “when” is a time %s: microseconds since the epoch, in the future and at "
               "most a year away",
               when <= now ? "that has passed" : "too far away");
  return FALSE;
}

gboolean
kx_scheduler_check_free (KxScheduler *self, GError **error)
{
  const KxSchedule *schedule = kx_keeper_get_schedule (self->keeper);
  g_autofree char *user = NULL;
  g_autofree char *moment = NULL;

  if (schedule == NULL)
    return TRUE;

  user = kx_announcement_user (schedule);
  moment = kx_announcement_moment (schedule->when);
  g_set_error (error, KX_ERROR, KX_ERROR_ALREADY_SCHEDULED,
               "%s has scheduled a restart for %s already; “kexecctl cancel” as %s%s ends that", user,
               moment, user, schedule->uid != 0 ? " or root" : "");
  return FALSE;
}

static KxSchedule *
grant (KxScheduler *self, const Addition *addition, char *user)
{
  const KxExecuteRequest *request = &addition->request;
  const KxArmed *armed = kx_keeper_get_armed (self->keeper);
  KxSchedule *schedule = kx_schedule_new ();

  schedule->boot_id = g_strdup (kx_keeper_get_machine (self->keeper)->boot_id);
  schedule->uid = request->uid;
  schedule->user = user;
  schedule->since = kx_alarm_now ();
  schedule->when = (gint64) addition->when;
  schedule->origin = armed->origin;
  schedule->digest = g_strdup (armed->digest);
  schedule->image = g_strdup (armed->image);
  schedule->release = g_strdup (armed->release);
  schedule->cold = kx_keeper_get_hindrance (self->keeper, KX_HINDRANCE_COLD) != NULL;
  schedule->force = request->force;
  schedule->ignore_hazards = request->ignore_hazards;
  schedule->ignore_sessions = request->ignore_sessions;
  schedule->ignore_inhibitors = request->ignore_inhibitors;
  return schedule;
}

static void
on_user_name (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KxScheduler *self = g_task_get_source_object (task);
  const Addition *addition = g_task_get_task_data (task);
  g_autofree char *user = kx_user_name_finish (result);
  g_autoptr (KxSchedule) schedule = NULL;
  GError *error = NULL;

  /* Asked again: time has passed, for a password perhaps. */
  if (g_task_return_error_if_cancelled (task))
    return;
  if (kx_scheduler_check_time (addition->when, &error) && kx_scheduler_check_free (self, &error)
      && kx_execute_request_check (self->keeper, &addition->request, &error))
    schedule = grant (self, addition, g_steal_pointer (&user));
  if (schedule == NULL
      || !kx_schedule_file_write (kx_keeper_get_runtime_fd (self->keeper), schedule, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  kx_event_scheduled (schedule);
  follow (self, schedule);
  tell (self, kx_announcement_scheduled (schedule));
  g_task_return_boolean (task, TRUE);
}

void
kx_scheduler_add_async (KxScheduler *self,
                        const KxExecuteRequest *request,
                        guint64 when,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Addition *addition = g_new0 (Addition, 1);

  addition->request = *request;
  addition->when = when;
  g_task_set_task_data (task, addition, g_free);
  g_task_set_check_cancellable (task, FALSE);
  kx_user_name_async (request->uid, cancellable, on_user_name, task);
}

gboolean
kx_scheduler_add_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kx_scheduler_cancel (KxScheduler *self, uid_t uid)
{
  KxSchedule *current = kx_keeper_get_schedule (self->keeper);
  g_autoptr (KxSchedule) schedule = NULL;

  if (current == NULL || (uid != 0 && uid != current->uid)
      || (self->running != NULL && kx_keeper_is_executing (self->keeper)))
    return;

  schedule = kx_schedule_ref (current);
  g_cancellable_cancel (self->running);
  end (self, NULL);
  kx_event_schedule_cancelled (schedule, uid);
  tell (self, kx_announcement_stopped (schedule, uid == schedule->uid
                                                     ? "it was cancelled"
                                                     : "it was cancelled by root"));
}

void
kx_scheduler_abandon (KxScheduler *self, const char *why)
{
  if (kx_keeper_get_schedule (self->keeper) != NULL && self->running == NULL)
    stop (self, why);
}
