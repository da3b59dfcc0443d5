/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader.h"

#include "efi.h"
#include "extlinux.h"
#include "firmware.h"
#include "grub.h"
#include "raspberry-pi.h"
#include "systemd-boot.h"

/* Of the Boot Loader Interface: who started the machine. */
#define LOADER_INFO "LoaderInfo"
#define STUB_INFO "StubInfo"

#define SYS_FIRMWARE "/sys/firmware"

/* Where configurations of boot loaders are, that of the most first. */
static const char *const places[] = { "/boot", "/efi", "/boot/efi", "/boot/firmware" };

typedef KxMenu *(*Reader) (KxRoot *root, const KxFilesystems *filesystems);

static const Reader readers[] = {
  [KX_LOADER_SYSTEMD_BOOT] = kx_systemd_boot_read,
  [KX_LOADER_GRUB] = kx_grub_read,
  [KX_LOADER_EXTLINUX] = kx_extlinux_read,
  [KX_LOADER_FIRMWARE] = kx_firmware_read,
  [KX_LOADER_RASPBERRY_PI] = kx_raspberry_pi_read,
};

/* Where nobody says which boot loader it was, those whose configuration is there, in this order. A
 * Raspberry Pi's firmware comes before everything, and says itself where it only starts another
 * boot loader. GRUB has entries of the Boot Loader Specification for its own (Fedora). */
static const KxLoader order[] = {
  KX_LOADER_RASPBERRY_PI, KX_LOADER_GRUB, KX_LOADER_SYSTEMD_BOOT, KX_LOADER_EXTLINUX,
};

/* The boot loaders that tell EFI their name. */
static const struct
{
  const char *prefix;
  KxLoader loader;
} names[] = {
  { "systemd-boot", KX_LOADER_SYSTEMD_BOOT },
  { "GRUB", KX_LOADER_GRUB },
};

static KxLoader
find_by_name (const char *info)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (info, names[i].prefix))
      return names[i].loader;
  return KX_LOADER_NONE;
}

/* The boot loader is known, and its configuration cannot be found: then nothing else counts. */
static KxMenu *
report_missing (KxLoader loader, const char *info)
{
  KxMenu *menu = kx_menu_new (loader);

  menu->reason = g_strdup_printf ("%s started this machine, but its configuration is not to be found: mount "
                                  "the file system that it is on, and look as root", info);
  return menu;
}

/* Nothing is known of what lies on a file system that is not mounted. */
static KxMenu *
report_unmounted (const char *place)
{
  KxMenu *menu = kx_menu_new (KX_LOADER_UNKNOWN);

  menu->reason = g_strdup_printf ("what the boot loader offers cannot be seen, because nothing is "
                                  "mounted at %s, where /etc/fstab has a file system; mount it",
                                  place);
  return menu;
}

/* Whether @loader could have started this machine: a PC whose firmware is no EFI starts no EFI
 * program, however many of them are left on its disk. */
static gboolean
is_possible (KxRoot *root, KxLoader loader)
{
  gboolean is_pc = g_str_equal (kx_efi_get_machine_type (root), "x64");

  return loader != KX_LOADER_SYSTEMD_BOOT || !is_pc || !kx_root_exists (root, SYS_FIRMWARE)
         || kx_root_exists (root, SYS_FIRMWARE "/efi");
}

static KxMenu *
read_first (KxRoot *root, const KxFilesystems *filesystems)
{
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      KxMenu *menu
          = is_possible (root, order[i]) ? readers[order[i]] (root, filesystems) : NULL;

      if (menu != NULL)
        return menu;
    }
  return NULL;
}

/* The boot loader says who it is. */
static KxMenu *
read_named (KxRoot *root, const KxFilesystems *filesystems, const char *info, char **note)
{
  KxLoader loader = find_by_name (info);
  KxMenu *menu = loader != KX_LOADER_NONE ? readers[loader](root, filesystems) : NULL;

  if (menu != NULL)
    return menu;
  if (loader != KX_LOADER_NONE)
    return report_missing (loader, info);

  menu = read_first (root, filesystems);
  if (menu == NULL)
    *note = g_strdup_printf ("the rules of the boot loader that started this machine, %s, are not "
                             "known", info);
  return menu;
}

KxMenu *
kx_loader_read (KxRoot *root, const KxFilesystems *filesystems, char **note)
{
  g_autofree char *info = kx_efi_read_string (root, KX_EFI_LOADER, LOADER_INFO);
  g_autofree char *stub = kx_efi_read_string (root, KX_EFI_LOADER, STUB_INFO);
  g_autoptr (KxMenu) firmware = NULL;
  KxMenu *menu;

  *note = NULL;
  if (info != NULL)
    return read_named (root, filesystems, info, note);

  /* A unified kernel image started the machine, and a boot loader before it would have said so; but
   * older ones of GRUB do not. */
  if (stub != NULL)
    firmware = kx_firmware_read (root, filesystems);
  if (firmware != NULL && firmware->chosen != NULL && firmware->chosen->kernel != NULL)
    return g_steal_pointer (&firmware);

  if (kx_filesystems_is_missing (filesystems, places[0]))
    return report_unmounted (places[0]);
  menu = read_first (root, filesystems);
  if (menu == NULL)
    menu = g_steal_pointer (&firmware);
  for (guint i = 0; menu == NULL && i < G_N_ELEMENTS (places); i++)
    if (kx_filesystems_is_missing (filesystems, places[i]))
      menu = report_unmounted (places[i]);
  return menu;
}

void
kx_loader_add_watch (GStrvBuilder *paths)
{
  static const char *const variables[] = { LOADER_INFO, STUB_INFO };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autofree char *path = kx_efi_path (KX_EFI_LOADER, variables[i]);

      g_strv_builder_add (paths, path);
    }
  g_strv_builder_addv (paths, (const char **) kx_systemd_boot_get_watch ());
  g_strv_builder_addv (paths, (const char **) kx_grub_get_watch ());
  g_strv_builder_addv (paths, (const char **) kx_extlinux_places ());
  g_strv_builder_addv (paths, (const char **) kx_raspberry_pi_places ());
}
