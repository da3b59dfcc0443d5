/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory-map.h"

#include <string.h>

#include "error.h"

#define MIB ((guint64) 1 << 20)

/* "start-end type" in hexadecimal, separated by commas. */
static GArray *
ranges_of (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ", ", -1);
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));

  for (guint i = 0; parts[i] != NULL; i++)
    {
      KxMemoryRange range;
      char *rest;

      range.start = g_ascii_strtoull (parts[i], &rest, 16);
      range.end = g_ascii_strtoull (rest + 1, &rest, 16);
      range.type = (guint32) g_ascii_strtoull (rest, NULL, 16);
      g_array_append_val (ranges, range);
    }
  return ranges;
}

static char *
text_of (const GArray *ranges)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      const KxMemoryRange *range = &g_array_index (ranges, KxMemoryRange, i);

      g_string_append_printf (text, "%s%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %x",
                              i == 0 ? "" : ", ", range->start, range->end, range->type);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static KxMemoryMap *
map_of (const char *firmware, const char *booted, const char *iomem, GError **error)
{
  g_autoptr (GArray) ranges = ranges_of (firmware);
  g_autoptr (GArray) ranges_booted = booted != NULL ? ranges_of (booted) : NULL;

  return kx_memory_map_new (ranges, ranges_booted, iomem, error);
}

static void
check (const char *firmware, const char *booted, const char *iomem, const char *told,
       const char *usable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KxMemoryMap) map = map_of (firmware, booted, iomem, &error);
  g_autofree char *map_told = NULL;
  g_autofree char *map_usable = NULL;
  guint64 ram = 0;

  g_assert_no_error (error);
  map_told = text_of (map->firmware);
  map_usable = text_of (map->usable);
  g_assert_cmpstr (map_told, ==, told);
  g_assert_cmpstr (map_usable, ==, usable);
  for (guint i = 0; i < map->firmware->len; i++)
    {
      const KxMemoryRange *range = &g_array_index (map->firmware, KxMemoryRange, i);

      if (range->type == KX_MEMORY_RAM)
        ram += range->end - range->start;
    }
  g_assert_cmpuint (map->ram, ==, ram);
}

/* A machine of QEMU's with 4 GiB and a crash kernel. */
static void
test_machine (void)
{
  check ("0-9fc00 1, 9fc00-a0000 2, f0000-100000 2, 100000-bffdf000 1, bffdf000-c0000000 2, "
         "100000000-140000000 1",
         NULL,
         "00000000-00000fff : Reserved\n"
         "00001000-0009fbff : System RAM\n"
         "0009fc00-0009ffff : Reserved\n"
         "000f0000-000fffff : System ROM\n"
         "00100000-bffdefff : System RAM\n"
         "  2f000000-3effffff : Crash kernel\n"
         "  78000000-795fffff : Kernel code\n"
         "  79600000-79ffffff : Kernel rodata\n"
         "  7a000000-7a3fffff : Kernel data\n"
         "  7a800000-7abfffff : Kernel bss\n"
         "bffdf000-bfffffff : Reserved\n"
         "c0000000-febfffff : PCI Bus 0000:00\n"
         "100000000-13fffffff : System RAM\n",
         "0-9fc00 1, 9fc00-a0000 2, f0000-100000 2, 100000-bffdf000 1, bffdf000-c0000000 2, "
         "100000000-140000000 1",
         "100000-2f000000 1, 3f000000-78000000 1, 79600000-bffdf000 1, 100000000-140000000 1");
}

/* What a running kernel does to memory that the firmware calls RAM. */
static void
test_taken (void)
{
  /* Reserved for EFI, or by memmap=; a device's region inside of RAM. */
  check ("100000-10000000 1", NULL,
         "100000-7ffffff : System RAM\n  4000800-4000bff : ramoops\n"
         "8000000-8000fff : Reserved\n8001000-fffffff : System RAM\n",
         "100000-10000000 1", "100000-4000000 1, 4001000-8000000 1, 8001000-10000000 1");
  /* mem= */
  check ("100000-10000000 1", NULL, "100000-7ffffff : System RAM\n", "100000-10000000 1",
         "100000-8000000 1");
  /* Nested in a reserved piece of RAM. */
  check ("100000-10000000 1", NULL,
         "100000-fffffff : System RAM\n  1000000-1ffffff : Crash kernel\n"
         "    1400000-14fffff : System RAM\n      1410000-141ffff : Kernel code\n",
         "100000-10000000 1", "100000-1000000 1, 2000000-10000000 1");
  /* RAM within the window of a device. */
  check ("100000-10000000 1, 100000000-200000000 1", NULL,
         "100000-fffffff : System RAM\n100000000-2ffffffff : CXL Window 0\n"
         "  100000000-1ffffffff : System RAM\n",
         "100000-10000000 1, 100000000-200000000 1", "100000-10000000 1, 100000000-200000000 1");
}

/* Memory that came later. */
static void
test_plugged (void)
{
  const char *iomem = "100000-fffffff : System RAM\n10000000-17ffffff : System RAM\n"
                      "20000000-2fffffff : System RAM\n";

  check ("100000-10000000 1, 20000000-30000000 1, 10000000-18000000 1", "100000-10000000 1", iomem,
         "100000-10000000 1", "100000-10000000 1");
  check ("100000-10000000 1, 20000000-30000000 1, 10000000-18000000 1", NULL, iomem,
         "100000-18000000 1, 20000000-30000000 1", "100000-18000000 1, 20000000-30000000 1");
  /* What reserves is told whether it is new or not. */
  check ("100000-10000000 1, 10000000-18000000 2", "100000-10000000 1", iomem,
         "100000-10000000 1, 10000000-18000000 2", "100000-10000000 1");
  /* The memory of drivers. */
  check ("100000-10000000 1, 40000000-80000000 efffffff", NULL,
         "100000-fffffff : System RAM\n40000000-7fffffff : Soft Reserved\n"
         "  40000000-7fffffff : dax0.0\n    40000000-7fffffff : System RAM (kmem)\n"
         "80000000-bfffffff : virtio0\n  80000000-8fffffff : System RAM (virtio_mem)\n",
         "100000-10000000 1, 40000000-80000000 efffffff", "100000-10000000 1");
}

static void
test_overlaps (void)
{
  /* The highest type holds, whichever comes first. */
  check ("100000-10000000 1, 8000000-9000000 2", NULL, "100000-fffffff : System RAM\n",
         "100000-8000000 1, 8000000-9000000 2, 9000000-10000000 1",
         "100000-8000000 1, 9000000-10000000 1");
  check ("8000000-9000000 4, 8800000-c000000 3, 100000-10000000 1", NULL,
         "100000-fffffff : System RAM\n",
         "100000-8000000 1, 8000000-9000000 4, 9000000-c000000 3, c000000-10000000 1",
         "100000-8000000 1, c000000-10000000 1");
  /* What touches is one, but not devices. */
  check ("400000-500000 1, 300000-400000 1, 100000-300000 1", NULL, "0-ffffff : System RAM\n",
         "100000-500000 1", "100000-500000 1");
  check ("100000-500000 1, 500000-600000 c, 600000-700000 c, 700000-800000 efffffff, "
         "800000-900000 efffffff, 900000-a00000 7, a00000-b00000 7",
         NULL, "0-ffffff : System RAM\n",
         "100000-500000 1, 500000-600000 c, 600000-700000 c, 700000-800000 efffffff, "
         "800000-900000 efffffff, 900000-b00000 7",
         "100000-500000 1");
  check ("200000-300000 1, 200000-300000 1, 280000-2c0000 1", NULL, "0-ffffff : System RAM\n",
         "200000-300000 1", "200000-300000 1");
}

/* Only whole pages, also where the kernel cut a piece of RAM in two in the middle of one. */
static void
test_pages (void)
{
  check ("100800-300000 1, 300000-400801 1", NULL,
         "0-2fffff : System RAM\n300000-380017 : System RAM\n380018-3ffffff : System RAM\n",
         "100800-400801 1", "101000-400000 1");
  check ("100000-100fff 1, 200000-300000 1", NULL, "0-ffffff : System RAM\n",
         "100000-100fff 1, 200000-300000 1", "200000-300000 1");
  check ("100000-200000 1, fffffffffffff000-ffffffffffffffff 1", NULL,
         "0-ffffffffffffffff : System RAM\n",
         "100000-200000 1, fffffffffffff000-ffffffffffffffff 1", "100000-200000 1");
  check ("fff00000-100100000 1", NULL, "fff00000-1000fffff : System RAM\n", "fff00000-100100000 1",
         "fff00000-100100000 1");
}

static void
check_refused (const char *firmware, const char *booted, const char *iomem, const char *why)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (map_of (firmware, booted, iomem, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, why));
}

static void
test_refused (void)
{
  const char *iomem = "100000-fffffff : System RAM\n";
  g_autoptr (GArray) many = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
  g_autoptr (KxMemoryMap) map = NULL;

  check_refused ("100000-10000000 1", NULL, "000000-000000 : System RAM\n", "hides");
  check_refused ("100000-10000000 1", NULL, "", "do not agree");
  check_refused ("100000-10000000 2", NULL, iomem, "do not agree");
  check_refused ("100000-10000000 1", "10000000-20000000 1", iomem, "do not agree");
  check_refused ("100000-100000 1", NULL, iomem, "contradicts");
  check_refused ("200000-100000 1", NULL, iomem, "contradicts");
  check_refused ("100000-10000000 0", NULL, iomem, "contradicts");
  check_refused ("100000-10000000 1", "200000-100000 1", iomem, "contradicts");
  check_refused ("0-a0000 1", NULL, "0-9ffff : System RAM\n", "do not agree");
  g_assert_null (kx_memory_map_new (none, NULL, iomem, NULL));

  for (guint i = 0; i <= KX_MEMORY_RANGES_MAX; i++)
    {
      KxMemoryRange range = { .start = (i + 1) * MIB, .end = (i + 1) * MIB + 4096, .type = 1 };

      if (i == KX_MEMORY_RANGES_MAX)
        map = kx_memory_map_new (many, NULL, iomem, NULL);
      g_array_append_val (many, range);
    }
  g_assert_nonnull (map);
  g_assert_cmpuint (map->firmware->len, ==, KX_MEMORY_RANGES_MAX);
  g_assert_null (kx_memory_map_new (many, NULL, iomem, NULL));
}

/* Whether both say the same, as far as their digests tell. */
static gboolean
equal (const KxMemoryMap *a, const KxMemoryMap *b)
{
  g_autofree char *of_a = kx_memory_map_digest (a);
  g_autofree char *of_b = kx_memory_map_digest (b);

  return strcmp (of_a, of_b) == 0;
}

static void
test_digest (void)
{
  const char *iomem = "100000-fffffff : System RAM\n";
  g_autoptr (KxMemoryMap) map = map_of ("100000-10000000 1", NULL, iomem, NULL);
  g_autoptr (KxMemoryMap) same
      = map_of ("8000000-10000000 1, 100000-8000000 1", NULL, iomem, NULL);
  g_autoptr (KxMemoryMap) more
      = map_of ("100000-10000000 1, 10000000-20000000 2", NULL, iomem, NULL);
  g_autoptr (KxMemoryMap) fewer
      = map_of ("100000-10000000 1", NULL, "100000-ffffff : System RAM\n", NULL);
  g_autoptr (KxMemoryMap) other
      = map_of ("100000-10000000 1, 10000000-20000000 3", NULL, iomem, NULL);

  g_assert_true (equal (map, same));
  g_assert_false (equal (map, more));
  g_assert_false (equal (map, fewer));
  g_assert_false (equal (more, other));
  g_assert_true (equal (map, map));
}

/* What the next kernel's command line takes away. */
static void
test_limit (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KxMemoryMap) map
      = map_of ("100000-10000000 1, 10000000-20000000 2, 20000000-30000000 1", NULL,
                "0-ffffffff : System RAM\n", NULL);
  g_autoptr (KxMemoryMap) same = kx_memory_map_limit (map, "quiet", &error);
  g_autoptr (KxMemoryMap) limited
      = kx_memory_map_limit (map, "mem=640M memmap=4K$17M,1$0x23000fff", &error);
  g_autofree char *told = text_of (limited->firmware);
  g_autofree char *usable = text_of (limited->usable);

  g_assert_no_error (error);
  g_assert_true (equal (same, map));
  g_assert_cmpstr (told, ==, "100000-10000000 1, 10000000-20000000 2, 20000000-30000000 1");
  g_assert_cmpstr (usable, ==,
                   "100000-1100000 1, 1101000-10000000 1, 20000000-23000000 1, "
                   "23001000-28000000 1");
  g_assert_cmpuint (limited->ram, ==, map->ram);

  g_assert_null (kx_memory_map_limit (map, "mem=1M", &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (kx_memory_map_limit (map, "memmap=exactmap", &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED);
}

static void
test_types (void)
{
  g_assert_cmpuint (kx_memory_type_from_string ("System RAM"), ==, KX_MEMORY_RAM);
  g_assert_cmpuint (kx_memory_type_from_string ("Reserved"), ==, KX_MEMORY_RESERVED);
  g_assert_cmpuint (kx_memory_type_from_string ("reserved"), ==, KX_MEMORY_RESERVED);
  g_assert_cmpuint (kx_memory_type_from_string ("ACPI Tables"), ==, KX_MEMORY_ACPI);
  g_assert_cmpuint (kx_memory_type_from_string ("ACPI Non-volatile Storage"), ==, KX_MEMORY_NVS);
  g_assert_cmpuint (kx_memory_type_from_string ("Unusable memory"), ==, KX_MEMORY_UNUSABLE);
  g_assert_cmpuint (kx_memory_type_from_string ("Persistent Memory"), ==, KX_MEMORY_PMEM);
  g_assert_cmpuint (kx_memory_type_from_string ("Persistent Memory (legacy)"), ==,
                    KX_MEMORY_PRAM);
  g_assert_cmpuint (kx_memory_type_from_string ("Soft Reserved"), ==, KX_MEMORY_SOFT_RESERVED);
  g_assert_cmpuint (kx_memory_type_from_string ("System RAM (kmem)"), ==, KX_MEMORY_RESERVED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory-map/machine", test_machine);
  g_test_add_func ("/memory-map/taken", test_taken);
  g_test_add_func ("/memory-map/plugged", test_plugged);
  g_test_add_func ("/memory-map/overlaps", test_overlaps);
  g_test_add_func ("/memory-map/pages", test_pages);
  g_test_add_func ("/memory-map/refused", test_refused);
  g_test_add_func ("/memory-map/digest", test_digest);
  g_test_add_func ("/memory-map/limit", test_limit);
  g_test_add_func ("/memory-map/types", test_types);
  return g_test_run ();
}
