/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "arm64-image.h"

#include "bytes.h"
#include "error.h"
#include "pe.h"

#define TEXT_OFFSET 0x08
#define IMAGE_SIZE 0x10
#define FLAGS 0x18
#define MAGIC 0x38
#define HEADER_SIZE 0x40

#define FLAG_BIG_ENDIAN (1 << 0)

/* COMMAND_LINE_SIZE of every arm64 kernel (arch/arm64/include/uapi/asm/setup.h) less the NUL. The
 * loader takes more, but the kernel that starts would cut it off silently. */
#define CMDLINE_MAX (2048 - 1)

gboolean
kx_arm64_image_probe (const guint8 *head, gsize head_size)
{
  return kx_bytes_at (head, head_size, MAGIC, "ARM\x64", 4);
}

/* Bytes that the PE headers promise; 0 for a kernel without an EFI stub, which has none. */
static gboolean
read_declared_size (const guint8 *head, gsize head_size, guint64 *size, GError **error)
{
  KxPe pe;

  *size = 0;
  if (!kx_bytes_at (head, head_size, 0, "MZ", 2))
    return TRUE;

  if (!kx_pe_parse (head, head_size, &pe, error))
    return FALSE;
  if (pe.machine != KX_PE_MACHINE_AARCH64)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the arm64 Image has a PE header for another machine (0x%04x); the file is "
                   "damaged: install the kernel again", pe.machine);
      return FALSE;
    }

  *size = MAX (pe.sections_end, pe.certificate_end);
  return TRUE;
}

static gboolean
check_memory (const guint8 *head, guint64 file_size, GError **error)
{
  guint64 memory = kx_le64 (head + IMAGE_SIZE);

  if (memory == 0)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "this is an arm64 kernel from before Linux 3.17, whose header does not "
                           "say how much memory it needs; install a newer one");
      return FALSE;
    }
  if (memory > G_MAXINT64 || kx_le64 (head + TEXT_OFFSET) > G_MAXINT64 - memory)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                           "the arm64 Image asks for more memory than any machine has; the file is "
                           "damaged: install the kernel again");
      return FALSE;
    }

  /* The kernel copies the whole file, signature included, into image_size bytes. */
  if (file_size > memory)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the arm64 Image asks for %" G_GUINT64_FORMAT " bytes of memory, but the file "
                   "has %" G_GUINT64_FORMAT "; it is damaged, or something was appended to it: "
                   "install the kernel again", memory, file_size);
      return FALSE;
    }

  return TRUE;
}

static KxKernelFacts
describe (const guint8 *head)
{
  gboolean big_endian = (head[FLAGS] & FLAG_BIG_ENDIAN) != 0;

  return (KxKernelFacts) {
    .format = KX_FORMAT_ARM64_IMAGE,
    .architecture = big_endian ? "aarch64_be" : "aarch64",
    .cmdline_max = CMDLINE_MAX,
  };
}

gboolean
kx_arm64_image_parse (const guint8 *head, gsize head_size, guint64 file_size, KxKernelFacts *facts,
                      GError **error)
{
  guint64 declared_size;

  head_size = MIN (head_size, file_size);
  if (!kx_arm64_image_probe (head, head_size))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                           "the file has no arm64 Image's header");
      return FALSE;
    }
  if (head_size < HEADER_SIZE)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                   "the file ends after %" G_GSIZE_FORMAT " bytes, inside the header of an arm64 "
                   "Image; wait until it has been written, or install the kernel again", head_size);
      return FALSE;
    }
  if (!check_memory (head, file_size, error)
      || !read_declared_size (head, head_size, &declared_size, error))
    return FALSE;

  if (file_size < declared_size)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                   "the arm64 Image's headers promise %" G_GUINT64_FORMAT " bytes, but the file "
                   "has %" G_GUINT64_FORMAT "; wait until it has been written, or install the "
                   "kernel again",
                   declared_size, file_size);
      return FALSE;
    }

  *facts = describe (head);
  facts->declared_size = declared_size;
  return TRUE;
}

gboolean
kx_arm64_image_describe (const guint8 *head, gsize head_size, KxKernelFacts *facts)
{
  if (head_size < HEADER_SIZE || !kx_arm64_image_probe (head, head_size))
    return FALSE;

  *facts = describe (head);
  return TRUE;
}
