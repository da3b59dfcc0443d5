/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "vmlinux-builder.h"

#include <elf.h>
#include <string.h>

#include "packer.h"

#define SETUP (3 * 512)
#define PAYLOAD 64 /* from there */

#define STRINGS 0x7000

guint8
vmlinux_byte (gsize offset)
{
  return (guint8) (offset * 7 + offset / 256 + 1);
}

static void
put_program (Image *image, guint index, const Elf64_Phdr *program)
{
  gsize at = VMLINUX_PROGRAM (index);

  image_put32 (image, at, program->p_type);
  image_put64 (image, at + VMLINUX_OFFSET, program->p_offset);
  image_put64 (image, at + VMLINUX_VADDR, program->p_vaddr);
  image_put64 (image, at + VMLINUX_PADDR, program->p_paddr);
  image_put64 (image, at + VMLINUX_FILESZ, program->p_filesz);
  image_put64 (image, at + VMLINUX_MEMSZ, program->p_memsz);
  image_put64 (image, at + 0x30, 0x1000);
}

static void
put_section (Image *image, guint index, guint32 type, guint64 offset, guint64 size)
{
  gsize at = VMLINUX_SECTIONS + index * sizeof (Elf64_Shdr);

  image_put32 (image, at + 4, type);
  image_put64 (image, at + 0x18, offset);
  image_put64 (image, at + 0x20, size);
}

static void
put_places (Image *image)
{
  guint64 base = 0x1000; /* offset in the file less that in memory */

  image_put64 (image, base + VMLINUX_WIDE, VMLINUX_VIRTUAL + 0x1234);
  image_put64 (image, 0x2000 + VMLINUX_WIDE_LAST, VMLINUX_VIRTUAL);
  image_put32 (image, base + VMLINUX_INVERSE, (guint32) (0x40 - (VMLINUX_VIRTUAL + 0x105)));
  image_put32 (image, base + VMLINUX_NARROW, (guint32) (VMLINUX_VIRTUAL + 0x4321));
}

Image *
vmlinux_new (void)
{
  static const Elf64_Phdr programs[] = {
    { PT_LOAD, 0, 0x1000, VMLINUX_VIRTUAL, VMLINUX_ADDRESS, 0x2000, 0x2000, 0 },
    { PT_LOAD, 0, 0x3000, VMLINUX_VIRTUAL + 0x2000, VMLINUX_ADDRESS + 0x2000, 0x0f00, 0x1000, 0 },
    { PT_LOAD, 0, 0x5000, 0, VMLINUX_ADDRESS + 0x3000, 0x1000, 0x1000, 0 },
    { PT_LOAD, 0, 0x6000, VMLINUX_VIRTUAL + 0x4000, VMLINUX_ADDRESS + 0x4000, 0x1000, 0x5000, 0 },
    { PT_NOTE, 0, 0x1100, VMLINUX_VIRTUAL + 0x100, VMLINUX_ADDRESS + 0x100, 0x20, 0x20, 0 },
  };
  g_autoptr (Image) image = image_with_magic (VMLINUX_SIZE, 0, "\177ELF\2\1\1", 7);

  image_put16 (image, 0x10, ET_EXEC);
  image_put16 (image, 0x12, EM_X86_64);
  image_put32 (image, 0x14, EV_CURRENT);
  image_put64 (image, 0x18, VMLINUX_ADDRESS + VMLINUX_ENTRY);
  image_put64 (image, 0x20, sizeof (Elf64_Ehdr)); /* e_phoff */
  image_put64 (image, 0x28, VMLINUX_SECTIONS);    /* e_shoff */
  image_put16 (image, 0x36, sizeof (Elf64_Phdr));
  image_put16 (image, 0x38, G_N_ELEMENTS (programs));
  image_put16 (image, 0x3a, sizeof (Elf64_Shdr));
  image_put16 (image, 0x3c, 3);
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      put_program (image, i, &programs[i]);
      for (gsize j = 0; i < 3 && j < programs[i].p_filesz; j++)
        image->data[programs[i].p_offset + j]
            = vmlinux_byte (programs[i].p_paddr - VMLINUX_ADDRESS + j);
    }
  put_places (image);

  put_section (image, 1, SHT_NOBITS, 0x7000, 0x4000);
  put_section (image, 2, SHT_STRTAB, STRINGS, 16);
  return g_steal_pointer (&image);
}

void
vmlinux_add (Image *vmlinux, guint32 entry)
{
  guint32 value = GUINT32_TO_LE (entry);

  g_byte_array_append (vmlinux, (const guint8 *) &value, sizeof value);
}

void
vmlinux_add_relocs (Image *vmlinux, guint lists)
{
  guint32 start = (guint32) VMLINUX_VIRTUAL;

  vmlinux_add (vmlinux, 0);
  vmlinux_add (vmlinux, start + VMLINUX_WIDE);
  vmlinux_add (vmlinux, start + VMLINUX_WIDE_LAST);
  vmlinux_add (vmlinux, 0);
  if (lists == 3)
    {
      vmlinux_add (vmlinux, start + VMLINUX_INVERSE);
      vmlinux_add (vmlinux, 0);
    }
  vmlinux_add (vmlinux, start + VMLINUX_NARROW);
}

Image *
vmlinux_bzimage (const Image *vmlinux, KxCompression compression)
{
  g_autoptr (Image) payload = packer_pack (vmlinux, compression);
  Image *image = image_bzimage ();

  if (compression != KX_COMPRESSION_GZIP)
    vmlinux_add (payload, vmlinux->len);
  g_byte_array_set_size (image, SETUP + PAYLOAD);
  g_byte_array_append (image, payload->data, payload->len);
  image_put32 (image, 0x24c, payload->len);
  image_put32 (image, 0x260, VMLINUX_INIT_SIZE);
  return image;
}
