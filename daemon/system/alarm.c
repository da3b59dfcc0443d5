/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "alarm.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <glib-unix.h>

#include "error.h"

struct _KxAlarm
{
  int fd;
  GSource *source;
  void (*ring) (gpointer user_data);
  gpointer user_data;
};

static gboolean
on_readable (int fd, GIOCondition condition, gpointer data)
{
  KxAlarm *alarm = data;
  guint64 expirations;
  gssize n = read (fd, &expirations, sizeof expirations);

  /* ECANCELED: the clock was set. EAGAIN: the alarm was set anew after it rang. */
  if (n >= 0 || errno == ECANCELED)
    alarm->ring (alarm->user_data);
  return G_SOURCE_CONTINUE;
}

KxAlarm *
kx_alarm_new (void (*ring) (gpointer user_data), gpointer user_data, GError **error)
{
  KxAlarm *alarm;
  int fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);

  if (fd < 0)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_FAILED, "cannot make a timer: %s", g_strerror (errno));
      return NULL;
    }

  alarm = g_new0 (KxAlarm, 1);
  alarm->fd = fd;
  alarm->ring = ring;
  alarm->user_data = user_data;
  alarm->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_callback (alarm->source, G_SOURCE_FUNC (on_readable), alarm, NULL);
  g_source_set_static_name (alarm->source, "alarm");
  g_source_attach (alarm->source, g_main_context_get_thread_default ());
  return alarm;
}

void
kx_alarm_free (KxAlarm *alarm)
{
  g_source_destroy (alarm->source);
  g_source_unref (alarm->source);
  close (alarm->fd);
  g_free (alarm);
}

gint64
kx_alarm_now (void)
{
  return g_get_real_time ();
}

/* @value: 0: off; a clock that is set makes no difference then. */
static void
set_timer (KxAlarm *alarm, gint64 value)
{
  int flags = value != 0 ? TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET : 0;
  struct itimerspec timer = {
    .it_value = { .tv_sec = value / G_USEC_PER_SEC, .tv_nsec = value % G_USEC_PER_SEC * 1000 },
  };

  /* ECANCELED: the clock was set before, which whoever sets the alarm now has seen. The timer runs
   * all the same, and there is no other error for a valid time. */
  if (timerfd_settime (alarm->fd, flags, &timer, NULL) < 0 && errno != ECANCELED)
    g_warning ("a timer cannot be set: %s", g_strerror (errno));
}

void
kx_alarm_set (KxAlarm *alarm, gint64 when)
{
  set_timer (alarm, MAX (when, 1));
}

void
kx_alarm_stop (KxAlarm *alarm)
{
  set_timer (alarm, 0);
}
