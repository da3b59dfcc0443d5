/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "purgatory.h"

#include <gelf.h>
#include <string.h>

#include "bytes.h"
#include "crc32c.h"
#include "error.h"
#include "pages.h"
#include "parameters.h"


/* purgatory-object.S */
extern const guint8 kx_purgatory_object[];
extern const guint8 kx_purgatory_object_end[];

/* Offsets and sizes in bytes; addresses begin at 0. */
typedef struct
{
  gsize size;       /* of memory */
  gsize fixed;      /* from the start, what it does not change itself; a multiple of 8 */
  gsize entry;
  gsize parameters;
} Layout;

static Elf *
open_object (void)
{
  elf_version (EV_CURRENT);
  /* libelf writes to a copy where it has to write. */
  return elf_memory ((char *) kx_purgatory_object,
                     (size_t) (kx_purgatory_object_end - kx_purgatory_object));
}

/* Where the structure is that the daemon fills in. */
static gboolean
find_parameters (Elf *elf, gsize *offset)
{
  for (Elf_Scn *section = elf_nextscn (elf, NULL); section != NULL;
       section = elf_nextscn (elf, section))
    {
      GElf_Shdr header;
      Elf_Data *data;

      if (gelf_getshdr (section, &header) == NULL || header.sh_type != SHT_SYMTAB)
        continue;
      data = elf_getdata (section, NULL);
      for (int i = 0; data != NULL && header.sh_entsize > 0
                      && (guint64) i < header.sh_size / header.sh_entsize; i++)
        {
          GElf_Sym symbol;
          const char *name;

          if (gelf_getsym (data, i, &symbol) == NULL)
            break;
          name = elf_strptr (elf, header.sh_link, symbol.st_name);
          if (g_strcmp0 (name, "kx_purgatory_parameters") != 0
              || symbol.st_size != sizeof (KxPurgatoryParameters))
            continue;
          *offset = symbol.st_value;
          return TRUE;
        }
    }
  return FALSE;
}

/* Lays the object out in @image, or only measures it where that is NULL. FALSE: there is none. */
static gboolean
lay_out (guint8 *image, Layout *layout)
{
  Elf *elf = open_object ();
  Layout found = { 0 };
  gboolean whole = FALSE;
  GElf_Ehdr header;
  size_t n = 0;

  if (elf != NULL && gelf_getehdr (elf, &header) != NULL && elf_getphdrnum (elf, &n) == 0)
    whole = find_parameters (elf, &found.parameters);
  for (size_t i = 0; whole && i < n; i++)
    {
      GElf_Phdr piece;

      if (gelf_getphdr (elf, (int) i, &piece) == NULL)
        whole = FALSE;
      else if (piece.p_type == PT_LOAD)
        {
          found.size = MAX (found.size, piece.p_vaddr + piece.p_memsz);
          if (piece.p_filesz == 0)
            continue;
          found.fixed = MAX (found.fixed, piece.p_vaddr + piece.p_filesz);
          if (image != NULL)
            memcpy (image + piece.p_vaddr, kx_purgatory_object + piece.p_offset, piece.p_filesz);
        }
    }
  g_clear_pointer (&elf, elf_end);
  if (!whole || found.fixed % sizeof (guint64) != 0)
    return FALSE;
  found.entry = header.e_entry;
  found.size = kx_round_up (found.size, KX_PAGE_SIZE);
  *layout = found;
  return TRUE;
}

gsize
kx_purgatory_size (void)
{
  Layout layout = { 0 };

  return lay_out (NULL, &layout) ? layout.size : 0;
}

static guint32
reset_space (KxResetSpace space)
{
  switch (space)
    {
    case KX_RESET_IO:
      return KX_PURGATORY_RESET_IO;
    case KX_RESET_PCI:
      return KX_PURGATORY_RESET_PCI;
    case KX_RESET_MEMORY:
      return KX_PURGATORY_RESET_MEMORY;
    case KX_RESET_NONE:
      break;
    }
  return KX_PURGATORY_RESET_NONE;
}

static void
add_region (KxPurgatoryParameters *parameters, const KxCrc32c *crc, guint64 address,
            const guint8 *bytes, gsize size)
{
  KxPurgatoryRegion *region = &parameters->regions[parameters->n_regions++];

  region->address = address;
  region->size = size;
  kx_crc32c_lanes (crc, bytes, size, region->sums);
}

/* As entry.S computes it. */
static guint64
own_sum (const guint8 *image, gsize fixed)
{
  guint64 sum = 0;

  for (gsize i = 0; i < fixed; i += sizeof (guint64))
    sum = (sum << 1 | sum >> 63) + kx_le64 (image + i);
  return sum;
}

gboolean
kx_purgatory_build (const KxPurgatoryInput *input, guint64 address, guint8 *image, guint64 *entry,
                    GError **error)
{
  KxPurgatoryParameters parameters = { .version = KX_PURGATORY_VERSION };
  KxCrc32c crc;
  Layout layout;

  if (input->n_regions > KX_PURGATORY_REGIONS)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                   "the next kernel comes in %u parts, of which %u can be checked on the way",
                   input->n_regions, KX_PURGATORY_REGIONS);
      return FALSE;
    }
  if (!lay_out (image, &layout))
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "there is no purgatory for this kind of machine");
      return FALSE;
    }
  parameters.entry = input->entry;
  parameters.boot_params = input->boot_params;
  parameters.stamps = input->stamps;
  parameters.reset_space = reset_space (input->reset.space);
  parameters.reset_address = input->reset.address;
  parameters.reset_value = input->reset.value;
  parameters.serial_port = input->serial_port;
  parameters.own_sum = own_sum (image, layout.fixed);

  kx_crc32c_init (&crc, kx_crc32c_instruction_present ());
  for (guint i = 0; i < input->n_regions; i++)
    add_region (&parameters, &crc, input->regions[i].address, input->regions[i].bytes,
                input->regions[i].size);
  parameters.sum = kx_crc32c_sum (&crc, (const guint8 *) &parameters,
                                  offsetof (KxPurgatoryParameters, sum));
  memcpy (image + layout.parameters, &parameters, sizeof parameters);
  explicit_bzero (&parameters, sizeof parameters);
  *entry = address + layout.entry;
  return TRUE;
}
