/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auto-entries.h"

#include <string.h>

#include "efi.h"
#include "systemd-boot-rules.h"

/* Something that systemd-boot offers without a file that says so, in its order. */
typedef struct
{
  const char *id;
  const char *title;
  const char *program; /* nullable; on the ESP */
} Offer;

static const Offer offers[] = {
  { "auto-osx", "macOS", "/System/Library/CoreServices/boot.efi" },
  { "auto-windows", "Windows Boot Manager", "/EFI/Microsoft/Boot/bootmgfw.efi" },
  { "auto-efi-shell", "EFI Shell", NULL },
  { "auto-efi-default", "EFI Default Loader", NULL },
  { "auto-reboot-to-firmware-setup", "Reboot Into Firmware Interface", NULL },
  { "auto-poweroff", "Power Off The System", NULL },
  { "auto-reboot", "Reboot The System", NULL },
};

/* How many of @offers @others is about. */
#define OTHERS 4

static void
add (const Offer *offer, const char *file, GPtrArray *entries)
{
  KxSystemdBootEntry *out = kx_systemd_boot_entry_for_file ("bls", file, "");
  KxEntry *entry = out->entry;

  g_free (out->id);
  g_free (entry->id);
  g_free (entry->title);
  out->id = g_strdup (offer->id);
  out->place = KX_SYSTEMD_BOOT_AUTOMATIC;
  entry->id = g_strdup (offer->id);
  entry->title = g_strdup (offer->title);
  kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                   "it is no Linux, and kexec can start nothing else");
  g_ptr_array_add (entries, out);
}

void
kx_auto_entries_add (KxRoot *root, const KxBootPartition *esp, gboolean others, GPtrArray *entries)
{
  gsize size = 0;
  g_autofree guint8 *data = kx_efi_read (root, KX_EFI_LOADER, "LoaderEntries", &size);
  g_autofree char *variable = kx_efi_path (KX_EFI_LOADER, "LoaderEntries");
  g_auto (GStrv) told = data != NULL ? kx_efi_variable_dup_strings (data, size) : NULL;

  for (gsize i = others ? 0 : OTHERS; i < G_N_ELEMENTS (offers); i++)
    {
      g_autofree char *program = offers[i].program != NULL
                                     ? kx_boot_partition_resolve (esp, root, offers[i].program)
                                     : NULL;

      if (told != NULL ? g_strv_contains ((const char *const *) told, offers[i].id)
                       : program != NULL && kx_root_exists (root, program))
        add (&offers[i], program != NULL ? program : variable, entries);
    }
}
