/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <unistd.h>

#include "bus-call.h"
#include "error.h"
#include "logind.h"

/*
 * RebootWithFlags as systemd's sources have it:
 *
 *   bit 0  (since 246): inhibitors count for root, too. Since 257 they count for everybody anyway,
 *          and this bit is for "block-weak" only.
 *   bit 1  (246): through kexec, but only where /sys/kernel/kexec_loaded is 1 when the call comes
 *          in; otherwise logind restarts cold and says nothing.
 *   bit 4  (257): inhibitors do not count. Older ones answer InvalidArgs to every bit that they do
 *          not know, before they do anything; there root goes past inhibitors without bit 0.
 */
#define ROOT_CHECK_INHIBITORS (G_GUINT64_CONSTANT (1) << 0)
#define REBOOT_VIA_KEXEC (G_GUINT64_CONSTANT (1) << 1)
#define SKIP_INHIBITORS (G_GUINT64_CONSTANT (1) << 4)

/* logind answers when the job has been queued; a busy machine may take its time. */
#define TIMEOUT_MS (90 * 1000)

typedef struct
{
  GDBusConnection *connection;
  int root_fd;
  guint64 flags;
} Restart;

static void
restart_free (gpointer data)
{
  Restart *restart = data;

  g_object_unref (restart->connection);
  close (restart->root_fd);
  g_free (restart);
}

/* Takes error over and ends the task. */
static void
fail (GTask *task, GError *error, const char *service)
{
  g_autoptr (GTask) ended = task;
  g_autoptr (GError) cause = error;
  KxError code = KX_ERROR_FAILED;

  if (cause->domain == KX_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (ended, g_steal_pointer (&cause));
      return;
    }
  if (kx_bus_error_is_absence (cause) || kx_bus_error_is_unknown_method (cause))
    {
      g_task_return_new_error (ended, KX_ERROR, KX_ERROR_UNSUPPORTED,
                               "an orderly restart needs %s, which this machine does not run; as "
                               "root, restart at once with the option force",
                               service);
      return;
    }
  if (kx_bus_error_has_name (cause, "org.freedesktop.login1.OperationInProgress"))
    code = KX_ERROR_BUSY;
  else if (kx_bus_error_has_name (cause, "org.freedesktop.login1.BlockedByInhibitorLock")
           || g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    code = KX_ERROR_INHIBITED;
  g_dbus_error_strip_remote_error (cause);
  if (code == KX_ERROR_INHIBITED)
    g_task_return_new_error (ended, KX_ERROR, code,
                             "%s refuses the restart (%s): something holds it up, see "
                             "systemd-inhibit --list; wait until that is over, or consent with the "
                             "option ignore-inhibitors",
                             service, cause->message);
  else
    g_task_return_new_error (ended, KX_ERROR, code, "%s did not begin the restart: %s", service,
                             cause->message);
}

static void
on_job (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    fail (g_steal_pointer (&task), error, "systemd (" KX_SYSTEMD_NAME ")");
  else
    g_task_return_boolean (task, TRUE);
}

/* What "systemctl kexec" does where there is no logind. kexec.target never restarts cold as long
 * as something is loaded. */
static void
start_target (GTask *task)
{
  Restart *restart = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kx_bus_check_loaded (restart->root_fd, &error))
    {
      fail (task, error, "kexecd");
      return;
    }
  g_dbus_connection_call (restart->connection, KX_SYSTEMD_NAME, KX_SYSTEMD_PATH, KX_SYSTEMD_MANAGER,
                          "StartUnit",
                          g_variant_new ("(ss)", "kexec.target", "replace-irreversibly"),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS,
                          g_task_get_cancellable (task), on_job, task);
}

static void reboot_with_flags (GTask *task);

static void
on_reboot (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (user_data);
  Restart *restart = g_task_get_task_data (task);
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS)
      && (restart->flags & SKIP_INHIBITORS) != 0)
    {
      g_error_free (error);
      restart->flags &= ~SKIP_INHIBITORS;
      reboot_with_flags (task);
      return;
    }
  if (kx_bus_error_is_unknown_method (error))
    {
      g_error_free (error);
      start_target (task);
      return;
    }
  fail (task, error, "logind (" KX_LOGIND_NAME ")");
}

static void
reboot_with_flags (GTask *task)
{
  Restart *restart = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kx_bus_check_loaded (restart->root_fd, &error))
    {
      fail (task, error, "kexecd");
      return;
    }
  g_dbus_connection_call (restart->connection, KX_LOGIND_NAME, KX_LOGIND_PATH, KX_LOGIND_MANAGER,
                          "RebootWithFlags", g_variant_new ("(t)", restart->flags),
                          G_VARIANT_TYPE_UNIT, G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS,
                          g_task_get_cancellable (task), on_reboot, task);
}

void
kx_logind_restart_async (GDBusConnection *connection, int root_fd, gboolean ignore_inhibitors,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Restart *restart = g_new0 (Restart, 1);

  g_task_set_source_tag (task, kx_logind_restart_async);
  restart->connection = g_object_ref (connection);
  restart->root_fd = fcntl (root_fd, F_DUPFD_CLOEXEC, 3);
  restart->flags
      = REBOOT_VIA_KEXEC | (ignore_inhibitors ? SKIP_INHIBITORS : ROOT_CHECK_INHIBITORS);
  g_task_set_task_data (task, restart, restart_free);

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  /* logind looks at the old home of the flag only: without it, its restart would be a cold one. */
  if (faccessat (restart->root_fd, "sys/kernel/kexec_loaded", F_OK, 0) == 0)
    reboot_with_flags (task);
  else
    start_target (task);
}

gboolean
kx_logind_restart_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kx_logind_restart_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
