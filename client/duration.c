/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "duration.h"

#define MILLISECOND 1000
#define TENTH (100 * MILLISECOND)

/* How many times @unit, rounded. */
static guint64
rounded (guint64 span, guint64 unit)
{
  return span / unit + (span % unit >= unit / 2 + unit % 2);
}

/* The largest unit in which @span, as it is rounded there, is not a long number. */
char *
kx_duration_format (gint64 span)
{
  guint64 size = span < 0 ? -(guint64) span : (guint64) span;
  const char *sign = span < 0 ? "-" : "";
  guint64 number = rounded (size, MILLISECOND);

  if (number < 1000)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT " ms", number > 0 ? sign : "", number);

  number = rounded (size, TENTH);
  if (number < 1000)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " s", sign, number / 10,
                            number % 10);

  number = rounded (size, G_TIME_SPAN_SECOND);
  if (number < 60 * 60)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT " min %" G_GUINT64_FORMAT " s", sign,
                            number / 60, number % 60);

  number = rounded (size, G_TIME_SPAN_MINUTE);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT " h %" G_GUINT64_FORMAT " min", sign, number / 60,
                          number % 60);
}
