/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bzimage.h"

#include "bytes.h"
#include "error.h"
#include "pe.h"
#include "release.h"

#define SECTOR 512
#define SETUP_SECTS 0x1f1
#define SYSSIZE 0x1f4 /* in units of 16 bytes */
#define BOOT_FLAG 0x1fe
#define JUMP 0x200
#define MAGIC 0x202
#define PROTOCOL 0x206
#define KERNEL_VERSION 0x20e /* counted from 0x200 */
#define LOADFLAGS 0x211
#define KERNEL_ALIGNMENT 0x230
#define XLOADFLAGS 0x236
#define CMDLINE_SIZE 0x238
#define PAYLOAD_OFFSET 0x248 /* counted from the end of the setup code */
#define PAYLOAD_LENGTH 0x24c
#define INIT_SIZE 0x260
#define HEADER_END 0x268 /* of protocol 2.12 */

#define LOADED_HIGH (1 << 0)
#define XLF_KERNEL_64 (1 << 0)
#define XLF_CAN_BE_LOADED_ABOVE_4G (1 << 1)
#define XLF_5LEVEL (1 << 5)

/* kexec_file_load() wants room for "elfcorehdr=0x<address> " (MAX_ELFCOREHDR_STR_LEN) in every
 * command line, and counts the final NUL. */
#define CMDLINE_RESERVED (30 + 1)

#define PAGE 4096

/* The longest release, and the space behind it (see kx_release_parse()). */
#define RELEASE_AND_END (64 + 1)

/* The lengths of a bzImage in bytes, wide enough for whatever the fields hold. */
typedef struct
{
  guint64 setup;
  guint64 system;
  guint64 total;
} Lengths;

static gboolean
refuse (GError **error, KxError code, const char *message)
{
  g_set_error_literal (error, KX_ERROR, (int) code, message);
  return FALSE;
}

gboolean
kx_bzimage_probe (const guint8 *head, gsize head_size)
{
  return kx_bytes_at (head, head_size, MAGIC, "HdrS", 4);
}

gsize
kx_bzimage_needed (const guint8 *head, gsize head_size)
{
  if (head_size < HEADER_END || !kx_bzimage_probe (head, head_size))
    return 0;

  return MAX (2 * SECTOR, JUMP + (gsize) kx_le16 (head + KERNEL_VERSION) + RELEASE_AND_END);
}

/* Is the header there, and of a kind that can be relied on? */
static gboolean
check_header (const guint8 *head, gsize head_size, GError **error)
{
  guint16 version;

  if (head_size < 2 * SECTOR)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                   "the file ends after %" G_GSIZE_FORMAT " bytes, inside the header of a bzImage; "
                   "wait until it has been written, or install the kernel again", head_size);
      return FALSE;
    }
  if (kx_le16 (head + BOOT_FLAG) != 0xaa55)
    return refuse (error, KX_ERROR_INVALID_IMAGE,
                   "the file has a bzImage's header but not the boot flag before it; it is "
                   "damaged: install the kernel again");

  version = kx_le16 (head + PROTOCOL);
  if (version < 0x20c)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   "this is an x86 kernel of boot protocol %u.%02u, but kexec needs 2.12 or later; "
                   "install Linux 3.8 or later", version >> 8, version & 0xff);
      return FALSE;
    }
  if (head[JUMP] != 0xeb || MAGIC + (gsize) head[JUMP + 1] < HEADER_END)
    return refuse (error, KX_ERROR_INVALID_IMAGE,
                   "the bzImage's header is shorter than its protocol version requires; the file "
                   "is damaged: install the kernel again");

  return TRUE;
}

/* The conditions of the kernel's own bzImage64_probe(). */
static gboolean
check_flags (const guint8 *head, GError **error)
{
  guint16 xloadflags = kx_le16 (head + XLOADFLAGS);

  if ((head[LOADFLAGS] & LOADED_HIGH) == 0)
    return refuse (error, KX_ERROR_UNSUPPORTED,
                   "this is a zImage, which kexec cannot load; build the kernel as a bzImage");
  if ((xloadflags & XLF_KERNEL_64) == 0)
    return refuse (error, KX_ERROR_UNSUPPORTED,
                   "this is a 32-bit x86 kernel (no 64-bit entry), which kexec_file_load cannot "
                   "load; install a 64-bit kernel");
  if ((xloadflags & XLF_CAN_BE_LOADED_ABOVE_4G) == 0)
    return refuse (error, KX_ERROR_UNSUPPORTED,
                   "this x86 kernel cannot be loaded above 4 GiB, which kexec_file_load demands; "
                   "install one that was built with CONFIG_RELOCATABLE");

  return TRUE;
}

/* The sum of setup code and system is the length of the file, exactly, before it was signed. */
static gboolean
read_lengths (const guint8 *head, gsize head_size, guint64 file_size, Lengths *out, GError **error)
{
  guint64 setup_sects = head[SETUP_SECTS] != 0 ? head[SETUP_SECTS] : 4;
  guint64 system = (guint64) kx_le32 (head + SYSSIZE) * 16;
  Lengths lengths = { .setup = (setup_sects + 1) * SECTOR, .system = system };
  KxPe pe;

  lengths.total = lengths.setup + lengths.system;

  /* Without an EFI stub there is no PE header, and nobody needs one: only the certificates are
   * looked for, because a copy that lacks their end is rejected as badly signed. */
  if (kx_pe_parse (head, head_size, &pe, NULL))
    lengths.total = MAX (lengths.total, pe.certificate_end);

  if (system == 0)
    return refuse (error, KX_ERROR_INVALID_IMAGE,
                   "the bzImage's header says that there is no kernel behind it; the file is "
                   "damaged: install the kernel again");
  if (file_size < lengths.total)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                   "the bzImage's header promises %" G_GUINT64_FORMAT " bytes, but the file has %"
                   G_GUINT64_FORMAT "; wait until it has been written, or install the kernel again",
                   lengths.total, file_size);
      return FALSE;
    }

  *out = lengths;
  return TRUE;
}

static gboolean
check_memory (const guint8 *head, guint64 file_size, const Lengths *lengths, GError **error)
{
  guint64 payload = (guint64) kx_le32 (head + PAYLOAD_OFFSET) + kx_le32 (head + PAYLOAD_LENGTH);
  guint64 memory = ((guint64) kx_le32 (head + INIT_SIZE) + PAGE - 1) / PAGE * PAGE;
  guint32 alignment = kx_le32 (head + KERNEL_ALIGNMENT);

  if (payload > lengths->system)
    return refuse (error, KX_ERROR_INVALID_IMAGE,
                   "the bzImage's payload reaches beyond the kernel that the header describes; "
                   "the file is damaged: install the kernel again");
  if (alignment == 0 || (alignment & (alignment - 1)) != 0)
    return refuse (error, KX_ERROR_INVALID_IMAGE,
                   "the bzImage asks for an alignment that is no power of two; the file is "
                   "damaged: install the kernel again");

  /* The kernel copies all that follows the setup code, signature included, into init_size bytes. */
  if (file_size - lengths->setup > memory)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the bzImage asks for %" G_GUINT64_FORMAT " bytes of memory, but %"
                   G_GUINT64_FORMAT " bytes follow its setup code; the file is damaged, or "
                   "something was appended to it: install the kernel again",
                   memory, file_size - lengths->setup);
      return FALSE;
    }

  return TRUE;
}

/* The text at kernel_version + 0x200, inside the setup code: "RELEASE (builder) #1 …". */
static gboolean
read_release (const guint8 *head, gsize head_size, guint64 setup, char **release, GError **error)
{
  gsize offset = kx_le16 (head + KERNEL_VERSION);
  gsize end = MIN (head_size, setup);

  if (offset == 0) /* the kernel does not tell */
    return TRUE;

  offset += JUMP;
  if (offset < end)
    *release = kx_release_parse (head + offset, end - offset);
  if (*release == NULL)
    return refuse (error, KX_ERROR_INVALID_IMAGE,
                   "the bzImage names no valid kernel release where its header points; the file is "
                   "damaged: install the kernel again");

  return TRUE;
}

gboolean
kx_bzimage_parse (const guint8 *head, gsize head_size, guint64 file_size, KxKernelFacts *facts,
                  GError **error)
{
  g_autofree char *release = NULL;
  guint32 cmdline_size;
  Lengths lengths;

  head_size = MIN (head_size, file_size);
  if (!kx_bzimage_probe (head, head_size))
    return refuse (error, KX_ERROR_INVALID_IMAGE, "the file has no bzImage's header");
  if (!check_header (head, head_size, error) || !check_flags (head, error)
      || !read_lengths (head, head_size, file_size, &lengths, error)
      || !check_memory (head, file_size, &lengths, error)
      || !read_release (head, head_size, lengths.setup, &release, error))
    return FALSE;

  cmdline_size = kx_le32 (head + CMDLINE_SIZE);
  if (cmdline_size <= CMDLINE_RESERVED)
    return refuse (error, KX_ERROR_INVALID_IMAGE,
                   "the bzImage's header leaves no room for a command line; the file is damaged: "
                   "install the kernel again");

  *facts = (KxKernelFacts) {
    .format = KX_FORMAT_BZIMAGE,
    .architecture = "x86_64",
    .release = g_steal_pointer (&release),
    .declared_size = lengths.total,
    .cmdline_max = cmdline_size - CMDLINE_RESERVED,
    .la57 = (kx_le16 (head + XLOADFLAGS) & XLF_5LEVEL) != 0,
  };
  return TRUE;
}
