/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "vmlinux.h"

#include <elf.h>

#include "bytes.h"
#include "error.h"

#define PAGE 4096

/* Nobody's program headers are further back. */
#define HEAD_MOST ((gsize) 64 * 1024)

static gboolean
is_damaged (GError **error, const char *what)
{
  g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
               "the kernel inside the bzImage is damaged (%s): install the kernel again", what);
  return FALSE;
}

static gboolean
is_unknown (GError **error, const char *what)
{
  g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED, "the kernel inside the bzImage %s", what);
  return FALSE;
}

static gboolean
is_kernel (const guint8 *head, gsize size)
{
  return size >= sizeof (Elf64_Ehdr) && memcmp (head, ELFMAG, SELFMAG) == 0
         && head[EI_CLASS] == ELFCLASS64 && head[EI_DATA] == ELFDATA2LSB
         && kx_le16 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_type)) == ET_EXEC
         && kx_le16 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_machine)) == EM_X86_64
         && kx_le16 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_phentsize)) == sizeof (Elf64_Phdr);
}

gsize
kx_vmlinux_needed (const guint8 *head, gsize size)
{
  guint64 start, length;

  if (size < sizeof (Elf64_Ehdr))
    return sizeof (Elf64_Ehdr);
  if (!is_kernel (head, size))
    return sizeof (Elf64_Ehdr);

  start = kx_le64 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_phoff));
  length = (guint64) kx_le16 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_phnum)) * sizeof (Elf64_Phdr);
  if (start > HEAD_MOST || length > HEAD_MOST - start)
    return sizeof (Elf64_Ehdr);
  return MAX (start + length, sizeof (Elf64_Ehdr));
}

/* One program header, of those that are loaded, with @target as a physical address. */
static gboolean
read_part (const guint8 *header, guint64 most, KxVmlinux *out, guint64 *ends, GError **error)
{
  KxVmlinuxPart part = {
    .offset = kx_le64 (header + G_STRUCT_OFFSET (Elf64_Phdr, p_offset)),
    .size = kx_le64 (header + G_STRUCT_OFFSET (Elf64_Phdr, p_filesz)),
    .target = kx_le64 (header + G_STRUCT_OFFSET (Elf64_Phdr, p_paddr)),
  };
  guint64 memory = kx_le64 (header + G_STRUCT_OFFSET (Elf64_Phdr, p_memsz));

  if (memory == 0 && part.size == 0)
    return TRUE;
  if (part.size == 0) /* .bss alone: where it is not in the file does not matter */
    part.offset = 0;
  if (out->n == KX_VMLINUX_PARTS)
    return is_unknown (error, "has more parts than are known");
  if (part.size > memory)
    return is_damaged (error, "a part is larger in the file than in memory");
  if (part.offset > most || part.size > most - part.offset)
    return is_damaged (error, "a part lies behind the end of the file");
  if (memory > most || part.target > G_MAXUINT64 / 2)
    return is_damaged (error, "a part takes too much memory");
  if (out->n == 0 || part.target < out->address)
    {
      out->address = part.target;
      /* Only the lowest part tells: per-CPU data has virtual addresses of its own. */
      if (kx_le64 (header + G_STRUCT_OFFSET (Elf64_Phdr, p_vaddr)) != KX_VMLINUX_MAP + part.target)
        return is_unknown (error, "does not lie at the virtual address that is usual");
    }

  ends[out->n] = part.target + memory;
  out->parts[out->n++] = part;
  return TRUE;
}

/* With so few parts, each with each other is quick enough. */
static gboolean
check_overlap (const KxVmlinux *out, const guint64 *ends, GError **error)
{
  for (guint i = 0; i < out->n; i++)
    for (guint j = 0; j < i; j++)
      {
        const KxVmlinuxPart *a = &out->parts[i], *b = &out->parts[j];

        if (a->target < ends[j] && b->target < ends[i])
          return is_damaged (error, "a part lies over another in memory");
        if (a->offset < b->offset + b->size && b->offset < a->offset + a->size)
          return is_damaged (error, "a part lies over another in the file");
      }
  return TRUE;
}

static int
by_offset (gconstpointer a, gconstpointer b)
{
  const KxVmlinuxPart *x = a, *y = b;

  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static gboolean
finish (KxVmlinux *out, const guint64 *ends, guint64 entry, guint64 most, GError **error)
{
  guint64 end = 0;

  for (guint i = 0; i < out->n; i++)
    {
      end = MAX (end, ends[i]);
      out->loaded_end = MAX (out->loaded_end, out->parts[i].offset + out->parts[i].size);
      out->parts[i].target -= out->address;
    }

  if (end - out->address > most)
    return is_damaged (error, "it takes more memory than its header says");
  if (entry < out->address || entry >= end)
    return is_damaged (error, "its entry is outside of it");
  if (out->address % PAGE != 0)
    return is_unknown (error, "does not begin on a page of its own");

  out->span = (end - out->address + PAGE - 1) / PAGE * PAGE;
  out->entry = entry - out->address;
  qsort (out->parts, out->n, sizeof *out->parts, by_offset);
  return TRUE;
}

gboolean
kx_vmlinux_parse (const guint8 *head, gsize size, guint64 most, KxVmlinux *vmlinux, GError **error)
{
  guint64 ends[KX_VMLINUX_PARTS];
  KxVmlinux out = { 0 };
  guint64 start;
  guint16 n;

  if (!is_kernel (head, size))
    return is_unknown (error, "is no ELF program for x86-64");

  start = kx_le64 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_phoff));
  n = kx_le16 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_phnum));
  if (start > size || (guint64) n * sizeof (Elf64_Phdr) > size - start)
    return is_damaged (error, "its program headers are not at its beginning");

  for (const guint8 *header = head + start; n > 0; n--, header += sizeof (Elf64_Phdr))
    if (kx_le32 (header + G_STRUCT_OFFSET (Elf64_Phdr, p_type)) == PT_LOAD
        && !read_part (header, most, &out, ends, error))
      return FALSE;
  if (out.n == 0)
    return is_damaged (error, "nothing of it is loaded");

  if (!check_overlap (&out, ends, error)
      || !finish (&out, ends, kx_le64 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_entry)), most, error))
    return FALSE;

  out.sections = kx_le64 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_shoff));
  out.n_sections = kx_le16 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_shnum));
  if (kx_le16 (head + G_STRUCT_OFFSET (Elf64_Ehdr, e_shentsize)) != sizeof (Elf64_Shdr))
    out.n_sections = 0;
  *vmlinux = out;
  return TRUE;
}

gboolean
kx_vmlinux_find_end (const KxVmlinux *vmlinux, const guint8 *rest, gsize size, gsize *end,
                     GError **error)
{
  guint64 length = (guint64) vmlinux->n_sections * sizeof (Elf64_Shdr);
  guint64 start = vmlinux->sections - vmlinux->loaded_end;
  guint64 last;

  if (vmlinux->n_sections == 0 || vmlinux->sections < vmlinux->loaded_end)
    return is_unknown (error, "has no section headers behind its contents");
  if (start > size || length > size - start)
    return is_damaged (error, "it ends before its section headers");

  last = start + length;
  for (guint16 i = 0; i < vmlinux->n_sections; i++)
    {
      const guint8 *header = rest + start + i * sizeof (Elf64_Shdr);
      guint64 offset = kx_le64 (header + G_STRUCT_OFFSET (Elf64_Shdr, sh_offset));
      guint64 bytes = kx_le64 (header + G_STRUCT_OFFSET (Elf64_Shdr, sh_size));
      guint32 type = kx_le32 (header + G_STRUCT_OFFSET (Elf64_Shdr, sh_type));

      /* What is loaded was looked at before; the others are names and the like. */
      if (type == SHT_NULL || type == SHT_NOBITS || offset < vmlinux->loaded_end)
        continue;
      if (offset - vmlinux->loaded_end > size || bytes > size - (offset - vmlinux->loaded_end))
        return is_damaged (error, "it ends before its last section");
      last = MAX (last, offset - vmlinux->loaded_end + bytes);
    }

  *end = (gsize) last;
  return TRUE;
}
