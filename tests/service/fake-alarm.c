/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "alarm.h"

/*
 * Stands in the place of the real one: the tests cannot set the clock of the machine that they run
 * on. The clock of these is ahead of it by as many microseconds as the file "clock" beside the fake
 * kernel says (Machine.set_clock()). It is looked at all the time, so that this alarm needs no more
 * precision than that.
 */
#define LOOK_MS 10

struct _KxAlarm
{
  void (*ring) (gpointer user_data);
  gpointer user_data;
  guint timer;
  gint64 when;
  gint64 ahead; /* when it was set */
};

static gint64
read_ahead (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("KEXECD_TEST_KERNEL"), "clock", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gint64
kx_alarm_now (void)
{
  return g_get_real_time () + read_ahead ();
}

static gboolean
on_look (gpointer data)
{
  KxAlarm *alarm = data;
  gint64 ahead = read_ahead ();

  if (ahead == alarm->ahead && kx_alarm_now () < alarm->when)
    return G_SOURCE_CONTINUE;

  alarm->timer = 0;
  alarm->ring (alarm->user_data);
  return G_SOURCE_REMOVE;
}

KxAlarm *
kx_alarm_new (void (*ring) (gpointer user_data), gpointer user_data, GError **error)
{
  KxAlarm *alarm = g_new0 (KxAlarm, 1);

  alarm->ring = ring;
  alarm->user_data = user_data;
  return alarm;
}

void
kx_alarm_stop (KxAlarm *alarm)
{
  g_clear_handle_id (&alarm->timer, g_source_remove);
}

void
kx_alarm_set (KxAlarm *alarm, gint64 when)
{
  kx_alarm_stop (alarm);
  alarm->when = when;
  alarm->ahead = read_ahead ();
  alarm->timer = g_timeout_add (LOOK_MS, on_look, alarm);
}

void
kx_alarm_free (KxAlarm *alarm)
{
  kx_alarm_stop (alarm);
  g_free (alarm);
}
