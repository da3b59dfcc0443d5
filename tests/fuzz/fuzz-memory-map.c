/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fuzz.h"

#include <string.h>

#include "bytes.h"
#include "e820.h"
#include "iomem.h"
#include "memory-map.h"
#include "placement.h"

#define PAGE ((guint64) 4096)
#define REQUEST 12
#define MAX_REQUESTS 32

static const KxMemoryRange *
get (const GArray *ranges, guint i)
{
  return &g_array_index (ranges, KxMemoryRange, i);
}

/* Takes the next piece, which has its length in front of it, as a copy of its own size. */
static guint8 *
take_piece (const guint8 **data, gsize *size, gsize *length)
{
  guint8 *piece;

  *length = *size >= 2 ? MIN (kx_le16 (*data), *size - 2) : 0;
  piece = g_memdup2 (*size >= 2 ? *data + 2 : *data, *length);
  *data += MIN (*length + 2, *size);
  *size -= MIN (*length + 2, *size);
  return piece;
}

static gboolean
is_within (const GArray *ranges, guint64 start, guint64 end)
{
  for (guint i = 0; i < ranges->len; i++)
    if (get (ranges, i)->type == KX_MEMORY_RAM && get (ranges, i)->start <= start
        && get (ranges, i)->end >= end)
      return TRUE;
  return FALSE;
}

static void
check_map (const KxMemoryMap *map, const char *iomem)
{
  g_autoptr (GArray) lines = kx_iomem_parse (iomem, NULL);
  guint64 ram = 0;

  for (guint i = 0; i < map->firmware->len; i++)
    {
      const KxMemoryRange *range = get (map->firmware, i);

      g_assert_true (range->start < range->end && range->type != 0);
      g_assert_true (i == 0 || get (map->firmware, i - 1)->end <= range->start);
      ram += range->type == KX_MEMORY_RAM ? range->end - range->start : 0;
    }
  g_assert_true (map->ram == ram);

  for (guint i = 0; i < map->usable->len; i++)
    {
      const KxMemoryRange *range = get (map->usable, i);

      g_assert_true (range->start < range->end && range->type == KX_MEMORY_RAM);
      g_assert_true (range->start % PAGE == 0 && range->end % PAGE == 0);
      g_assert_true (range->start >= 0x100000);
      g_assert_true (i == 0 || get (map->usable, i - 1)->end <= range->start);
      g_assert_true (is_within (map->firmware, range->start, range->end));
      for (guint j = 0; j < lines->len; j++)
        {
          const KxIomemRange *line = &g_array_index (lines, KxIomemRange, j);

          g_assert_true (line->kind != KX_IOMEM_OTHER || !line->in_ram || line->end <= range->start
                         || line->start >= range->end);
        }
    }
}

/* Each request: pages u16, alignment u8, limits u8, random u64. */
static void
check_places (const KxMemoryMap *map, const guint8 *requests, gsize size)
{
  g_autoptr (KxPlacement) placement = kx_placement_new (map);
  guint64 taken[MAX_REQUESTS][2];

  for (guint n = 0; size >= REQUEST && n < MAX_REQUESTS; requests += REQUEST, size -= REQUEST)
    {
      guint64 length = (guint64) kx_le16 (requests) * 1024 + 1;
      guint64 align = PAGE << (requests[2] % 52);
      guint64 min = (guint64) (requests[3] & 15) << 20;
      guint64 max = requests[3] & 16 ? (guint64) (requests[3] >> 4) << 28 : G_MAXUINT64;
      guint64 address = 1;
      GError *error = NULL;
      gboolean found = kx_placement_take (placement, length, align, min, max,
                                          kx_le64 (requests + 4), &address, &error);

      fuzz_check_error (found, error);
      if (!found)
        {
          g_assert_true (address == 1);
          continue;
        }
      length = (length + PAGE - 1) / PAGE * PAGE;
      g_assert_true (address % align == 0 && address >= min && address + length <= max);
      g_assert_true (is_within (map->usable, address, address + length));
      for (guint i = 0; i < n; i++)
        g_assert_true (address + length <= taken[i][0] || address >= taken[i][1]);
      taken[n][0] = address;
      taken[n++][1] = address + length;
    }
}

/* Less may be used, and nothing else changes. */
static void
check_limit (const KxMemoryMap *map, const char *cmdline)
{
  GError *error = NULL;
  g_autoptr (KxMemoryMap) limited = kx_memory_map_limit (map, cmdline, &error);

  fuzz_check_error (limited != NULL, error);
  if (limited == NULL)
    return;

  g_assert_true (limited->ram == map->ram && limited->usable->len > 0);
  for (guint i = 0; i < limited->usable->len; i++)
    g_assert_true (is_within (map->usable, get (limited->usable, i)->start,
                              get (limited->usable, i)->end));
}

/* A table of e820's, a page of boot parameters (empty: none), requests for places, /proc/iomem: which
 * stands for a command line, too. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize n_table, n_page, n_requests;
  g_autofree guint8 *table = take_piece (&data, &size, &n_table);
  g_autofree guint8 *page = take_piece (&data, &size, &n_page);
  g_autofree guint8 *requests = take_piece (&data, &size, &n_requests);
  g_autofree char *iomem = g_strndup ((const char *) data, size);
  g_autoptr (GArray) firmware = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
  g_autoptr (GArray) booted = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
  g_autoptr (KxMemoryMap) map = NULL;
  g_autoptr (KxMemoryMap) again = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *digest_again = NULL;
  GError *error = NULL;

  (void) kx_memory_type_from_string (iomem);
  kx_e820_parse_extension (table, n_table, firmware);
  kx_e820_parse_boot_params (page, n_page, booted);
  map = kx_memory_map_new (firmware, n_page > 0 ? booted : NULL, iomem, &error);
  fuzz_check_error (map != NULL, error);
  if (map == NULL)
    return 0;

  check_map (map, iomem);
  check_places (map, requests, n_requests);
  check_limit (map, iomem);
  /* What was told can be told again. */
  again = kx_memory_map_new (map->firmware, NULL, iomem, NULL);
  g_assert_nonnull (again);
  digest = kx_memory_map_digest (map);
  digest_again = kx_memory_map_digest (again);
  g_assert_cmpstr (digest, ==, digest_again);
  return 0;
}
