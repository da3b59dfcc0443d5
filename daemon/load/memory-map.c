/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory-map.h"

#include "error.h"
#include "iomem.h"
#include "memory-options.h"
#include "pages.h"


/* What lies below belongs to the firmware and to the start of other processors. */
#define LOWEST ((guint64) 1 << 20)

guint32
kx_memory_type_from_string (const char *name)
{
  static const struct
  {
    const char *name;
    guint32 type;
  } types[] = {
    { "System RAM", KX_MEMORY_RAM },
    { "ACPI Tables", KX_MEMORY_ACPI },
    { "ACPI Non-volatile Storage", KX_MEMORY_NVS },
    { "Unusable memory", KX_MEMORY_UNUSABLE },
    { "Persistent Memory", KX_MEMORY_PMEM },
    { "Persistent Memory (legacy)", KX_MEMORY_PRAM },
    { "Soft Reserved", KX_MEMORY_SOFT_RESERVED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (name, types[i].name))
      return types[i].type;
  return KX_MEMORY_RESERVED;
}

static const KxMemoryRange *
get (const GArray *ranges, guint i)
{
  return &g_array_index (ranges, KxMemoryRange, i);
}

static GArray *
new_ranges (void)
{
  return g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
}

static void
add (GArray *ranges, guint64 start, guint64 end, guint32 type)
{
  KxMemoryRange range = { .start = start, .end = end, .type = type };

  if (start < end)
    g_array_append_val (ranges, range);
}

static gint
compare_points (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

static gint
compare_starts (gconstpointer a, gconstpointer b)
{
  return compare_points (&((const KxMemoryRange *) a)->start, &((const KxMemoryRange *) b)->start);
}

/* One range for what overlaps or touches; types are not looked at. */
static void
join (GArray *ranges)
{
  guint n = 0;

  g_array_sort (ranges, compare_starts);
  for (guint i = 0; i < ranges->len; i++)
    {
      const KxMemoryRange *range = get (ranges, i);
      KxMemoryRange *last = n > 0 ? &g_array_index (ranges, KxMemoryRange, n - 1) : NULL;

      if (last != NULL && range->start <= last->end)
        last->end = MAX (last->end, range->end);
      else
        g_array_index (ranges, KxMemoryRange, n++) = *range;
    }
  g_array_set_size (ranges, n);
}

/* What is in both; each ascending and not overlapping. The types are those of @a. */
static GArray *
intersect (const GArray *a, const GArray *b)
{
  GArray *both = new_ranges ();
  guint i = 0, j = 0;

  while (i < a->len && j < b->len)
    {
      const KxMemoryRange *x = get (a, i), *y = get (b, j);

      add (both, MAX (x->start, y->start), MIN (x->end, y->end), x->type);
      if (x->end <= y->end)
        i++;
      else
        j++;
    }
  return both;
}

/* Everything else; @ranges are ascending and do not overlap. */
static GArray *
complement (const GArray *ranges)
{
  GArray *others = new_ranges ();
  guint64 start = 0;

  for (guint i = 0; i < ranges->len; i++)
    {
      add (others, start, get (ranges, i)->start, KX_MEMORY_RAM);
      start = get (ranges, i)->end;
    }
  add (others, start, G_MAXUINT64, KX_MEMORY_RAM);
  return others;
}

static GArray *
select_ram (const GArray *ranges, gboolean ram)
{
  GArray *selected = new_ranges ();

  for (guint i = 0; i < ranges->len; i++)
    if ((get (ranges, i)->type == KX_MEMORY_RAM) == ram)
      g_array_append_vals (selected, get (ranges, i), 1);
  return selected;
}

/* The type that holds from @point on, 0 for none; @begins: whether one of that type starts there. */
static guint32
type_at (const GArray *ranges, guint64 point, gboolean *begins)
{
  guint32 type = 0;

  *begins = FALSE;
  for (guint i = 0; i < ranges->len; i++)
    {
      const KxMemoryRange *range = get (ranges, i);

      if (range->start > point || range->end <= point || range->type < type)
        continue;
      *begins = (range->type == type && *begins) || range->start == point;
      type = range->type;
    }
  return type;
}

/* What the kernel takes for different devices even where they touch: e820_type_mergeable() and
 * its forerunners. */
static gboolean
stays_apart (guint32 type)
{
  return type == KX_MEMORY_PRAM || type == KX_MEMORY_SOFT_RESERVED;
}

/* Ascending and not overlapping. */
static GArray *
flatten (const GArray *ranges, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) flat = new_ranges ();

  for (guint i = 0; i < ranges->len; i++)
    {
      if (i == KX_MEMORY_RANGES_MAX || get (ranges, i)->start >= get (ranges, i)->end
          || get (ranges, i)->type == 0)
        {
          g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                               "the firmware's memory map contradicts itself");
          return NULL;
        }
      g_array_append_val (points, get (ranges, i)->start);
      g_array_append_val (points, get (ranges, i)->end);
    }
  g_array_sort (points, compare_points);

  for (guint i = 0; i + 1 < points->len; i++)
    {
      guint64 start = g_array_index (points, guint64, i);
      guint64 end = g_array_index (points, guint64, i + 1);
      KxMemoryRange *last
          = flat->len > 0 ? &g_array_index (flat, KxMemoryRange, flat->len - 1) : NULL;
      gboolean begins;
      guint32 type = type_at (ranges, start, &begins);

      if (type == 0 || start == end)
        continue;
      if (last != NULL && last->end == start && last->type == type
          && !(begins && stays_apart (type)))
        last->end = end;
      else
        add (flat, start, end, type);
    }
  return g_steal_pointer (&flat);
}

/* The firmware's ranges without the RAM that was not there at the start. */
static GArray *
get_told (const GArray *firmware, const GArray *booted, GError **error)
{
  g_autoptr (GArray) flat = flatten (firmware, error);
  g_autoptr (GArray) flat_booted = NULL;
  g_autoptr (GArray) ram = NULL;
  g_autoptr (GArray) ram_booted = NULL;
  GArray *told;

  if (flat == NULL || booted == NULL)
    return g_steal_pointer (&flat);
  flat_booted = flatten (booted, error);
  if (flat_booted == NULL)
    return NULL;

  ram = select_ram (flat, TRUE);
  ram_booted = select_ram (flat_booted, TRUE);
  told = select_ram (flat, FALSE);
  for (guint i = 0; i < ram->len; i++)
    {
      g_autoptr (GArray) one = new_ranges ();
      g_autoptr (GArray) rest = NULL;

      g_array_append_vals (one, get (ram, i), 1);
      rest = intersect (one, ram_booted);
      g_array_append_vals (told, rest->data, rest->len);
    }
  g_array_sort (told, compare_starts);
  return told;
}

/* RAM that the running kernel has, without what it set aside inside of it. */
static GArray *
get_free (const char *iomem, GError **error)
{
  g_autoptr (GArray) lines = kx_iomem_parse (iomem, error);
  g_autoptr (GArray) ram = new_ranges ();
  g_autoptr (GArray) taken = new_ranges ();
  g_autoptr (GArray) rest = NULL;

  if (lines == NULL)
    return NULL;

  add (taken, 0, LOWEST, KX_MEMORY_RESERVED);
  for (guint i = 0; i < lines->len; i++)
    {
      const KxIomemRange *line = &g_array_index (lines, KxIomemRange, i);

      if (line->kind == KX_IOMEM_RAM)
        add (ram, line->start, line->end, KX_MEMORY_RAM);
      else if (line->kind == KX_IOMEM_OTHER && line->in_ram)
        add (taken, line->start, line->end, KX_MEMORY_RESERVED);
    }
  join (ram);
  join (taken);
  rest = complement (taken);
  return intersect (ram, rest);
}

/* Pages that are wholly inside. */
static GArray *
round_inwards (const GArray *ranges)
{
  GArray *pages = new_ranges ();

  for (guint i = 0; i < ranges->len; i++)
    {
      const KxMemoryRange *range = get (ranges, i);

      if (range->start <= G_MAXUINT64 - KX_PAGE_SIZE)
        add (pages, kx_round_up (range->start, KX_PAGE_SIZE),
             range->end / KX_PAGE_SIZE * KX_PAGE_SIZE,
             KX_MEMORY_RAM);
    }
  return pages;
}

/* Takes the arrays. */
static KxMemoryMap *
new_map (GArray *firmware, GArray *usable)
{
  KxMemoryMap *map = g_new0 (KxMemoryMap, 1);

  for (guint i = 0; i < firmware->len; i++)
    if (get (firmware, i)->type == KX_MEMORY_RAM)
      map->ram += get (firmware, i)->end - get (firmware, i)->start;
  map->firmware = firmware;
  map->usable = usable;
  return map;
}

KxMemoryMap *
kx_memory_map_new (const GArray *firmware, const GArray *booted, const char *iomem, GError **error)
{
  g_autoptr (GArray) told = get_told (firmware, booted, error);
  g_autoptr (GArray) available = NULL;
  g_autoptr (GArray) ram = NULL;
  g_autoptr (GArray) both = NULL;
  g_autoptr (GArray) usable = NULL;

  if (told == NULL)
    return NULL;
  available = get_free (iomem, error);
  if (available == NULL)
    return NULL;

  ram = select_ram (told, TRUE);
  both = intersect (ram, available);
  usable = round_inwards (both);
  if (usable->len == 0)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the firmware and the running kernel do not agree on any memory");
      return NULL;
    }
  return new_map (g_steal_pointer (&told), g_steal_pointer (&usable));
}

KxMemoryMap *
kx_memory_map_limit (const KxMemoryMap *map, const char *cmdline, GError **error)
{
  g_autoptr (GArray) options = kx_memory_options_parse (cmdline, error);
  g_autoptr (GArray) taken = new_ranges ();
  g_autoptr (GArray) rest = NULL;
  g_autoptr (GArray) left = NULL;
  g_autoptr (GArray) usable = NULL;

  if (options == NULL)
    return NULL;

  for (guint i = 0; i < options->len; i++)
    {
      const KxMemoryTaken *option = &g_array_index (options, KxMemoryTaken, i);

      add (taken, option->start, option->end, KX_MEMORY_RESERVED);
    }
  join (taken);
  rest = complement (taken);
  left = intersect (map->usable, rest);
  usable = round_inwards (left);
  if (usable->len == 0)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the command line leaves no memory (mem=, memmap=)");
      return NULL;
    }
  return new_map (g_array_ref (map->firmware), g_steal_pointer (&usable));
}

void
kx_memory_map_free (KxMemoryMap *map)
{
  g_array_unref (map->firmware);
  g_array_unref (map->usable);
  g_free (map);
}

static void
add_ranges (GChecksum *sum, const GArray *ranges)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      const KxMemoryRange *range = get (ranges, i);
      g_autofree char *text
          = g_strdup_printf ("%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x:%x ", range->start,
                             range->end, range->type);

      g_checksum_update (sum, (const guchar *) text, -1);
    }
  g_checksum_update (sum, (const guchar *) "\n", 1);
}

char *
kx_memory_map_digest (const KxMemoryMap *map)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  add_ranges (sum, map->firmware);
  add_ranges (sum, map->usable);
  return g_strdup (g_checksum_get_string (sum));
}
