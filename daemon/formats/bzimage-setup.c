/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bzimage-setup.h"

#include "bytes.h"
#include "error.h"

#define SECTOR 512
#define SETUP_SECTS 0x1f1
#define MAGIC 0x202
#define PROTOCOL 0x206
#define KERNEL_ALIGNMENT 0x230
#define RELOCATABLE_KERNEL 0x234
#define XLOADFLAGS 0x236
#define PAYLOAD_OFFSET 0x248 /* counted from the end of the setup code */
#define PAYLOAD_LENGTH 0x24c
#define PREF_ADDRESS 0x258
#define INIT_SIZE 0x260
#define HEADER_END 0x264

#define OLDEST_PROTOCOL 0x20c

/* The kernel's page tables map it with large pages, and no more than this of it. */
#define LARGE_PAGE (2u << 20)
#define MOST_MEMORY (1u << 30)

static gboolean
is_damaged (GError **error, const char *what)
{
  g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
               "the bzImage's header %s; the file is damaged: install the kernel again", what);
  return FALSE;
}

static gboolean
check_kind (const guint8 *image, gsize size, GError **error)
{
  guint16 protocol;

  if (size < HEADER_END || !kx_bytes_at (image, size, MAGIC, "HdrS", 4))
    return is_damaged (error, "is missing");

  protocol = kx_le16 (image + PROTOCOL);
  if (protocol < OLDEST_PROTOCOL)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   "the kernel's boot protocol %u.%02u is older than 2.12", protocol >> 8,
                   protocol & 0xff);
      return FALSE;
    }
  if ((kx_le16 (image + XLOADFLAGS) & KX_XLF_KERNEL_64) == 0)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the kernel cannot be entered in 64-bit mode");
      return FALSE;
    }
  return TRUE;
}

static gboolean
check (const KxBzimageSetup *setup, gsize size, GError **error)
{
  guint64 align = setup->alignment;

  if (setup->payload_size == 0 || setup->payload > size
      || setup->payload_size > size - setup->payload)
    return is_damaged (error, "puts the compressed kernel outside of the file");
  if (align < LARGE_PAGE || align > MOST_MEMORY || (align & (align - 1)) != 0)
    return is_damaged (error, "asks for an impossible alignment");
  if (setup->init_size == 0 || setup->pref_address >= MOST_MEMORY
      || setup->init_size > MOST_MEMORY - setup->pref_address)
    return is_damaged (error, "asks for an impossible amount of memory");
  if (setup->pref_address % align != 0)
    return is_damaged (error, "contradicts itself about the kernel's address");
  return TRUE;
}

gboolean
kx_bzimage_setup_parse (const guint8 *image, gsize size, KxBzimageSetup *setup, GError **error)
{
  KxBzimageSetup result;

  if (!check_kind (image, size, error))
    return FALSE;

  /* 0 means 4, and the boot sector comes on top. */
  result = (KxBzimageSetup) {
    .setup_size = ((gsize) (image[SETUP_SECTS] != 0 ? image[SETUP_SECTS] : 4) + 1) * SECTOR,
    .payload_size = kx_le32 (image + PAYLOAD_LENGTH),
    .pref_address = kx_le64 (image + PREF_ADDRESS),
    .init_size = kx_le32 (image + INIT_SIZE),
    .alignment = kx_le32 (image + KERNEL_ALIGNMENT),
    .xloadflags = kx_le16 (image + XLOADFLAGS),
    .relocatable = image[RELOCATABLE_KERNEL] != 0,
  };
  result.payload = result.setup_size + kx_le32 (image + PAYLOAD_OFFSET);
  if (!check (&result, size, error))
    return FALSE;

  *setup = result;
  return TRUE;
}
