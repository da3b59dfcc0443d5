/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "segments.h"

#include <string.h>

#include "archive-builder.h"
#include "bytes.h"
#include "error.h"
#include "packer.h"
#include "vmlinux-builder.h"

#define MIB G_GUINT64_CONSTANT (1048576)

/* A machine with 64 MiB, a kernel and an initrd of a MiB for it. */
typedef struct
{
  Image *kernel;
  Image *initrd;
  KxMemoryMap *map;
  KxBootFacts *facts;
  guint8 random[KX_SEGMENTS_RANDOM];
  KxSegmentsInput input;
} Fixture;

static Image *
an_initrd (void)
{
  g_autoptr (Image) archive = g_byte_array_new ();
  g_autofree guint8 *contents = g_malloc0 (MIB);

  archive_add (archive, "init", contents, MIB);
  archive_end (archive, 512);
  return packer_pack (archive, KX_COMPRESSION_ZSTD);
}

static void
set_up (Fixture *self, gconstpointer user_data)
{
  g_autoptr (GArray) firmware = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
  const KxMemoryRange ram = { 0, 64 * MIB, KX_MEMORY_RAM };
  g_autoptr (Image) vmlinux = vmlinux_new ();

  vmlinux_add_relocs (vmlinux, 3);
  self->kernel = vmlinux_bzimage (vmlinux, KX_COMPRESSION_ZSTD);
  self->initrd = an_initrd ();
  g_array_append_val (firmware, ram);
  self->map = kx_memory_map_new (firmware, NULL, "00000000-03ffffff : System RAM\n", NULL);
  self->facts = kx_boot_facts_new ();
  for (gsize i = 0; i < sizeof self->random; i++)
    self->random[i] = (guint8) (i * 37 + 11);
  self->input = (KxSegmentsInput){ .kernel = self->kernel->data,
                                   .kernel_size = self->kernel->len,
                                   .initrd = self->initrd->data,
                                   .initrd_size = self->initrd->len,
                                   .cmdline = "root=/dev/vda1 ro",
                                   .map = self->map,
                                   .facts = self->facts,
                                   .available = 60 * MIB,
                                   .random = self->random };
}

static void
tear_down (Fixture *self, gconstpointer user_data)
{
  g_byte_array_unref (self->kernel);
  g_byte_array_unref (self->initrd);
  kx_memory_map_free (self->map);
  kx_boot_facts_free (self->facts);
}

static KxSegments *
make (const Fixture *self, KxMethod method)
{
  g_autoptr (GError) error = NULL;
  KxSegments *segments = kx_segments_new (&self->input, method, &error);

  g_assert_no_error (error);
  g_assert_nonnull (segments);
  g_assert_cmpint (segments->method, ==, method);
  return segments;
}

static void
assert_refused (const Fixture *self, KxMethod method, KxError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kx_segments_new (&self->input, method, &error));
  g_assert_error (error, KX_ERROR, (int) code);
}

/* The segment at @address; the kernel is the first one, the block with the zero page … */
static const KxSegment *
find (const KxSegments *segments, guint64 address)
{
  for (guint i = 0; i < segments->n; i++)
    if (address >= segments->items[i].address
        && address - segments->items[i].address < segments->items[i].memory_size)
      return &segments->items[i];
  g_assert_not_reached ();
}

/* … is that before the purgatory, which is the last one. */
static const KxSegment *
block_of (const KxSegments *segments)
{
  return &segments->items[segments->n - 2];
}

/* What the kernel demands of segments, and that they lie where they may. */
static void
assert_sound (const Fixture *self, const KxSegments *segments)
{
  guint64 memory = 0;

  for (guint i = 0; i < segments->n; i++)
    {
      const KxSegment *one = &segments->items[i];

      g_assert_cmphex (one->address % 4096, ==, 0);
      g_assert_cmphex (one->memory_size % 4096, ==, 0);
      g_assert_cmpuint (one->size, <=, one->memory_size);
      g_assert_cmpuint (one->checked, <=, one->size);
      g_assert_cmphex (one->address, >=, MIB);
      g_assert_cmphex (one->address + one->memory_size, <=, 64 * MIB);
      memory += one->memory_size;
      for (guint j = 0; j < i; j++)
        g_assert_true (one->address >= segments->items[j].address + segments->items[j].memory_size
                       || one->address + one->memory_size <= segments->items[j].address);
    }
  g_assert_cmpuint (segments->memory, ==, memory);
  g_assert_true (find (segments, segments->entry) == &segments->items[segments->n - 1]);
}

static void
test_raw (Fixture *self, gconstpointer user_data)
{
  g_autoptr (KxSegments) segments = make (self, KX_METHOD_RAW);
  const KxSegment *kernel = &segments->items[0];
  const KxSegment *initrd = &segments->items[1];
  const guint8 *page = block_of (segments)->bytes;

  assert_sound (self, segments);
  g_assert_cmpuint (segments->n, ==, 4);
  g_assert_true (segments->randomised);
  g_assert_cmphex (kernel->address, >=, VMLINUX_ADDRESS);
  g_assert_cmphex (kernel->address % 0x200000, ==, 0);
  g_assert_cmpuint (kernel->memory_size, ==, VMLINUX_SPAN);
  g_assert_cmpuint (kernel->checked, ==, VMLINUX_FILLED);
  g_assert_cmphex (kx_le64 (kernel->bytes + VMLINUX_WIDE), !=, VMLINUX_VIRTUAL + 0x1234);
  g_assert_cmphex (page[0x211] & 2, ==, 2); /* KASLR_FLAG */

  g_assert_true (segments->initrd_expanded);
  g_assert_cmpuint (initrd->size, >, MIB);
  g_assert_cmphex (kx_le32 (page + 0x218), ==, initrd->address);
  g_assert_cmphex (kx_le32 (page + 0x21c), ==, initrd->size);
  g_assert_cmpuint (block_of (segments)->checked, <, block_of (segments)->size);
}

static void
test_bzimage (Fixture *self, gconstpointer user_data)
{
  g_autoptr (KxSegments) segments = make (self, KX_METHOD_BZIMAGE);
  const KxSegment *kernel = &segments->items[0];

  assert_sound (self, segments);
  g_assert_false (segments->randomised);
  g_assert_cmphex (block_of (segments)->bytes[0x211] & 2, ==, 0);
  g_assert_cmphex (kernel->address, >=, VMLINUX_ADDRESS);
  g_assert_cmphex (kernel->address % 0x200000, ==, 0);
  g_assert_cmpuint (kernel->memory_size, >=, VMLINUX_INIT_SIZE);
  g_assert_cmpuint (kernel->checked, ==, kernel->size);
  g_assert_true (kernel->bytes + kernel->size == self->kernel->data + self->kernel->len);
  /* Within one granule of the places that the kernel's own unpacker chooses from. */
  g_assert_cmpuint (block_of (segments)->address / (2 * MIB), ==,
                    (block_of (segments)->address + block_of (segments)->memory_size - 1) / (2 * MIB));
}

static void
test_nokaslr (Fixture *self, gconstpointer user_data)
{
  g_autoptr (KxSegments) segments = NULL;

  self->input.cmdline = "ro nokaslr";
  segments = make (self, KX_METHOD_RAW);
  assert_sound (self, segments);
  g_assert_false (segments->randomised);
  g_assert_cmphex (segments->items[0].address, ==, VMLINUX_ADDRESS);
  g_assert_cmphex (kx_le64 (segments->items[0].bytes + VMLINUX_WIDE), ==, VMLINUX_VIRTUAL + 0x1234);
  g_assert_cmphex (block_of (segments)->bytes[0x211] & 2, ==, 0);
}

/* Other random bytes: another place, another virtual address, another seed. */
static void
test_random (Fixture *self, gconstpointer user_data)
{
  g_autoptr (KxSegments) one = make (self, KX_METHOD_RAW);
  g_autoptr (KxSegments) other = NULL;

  for (gsize i = 0; i < sizeof self->random; i++)
    self->random[i] = (guint8) (i * 91 + 200);
  other = make (self, KX_METHOD_RAW);
  assert_sound (self, other);
  g_assert_cmphex (one->items[0].address, !=, other->items[0].address);
  g_assert_cmphex (kx_le64 (one->items[0].bytes + VMLINUX_WIDE), !=,
                   kx_le64 (other->items[0].bytes + VMLINUX_WIDE));
  g_assert_cmphex (one->entry, !=, other->entry);
}

/* Away from both ends of the memory, from where the running kernel takes the pages for its copy. */
static void
test_middle (Fixture *self, gconstpointer user_data)
{
  for (guint n = 0; n < 64; n++)
    {
      g_autoptr (KxSegments) segments = NULL;

      for (gsize i = 0; i < sizeof self->random; i++)
        self->random[i] = (guint8) (i * 37 + n * 101);
      segments = make (self, n % 2 == 0 ? KX_METHOD_RAW : KX_METHOD_BZIMAGE);
      for (guint i = 0; i < segments->n; i++)
        {
          g_assert_cmphex (segments->items[i].address, >=, 32 * MIB);
          g_assert_cmphex (segments->items[i].address + segments->items[i].memory_size, <=,
                           57 * MIB);
        }
    }
}

static void
test_no_initrd (Fixture *self, gconstpointer user_data)
{
  g_autoptr (KxSegments) segments = NULL;

  self->input.initrd = NULL;
  self->input.initrd_size = 0;
  segments = make (self, KX_METHOD_RAW);
  assert_sound (self, segments);
  g_assert_cmpuint (segments->n, ==, 3);
  g_assert_cmphex (kx_le32 (block_of (segments)->bytes + 0x218), ==, 0);
}

/* With little memory the initrd stays as it is; with less, there is no way. */
static void
test_little_memory (Fixture *self, gconstpointer user_data)
{
  g_autoptr (KxSegments) segments = NULL;

  self->input.available = 33 * MIB;
  segments = make (self, KX_METHOD_RAW);
  assert_sound (self, segments);
  g_assert_false (segments->initrd_expanded);
  g_assert_true (segments->items[1].bytes == self->initrd->data);

  self->input.available = 32 * MIB;
  assert_refused (self, KX_METHOD_RAW, KX_ERROR_NO_MEMORY);
  assert_refused (self, KX_METHOD_BZIMAGE, KX_ERROR_NO_MEMORY);
}

/* Machines that EFI started: the upper end of the lower memory is left alone, and above 4 GiB it is
 * better still; in the middle if there is one. */
static void
test_efi (Fixture *self, gconstpointer user_data)
{
  static const struct
  {
    guint64 below, above; /* MiB of memory */
    guint64 min, max;     /* MiB: where everything has to lie */
  } cases[] = {
    { 512, 0, 1, 256 },
    { 2048, 0, 1024, 1792 },
    { 3072, 2048, 4096 + 1024, 4096 + 1792 },
    { 2048, 16, 4096, 4096 + 16 },
  };

  memcpy (self->facts->boot_params + 0x1c0, "EL64", 4);
  for (gsize n = 0; n < G_N_ELEMENTS (cases); n++)
    {
      const KxMemoryRange ram[] = { { 0, cases[n].below * MIB, KX_MEMORY_RAM },
                                    { 4096 * MIB, (4096 + cases[n].above) * MIB, KX_MEMORY_RAM } };
      g_autoptr (GArray) firmware = g_array_new (FALSE, FALSE, sizeof (KxMemoryRange));
      g_autoptr (KxSegments) segments = NULL;

      g_array_append_vals (firmware, ram, cases[n].above > 0 ? 2 : 1);
      kx_memory_map_free (self->map);
      self->map = kx_memory_map_new (firmware, NULL, "00000000-ffffffffff : System RAM\n", NULL);
      self->input.map = self->map;
      segments = make (self, KX_METHOD_RAW);
      for (guint i = 0; i < segments->n; i++)
        {
          g_assert_cmphex (segments->items[i].address, >=, cases[n].min * MIB);
          g_assert_cmphex (segments->items[i].address + segments->items[i].memory_size, <=,
                           cases[n].max * MIB);
        }
    }
}

static void
test_refused (Fixture *self, gconstpointer user_data)
{
  g_autoptr (Image) plain = vmlinux_new ();
  g_autoptr (Image) kernel = vmlinux_bzimage (plain, KX_COMPRESSION_GZIP);
  g_autoptr (KxSegments) segments = NULL;

  /* Without relocation tables: built without KASLR. */
  self->input.kernel = kernel->data;
  self->input.kernel_size = kernel->len;
  segments = make (self, KX_METHOD_RAW);
  g_assert_false (segments->randomised);

  self->input.kernel = (const guint8 *) "no kernel";
  self->input.kernel_size = 9;
  assert_refused (self, KX_METHOD_RAW, KX_ERROR_INVALID_IMAGE);
  assert_refused (self, KX_METHOD_BZIMAGE, KX_ERROR_INVALID_IMAGE);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } cases[] = {
    { "/segments/raw", test_raw },
    { "/segments/bzimage", test_bzimage },
    { "/segments/nokaslr", test_nokaslr },
    { "/segments/random", test_random },
    { "/segments/middle", test_middle },
    { "/segments/no-initrd", test_no_initrd },
    { "/segments/little-memory", test_little_memory },
    { "/segments/efi", test_efi },
    { "/segments/refused", test_refused },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, Fixture, NULL, set_up, cases[i].test, tear_down);
  return g_test_run ();
}
