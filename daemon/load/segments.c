/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "segments.h"

#include <string.h>

#include "boot-params.h"
#include "bytes.h"
#include "cmdline.h"
#include "error.h"
#include "initrd.h"
#include "kernel-segment.h"
#include "pages.h"
#include "placement.h"
#include "purgatory.h"

#define MIB G_GUINT64_CONSTANT (1048576)

/* Left to the rest of the machine. */
#define RESERVE (32 * MIB)

/* An expanded initrd may hold this part of the memory for as long as the image is armed. */
#define INITRD_SHARE 4

/* Chooses the last of all places, and the first. */
#define LAST G_MAXUINT64
#define FIRST 0

#define LIMIT_4G (G_GUINT64_CONSTANT (1) << 32)

/* The signature in the zero page's EFI part (zero-page.rst): 0 where BIOS started the machine. */
#define EFI_SIGNATURE 0x1c0

/* EFI puts its tables near the end of the lower memory. */
#define EFI_TABLES (256 * MIB)

/* How the bytes of KxSegmentsInput.random are spent. */
typedef struct
{
  guint8 seed[32];
  guint64 kernel_address;
  guint64 kernel_virtual;
  guint64 initrd;
  guint64 block;
  guint64 purgatory;
} Random;

G_STATIC_ASSERT (sizeof (Random) <= KX_SEGMENTS_RANDOM);

/* What the making of one of them goes through. */
typedef struct
{
  const KxSegmentsInput *input;
  KxBzimageSetup setup;
  KxMemoryMap *limited; /* as the command line leaves it */
  KxPlacement *placement;
  KxKernelSegment kernel; /* what it demands */
  KxSegment *initrd;      /* NULL: none */
  Random random;
  gboolean kaslr; /* the command line is not against it */
  KxSegments *result;
} Assembly;

/* The next one, with @size bytes in a buffer of its own. NULL with an error for want of memory. */
static KxSegment *
add (Assembly *self, gsize size, GError **error)
{
  KxSegment *segment = &self->result->items[self->result->n];

  g_assert (self->result->n < KX_SEGMENTS_MAX);
  segment->buffer.secret = TRUE;
  if (!kx_buffer_reserve (&segment->buffer, size, error))
    return NULL;

  segment->buffer.size = size;
  segment->bytes = segment->buffer.bytes;
  segment->size = size;
  segment->memory_size = kx_round_up (size, KX_PAGE_SIZE);
  self->result->memory += segment->memory_size;
  self->result->n++;
  return segment;
}

/* The largest piece of the memory that may be used, above @min; empty where there is none. */
static KxMemoryRange
find_largest (const GArray *usable, guint64 min)
{
  KxMemoryRange largest = { 0 };

  for (guint i = 0; i < usable->len; i++)
    {
      const KxMemoryRange *range = &g_array_index (usable, KxMemoryRange, i);

      if (range->start >= min && range->end - range->start > largest.end - largest.start)
        largest = *range;
    }
  return largest;
}

/*
 * The running kernel takes pages for its copy, and each of them that belongs elsewhere in the copy
 * costs a search of all the others: the load takes up to 2.6 times as long. Soon after its start it
 * takes most of them from the beginning of what is free, and from the end of memory, where its own
 * initrd was.
 */
static void
prefer_middle (KxPlacement *placement, const GArray *usable, guint64 min, guint64 max)
{
  KxMemoryRange largest = find_largest (usable, min);
  guint64 size = largest.end - largest.start;

  kx_placement_prefer (placement, largest.start + size / 2, MIN (largest.end - size / 8, max));
}

/*
 * Some of EFI's tables, the TPM's log for one, lie in what everybody is told is ordinary memory;
 * the next kernel looks at them before it uses any. They are where the firmware had memory to spare:
 * below 4 GiB, towards the end. Returns where that begins.
 */
static guint64
find_efi_tables (const GArray *usable)
{
  guint64 end = 0;

  for (guint i = 0; i < usable->len; i++)
    {
      const KxMemoryRange *range = &g_array_index (usable, KxMemoryRange, i);

      if (range->start < LIMIT_4G)
        end = MIN (range->end, LIMIT_4G);
    }
  return end - MIN (end, EFI_TABLES);
}

/* As long as there is room. @middle: without nokaslr, with which the kernel shall lie low. */
static void
add_wishes (Assembly *self, gboolean middle)
{
  const GArray *usable = self->limited->usable;
  guint64 max = G_MAXUINT64;

  if (kx_le32 (self->input->facts->boot_params + EFI_SIGNATURE) != 0)
    {
      max = find_efi_tables (self->input->map->usable);
      if (middle)
        prefer_middle (self->placement, usable, LIMIT_4G, G_MAXUINT64);
      kx_placement_prefer (self->placement, LIMIT_4G, G_MAXUINT64);
    }
  if (middle)
    prefer_middle (self->placement, usable, 0, max);
  kx_placement_prefer (self->placement, 0, max);
}

/* Where it is wished, else anywhere. */
static gboolean
place (Assembly *self, KxSegment *segment, guint64 align, guint64 random, GError **error)
{
  return kx_placement_take (self->placement, segment->memory_size, align, 0, G_MAXUINT64, random,
                            &segment->address, error);
}

/* The initrd first, as it may be so large that nothing else leaves room for it. */
static gboolean
place_large (Assembly *self, gboolean middle, guint64 initrd_random, GError **error)
{
  const KxKernelSegment *kernel = &self->kernel;
  KxSegment *segment = &self->result->items[0];
  guint64 random = self->kaslr ? self->random.kernel_address : FIRST;

  g_clear_pointer (&self->placement, kx_placement_free);
  self->placement = kx_placement_new (self->limited);
  add_wishes (self, middle);

  if ((self->initrd != NULL && !place (self, self->initrd, KX_PAGE_SIZE, initrd_random, error))
      || !kx_placement_take (self->placement, kernel->room, kernel->align, kernel->min, kernel->max,
                             random, &segment->address, error))
    return FALSE;

  self->result->entry = segment->address + kernel->entry;
  return TRUE;
}

/* Where memory is so small that a random place is in the way of the kernel, at the end. */
static gboolean
place_kernel_and_initrd (Assembly *self, GError **error)
{
  return place_large (self, self->kaslr, self->random.initrd, NULL)
         || place_large (self, FALSE, LAST, error);
}

/* How large an expanded initrd may be: each byte is there twice while it is loaded, and once for as
 * long as it is armed. */
static gsize
initrd_cap (const Assembly *self)
{
  guint64 available = self->input->available;
  guint64 taken = RESERVE + 2 * self->result->memory;

  if (available <= taken)
    return 0;
  return MIN ((available - taken) / 2, self->input->map->ram / INITRD_SHARE);
}

static gboolean
add_initrd (Assembly *self, GError **error)
{
  KxSegment *segment = &self->result->items[self->result->n];
  gboolean expanded = FALSE;

  if (self->input->initrd == NULL)
    return TRUE;

  segment->buffer.secret = TRUE; /* of a key, for example */
  if (!kx_initrd_expand (self->input->initrd, self->input->initrd_size, initrd_cap (self),
                         &segment->buffer, &expanded, error))
    return FALSE;

  self->result->n++;
  self->result->initrd_expanded = expanded;
  segment->bytes = expanded ? segment->buffer.bytes : self->input->initrd;
  segment->size = segment->checked = expanded ? segment->buffer.size : self->input->initrd_size;
  segment->memory_size = kx_round_up (segment->size, KX_PAGE_SIZE);
  self->result->memory += segment->memory_size;
  self->initrd = segment;
  return TRUE;
}

/* Boot parameters and all that hangs on them. */
static gboolean
add_boot_params (Assembly *self, KxSegment **block, guint64 *stamps, GError **error)
{
  const KxSegment *initrd = self->initrd;
  KxBootParams params = { .facts = self->input->facts,
                          .map = self->input->map,
                          .image = self->input->kernel,
                          .image_size = self->input->kernel_size,
                          .cmdline = self->input->cmdline,
                          .initrd_address = initrd != NULL ? initrd->address : 0,
                          .initrd_size = initrd != NULL ? initrd->size : 0,
                          .kaslr = self->result->randomised };
  KxBootParamsLayout layout;
  guint64 align = KX_PAGE_SIZE;
  gboolean built;

  *block = add (self, kx_boot_params_size (&params), error);
  if (*block == NULL)
    return FALSE;
  memcpy (params.seed, self->random.seed, sizeof params.seed);

  /* Within one granule of the places that a decompressor chooses from: it looks out for the first
   * page of the block only, and so spares all of it. */
  while (align < (*block)->memory_size)
    align *= 2;
  built = place (self, *block, align, self->random.block, error)
          && kx_boot_params_build (&params, (*block)->address, (*block)->buffer.bytes, &layout,
                                   error);
  explicit_bzero (params.seed, sizeof params.seed);
  if (!built)
    return FALSE;

  (*block)->checked = layout.checked;
  *stamps = (*block)->address + layout.stamps;
  return TRUE;
}

static gboolean
add_purgatory (Assembly *self, guint64 boot_params, guint64 stamps, GError **error)
{
  KxCheckedRegion regions[KX_SEGMENTS_MAX];
  KxPurgatoryInput input = { .entry = self->result->entry,
                             .boot_params = boot_params,
                             .stamps = stamps,
                             .regions = regions,
                             .reset = self->input->facts->reset,
                             .serial_port = self->input->facts->serial_port };
  KxSegment *segment;

  for (guint i = 0; i < self->result->n; i++)
    regions[i] = (KxCheckedRegion){ .address = self->result->items[i].address,
                                    .bytes = self->result->items[i].bytes,
                                    .size = self->result->items[i].checked };
  input.n_regions = self->result->n;

  segment = add (self, kx_purgatory_size (), error);
  return segment != NULL && place (self, segment, KX_PAGE_SIZE, self->random.purgatory, error)
         && kx_purgatory_build (&input, segment->address, segment->buffer.bytes,
                                &self->result->entry, error);
}

static gboolean
check_available (const Assembly *self, guint64 needed, GError **error)
{
  if (needed + RESERVE <= self->input->available)
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_NO_MEMORY,
               "there is not enough free memory for it (%" G_GUINT64_FORMAT " MiB are needed)",
               needed / MIB);
  return FALSE;
}

/* Whether the running kernel can take it all while it still lies here. */
static gboolean
check_memory (const Assembly *self, GError **error)
{
  guint64 needed = self->result->memory;

  for (guint i = 0; i < self->result->n; i++)
    needed += self->result->items[i].buffer.size;

  /* The kernel draws this line itself (sanity_check_segment_list). */
  if (self->result->memory > self->input->map->ram / 2)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_NO_MEMORY,
                           "it would take more than half of the memory");
      return FALSE;
    }
  return check_available (self, needed, error);
}

static gboolean
make_kernel (Assembly *self, GError **error)
{
  const KxSegmentsInput *input = self->input;

  if (self->result->method != KX_METHOD_RAW)
    return kx_kernel_segment_packed (input->kernel, input->kernel_size, &self->setup, &self->kernel,
                                     error);

  /* Unpacked, laid out, and as the running kernel's copy. */
  return check_available (self, 3 * self->setup.init_size, error)
         && kx_kernel_segment_raw (input->kernel, input->kernel_size, self->kaslr,
                                   self->random.kernel_virtual, &self->kernel, error);
}

static gboolean
add_kernel (Assembly *self, GError **error)
{
  if (!make_kernel (self, error))
    return FALSE;

  self->result->items[self->result->n++] = self->kernel.segment;
  self->result->memory += self->kernel.segment.memory_size;
  self->result->randomised = self->kernel.randomised;
  return TRUE;
}

static gboolean
assemble (Assembly *self, GError **error)
{
  KxSegment *block = NULL;
  guint64 stamps = 0;

  return kx_bzimage_setup_parse (self->input->kernel, self->input->kernel_size, &self->setup, error)
         && add_kernel (self, error) && add_initrd (self, error) && check_memory (self, error)
         && place_kernel_and_initrd (self, error)
         && add_boot_params (self, &block, &stamps, error)
         && add_purgatory (self, block->address, stamps, error);
}

KxSegments *
kx_segments_new (const KxSegmentsInput *input, KxMethod method, GError **error)
{
  g_autoptr (KxSegments) result = g_new0 (KxSegments, 1);
  g_autoptr (KxMemoryMap) limited = kx_memory_map_limit (input->map, input->cmdline, error);
  Assembly self = { .input = input,
                    .limited = limited,
                    .result = result,
                    .kaslr = !kx_cmdline_has (input->cmdline, "nokaslr") };
  gboolean done;

  if (limited == NULL)
    return NULL;

  memcpy (&self.random, input->random, sizeof self.random);
  result->method = method;
  done = assemble (&self, error);
  g_clear_pointer (&self.placement, kx_placement_free);
  explicit_bzero (&self.random, sizeof self.random);
  return done ? g_steal_pointer (&result) : NULL;
}

void
kx_segments_free (KxSegments *segments)
{
  for (guint i = 0; i < segments->n; i++)
    kx_buffer_clear (&segments->items[i].buffer);
  explicit_bzero (segments, sizeof *segments);
  g_free (segments);
}
