/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "placement.h"

#include "error.h"
#include "pages.h"


struct _KxPlacement
{
  GArray *free; /* KxMemoryRange, ascending, not overlapping; whole pages */
  KxMemoryRange wishes[KX_PLACEMENT_WISHES];
  guint n_wishes;
};

KxPlacement *
kx_placement_new (const KxMemoryMap *map)
{
  KxPlacement *placement = g_new0 (KxPlacement, 1);

  placement->free = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
  g_array_append_vals (placement->free, map->usable->data, map->usable->len);
  return placement;
}

void
kx_placement_free (KxPlacement *placement)
{
  g_array_unref (placement->free);
  g_free (placement);
}

void
kx_placement_prefer (KxPlacement *placement, guint64 min, guint64 max)
{
  g_return_if_fail (placement->n_wishes < KX_PLACEMENT_WISHES);

  placement->wishes[placement->n_wishes++] = (KxMemoryRange){ .start = min, .end = max };
}

/* In how many places of @range there is room, and where the first one is. */
static guint64
count_places (const KxMemoryRange *range, guint64 size, guint64 align, guint64 min, guint64 max,
              guint64 *first)
{
  guint64 start = MAX (range->start, min);
  guint64 end = MIN (range->end, max);

  if (start > G_MAXUINT64 - align)
    return 0;
  start = kx_round_up (start, align);
  if (start >= end || end - start < size)
    return 0;

  *first = start;
  return (end - start - size) / align + 1;
}

/* Takes the bytes out of the range @i, which they are inside of. */
static void
cut (KxPlacement *placement, guint i, guint64 start, guint64 end)
{
  KxMemoryRange parts[2] = { g_array_index (placement->free, KxMemoryRange, i),
                             g_array_index (placement->free, KxMemoryRange, i) };

  parts[0].end = start;
  parts[1].start = end;
  g_array_remove_index (placement->free, i);
  for (guint part = 0; part < G_N_ELEMENTS (parts); part++)
    if (parts[part].start < parts[part].end)
      g_array_insert_val (placement->free, i++, parts[part]);
}

/* From all numbers of 64 bits to those below @places, in proportion: none is preferred by more than
 * one in 2^12, for places are pages at most. */
static guint64
scale (guint64 random, guint64 places)
{
  return MIN (random / (G_MAXUINT64 / places), places - 1);
}

static guint64
count_all_places (const KxPlacement *placement, guint64 size, guint64 align, guint64 min,
                  guint64 max)
{
  guint64 places = 0;
  guint64 first;

  for (guint i = 0; i < placement->free->len; i++)
    places += count_places (&g_array_index (placement->free, KxMemoryRange, i), size, align, min,
                            max, &first);
  return places;
}

/* Takes the one of that number. There are that many. */
static guint64
take_place (KxPlacement *placement, guint64 number, guint64 size, guint64 align, guint64 min,
            guint64 max)
{
  for (guint i = 0;; i++)
    {
      guint64 first;
      guint64 here = count_places (&g_array_index (placement->free, KxMemoryRange, i), size, align,
                                   min, max, &first);

      if (number < here)
        {
          cut (placement, i, first + number * align, first + number * align + size);
          return first + number * align;
        }
      number -= here;
    }
}

/* Narrows the limits to the first wish that can be fulfilled. Returns how many places there are. */
static guint64
choose_limits (const KxPlacement *placement, guint64 size, guint64 align, guint64 *min, guint64 *max)
{
  for (guint i = 0; i < placement->n_wishes; i++)
    {
      guint64 start = MAX (*min, placement->wishes[i].start);
      guint64 end = MIN (*max, placement->wishes[i].end);
      guint64 places = count_all_places (placement, size, align, start, end);

      if (places > 0)
        {
          *min = start;
          *max = end;
          return places;
        }
    }
  return count_all_places (placement, size, align, *min, *max);
}

gboolean
kx_placement_take (KxPlacement *placement, guint64 size, guint64 align, guint64 min, guint64 max,
                   guint64 random, guint64 *address, GError **error)
{
  guint64 places = 0;

  /* What cannot be rounded up to pages does not fit anywhere either. */
  if (size <= G_MAXUINT64 - KX_PAGE_SIZE)
    {
      size = kx_round_up (size, KX_PAGE_SIZE);
      places = choose_limits (placement, size, align, &min, &max);
    }
  if (places == 0)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_NO_MEMORY,
                   "nowhere in memory are there %" G_GUINT64_FORMAT
                   " MiB in one piece for the next kernel",
                   (size >> 20) + (size % ((guint64) 1 << 20) != 0));
      return FALSE;
    }

  *address = take_place (placement, scale (random, places), size, align, min, max);
  return TRUE;
}
