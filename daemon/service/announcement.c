/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "announcement.h"

char *
kx_announcement_user (const KxSchedule *schedule)
{
  return schedule->user != NULL ? g_strdup (schedule->user)
                                : g_strdup_printf ("user %u", (guint) schedule->uid);
}

char *
kx_announcement_moment (gint64 when)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (when / G_USEC_PER_SEC);
  char *text = moment != NULL ? g_date_time_format (moment, "%Y-%m-%d %H:%M %Z") : NULL;

  return text != NULL ? text : g_strdup ("a time that has no date");
}

/* Who stops it, and how. */
static char *
say_how_to_stop (const KxSchedule *schedule, const char *user)
{
  return schedule->uid == 0 ? g_strdup ("As root, \"kexecctl cancel\" stops that.")
                            : g_strdup_printf ("As %s or root, \"kexecctl cancel\" stops that.", user);
}

static char *
announce (const KxSchedule *schedule, const char *time)
{
  g_autofree char *user = kx_announcement_user (schedule);
  g_autofree char *how = say_how_to_stop (schedule, user);

  return g_strdup_printf ("This machine restarts into %s%s %s, as scheduled by %s.\n%s\n",
                          schedule->release != NULL ? "Linux " : "an image of its own",
                          schedule->release != NULL ? schedule->release : "", time, user, how);
}

char *
kx_announcement_scheduled (const KxSchedule *schedule)
{
  g_autofree char *moment = kx_announcement_moment (schedule->when);
  g_autofree char *time = g_strdup_printf ("at %s", moment);

  return announce (schedule, time);
}

char *
kx_announcement_near (const KxSchedule *schedule, gint64 now)
{
  g_autofree char *moment = kx_announcement_moment (schedule->when);
  gint64 left = schedule->when - now;
  /* Rounded: one that wakes up a moment late still says the whole minute. */
  guint minutes = (guint) MAX ((left + G_TIME_SPAN_MINUTE / 2) / G_TIME_SPAN_MINUTE, 1);
  g_autofree char *time
      = g_strdup_printf ("in %u minute%s (at %s)", minutes, minutes > 1 ? "s" : "", moment);

  return announce (schedule, time);
}

char *
kx_announcement_stopped (const KxSchedule *schedule, const char *why)
{
  g_autofree char *user = kx_announcement_user (schedule);
  g_autofree char *moment = kx_announcement_moment (schedule->when);

  return g_strdup_printf ("The restart that %s scheduled for %s does not take place: %s.\n", user,
                          moment, why);
}
