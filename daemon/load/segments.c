/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "segments.h"

#include <string.h>

#include "boot-params.h"
#include "bytes.h"
#include "bzimage-setup.h"
#include "cmdline.h"
#include "error.h"
#include "initrd.h"
#include "placement.h"
#include "purgatory.h"
#include "raw-kernel.h"

#define PAGE G_GUINT64_CONSTANT (4096)
#define LARGE_PAGE G_GUINT64_CONSTANT (2097152)
#define MIB G_GUINT64_CONSTANT (1048576)

/* Left to the rest of the machine. */
#define RESERVE (32 * MIB)

/* Where the 64-bit entry lies in the part of a bzImage that is loaded (boot.rst). */
#define ENTRY_64 0x200

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
  guint64 block;
  guint64 purgatory;
} Random;

G_STATIC_ASSERT (sizeof (Random) <= KX_SEGMENTS_RANDOM);

/* What the kernel demands of its place. */
typedef struct
{
  KxSegment *segment;
  guint64 room;   /* bytes that must be free there, at least the segment's */
  guint64 align;
  guint64 min;
  guint64 max;
  guint64 random;
  guint64 entry;  /* offset of the entry */
} KernelPlace;

/* What the making of one of them goes through. */
typedef struct
{
  const KxSegmentsInput *input;
  KxBzimageSetup setup;
  KxPlacement *placement;
  KernelPlace kernel;
  Random random;
  gboolean kaslr; /* neither the command line nor the kernel is against it */
  KxSegments *result;
} Assembly;

static guint64
round_up (guint64 size, guint64 align)
{
  return (size + align - 1) / align * align;
}

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
  segment->memory_size = round_up (size, PAGE);
  self->result->memory += segment->memory_size;
  self->result->n++;
  return segment;
}

/*
 * Some of EFI's tables, the TPM's log for one, lie in what everybody is told is ordinary memory;
 * the next kernel looks at them before it uses any. They are where the firmware had memory to spare:
 * below 4 GiB, towards the end.
 */
static void
spare_efi_tables (KxPlacement *placement, const KxSegmentsInput *input)
{
  const GArray *usable = input->map->usable;
  guint64 end = 0;

  if (kx_le32 (input->facts->boot_params + EFI_SIGNATURE) == 0)
    return;

  for (guint i = 0; i < usable->len; i++)
    {
      const KxMemoryRange *range = &g_array_index (usable, KxMemoryRange, i);

      if (range->start < LIMIT_4G)
        end = MIN (range->end, LIMIT_4G);
    }
  kx_placement_prefer (placement, LIMIT_4G, G_MAXUINT64);
  kx_placement_prefer (placement, 0, end - MIN (end, EFI_TABLES));
}

/* Anywhere. */
static gboolean
place (Assembly *self, KxSegment *segment, guint64 align, guint64 random, GError **error)
{
  return kx_placement_take (self->placement, segment->memory_size, align, 0, G_MAXUINT64, random,
                            &segment->address, error);
}

static gboolean
place_kernel (Assembly *self, GError **error)
{
  const KernelPlace *kernel = &self->kernel;

  if (!kx_placement_take (self->placement, kernel->room, kernel->align, kernel->min, kernel->max,
                          kernel->random, &kernel->segment->address, error))
    return FALSE;

  self->result->entry = kernel->segment->address + kernel->entry;
  return TRUE;
}

/* Laid out raw: the kernel as it is when its own decompressor is done. */
static gboolean
add_raw_kernel (Assembly *self, GError **error)
{
  g_auto (KxRawKernel) kernel = { 0 };
  KxSegment *segment = &self->result->items[self->result->n];
  gboolean randomise;

  if (!kx_raw_kernel_unpack (self->input->kernel, self->input->kernel_size, &kernel, error))
    return FALSE;

  /* A kernel without tables was built without KASLR. */
  randomise = self->kaslr && kernel.relocatable;
  if (randomise && !kx_raw_kernel_randomise (&kernel, self->random.kernel_virtual, error))
    return FALSE;

  segment->buffer = kernel.image;
  kernel.image = (KxBuffer){ 0 };
  self->result->n++;
  segment->buffer.secret = TRUE;
  segment->bytes = segment->buffer.bytes;
  segment->size = segment->checked = segment->buffer.size;
  segment->memory_size = kernel.span;
  self->result->memory += segment->memory_size;
  self->result->randomised = randomise;
  self->kernel = (KernelPlace){ .segment = segment,
                                /* It maps itself in large pages: the last is memory, too. */
                                .room = round_up (kernel.span, LARGE_PAGE),
                                .align = kernel.align,
                                .min = kernel.min_address,
                                .max = G_MAXUINT64,
                                .random = randomise ? self->random.kernel_address : FIRST,
                                .entry = kernel.entry };
  return TRUE;
}

/* The part of a bzImage that runs in protected mode; it unpacks itself, on BIOS somewhere else. */
static gboolean
add_packed_kernel (Assembly *self, GError **error)
{
  const KxBzimageSetup *setup = &self->setup;
  KxSegment *segment = &self->result->items[self->result->n++];
  gboolean high = (setup->xloadflags & KX_XLF_CAN_BE_LOADED_ABOVE_4G) != 0;

  if (!setup->relocatable)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the kernel was built without CONFIG_RELOCATABLE");
      return FALSE;
    }

  segment->bytes = self->input->kernel + setup->setup_size;
  segment->size = segment->checked = self->input->kernel_size - setup->setup_size;
  segment->memory_size = round_up (MAX (setup->init_size, segment->size), PAGE);
  self->result->memory += segment->memory_size;
  self->kernel = (KernelPlace){ .segment = segment,
                                .room = segment->memory_size,
                                .align = setup->alignment,
                                .min = setup->pref_address,
                                .max = high ? G_MAXUINT64 : LIMIT_4G,
                                .random = self->kaslr ? self->random.kernel_address : FIRST,
                                .entry = ENTRY_64 };
  return TRUE;
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

  if (!kx_initrd_expand (self->input->initrd, self->input->initrd_size, initrd_cap (self),
                         &segment->buffer, &expanded, error))
    return FALSE;

  self->result->n++;
  self->result->initrd_expanded = expanded;
  segment->bytes = expanded ? segment->buffer.bytes : self->input->initrd;
  segment->size = segment->checked = expanded ? segment->buffer.size : self->input->initrd_size;
  segment->memory_size = round_up (segment->size, PAGE);
  segment->buffer.secret = TRUE; /* of a key, for example */
  self->result->memory += segment->memory_size;
  /* Before the kernel, whose random place might leave no room for something large; at the end, out
   * of the way of what the new kernel does first. */
  return place (self, segment, PAGE, LAST, error);
}

/* Boot parameters and all that hangs on them. @initrd: NULL: none. */
static gboolean
add_boot_params (Assembly *self, const KxSegment *initrd, KxSegment **block, guint64 *stamps,
                 GError **error)
{
  KxBootParams params = { .facts = self->input->facts,
                          .map = self->input->map,
                          .image = self->input->kernel,
                          .image_size = self->input->kernel_size,
                          .cmdline = self->input->cmdline,
                          .initrd_address = initrd != NULL ? initrd->address : 0,
                          .initrd_size = initrd != NULL ? initrd->size : 0,
                          .kaslr = self->result->randomised };
  KxBootParamsLayout layout;
  guint64 align = PAGE;
  gboolean built;

  memcpy (params.seed, self->random.seed, sizeof params.seed);
  *block = add (self, kx_boot_params_size (&params), error);
  if (*block == NULL)
    return FALSE;

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
  return segment != NULL && place (self, segment, PAGE, self->random.purgatory, error)
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
add_kernel (Assembly *self, KxMethod method, GError **error)
{
  if (method != KX_METHOD_RAW)
    return add_packed_kernel (self, error);

  /* Unpacked, laid out, and as the running kernel's copy. */
  return check_available (self, 3 * self->setup.init_size, error) && add_raw_kernel (self, error);
}

static gboolean
assemble (Assembly *self, KxMethod method, GError **error)
{
  KxSegment *block = NULL;
  KxSegment *initrd;
  guint64 stamps = 0;

  if (!kx_bzimage_setup_parse (self->input->kernel, self->input->kernel_size, &self->setup, error))
    return FALSE;

  if (!add_kernel (self, method, error))
    return FALSE;

  initrd = self->input->initrd != NULL ? &self->result->items[self->result->n] : NULL;
  return add_initrd (self, error) && check_memory (self, error) && place_kernel (self, error)
         && add_boot_params (self, initrd, &block, &stamps, error)
         && add_purgatory (self, block->address, stamps, error);
}

KxSegments *
kx_segments_new (const KxSegmentsInput *input, KxMethod method, GError **error)
{
  g_autoptr (KxSegments) result = g_new0 (KxSegments, 1);
  g_autoptr (KxMemoryMap) limited = kx_memory_map_limit (input->map, input->cmdline, error);
  g_autoptr (KxPlacement) placement = NULL;
  Assembly self = { .input = input,
                    .result = result,
                    .kaslr = !kx_cmdline_has (input->cmdline, "nokaslr") };
  gboolean done;

  if (limited == NULL)
    return NULL;

  self.placement = placement = kx_placement_new (limited);
  spare_efi_tables (placement, input);
  memcpy (&self.random, input->random, sizeof self.random);
  result->method = method;
  done = assemble (&self, method, error);
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
