/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-params.h"

#include <string.h>

#include "bytes.h"
#include "error.h"
#include "pages.h"
#include "parameters.h"
#include "setup-data.h"

#define GIB_4 ((guint64) 1 << 32)

/* The zero page. */
#define SCREEN_INFO 0x000
#define SCREEN_INFO_SIZE 64
#define EXT_MEM_K 0x002
#define ACPI_RSDP_ADDR 0x070
#define EXT_RAMDISK_IMAGE 0x0c0
#define EXT_RAMDISK_SIZE 0x0c4
#define EXT_CMD_LINE_PTR 0x0c8
#define EDID_INFO 0x140
#define EDID_INFO_SIZE 128
#define EFI_LOADER_SIGNATURE 0x1c0
#define EFI_SYSTAB 0x1c4
#define EFI_MEMDESC_SIZE 0x1c8
#define EFI_MEMDESC_VERSION 0x1cc
#define EFI_MEMMAP 0x1d0
#define EFI_MEMMAP_SIZE 0x1d4
#define EFI_SYSTAB_HI 0x1d8
#define EFI_MEMMAP_HI 0x1dc
#define ALT_MEM_K 0x1e0
#define E820_ENTRIES 0x1e8
#define EDDBUF_ENTRIES 0x1e9
#define EDD_MBR_SIG_BUF_ENTRIES 0x1ea
#define KBD_STATUS 0x1eb
#define SECURE_BOOT 0x1ec
#define EDD_MBR_SIG_BUFFER 0x290
#define EDD_MBR_SIG_MAX 16
#define E820_TABLE 0x2d0
#define E820_MAX 128
#define EDDBUF 0xd00
#define EDDBUF_MAX 6
#define EDD_INFO_SIZE 82

/* In it, at the same place as in the image: the setup header. */
#define SETUP_HEADER 0x1f1
#define JUMP 0x200 /* a short one, over the header: its distance says where the header ends */
#define MAGIC 0x202
#define PROTOCOL 0x206
#define TYPE_OF_LOADER 0x210
#define LOADFLAGS 0x211
#define RAMDISK_IMAGE 0x218
#define RAMDISK_SIZE 0x21c
#define EXT_LOADER_VER 0x226
#define EXT_LOADER_TYPE 0x227
#define CMD_LINE_PTR 0x228
#define XLOADFLAGS 0x236
#define CMDLINE_SIZE 0x238
#define HARDWARE_SUBARCH 0x23c
#define SETUP_DATA 0x250
#define HEADER_END_LEAST 0x268 /* of protocol 2.12 */

#define LOADED_HIGH (1 << 0)
#define KASLR_FLAG (1 << 1)
#define XLF_CAN_BE_LOADED_ABOVE_4G (1 << 1)

/* kexec's number among boot loaders (Documentation/arch/x86/boot.rst); the new kernel shows it in
 * /proc/sys/kernel/bootloader_type. */
#define LOADER_KEXEC (0xd << 4)

#define E820_ENTRY_SIZE 20

/* struct efi_setup_data (arch/x86/include/asm/efi.h). */
#define EFI_SETUP_DATA_SIZE 96
#define EFI_SETUP_FW_VENDOR 0
#define EFI_SETUP_RUNTIME 8
#define EFI_SETUP_TABLES 16
#define EFI_SETUP_SMBIOS 24

/* Where the parts of the block begin, in bytes from its start. */
typedef struct
{
  gsize cmdline;
  gsize more_ranges; /* 0: all of them are in the zero page */
  gsize efi;         /* 0: without */
  gsize seed;
  gsize efi_map;     /* 0: without */
  gsize stamps;
  gsize size;
} Parts;

/* What is handed on as it is. */
static void
append_nodes (KxSetupDataList *list, const GArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const KxSetupNode *node = &g_array_index (nodes, KxSetupNode, i);
      gsize size;
      const guint8 *bytes = g_bytes_get_data (node->contents, &size);
      gsize contents = kx_setup_data_append (list, node->type, (guint32) size, 8);

      if (list->block != NULL && size > 0)
        memcpy (list->block + contents, bytes, size);
    }
}

/* Writes the headers of the setup_data on the way, where there is a block. */
static Parts
lay_out (const KxBootParams *params, guint64 address, guint8 *block)
{
  KxSetupDataList list = { .block = block, .address = address, .link = SETUP_DATA };
  guint n_ranges = params->map->firmware->len;
  Parts parts = { .cmdline = KX_PAGE_SIZE };

  list.used = parts.cmdline + strlen (params->cmdline) + 1;
  if (n_ranges > E820_MAX)
    parts.more_ranges = kx_setup_data_append (&list, KX_SETUP_DATA_E820_EXT,
                                              (n_ranges - E820_MAX) * E820_ENTRY_SIZE, 8);
  if (params->facts->efi)
    parts.efi = kx_setup_data_append (&list, KX_SETUP_DATA_EFI, EFI_SETUP_DATA_SIZE, 8);
  append_nodes (&list, params->facts->setup_data);
  parts.seed = kx_setup_data_append (&list, KX_SETUP_DATA_RNG_SEED, sizeof params->seed, 8);

  if (params->facts->efi)
    {
      parts.efi_map = (list.used + 7) & ~(gsize) 7;
      list.used = parts.efi_map + g_bytes_get_size (params->facts->efi_runtime_map);
    }

  /* Its header ends the page before, so that it is checked with everything else. */
  parts.stamps = kx_setup_data_append (&list, KX_SETUP_DATA_STAMPS, sizeof (KxPurgatoryStamps),
                                       KX_PAGE_SIZE);
  parts.size = parts.stamps + KX_PAGE_SIZE;
  return parts;
}

gsize
kx_boot_params_size (const KxBootParams *params)
{
  return lay_out (params, 0, NULL).size;
}

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
               "%s; the file is damaged: install the kernel again", what);
  return FALSE;
}

/* The part of the image that is handed on, up to where it says that it ends. */
static gboolean
check_header (const KxBootParams *params, gsize *end, GError **error)
{
  const guint8 *image = params->image;
  gsize header_end;

  if (params->image_size < HEADER_END_LEAST || memcmp (image + MAGIC, "HdrS", 4) != 0)
    return damaged (error, "the file has no bzImage's header");
  if (kx_le16 (image + PROTOCOL) < 0x20c)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the kernel is older than boot protocol 2.12; install Linux 3.8 or "
                           "later");
      return FALSE;
    }

  header_end = MAGIC + image[JUMP + 1];
  if (image[JUMP] != 0xeb || header_end < HEADER_END_LEAST)
    return damaged (error, "the bzImage's header is shorter than its protocol version requires");
  if (header_end > EDD_MBR_SIG_BUFFER || header_end > params->image_size)
    return damaged (error, "the bzImage's header is longer than the room that there is for it");

  *end = header_end;
  return TRUE;
}

/* Can the kernel be told all this? */
static gboolean
check_limits (const KxBootParams *params, guint64 block_end, GError **error)
{
  guint32 cmdline_max = kx_le32 (params->image + CMDLINE_SIZE);
  gboolean high = (kx_le16 (params->image + XLOADFLAGS) & XLF_CAN_BE_LOADED_ABOVE_4G) != 0;

  if (strlen (params->cmdline) > cmdline_max)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   "the command line has %zu bytes, but this kernel takes %u at most; shorten it",
                   strlen (params->cmdline), cmdline_max);
      return FALSE;
    }
  if (!high && (block_end > GIB_4 || params->initrd_address + params->initrd_size > GIB_4))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "this kernel finds nothing above 4 GiB, and there was no room below; "
                           "install one that was built with CONFIG_RELOCATABLE");
      return FALSE;
    }

  return TRUE;
}

static void
put_setup_header (const KxBootParams *params, guint8 *page, gsize end)
{
  memcpy (page + SETUP_HEADER, params->image + SETUP_HEADER, end - SETUP_HEADER);
  page[TYPE_OF_LOADER] = LOADER_KEXEC;
  page[EXT_LOADER_TYPE] = page[EXT_LOADER_VER] = 0;
  /* What the code in 16-bit mode would want is left out: it never runs. */
  page[LOADFLAGS] = LOADED_HIGH | (params->kaslr ? KASLR_FLAG : 0);
  memcpy (page + HARDWARE_SUBARCH, params->facts->boot_params + HARDWARE_SUBARCH, 4);
}

/* An address or a length, whose upper half has found room elsewhere in the page. */
static void
put_halves (guint8 *page, gsize low, gsize high, guint64 value)
{
  kx_put_le32 (page + low, (guint32) value);
  kx_put_le32 (page + high, (guint32) (value >> 32));
}

/* What the running kernel was told of the hardware, and is still true. */
static void
put_hardware (const KxBootFacts *facts, guint8 *page)
{
  const guint8 *old = facts->boot_params;

  memcpy (page + SCREEN_INFO, old + SCREEN_INFO, SCREEN_INFO_SIZE);
  memcpy (page + EDID_INFO, old + EDID_INFO, EDID_INFO_SIZE);
  page[KBD_STATUS] = old[KBD_STATUS];
  kx_put_le64 (page + ACPI_RSDP_ADDR, facts->rsdp);

  page[EDDBUF_ENTRIES] = MIN (old[EDDBUF_ENTRIES], EDDBUF_MAX);
  memcpy (page + EDDBUF, old + EDDBUF, EDDBUF_MAX * EDD_INFO_SIZE);
  page[EDD_MBR_SIG_BUF_ENTRIES] = MIN (old[EDD_MBR_SIG_BUF_ENTRIES], EDD_MBR_SIG_MAX);
  memcpy (page + EDD_MBR_SIG_BUFFER, old + EDD_MBR_SIG_BUFFER, EDD_MBR_SIG_MAX * 4);
}

static void
put_range (guint8 *bytes, const KxMemoryRange *range)
{
  kx_put_le64 (bytes, range->start);
  kx_put_le64 (bytes + 8, range->end - range->start);
  kx_put_le32 (bytes + 16, range->type);
}

static void
put_memory (const KxMemoryMap *map, guint8 *block, gsize more)
{
  guint64 extended = 0;

  for (guint i = 0; i < map->firmware->len; i++)
    {
      const KxMemoryRange *range = &g_array_index (map->firmware, KxMemoryRange, i);

      put_range (i < E820_MAX ? block + E820_TABLE + i * E820_ENTRY_SIZE
                              : block + more + (i - E820_MAX) * E820_ENTRY_SIZE,
                 range);
      if (range->type == KX_MEMORY_RAM && range->start <= 0x100000 && range->end > 0x100000)
        extended = (range->end - 0x100000) / 1024;
    }
  block[E820_ENTRIES] = (guint8) MIN (map->firmware->len, E820_MAX);

  /* What BIOS calls older than e820 said: KiB behind the first MiB, as far as they could count. */
  kx_put_le16 (block + EXT_MEM_K, (guint16) MIN (extended, 0xfc00));
  kx_put_le32 (block + ALT_MEM_K, (guint32) MIN (extended, G_MAXUINT32));
}

static void
put_efi (const KxBootFacts *facts, guint64 address, guint8 *block, const Parts *parts)
{
  const guint8 *old = facts->boot_params;
  gsize map_size;
  const guint8 *map = g_bytes_get_data (facts->efi_runtime_map, &map_size);
  guint8 *node = block + parts->efi;

  memcpy (block + EFI_LOADER_SIGNATURE, old + EFI_LOADER_SIGNATURE, 4);
  memcpy (block + EFI_SYSTAB, old + EFI_SYSTAB, 4);
  memcpy (block + EFI_SYSTAB_HI, old + EFI_SYSTAB_HI, 4);
  memcpy (block + EFI_MEMDESC_VERSION, old + EFI_MEMDESC_VERSION, 4);
  block[SECURE_BOOT] = old[SECURE_BOOT];

  memcpy (block + parts->efi_map, map, map_size);
  kx_put_le32 (block + EFI_MEMDESC_SIZE, facts->efi_descriptor_size);
  kx_put_le32 (block + EFI_MEMMAP_SIZE, (guint32) map_size);
  put_halves (block, EFI_MEMMAP, EFI_MEMMAP_HI, address + parts->efi_map);

  kx_put_le64 (node + EFI_SETUP_FW_VENDOR, facts->efi_fw_vendor);
  kx_put_le64 (node + EFI_SETUP_RUNTIME, facts->efi_runtime);
  kx_put_le64 (node + EFI_SETUP_TABLES, facts->efi_config_table);
  kx_put_le64 (node + EFI_SETUP_SMBIOS, facts->efi_smbios);
}

gboolean
kx_boot_params_build (const KxBootParams *params, guint64 address, guint8 *block,
                      KxBootParamsLayout *layout, GError **error)
{
  gsize header_end;
  Parts parts;

  if (!check_header (params, &header_end, error)
      || !check_limits (params, address + kx_boot_params_size (params), error))
    return FALSE;

  put_setup_header (params, block, header_end);
  parts = lay_out (params, address, block);

  memcpy (block + parts.cmdline, params->cmdline, strlen (params->cmdline) + 1);
  put_halves (block, CMD_LINE_PTR, EXT_CMD_LINE_PTR, address + parts.cmdline);
  put_halves (block, RAMDISK_IMAGE, EXT_RAMDISK_IMAGE, params->initrd_address);
  put_halves (block, RAMDISK_SIZE, EXT_RAMDISK_SIZE, params->initrd_size);
  put_hardware (params->facts, block);
  put_memory (params->map, block, parts.more_ranges);
  if (params->facts->efi)
    put_efi (params->facts, address, block, &parts);
  memcpy (block + parts.seed, params->seed, sizeof params->seed);

  *layout = (KxBootParamsLayout){ .checked = parts.stamps, .stamps = parts.stamps };
  return TRUE;
}
