/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "riscv-image.h"

#include "bytes.h"
#include "error.h"

#define IMAGE_SIZE 0x10
#define FLAGS 0x18
#define OLD_MAGIC 0x30 /* of header version 0.1 */
#define MAGIC 0x38
#define HEADER_SIZE 0x40

#define FLAG_BIG_ENDIAN (1 << 0)

/* COMMAND_LINE_SIZE (arch/riscv/include/uapi/asm/setup.h) less the NUL. */
#define CMDLINE_MAX (1024 - 1)

gboolean
kx_riscv_image_probe (const guint8 *head, gsize head_size)
{
  return kx_bytes_at (head, head_size, MAGIC, "RSC\x05", 4)
         || kx_bytes_at (head, head_size, OLD_MAGIC, "RISCV\0\0\0", 8);
}

static const KxKernelFacts described = {
  .format = KX_FORMAT_RISCV_IMAGE,
  .architecture = "riscv64",
  .cmdline_max = CMDLINE_MAX,
};

static gboolean
refuse (GError **error, KxError code, const char *message)
{
  g_set_error_literal (error, KX_ERROR, (int) code, message);
  return FALSE;
}

gboolean
kx_riscv_image_parse (const guint8 *head, gsize head_size, guint64 file_size, KxKernelFacts *facts,
                      GError **error)
{
  guint64 memory;

  head_size = MIN (head_size, file_size);
  if (!kx_riscv_image_probe (head, head_size))
    return refuse (error, KX_ERROR_INVALID_IMAGE, "the file has no RISC-V Image's header");
  if (head_size < HEADER_SIZE)
    return refuse (error, KX_ERROR_INCOMPLETE,
                   "the file ends inside the header of a RISC-V Image; wait until it has been "
                   "written, or install the kernel again");

  memory = kx_le64 (head + IMAGE_SIZE);
  if ((head[FLAGS] & FLAG_BIG_ENDIAN) != 0)
    return refuse (error, KX_ERROR_UNSUPPORTED,
                   "this is a big-endian kernel for RISC-V, which kexec cannot load; install a "
                   "little-endian one");
  if (memory == 0)
    return refuse (error, KX_ERROR_UNSUPPORTED,
                   "this kernel for RISC-V does not say how much memory it needs; install a newer "
                   "one");
  if (memory > G_MAXINT64 || file_size > memory)
    return refuse (error, KX_ERROR_INVALID_IMAGE,
                   "the RISC-V Image's header asks for another amount of memory than the file can "
                   "need; the file is damaged, or something was appended to it: install the kernel "
                   "again");

  *facts = described;
  return TRUE;
}

gboolean
kx_riscv_image_describe (const guint8 *head, gsize head_size, KxKernelFacts *facts)
{
  if (head_size < HEADER_SIZE || !kx_riscv_image_probe (head, head_size))
    return FALSE;

  *facts = described;
  return TRUE;
}
