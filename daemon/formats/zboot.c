/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "zboot.h"

#include "bytes.h"
#include "error.h"
#include "pe.h"

#define PAYLOAD 0x08
#define PAYLOAD_SIZE 0x0c
#define KIND 0x18
#define KIND_SIZE 0x20 /* up to the magic number of Linux at 0x38 */
#define HEADER_SIZE 0x40

/* What a kind begins with: "xzkern" is xz, "zstd22" zstd. */
static const struct
{
  const char *prefix;
  KxCompression compression;
} kinds[] = {
  { "gzip", KX_COMPRESSION_GZIP }, { "xz", KX_COMPRESSION_XZ },
  { "lzma", KX_COMPRESSION_LZMA }, { "zstd", KX_COMPRESSION_ZSTD },
  { "lz4", KX_COMPRESSION_LZ4_LEGACY },
};

gboolean
kx_zboot_probe (const guint8 *head, gsize head_size)
{
  return kx_bytes_at (head, head_size, 0, "MZ", 2) && kx_bytes_at (head, head_size, 4, "zimg", 4);
}

static gboolean
read_kind (const guint8 *head, KxCompression *compression, GError **error)
{
  g_autofree char *kind = g_strndup ((const char *) head + KIND, KIND_SIZE);
  g_autofree char *shown = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (kind, kinds[i].prefix))
      {
        *compression = kinds[i].compression;
        return TRUE;
      }

  shown = g_strescape (kind, NULL);
  g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
               "the kernel in this EFI program (zboot) is compressed with \"%s\", which is not "
               "supported; install one that was built with gzip, zstd, xz, lzma or lz4", shown);
  return FALSE;
}

static gboolean
check_sizes (const KxZboot *zboot, guint64 file_size, GError **error)
{
  if (zboot->payload_size == 0 || zboot->payload < HEADER_SIZE)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                           "the header of this EFI program (zboot) says that there is no kernel in "
                           "it; the file is damaged: install the kernel again");
      return FALSE;
    }
  if (file_size < zboot->declared_size)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                   "the headers of this EFI program (zboot) promise %" G_GUINT64_FORMAT " bytes, but "
                   "the file has %" G_GUINT64_FORMAT "; wait until it has been written, or install "
                   "the kernel again", zboot->declared_size, file_size);
      return FALSE;
    }
  return TRUE;
}

gboolean
kx_zboot_parse (const guint8 *head, gsize head_size, guint64 file_size, KxZboot *zboot,
                GError **error)
{
  KxZboot found = { 0 };
  KxPe pe;

  head_size = MIN (head_size, file_size);
  if (!kx_zboot_probe (head, head_size))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                           "the file is no EFI program with a compressed kernel in it (zboot)");
      return FALSE;
    }
  if (!kx_pe_parse (head, head_size, &pe, error) || !read_kind (head, &found.compression, error))
    return FALSE;

  found.architecture = kx_pe_machine_to_string (pe.machine);
  if (found.architecture == NULL)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   "this EFI program (zboot) is for a machine (0x%04x) that is not supported; "
                   "install a kernel for this machine", pe.machine);
      return FALSE;
    }

  found.payload = kx_le32 (head + PAYLOAD);
  found.payload_size = kx_le32 (head + PAYLOAD_SIZE);
  found.declared_size = MAX (MAX (pe.sections_end, pe.certificate_end),
                             found.payload + found.payload_size);
  if (!check_sizes (&found, file_size, error))
    return FALSE;

  *zboot = found;
  return TRUE;
}
