/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "alarm.h"

/* Nobody may set the clock of the machine that the tests run on: what happens then is shown in a
 * guest. */

typedef struct
{
  KxAlarm *alarm;
  guint rung;
  gint64 again; /* set to this when it rings; 0: not */
} Fixture;

static void
ring (gpointer user_data)
{
  Fixture *f = user_data;
  gint64 again = f->again;

  f->rung++;
  f->again = 0;
  if (again != 0)
    kx_alarm_set (f->alarm, again);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->alarm = kx_alarm_new (ring, f, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  kx_alarm_free (f->alarm);
}

static void
wait_for (Fixture *f, guint rung)
{
  while (f->rung < rung)
    g_main_context_iteration (NULL, TRUE);
}

/* What is ready now. */
static void
drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_rings (Fixture *f, gconstpointer data)
{
  gint64 when = kx_alarm_now () + 50 * G_TIME_SPAN_MILLISECOND;

  kx_alarm_set (f->alarm, when);
  drain ();
  wait_for (f, 1);
  g_assert_cmpint (kx_alarm_now (), >=, when);
  drain ();
  g_assert_cmpuint (f->rung, ==, 1);
}

static void
test_past (Fixture *f, gconstpointer data)
{
  kx_alarm_set (f->alarm, kx_alarm_now () - G_TIME_SPAN_DAY);
  wait_for (f, 1);
  kx_alarm_set (f->alarm, 0);
  wait_for (f, 2);
}

static void
test_set_again (Fixture *f, gconstpointer data)
{
  f->again = kx_alarm_now () + 10 * G_TIME_SPAN_MILLISECOND;
  kx_alarm_set (f->alarm, 1);
  wait_for (f, 2);
}

static void
test_one_at_a_time (Fixture *f, gconstpointer data)
{
  /* It has rung, and was set to later before anybody listened. */
  kx_alarm_set (f->alarm, 1);
  kx_alarm_set (f->alarm, kx_alarm_now () + G_TIME_SPAN_HOUR);
  drain ();
  g_assert_cmpuint (f->rung, ==, 0);
}

static void
test_stop (Fixture *f, gconstpointer data)
{
  kx_alarm_set (f->alarm, 1);
  kx_alarm_stop (f->alarm);
  drain ();
  g_assert_cmpuint (f->rung, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/alarm/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("rings", test_rings);
  ADD ("past", test_past);
  ADD ("set-again", test_set_again);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("stop", test_stop);
#undef ADD
  return g_test_run ();
}
