/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "firmware.h"

#include <string.h>

#include "boot-partition.h"
#include "efi-load-option.h"
#include "efi.h"
#include "error.h"
#include "uki.h"

/* More boot options than this are not looked at. */
#define MAX_OPTIONS 256

typedef struct
{
  KxRoot *root;
  const KxFilesystems *filesystems;
  KxMenu *menu;
  const KxBootPartition *esp; /* nullable */
  GPtrArray *partitions; /* of KxBootPartition: those of boot options */
  char *booted_uuid; /* nullable; of the partition that the running kernel's image is on */
  gboolean secure_boot;
} Reading;

/* Where a boot option leads to. */
typedef enum
{
  TARGET_IMAGE,   /* to a unified kernel image */
  TARGET_MISSING, /* to nothing: the firmware goes on to the next option */
  TARGET_OTHER,   /* elsewhere, or nobody knows */
} Target;

/* The partition of the option; NULL where it is not mounted, or is no partition. */
static const KxBootPartition *
find_partition (Reading *self, const KxEfiLoadOption *option)
{
  const char *uuid = option->partition_uuid;
  const KxFilesystem *filesystem
      = uuid != NULL ? kx_filesystems_find (self->filesystems, KX_FILESYSTEM_PARTUUID, uuid) : NULL;
  gboolean is_esp = uuid == NULL ? option->file != NULL
                                 : self->booted_uuid != NULL
                                       && g_ascii_strcasecmp (uuid, self->booted_uuid) == 0;
  KxBootPartition *partition;

  if (filesystem == NULL)
    return is_esp ? self->esp : NULL;

  partition = g_new0 (KxBootPartition, 1);
  partition->directory = g_strdup (kx_filesystem_get_mount_point (filesystem));
  partition->filesystem = filesystem;
  g_ptr_array_add (self->partitions, partition);
  return partition;
}

/* "/EFI/BOOT/BOOTX64.EFI": what is started from a partition where nothing else is named. */
static char *
dup_default_file (Reading *self)
{
  g_autofree char *type = g_ascii_strup (kx_efi_get_machine_type (self->root), -1);

  return g_strdup_printf ("/EFI/BOOT/BOOT%s.EFI", type);
}

/* Systemd's stub takes "@2 " in front of its arguments for a profile. Steps over it. */
static int
take_profile (const char **arguments)
{
  const char *rest = *arguments;
  char *end = NULL;
  guint64 number;

  if (rest == NULL || rest[0] != '@' || !g_ascii_isdigit (rest[1]))
    return 0;
  number = g_ascii_strtoull (rest + 1, &end, 10);
  if ((*end != ' ' && *end != '\0') || number > G_MAXINT)
    return 0;
  *arguments = *end == ' ' ? end + 1 : end;
  return (int) number;
}

static void
set_profile (Reading *self, KxEntry *entry, const KxUki *uki, const char *arguments)
{
  int number = take_profile (&arguments);

  for (guint i = 0; i < uki->profiles->len; i++)
    {
      const KxUkiProfile *profile = g_ptr_array_index (uki->profiles, i);

      if (profile->number != number && (profile->number != KX_ENTRY_NO_PROFILE || number != 0))
        continue;
      entry->profile = profile->number;
      entry->version = g_strdup (profile->version);
      entry->cmdline = kx_uki_profile_make_cmdline (profile, arguments, self->secure_boot);
      kx_problems_add_all (&entry->problems, &profile->problems);
      return;
    }
  kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                   "its boot option asks for profile %d, which %s does not have", number,
                   entry->kernel);
}

/* What is at @inside of @partition; for an image, @entry is filled. */
static Target
read_image (Reading *self, const KxBootPartition *partition, const char *inside,
            const char *arguments, KxEntry *entry)
{
  g_autofree char *path = kx_boot_partition_resolve (partition, self->root, inside);
  g_autoptr (GError) error = NULL;
  g_autoptr (KxUki) uki = NULL;

  kx_menu_watch (self->menu, "%s", path);
  if (!kx_root_exists (self->root, path))
    return TARGET_MISSING;

  uki = kx_uki_read (self->root, path, partition->filesystem, &error);
  if (uki == NULL)
    {
      self->menu->pending |= g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE);
      kx_problems_add (&entry->problems,
                       g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE) ? KX_OUTLOOK_PENDING
                                                                              : KX_OUTLOOK_LASTING,
                       "%s: %s", path, error->message);
      return TARGET_OTHER;
    }

  entry->kernel = g_steal_pointer (&path);
  entry->initrds = g_new0 (char *, 1);
  for (guint i = 0; i < uki->watch->len; i++)
    kx_menu_watch (self->menu, "%s", (const char *) g_ptr_array_index (uki->watch, i));
  set_profile (self, entry, uki, arguments);
  return TARGET_IMAGE;
}

static gboolean
is_shim (const char *file)
{
  g_autofree char *name = g_path_get_basename (file);
  g_autofree char *folded = g_ascii_strdown (name, -1);

  return g_str_has_prefix (folded, "shim") && g_str_has_suffix (folded, ".efi");
}

/* Shim starts the file that is the first word of its arguments, and passes on what follows one
 * space (load-options.c, parse_load_options(), of shim 15.8). Returns that file; NULL where it is
 * another boot loader's way. */
static char *
follow_shim (const KxEfiLoadOption *option, const char **arguments)
{
  const char *word = option->arguments;
  gsize length;

  if (option->file == NULL || word == NULL || !is_shim (option->file))
    return NULL;
  word += strspn (word, " ");
  if (!g_str_has_prefix (word, "\\EFI\\"))
    return NULL;

  length = strcspn (word, " ");
  *arguments = word[length] == ' ' && word[length + 1] != '\0' ? word + length + 1 : NULL;
  return g_strndup (word, length);
}

static Target
read_target (Reading *self, const KxEfiLoadOption *option, KxEntry *entry)
{
  g_autofree char *default_file = dup_default_file (self);
  const KxBootPartition *partition = find_partition (self, option);
  const char *arguments = option->arguments;
  g_autofree char *second = follow_shim (option, &arguments);
  const char *file = option->file != NULL ? option->file : default_file;

  if (partition != NULL)
    return read_image (self, partition, second != NULL ? second : file, arguments, entry);

  if (option->file != NULL)
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                     "it starts %s from a partition that is not mounted (%s)", option->file,
                     option->partition_uuid != NULL ? option->partition_uuid : "the ESP");
  else
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                     "it starts no file on a disk of this machine");
  return TARGET_OTHER;
}

/* The entry of option @number; NULL where the firmware passes it over. */
static KxEntry *
read_option (Reading *self, guint16 number, Target *target)
{
  g_autofree char *name = g_strdup_printf ("Boot%04X", number);
  g_autofree char *path = kx_efi_path (KX_EFI_GLOBAL, name);
  gsize size = 0;
  gsize length = 0;
  g_autofree guint8 *data = kx_efi_read (self->root, KX_EFI_GLOBAL, name, &size);
  const guint8 *value = data != NULL ? kx_efi_variable_get_value (data, size, &length) : NULL;
  g_autoptr (KxEfiLoadOption) option
      = value != NULL ? kx_efi_load_option_parse (value, length, NULL) : NULL;
  g_autoptr (KxEntry) entry = NULL;

  kx_menu_watch (self->menu, "%s", path);
  if (option == NULL || !option->is_active)
    return NULL;

  entry = kx_entry_new ("uki");
  entry->id = g_strdup (name);
  entry->title = g_strdup (option->description[0] != '\0' ? option->description : name);
  entry->file = g_strdup (path);
  *target = read_target (self, option, entry);
  return *target != TARGET_MISSING ? g_steal_pointer (&entry) : NULL;
}

static GArray *
read_numbers (KxRoot *root, const char *name)
{
  gsize size = 0;
  g_autofree guint8 *data = kx_efi_read (root, KX_EFI_GLOBAL, name, &size);

  return data != NULL ? kx_efi_variable_dup_numbers (data, size) : NULL;
}

/* Goes through BootOrder. Returns whether it decides what is started. */
static gboolean
read_options (Reading *self)
{
  g_autoptr (GArray) order = read_numbers (self->root, "BootOrder");
  gboolean decided = FALSE;

  for (guint i = 0; order != NULL && i < MIN (order->len, MAX_OPTIONS); i++)
    {
      Target target;
      KxEntry *entry = read_option (self, g_array_index (order, guint16, i), &target);

      if (entry == NULL)
        continue;
      if (!decided)
        {
          self->menu->chosen = entry;
          self->menu->reason = g_strdup_printf (
              "the EFI variable %s (\"%s\") is the first of BootOrder that the firmware can "
              "start%s",
              entry->id, entry->title,
              target == TARGET_IMAGE ? "" : ", and it is no unified kernel image");
        }
      if (target == TARGET_IMAGE || !decided)
        kx_menu_add (self->menu, entry);
      else
        kx_entry_free (entry);
      decided = TRUE;
    }
  return decided;
}

/* Without options, the firmware looks for the default name. */
static void
read_default_file (Reading *self)
{
  g_autofree char *inside = dup_default_file (self);
  KxEntry *entry = kx_entry_new ("uki");
  Target target = TARGET_MISSING;

  if (self->esp != NULL)
    target = read_image (self, self->esp, inside, NULL, entry);
  if (target != TARGET_IMAGE)
    {
      kx_entry_free (entry);
      self->menu->reason = g_strdup_printf ("none of the firmware's boot options (BootOrder) can "
                                            "be started, and %s is no unified kernel image",
                                            inside);
      return;
    }

  entry->id = g_strdup (inside + 1);
  entry->title = g_strdup (entry->id);
  entry->file = g_strdup (entry->kernel);
  kx_menu_add (self->menu, entry);
  self->menu->chosen = entry;
  self->menu->reason = g_strdup_printf ("none of the firmware's boot options (BootOrder) can be "
                                        "started; so it starts %s",
                                        entry->kernel);
}

static char *
describe_next (Reading *self)
{
  g_autoptr (GArray) next = read_numbers (self->root, "BootNext");

  if (next == NULL || next->len != 1)
    return NULL;
  return g_strdup_printf ("the EFI variable BootNext is %04X: the firmware starts that boot "
                          "option once",
                          g_array_index (next, guint16, 0));
}

static gboolean
has_variable (KxMenu *menu, KxRoot *root, const char *name)
{
  g_autofree char *path = kx_efi_path (KX_EFI_LOADER, name);

  kx_menu_watch (menu, "%s", path);
  return kx_root_exists (root, path);
}

static void
watch_variable (KxMenu *menu, const char *name)
{
  g_autofree char *path = kx_efi_path (KX_EFI_GLOBAL, name);

  kx_menu_watch (menu, "%s", path);
}

KxMenu *
kx_firmware_read (KxRoot *root, const KxFilesystems *filesystems)
{
  g_autoptr (KxMenu) menu = kx_menu_new (KX_LOADER_FIRMWARE);
  g_autoptr (GPtrArray) esp = NULL;
  g_autoptr (GPtrArray) partitions
      = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_boot_partition_free);
  g_autofree char *booted_uuid = NULL;
  Reading self = { .root = root, .filesystems = filesystems, .menu = menu };

  if (!has_variable (menu, root, "StubInfo") || has_variable (menu, root, "LoaderInfo"))
    return NULL;

  booted_uuid = kx_efi_read_string (root, KX_EFI_LOADER, "LoaderDevicePartUUID");
  esp = kx_boot_partitions_find_esp (root, filesystems);
  self.esp = esp->len > 0 ? g_ptr_array_index (esp, 0) : NULL;
  self.booted_uuid = booted_uuid;
  self.partitions = partitions;
  self.secure_boot = kx_efi_is_secure_boot (root);

  watch_variable (menu, "BootOrder");
  watch_variable (menu, "BootNext");
  if (!read_options (&self))
    read_default_file (&self);
  menu->one_shot = describe_next (&self);
  return g_steal_pointer (&menu);
}
