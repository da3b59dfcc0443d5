/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "date.h"

#include <string.h>

#include "failure.h"

/* Nobody plans further ahead, and no sum of such spans overflows. */
#define SPAN_MAX (100 * 366 * G_TIME_SPAN_DAY)

static const struct
{
  const char *unit;
  GTimeSpan span;
} units[] = {
  { "", G_TIME_SPAN_MINUTE }, /* as shutdown(8) has it */
  { "s", G_TIME_SPAN_SECOND },   { "sec", G_TIME_SPAN_SECOND },
  { "m", G_TIME_SPAN_MINUTE },   { "min", G_TIME_SPAN_MINUTE },
  { "h", G_TIME_SPAN_HOUR },     { "d", G_TIME_SPAN_DAY },
};

/* A number of at most @digits digits, at least one; moves @text behind it. */
static gboolean
take_number (const char **text, guint digits, gint64 *number)
{
  const char *p = *text;

  *number = 0;
  for (guint i = 0; i < digits && g_ascii_isdigit (*p); i++)
    *number = *number * 10 + g_ascii_digit_value (*p++);
  if (p == *text || g_ascii_isdigit (*p))
    return FALSE;

  *text = p;
  return TRUE;
}

static gboolean
take_unit (const char **text, GTimeSpan *span)
{
  gsize length = 0;

  while (g_ascii_isalpha ((*text)[length]))
    length++;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].unit) == length && strncmp (units[i].unit, *text, length) == 0)
      {
        *text += length;
        *span = units[i].span;
        return TRUE;
      }

  return FALSE;
}

/* What follows the "+". */
static gboolean
parse_span (const char *text, GTimeSpan *span)
{
  GTimeSpan sum = 0;

  do
    {
      gint64 number;
      GTimeSpan unit;

      if (!take_number (&text, 9, &number) || !take_unit (&text, &unit)
          || number > (SPAN_MAX - sum) / unit)
        return FALSE;
      sum += number * unit;
    }
  while (*text != '\0');

  *span = sum;
  return TRUE;
}

/* "23:30" or "23:30:15", to the end of the text. */
static gboolean
parse_time (const char *text, int *hour, int *minute, int *second)
{
  gint64 numbers[3] = { 0, 0, 0 };
  guint n = 0;

  do
    {
      if (n > 0)
        text++;
      if (!take_number (&text, 2, &numbers[n++]))
        return FALSE;
    }
  while (n < 3 && *text == ':');

  *hour = (int) numbers[0];
  *minute = (int) numbers[1];
  *second = (int) numbers[2];
  return n >= 2 && *text == '\0' && numbers[0] < 24 && numbers[1] < 60 && numbers[2] < 60;
}

/* "2026-11-23", with what separates it from a time; moves @text behind that. */
static gboolean
take_date (const char **text, int *year, int *month, int *day)
{
  gint64 numbers[3];
  const char *p = *text;

  for (guint i = 0; i < 3; i++)
    if ((i > 0 && *p++ != '-') || !take_number (&p, i == 0 ? 4 : 2, &numbers[i]))
      return FALSE;
  if (*p != ' ' && *p != 'T')
    return FALSE;

  *text = p + 1;
  *year = (int) numbers[0];
  *month = (int) numbers[1];
  *day = (int) numbers[2];
  return TRUE;
}

static gint64
to_moment (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static gboolean
parse_date_and_time (const char *text, gint64 *moment)
{
  g_autoptr (GDateTime) time = NULL;
  int year, month, day, hour, minute, second;

  if (!take_date (&text, &year, &month, &day) || !parse_time (text, &hour, &minute, &second))
    return FALSE;
  time = g_date_time_new_local (year, month, day, hour, minute, second);
  /* A clock that is put forward leaves an hour out. */
  if (time == NULL || g_date_time_get_hour (time) != hour)
    return FALSE;

  *moment = to_moment (time);
  return TRUE;
}

/* Today, or, where that has passed, the next day on which the clock shows it. */
static gboolean
parse_next_time (const char *text, gint64 now, gint64 *moment)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);
  int hour, minute, second;

  if (today == NULL || !parse_time (text, &hour, &minute, &second))
    return FALSE;

  for (int days = 0; days < 3; days++)
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (today, days);
      g_autoptr (GDateTime) time
          = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                   g_date_time_get_day_of_month (day), hour, minute, second);

      if (time != NULL && g_date_time_get_hour (time) == hour && to_moment (time) > now)
        {
          *moment = to_moment (time);
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
kx_date_parse (const char *text, gint64 now, gint64 *moment, GError **error)
{
  GTimeSpan span;

  if (text[0] == '+' && parse_span (text + 1, &span))
    {
      *moment = now + span;
      return TRUE;
    }
  if (parse_date_and_time (text, moment) || parse_next_time (text, now, moment))
    return TRUE;

  return kx_usage (error,
                   "'%s' is no time: give minutes from now (+10), a span (+1h30min), a time of day "
                   "(23:30) or a date with one (2026-11-23 06:00)",
                   text);
}

char *
kx_date_format (gint64 moment)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (moment / G_USEC_PER_SEC);
  char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M %Z") : NULL;

  return text != NULL ? text : g_strdup ("a time that has no date");
}

char *
kx_date_format_span (gint64 span)
{
  gint64 minutes = (MAX (span, 0) + G_TIME_SPAN_MINUTE / 2) / G_TIME_SPAN_MINUTE;

  if (minutes < 1)
    return g_strdup ("in less than a minute");
  if (minutes < 100)
    return g_strdup_printf ("in %" G_GINT64_FORMAT " minute%s", minutes, minutes > 1 ? "s" : "");
  if (minutes < 48 * 60)
    return g_strdup_printf ("in %" G_GINT64_FORMAT " hours", (minutes + 30) / 60);
  return g_strdup_printf ("in %" G_GINT64_FORMAT " days", (minutes + 12 * 60) / (24 * 60));
}
