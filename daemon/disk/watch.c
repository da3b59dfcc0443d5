/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watch.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

#include "inspection.h"
#include "package-manager.h"
#include "scan.h"
#include "settle.h"
#include "watched.h"

/* After events have been taken, the next are left to gather for this long: a storm costs ten
 * wakeups a second, whatever its size. */
#define GATHER_MS 100

/* How often it is asked at most, in microseconds, whether a package manager is at work. */
#define ASK_INTERVAL (G_USEC_PER_SEC / 4)

/* The kernel's time stamps lag behind the time of day by a tick of its clock. */
#define CLOCK_LAG G_GINT64_CONSTANT (20000000)

/* Where another directory came into the place of a former, its age says nothing. */
#define ANY_TIME G_MININT64

struct _KxWatch
{
  GObject parent_instance;

  KxRoot *root;
  KxWatched *watched;
  char **paths;
  gint64 since; /* time of day of the last moment when everything was known */
  GMainContext *context;
  GSource *events;
  GSource *gathering; /* in the place of events */
  GSource *mounts;
  int mounts_fd;

  KxSettle settle;
  GSource *alarm;
  gint64 asked; /* when it was asked last for a package manager */
  char *waiting;
};

G_DEFINE_FINAL_TYPE (KxWatch, kx_watch, G_TYPE_OBJECT)

enum
{
  SETTLED,
  WAITING_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void evaluate (KxWatch *watch);

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach (KxWatch *watch, GSource *source, GSourceFunc callback)
{
  g_source_set_callback (source, callback, watch, NULL);
  g_source_attach (source, watch->context);
  return source;
}

static void
set_waiting (KxWatch *watch, const char *waiting)
{
  if (g_strcmp0 (watch->waiting, waiting) == 0)
    return;
  g_free (watch->waiting);
  watch->waiting = g_strdup (waiting);
  g_signal_emit (watch, signals[WAITING_CHANGED], 0);
}

static gboolean
ring (gpointer user_data)
{
  g_autoptr (KxWatch) watch = g_object_ref (user_data);

  drop_source (&watch->alarm);
  evaluate (watch);
  return G_SOURCE_REMOVE;
}

static void
set_alarm (KxWatch *watch, gint64 when)
{
  drop_source (&watch->alarm);
  watch->alarm = attach (watch, g_timeout_source_new (0), ring);
  g_source_set_ready_time (watch->alarm, when);
}

/* Asks for a package manager at work, and sees to it that its end is noticed. */
static const char *
ask_package_manager (KxWatch *watch)
{
  const char *lock = NULL;
  const char *name = kx_package_manager_find (watch->root, &lock);

  kx_watched_set_lock (watch->watched, lock);
  /* It may have been let go of before it was watched. */
  if (name != NULL)
    name = kx_package_manager_find (watch->root, NULL);
  watch->asked = g_get_monotonic_time ();
  return name;
}

static void
evaluate (KxWatch *watch)
{
  const char *manager = watch->settle.dirty ? ask_package_manager (watch) : NULL;
  g_autofree char *waiting = NULL;
  gint64 wake = 0;

  switch (kx_settle_decide (&watch->settle, g_get_monotonic_time (), manager != NULL, &wake))
    {
    case KX_SETTLE_REST:
      break;
    case KX_SETTLE_WAIT:
      set_alarm (watch, wake);
      waiting = manager != NULL && !watch->settle.given_up
                    ? g_strdup_printf ("%s is at work: /boot is looked at when it is done", manager)
                    : g_strdup ("files changed: /boot is looked at when they are at rest");
      set_waiting (watch, waiting);
      break;
    case KX_SETTLE_SCAN:
      drop_source (&watch->alarm);
      kx_watched_set_lock (watch->watched, NULL);
      watch->since = kx_time_of_day () - CLOCK_LAG;
      set_waiting (watch, NULL);
      g_signal_emit (watch, signals[SETTLED], 0);
      break;
    }
}

static void
mark (KxWatch *watch, KxSettleChange change)
{
  gint64 now = g_get_monotonic_time ();

  kx_settle_mark (&watch->settle, now, change);
  /* The alarm that is set rings early enough, but a package manager may have begun. */
  if (watch->alarm == NULL || now - watch->asked >= ASK_INTERVAL)
    evaluate (watch);
}

/* Looks up anew where the paths lead. Whether that may have brought something new since @since. */
static gboolean
look_up (KxWatch *watch, gint64 since)
{
  return kx_watched_set (watch->watched, (const char *const *) watch->paths, since, watch->since);
}

static gboolean take_events (int fd, GIOCondition condition, gpointer user_data);

static void
listen (KxWatch *watch)
{
  watch->events = attach (watch, g_unix_fd_source_new (kx_watched_get_fd (watch->watched), G_IO_IN),
                          G_SOURCE_FUNC (take_events));
}

static gboolean
stop_gathering (gpointer user_data)
{
  KxWatch *watch = user_data;

  drop_source (&watch->gathering);
  listen (watch);
  return G_SOURCE_REMOVE;
}

static gboolean
take_events (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (KxWatch) watch = g_object_ref (user_data);
  KxWatchedNews news = kx_watched_read (watch->watched);
  gboolean changed = (news & KX_WATCHED_CHANGED) != 0;
  gboolean large = (news & KX_WATCHED_LARGE) != 0;

  drop_source (&watch->events);
  watch->gathering = attach (watch, g_timeout_source_new (GATHER_MS), stop_gathering);

  if ((news & (KX_WATCHED_MOVED | KX_WATCHED_UNMOUNTED)) != 0)
    large |= look_up (watch, ANY_TIME);
  if (changed || large)
    mark (watch, large ? KX_SETTLE_LARGE : KX_SETTLE_SMALL);
  if ((news & KX_WATCHED_LOCK) != 0)
    evaluate (watch);
  return G_SOURCE_REMOVE;
}

static gboolean
take_mounts (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (KxWatch) watch = g_object_ref (user_data);

  /* Being asked was all that the table wanted. Most mounts are none of our paths. */
  if (look_up (watch, ANY_TIME))
    mark (watch, KX_SETTLE_LARGE);
  return G_SOURCE_CONTINUE;
}

static void
listen_to_mounts (KxWatch *watch)
{
  watch->mounts_fd = open ("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
  if (watch->mounts_fd >= 0)
    watch->mounts = attach (watch, g_unix_fd_source_new (watch->mounts_fd, G_IO_PRI | G_IO_ERR),
                            G_SOURCE_FUNC (take_mounts));
}

KxWatch *
kx_watch_new (KxRoot *root, GError **error)
{
  g_autoptr (KxWatch) watch = g_object_new (KX_TYPE_WATCH, NULL);
  G_GNUC_UNUSED gboolean ignored;

  watch->root = kx_root_ref (root);
  watch->watched = kx_watched_new (root, error);
  if (watch->watched == NULL)
    return NULL;

  watch->paths = g_strdupv ((char **) kx_scan_basic_paths ());
  watch->since = kx_time_of_day () - CLOCK_LAG;
  /* Nobody has scanned yet, so it does not matter what changed a moment ago. */
  ignored = look_up (watch, watch->since);
  listen (watch);
  listen_to_mounts (watch);
  return g_steal_pointer (&watch);
}

void
kx_watch_set_paths (KxWatch *watch, const char *const *paths)
{
  g_auto (GStrv) former = watch->paths;

  g_return_if_fail (KX_IS_WATCH (watch));

  watch->paths = g_strdupv ((char **) paths);
  if (look_up (watch, watch->since))
    mark (watch, KX_SETTLE_LARGE);
}

void
kx_watch_touch (KxWatch *watch)
{
  g_return_if_fail (KX_IS_WATCH (watch));

  mark (watch, KX_SETTLE_LARGE);
}

const char *
kx_watch_get_waiting (KxWatch *watch)
{
  g_return_val_if_fail (KX_IS_WATCH (watch), NULL);

  return watch->waiting;
}

const char *
kx_watch_get_problem (KxWatch *watch)
{
  g_return_val_if_fail (KX_IS_WATCH (watch), NULL);

  return kx_watched_get_problem (watch->watched);
}

static void
finalize (GObject *object)
{
  KxWatch *watch = KX_WATCH (object);

  drop_source (&watch->events);
  drop_source (&watch->gathering);
  drop_source (&watch->mounts);
  drop_source (&watch->alarm);
  if (watch->mounts_fd >= 0)
    close (watch->mounts_fd);
  g_clear_pointer (&watch->watched, kx_watched_free);
  g_clear_pointer (&watch->root, kx_root_unref);
  g_strfreev (watch->paths);
  g_free (watch->waiting);
  g_main_context_unref (watch->context);
  G_OBJECT_CLASS (kx_watch_parent_class)->finalize (object);
}

static void
kx_watch_init (KxWatch *watch)
{
  watch->context = g_main_context_ref_thread_default ();
  watch->mounts_fd = -1;
}

static void
kx_watch_class_init (KxWatchClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;

  signals[SETTLED] = g_signal_new ("settled", KX_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[WAITING_CHANGED] = g_signal_new ("waiting-changed", KX_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}
