/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "guard.h"

#include "next-boot.h"
#include "runtime-file.h"
#include "watchdog.h"

/* Is there while the service manager's timeout is ours, for a successor. */
#define FILE_NAME "watchdog"

struct _KxGuard
{
  GObject parent_instance;

  GDBusConnection *connection;
  KxKeeper *keeper; /* NULL: disposed of */
  gulong changed_id;

  /* Of the newest look. */
  guint64 generation;
  guint64 timeout;
  KxHazards *hazards; /* NULL: nobody had looked for them */

  gboolean looking;
  gboolean again;    /* something has changed meanwhile */
  gboolean is_sure;  /* a restart that a predecessor began is not under way */
};

G_DEFINE_FINAL_TYPE (KxGuard, kx_guard, G_TYPE_OBJECT)

/* One look. What the thread needs does not change while that runs. */
typedef struct
{
  KxRoot *root;
  char *release; /* of what is armed; NULL: it does not tell */
  char *cmdline; /* NULL: nothing is armed */
  guint64 timeout;
  gboolean is_raised;
  KxWatchdogManager manager;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  kx_root_unref (look->root);
  g_free (look->release);
  g_free (look->cmdline);
  kx_watchdog_manager_clear (&look->manager);
  g_free (look);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Look *look = data;
  g_auto (KxWatchdog) watchdog = { 0 };
  KxProtectionFacts facts = {
    .watchdog = &watchdog,
    .manager = &look->manager,
    .is_raised = look->is_raised,
    .timeout = look->timeout,
    .release = look->release,
    .cmdline = look->cmdline,
  };
  const char *driver;

  kx_watchdog_read (kx_root_get_fd (look->root), look->manager.device, &watchdog);
  driver = kx_protection_get_driver (watchdog.identity);
  if (driver != NULL && look->release != NULL)
    facts.driver = kx_next_boot_find_driver (look->root, look->release, driver);
  facts.asks = kx_next_boot_asks (look->root, look->cmdline);
  g_task_return_pointer (task, kx_protection_judge (&facts), (GDestroyNotify) kx_protection_free);
}

static void
on_manager (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);

  kx_watchdog_manager_finish (result, &look->manager);
  if (look->cmdline != NULL)
    g_task_run_in_thread (task, run);
  else
    g_task_return_pointer (task, NULL, NULL);
}

/* The task's result: a KxProtection; NULL: nothing is armed. */
static void
look_async (KxKeeper *keeper, GDBusConnection *connection, GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (keeper, NULL, callback, user_data);
  const KxArmed *armed = kx_keeper_get_armed (keeper);
  Look *look = g_new0 (Look, 1);

  look->root = kx_root_ref (kx_keeper_get_root (keeper));
  look->timeout = kx_keeper_get_config (keeper)->watchdog;
  look->is_raised = kx_keeper_is_guarded (keeper);
  if (armed != NULL && armed->origin != KX_ORIGIN_FOREIGN)
    {
      look->release = g_strdup (armed->release);
      look->cmdline = g_strdup (armed->cmdline);
    }
  g_task_set_task_data (task, look, look_free);
  kx_watchdog_manager_async (connection, on_manager, task);
}

static void
on_raised (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!kx_watchdog_set_finish (result, &error))
    g_warning ("%s; nothing ends a hang of the next kernel", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
on_looked_for_restart (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KxKeeper *keeper = KX_KEEPER (source);
  KxProtection *protection = g_task_propagate_pointer (G_TASK (result), NULL);
  guint64 timeout = protection != NULL ? protection->timeout : 0;
  g_autoptr (GError) error = NULL;

  if (protection != NULL)
    g_message ("%s", protection->text);
  kx_keeper_take_protection (keeper, protection);
  if (timeout == 0 || !kx_keeper_is_executing (keeper))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (kx_keeper_get_runtime_fd (keeper) >= 0
      && !kx_runtime_file_write (kx_keeper_get_runtime_fd (keeper), FILE_NAME, "raised\n", &error))
    g_warning ("%s; should kexecd crash and the restart be called off, the watchdog stays set for the "
               "next one",
               error->message);
  kx_keeper_set_guarded (keeper, TRUE);
  kx_watchdog_set_async (g_task_get_task_data (task), timeout, on_raised, g_object_ref (task));
}

void
kx_guard_raise_async (KxKeeper *keeper, GDBusConnection *connection, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (keeper, NULL, callback, user_data);

  g_task_set_source_tag (task, kx_guard_raise_async);
  g_task_set_task_data (task, g_object_ref (connection), g_object_unref);
  look_async (keeper, connection, on_looked_for_restart, task);
}

void
kx_guard_raise_finish (GAsyncResult *result)
{
  g_return_if_fail (g_async_result_is_tagged (result, kx_guard_raise_async));
  (void) g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
on_lowered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KxKeeper) keeper = user_data;
  g_autoptr (GError) error = NULL;

  if (!kx_watchdog_set_finish (result, &error))
    g_warning ("%s; it stays set for the next restart by kexec, whoever begins that", error->message);
  else if (!kx_keeper_is_guarded (keeper) && kx_keeper_get_runtime_fd (keeper) >= 0)
    kx_runtime_file_remove (kx_keeper_get_runtime_fd (keeper), FILE_NAME);
}

/* No restart is under way any more: another program's must not be watched over, of which nobody knows
 * whether it can take the watchdog over. */
static void
lower (KxGuard *self)
{
  kx_keeper_set_guarded (self->keeper, FALSE);
  kx_watchdog_set_async (self->connection, G_MAXUINT64, on_lowered, g_object_ref (self->keeper));
}

static void look (KxGuard *self);

static void
on_changed (KxGuard *self)
{
  if (self->is_sure && kx_keeper_is_guarded (self->keeper)
      && !kx_keeper_is_executing (self->keeper))
    lower (self);

  if (self->generation != kx_keeper_get_generation (self->keeper)
      || self->hazards != kx_keeper_get_hazards (self->keeper)
      || self->timeout != kx_keeper_get_config (self->keeper)->watchdog)
    look (self);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KxGuard) self = user_data;
  const Look *seen = g_task_get_task_data (G_TASK (result));
  KxProtection *protection = g_task_propagate_pointer (G_TASK (result), NULL);

  self->looking = FALSE;
  if (self->keeper == NULL)
    {
      g_clear_pointer (&protection, kx_protection_free);
      return;
    }

  if (self->again)
    {
      g_clear_pointer (&protection, kx_protection_free);
      look (self);
    }
  else
    kx_keeper_take_protection (self->keeper, protection);

  if (!self->is_sure && !seen->manager.is_going)
    {
      self->is_sure = TRUE;
      on_changed (self);
    }
}

static void
look (KxGuard *self)
{
  KxHazards *hazards = kx_keeper_get_hazards (self->keeper);

  self->again = self->looking;
  self->generation = kx_keeper_get_generation (self->keeper);
  self->timeout = kx_keeper_get_config (self->keeper)->watchdog;
  if (hazards != NULL)
    kx_hazards_ref (hazards);
  g_clear_pointer (&self->hazards, kx_hazards_unref);
  self->hazards = hazards;
  if (self->looking)
    return;

  self->looking = TRUE;
  look_async (self->keeper, self->connection, on_looked, g_object_ref (self));
}

static void
kx_guard_init (KxGuard *self)
{
}

static void
kx_guard_dispose (GObject *object)
{
  KxGuard *self = KX_GUARD (object);

  if (self->keeper != NULL)
    g_clear_signal_handler (&self->changed_id, self->keeper);
  g_clear_object (&self->keeper);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->hazards, kx_hazards_unref);

  G_OBJECT_CLASS (kx_guard_parent_class)->dispose (object);
}

static void
kx_guard_class_init (KxGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kx_guard_dispose;
}

static gboolean
was_raised (KxKeeper *keeper)
{
  int dir_fd = kx_keeper_get_runtime_fd (keeper);
  g_autofree char *text = NULL;
  gsize size = 0;

  if (dir_fd >= 0)
    text = kx_runtime_file_read (dir_fd, FILE_NAME, &size, NULL);
  return text != NULL;
}

KxGuard *
kx_guard_new (GDBusConnection *connection, KxKeeper *keeper)
{
  KxGuard *self = g_object_new (KX_TYPE_GUARD, NULL);

  self->connection = g_object_ref (connection);
  self->keeper = g_object_ref (keeper);
  if (was_raised (keeper))
    kx_keeper_set_guarded (keeper, TRUE);
  self->changed_id = g_signal_connect_swapped (keeper, "changed", G_CALLBACK (on_changed), self);
  look (self);
  return self;
}
