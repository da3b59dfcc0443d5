/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd-boot.h"

#include <string.h>

#include "auto-entries.h"
#include "boot-partition.h"
#include "efi.h"
#include "listing.h"
#include "loader-conf.h"
#include "systemd-boot-rules.h"
#include "text-file.h"
#include "type1.h"
#include "type2.h"

/* More files than this are not read from one directory. */
#define MAX_FILES 4096
#define MAX_CONF (1024 * 1024)

/* Bits of the EFI variable LoaderFeatures. */
#define FEATURE_PROFILES (G_GUINT64_CONSTANT (1) << 14)
#define FEATURE_TYPE1_UKI (G_GUINT64_CONSTANT (1) << 16)
#define FEATURE_PREFERRED (G_GUINT64_CONSTANT (1) << 19)

typedef struct
{
  KxRoot *root;
  KxMenu *menu;
  GPtrArray *partitions; /* of KxBootPartition, the ESP first */
  GPtrArray *entries; /* of KxSystemdBootEntry */
  guint64 features;
  char *conf_file;
  KxLoaderConf conf;
  char *obstacle; /* nullable; why the choice cannot be told, whatever has been found */
} Reading;

const char *const *
kx_systemd_boot_get_watch (void)
{
  static const char *const paths[] = {
    "/efi/loader/entries/*",      "/efi/loader/loader.conf",      "/efi/EFI/Linux/*",
    "/boot/efi/loader/entries/*", "/boot/efi/loader/loader.conf", "/boot/efi/EFI/Linux/*",
    "/boot/loader/entries/*",     "/boot/loader/loader.conf",     "/boot/EFI/Linux/*",
    NULL,
  };

  return paths;
}

static void
set_obstacle (Reading *self, const char *problem)
{
  if (self->obstacle == NULL)
    self->obstacle = g_strdup (problem);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names in a directory, sorted, so that the answer does not depend on its order; the caller
 * frees the array only. */
static GPtrArray *
list (Reading *self, const KxListing *listing)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  if (listing->problem != NULL)
    set_obstacle (self, listing->problem);

  g_hash_table_iter_init (&iter, listing->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_utf8_validate (name, -1, NULL))
      g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_names);
  if (names->len > MAX_FILES)
    {
      g_autofree char *problem = g_strdup_printf ("%s has more than %d files; remove those that "
                                                  "are not needed",
                                                  listing->path, MAX_FILES);

      set_obstacle (self, problem);
      g_ptr_array_set_size (names, MAX_FILES);
    }
  g_ptr_array_add (names, NULL);
  return names;
}

static void
read_partition (Reading *self, const KxType1 *type1, const KxBootPartition *partition)
{
  g_autofree char *texts = g_build_filename (partition->directory, "loader/entries", NULL);
  g_autofree char *images = g_build_filename (partition->directory, "EFI/Linux", NULL);
  g_autoptr (KxListing) text_listing = kx_listing_new (self->root, texts);
  g_autoptr (KxListing) image_listing = kx_listing_new (self->root, images);
  g_autoptr (GPtrArray) text_names = list (self, text_listing);
  g_autoptr (GPtrArray) image_names = list (self, image_listing);

  kx_menu_watch (self->menu, "%s/*", texts);
  kx_menu_watch (self->menu, "%s.srel", texts);
  kx_menu_watch (self->menu, "%s/*", images);
  kx_type2_read (self->root, partition, (self->features & FEATURE_PROFILES) != 0,
                 (const char *const *) image_names->pdata, self->entries, self->menu);
  if (kx_boot_partition_has_texts (self->root, partition->directory))
    kx_type1_read (type1, partition, (const char *const *) text_names->pdata, self->entries,
                   self->menu);
}

/* Where systemd-boot is known to be started from, that is where loader.conf is. */
static char *
find_conf (const Reading *self)
{
  const KxBootPartition *esp = g_ptr_array_index (self->partitions, 0);

  for (guint i = 0; i < self->partitions->len; i++)
    {
      const KxBootPartition *partition = g_ptr_array_index (self->partitions, i);
      g_autofree char *path = g_build_filename (partition->directory, "loader/loader.conf", NULL);

      if (partition->is_esp || kx_root_exists (self->root, path))
        return g_steal_pointer (&path);
    }
  return g_build_filename (esp->directory, "loader/loader.conf", NULL);
}

static void
read_conf (Reading *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  self->conf_file = find_conf (self);
  kx_menu_watch (self->menu, "%s", self->conf_file);
  text = kx_text_file_read (self->root, self->conf_file, MAX_CONF, &length, &error);
  if (text == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    set_obstacle (self, error->message);
  kx_loader_conf_init (&self->conf, text != NULL ? text : "", length);
  if ((self->features & FEATURE_PREFERRED) == 0)
    g_clear_pointer (&self->conf.preferred, g_free);
}

/* What the systemd-boot that started this machine can do; all, where it does not say. */
static guint64
read_features (KxRoot *root)
{
  guint64 features = G_MAXUINT64;
  gsize size = 0;
  g_autofree guint8 *data = kx_efi_read (root, KX_EFI_LOADER, "LoaderFeatures", &size);

  return data != NULL && kx_efi_variable_get_bits (data, size, &features) ? features
                                                                          : G_MAXUINT64;
}

static void
read_entries (Reading *self)
{
  g_autofree char *loader
      = kx_efi_read_string (self->root, KX_EFI_LOADER, "LoaderImageIdentifier");
  const KxType1 type1 = {
    .root = self->root,
    .machine_type = kx_efi_get_machine_type (self->root),
    .loader = loader,
    .secure_boot = kx_efi_is_secure_boot (self->root),
    .knows_uki = (self->features & FEATURE_TYPE1_UKI) != 0,
  };

  for (guint i = 0; i < self->partitions->len; i++)
    read_partition (self, &type1, g_ptr_array_index (self->partitions, i));
  kx_auto_entries_add (self->root, g_ptr_array_index (self->partitions, 0), self->conf.auto_entries,
                       self->entries);
  kx_systemd_boot_sort (self->entries);
  kx_systemd_boot_make_titles_unique (self->entries);
}

static char *
read_variable (Reading *self, const char *name)
{
  g_autofree char *path = kx_efi_path (KX_EFI_LOADER, name);

  kx_menu_watch (self->menu, "%s", path);
  return kx_efi_read_string (self->root, KX_EFI_LOADER, name);
}

/* The entry that the running system was started by, as long as it is on trial: systemd-boot says
 * what it renamed that to, and systemd-bless-boot.service renames it again once all is well. */
static char *
find_unblessed (Reading *self)
{
  g_autofree char *inside = read_variable (self, "LoaderBootCountPath");

  for (guint i = 0; inside != NULL && i < self->partitions->len; i++)
    {
      g_autofree char *path = kx_boot_partition_resolve (
          g_ptr_array_index (self->partitions, i), self->root, inside);

      kx_menu_watch (self->menu, "%s", path);
      if (kx_root_exists (self->root, path))
        return g_steal_pointer (&path);
    }
  return NULL;
}

static void
choose (Reading *self)
{
  g_autofree char *one_shot = read_variable (self, "LoaderEntryOneShot");
  g_autofree char *preferred = read_variable (self, "LoaderEntryPreferred");
  g_autofree char *default_entry = read_variable (self, "LoaderEntryDefault");
  g_autofree char *last_booted = read_variable (self, "LoaderEntryLastBooted");
  g_autofree char *unblessed = find_unblessed (self);
  const KxSystemdBootSettings settings = {
    .one_shot = one_shot,
    .preferred = (self->features & FEATURE_PREFERRED) != 0 ? preferred : NULL,
    .default_entry = default_entry,
    .last_booted = last_booted,
    .conf = &self->conf,
    .conf_file = self->conf_file,
  };
  const KxSystemdBootEntry *chosen;

  self->menu->one_shot = kx_systemd_boot_describe_one_shot (self->entries, &settings);
  chosen = kx_systemd_boot_choose (self->entries, &settings, &self->menu->reason);
  self->menu->trial = kx_systemd_boot_describe_trial (chosen, unblessed);
  if (self->obstacle != NULL)
    {
      g_free (self->menu->reason);
      self->menu->reason = g_strdup_printf ("what systemd-boot would start cannot be told: %s",
                                            self->obstacle);
    }
  else if (chosen != NULL)
    self->menu->chosen = chosen->entry;
}

/* Hands the entries over to the menu. The same file can be on both partitions. */
static void
fill_menu (Reading *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      KxSystemdBootEntry *from = g_ptr_array_index (self->entries, i);

      kx_menu_add (self->menu, g_steal_pointer (&from->entry));
    }
}

KxMenu *
kx_systemd_boot_read (KxRoot *root, const KxFilesystems *filesystems)
{
  g_autoptr (GPtrArray) partitions = kx_boot_partitions_find (root, filesystems);
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_systemd_boot_entry_free);
  g_autoptr (KxMenu) menu = NULL;
  Reading self = { .root = root, .partitions = partitions, .entries = entries };

  if (partitions->len == 0)
    return NULL;

  menu = kx_menu_new (KX_LOADER_SYSTEMD_BOOT);
  self.menu = menu;
  self.features = read_features (root);
  for (gsize i = 0; kx_systemd_boot_get_watch ()[i] != NULL; i++)
    kx_menu_watch (menu, "%s", kx_systemd_boot_get_watch ()[i]);

  read_conf (&self);
  read_entries (&self);
  choose (&self);
  fill_menu (&self);

  kx_loader_conf_clear (&self.conf);
  g_free (self.conf_file);
  g_free (self.obstacle);
  return g_steal_pointer (&menu);
}
