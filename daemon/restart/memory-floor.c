/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory-floor.h"

#include <string.h>

#define MIB G_GUINT64_CONSTANT (1048576)

/* More than any machine has, and far from where a number of bytes overflows. */
#define MIB_MAX (G_GUINT64_CONSTANT (1) << 32)
#define PERCENT_MAX 50

#define PATIENCE_MIN 2
#define PATIENCE_MAX 60
#define CALM_SECONDS (60 * 60)

gboolean
kx_memory_floor_from_string (const char *text, KxMemoryFloor *floor)
{
  gsize length = strlen (text);
  gboolean is_percent = length > 0 && text[length - 1] == '%';
  g_autofree char *digits = g_strndup (text, length - (is_percent ? 1 : 0));
  guint64 number;

  if (!g_ascii_string_to_unsigned (digits, 10, 0, is_percent ? PERCENT_MAX : MIB_MAX, &number, NULL))
    return FALSE;

  *floor = is_percent ? (KxMemoryFloor){ .percent = (guint) number }
                      : (KxMemoryFloor){ .bytes = number * MIB };
  return TRUE;
}

guint64
kx_memory_floor_get_bytes (const KxMemoryFloor *floor, guint64 total)
{
  return floor->percent != 0 ? total / 100 * floor->percent : floor->bytes;
}

KxLevel
kx_memory_floor_judge (const KxMemoryFacts *facts)
{
  guint64 enough = facts->floor;

  if (facts->floor == 0 || facts->available == 0)
    return KX_LEVEL_ARMED;
  if (facts->available < facts->floor / 2)
    return KX_LEVEL_OFF;

  if (facts->was_short)
    enough += facts->needed + facts->needed / 4;
  return facts->available < enough ? KX_LEVEL_STAGED : KX_LEVEL_ARMED;
}

guint64
kx_memory_floor_get_spare (guint64 floor, guint64 available)
{
  if (floor == 0 || available == 0)
    return G_MAXUINT64;
  return available > floor ? available - floor : 0;
}

guint
kx_memory_floor_get_patience (guint before, gint64 seconds)
{
  if (before == 0 || seconds >= CALM_SECONDS)
    return PATIENCE_MIN;
  return MIN (2 * before, PATIENCE_MAX);
}
