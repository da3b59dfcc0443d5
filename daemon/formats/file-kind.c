/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "file-kind.h"

#include "bytes.h"
#include "elf-kind.h"
#include "error.h"
#include "pe.h"

#define SMALLEST_KERNEL 1024 /* two sectors, the shortest file that the kernel's loader looks at */
#define TEXT_SAMPLE 512
#define SHORTEST_TEXT 4 /* fewer bytes look like text by chance: "MZ" */

#define INITRAMFS "; if it is an initramfs, give it as the initrd, and a kernel as the kernel"
#define NO_KERNEL " without a kernel for arm64 or RISC-V in it" INITRAMFS
#define UNPACK "; unpack it" INITRAMFS
#define INSTALL_KERNEL "; give the kernel's file instead (/boot/vmlinuz-*)"
#define PLAIN_KERNEL "; give a plain kernel (bzImage or arm64 Image) and its initrd instead"

typedef struct
{
  gsize offset;
  guint8 length;
  const char *magic;
  KxError code;
  const char *explanation;
} Kind;

#define KIND(offset, magic, code, explanation)                                                     \
  { offset, sizeof (magic) - 1, magic, KX_ERROR_##code, explanation }

/* The magic numbers of everything that is found in or near /boot and is no kernel that can be
 * loaded.
 * The first match counts. */
static const Kind kinds[] = {
  KIND (0x24, "\x18\x28\x6f\x01", UNSUPPORTED, "this is a kernel for 32-bit Arm" PLAIN_KERNEL),
  KIND (0x10008, "S390EP", UNSUPPORTED, "this is a kernel for s390x" PLAIN_KERNEL),
  KIND (0, "\x1f\x8b", INVALID_IMAGE, "this is a gzip-compressed file" NO_KERNEL),
  KIND (0, "\xfd" "7zXZ", INVALID_IMAGE, "this is an xz-compressed file" NO_KERNEL),
  KIND (0, "\x28\xb5\x2f\xfd", INVALID_IMAGE, "this is a zstd-compressed file" NO_KERNEL),
  KIND (0, "\x02\x21\x4c\x18", INVALID_IMAGE, "this is an lz4-compressed file" NO_KERNEL),
  KIND (0, "\x04\x22\x4d\x18", INVALID_IMAGE, "this is an lz4-compressed file" NO_KERNEL),
  KIND (0, "BZh", INVALID_IMAGE, "this is a bzip2-compressed file" UNPACK),
  KIND (0, "\x5d\0\0", INVALID_IMAGE, "this is an lzma-compressed file" NO_KERNEL),
  KIND (0, "\x89LZO", INVALID_IMAGE, "this is an lzo-compressed file" UNPACK),
  KIND (0, "070701", INVALID_IMAGE, "this is a cpio archive" INITRAMFS),
  KIND (0, "070702", INVALID_IMAGE, "this is a cpio archive" INITRAMFS),
  KIND (0, "070707", INVALID_IMAGE, "this is a cpio archive" INITRAMFS),
  KIND (0, "\xc7\x71", INVALID_IMAGE, "this is a cpio archive" INITRAMFS),
  KIND (257, "ustar", INVALID_IMAGE, "this is a tar archive" INSTALL_KERNEL),
  KIND (0, "!<arch>\n", INVALID_IMAGE,
        "this is a Debian package or a library" INSTALL_KERNEL),
  KIND (0, "\xed\xab\xee\xdb", INVALID_IMAGE, "this is an RPM package" INSTALL_KERNEL),
  KIND (0, "PK\x03\x04", INVALID_IMAGE, "this is a zip archive" INSTALL_KERNEL),
  KIND (0, "hsqs", INVALID_IMAGE, "this is a squashfs file system" INSTALL_KERNEL),
  KIND (0, "\x27\x05\x19\x56", INVALID_IMAGE,
        "this is an image for U-Boot (uImage)" PLAIN_KERNEL),
  KIND (0, "\xd0\x0d\xfe\xed", INVALID_IMAGE,
        "this is a device tree or a FIT image for U-Boot" PLAIN_KERNEL),
  KIND (0, "ANDROID!", INVALID_IMAGE, "this is an Android boot image" PLAIN_KERNEL),
  KIND (0, "#!", INVALID_IMAGE, "this is a script" INSTALL_KERNEL),
};

static const Kind elf_kinds[] = {
  [KX_ELF_KERNEL] = KIND (0, "", UNSUPPORTED, "this is an ELF kernel (vmlinux)" PLAIN_KERNEL),
  [KX_ELF_PROGRAM] = KIND (0, "", INVALID_IMAGE, "this is an ELF program" INSTALL_KERNEL),
  [KX_ELF_OBJECT] = KIND (0, "", INVALID_IMAGE,
                          "this is an ELF object, such as a kernel module" INSTALL_KERNEL),
  [KX_ELF_CORE] = KIND (0, "", INVALID_IMAGE, "this is a core dump" INSTALL_KERNEL),
  [KX_ELF_MULTIBOOT] = KIND (0, "", INVALID_IMAGE,
                             "this is a Multiboot program, such as the Xen hypervisor, not Linux"
                             INSTALL_KERNEL),
};

static void
set (GError **error, KxError code, const char *message)
{
  g_set_error_literal (error, KX_ERROR, (int) code, message);
}

/* What starts with "MZ" is an EFI program, or the beginning of one. */
static void
explain_pe (const guint8 *head, gsize head_size, guint64 file_size, GError **error)
{
  KxPe pe;

  if (!kx_pe_parse (head, head_size, &pe, error))
    return;

  if (file_size < pe.sections_end)
    g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                 "the file's PE header promises %" G_GUINT64_FORMAT " bytes, but it has %"
                 G_GUINT64_FORMAT "; wait until it has been written, or install it again",
                 pe.sections_end, file_size);
  else
    set (error, KX_ERROR_INVALID_IMAGE,
         "this is an EFI program without a Linux kernel in it, such as a boot loader or a "
         "hypervisor" INSTALL_KERNEL);
}

static gboolean
is_text (const guint8 *head, gsize head_size)
{
  gsize length = MIN (head_size, TEXT_SAMPLE);
  const char *end;

  if (length < SHORTEST_TEXT)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (head[i]) && !g_ascii_isspace (head[i]))
      return FALSE;

  /* The sample may end inside a character of up to 4 bytes. */
  return g_utf8_validate_len ((const char *) head, length, &end)
         || (length == TEXT_SAMPLE && (const char *) head + length - end < 4);
}

static gboolean
is_zero (const guint8 *head, gsize head_size)
{
  return head[0] == 0 && memcmp (head, head + 1, head_size - 1) == 0;
}

/* No magic number tells what this is. */
static void
explain_unknown (const guint8 *head, gsize head_size, guint64 file_size, GError **error)
{
  if (is_text (head, head_size))
    set (error, KX_ERROR_INVALID_IMAGE, "this is a text file" INSTALL_KERNEL);
  else if (is_zero (head, head_size))
    set (error, KX_ERROR_INCOMPLETE,
         "the file starts with zeros only: it is still being written, or was lost in a crash; "
         "install it again");
  else if (file_size < SMALLEST_KERNEL)
    g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE,
                 "the file ends after %" G_GUINT64_FORMAT " bytes, before it can be told what it "
                 "is; wait until it has been written, or install it again", file_size);
  else if (kx_bytes_at (head, head_size, 0x1fe, "\x55\xaa", 2))
    set (error, KX_ERROR_INVALID_IMAGE,
         "this is a boot sector or the image of a disk" INSTALL_KERNEL);
  else
    set (error, KX_ERROR_INVALID_IMAGE,
         "the file is not a kernel of any known kind" INSTALL_KERNEL);
}

void
kx_file_kind_explain (const guint8 *head, gsize head_size, guint64 file_size, GError **error)
{
  KxElfKind elf = kx_elf_kind (head, head_size);

  g_return_if_fail (head_size > 0);

  if (elf != KX_ELF_NONE)
    {
      set (error, elf_kinds[elf].code, elf_kinds[elf].explanation);
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kx_bytes_at (head, head_size, kinds[i].offset, kinds[i].magic, kinds[i].length))
      {
        set (error, kinds[i].code, kinds[i].explanation);
        return;
      }

  if (kx_bytes_at (head, head_size, 0, "MZ", 2))
    explain_pe (head, head_size, file_size, error);
  else
    explain_unknown (head, head_size, file_size, error);
}
