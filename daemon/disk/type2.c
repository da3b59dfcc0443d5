/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "type2.h"

#include <fcntl.h>
#include <unistd.h>

#include "error.h"
#include "systemd-boot-rules.h"
#include "uki.h"

/* How long somebody may take to write an image; in seconds. */
#define FRESH 120

static KxSystemdBootEntry *
add (const char *path, GPtrArray *entries)
{
  KxSystemdBootEntry *out = kx_systemd_boot_entry_for_file ("uki", path, ".efi");

  out->entry->kernel = g_strdup (path);
  out->entry->initrds = g_new0 (char *, 1);
  g_ptr_array_add (entries, out);
  return out;
}

static void
set_string (char **string, char *value)
{
  g_free (*string);
  *string = value;
}

static void
add_profile (const KxUkiProfile *profile, const char *path, GPtrArray *entries)
{
  KxSystemdBootEntry *out = add (path, entries);
  KxEntry *entry = out->entry;

  entry->profile = profile->number;
  entry->cmdline = kx_uki_profile_make_cmdline (profile, NULL, FALSE);
  entry->version = g_strdup (profile->version);
  kx_problems_add_all (&entry->problems, &profile->problems);
  out->sort_key = g_strdup (profile->sort_key);
  out->version = g_strdup (profile->version);
  out->profile = profile->number == KX_ENTRY_NO_PROFILE ? 0 : (guint) profile->number;

  if (profile->id != NULL)
    {
      out->base = out->id;
      out->id = g_strconcat (out->base, "@", profile->id, NULL);
      set_string (&entry->id, g_strconcat (entry->id, "@", profile->id, NULL));
    }

  if (profile->title != NULL)
    set_string (&entry->title, g_strdup (profile->title));
  else
    {
      out->place = KX_SYSTEMD_BOOT_HIDDEN;
      kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                       "its .osrel is missing or has no name, so that systemd-boot leaves it "
                       "out; build it anew with an os-release");
    }
}

/* Was the file touched so short a time ago that somebody may still be writing it? Sets @is_empty.
 * */
static gboolean
is_fresh (KxRoot *root, const char *path, gboolean *is_empty)
{
  struct stat status;
  int fd = kx_root_open (root, path, O_PATH, NULL);
  gboolean known = fd >= 0 && fstat (fd, &status) == 0;

  if (fd >= 0)
    close (fd);
  *is_empty = known && status.st_size == 0;
  return known && status.st_ctim.tv_sec + FRESH > g_get_real_time () / G_USEC_PER_SEC;
}

/* An image that cannot be read. Systemd-boot lists one that ends too early, if the beginning is
 * there; and before it is all there, nobody knows where in the menu it will be. */
static void
add_unread (KxRoot *root, const char *path, const GError *error, GPtrArray *entries, KxMenu *menu)
{
  KxSystemdBootEntry *out = add (path, entries);
  gboolean is_empty;
  gboolean fresh = is_fresh (root, path, &is_empty);
  gboolean cut = g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE) && !is_empty;
  gboolean growing = fresh && (cut || is_empty);

  kx_problems_add (&out->entry->problems, growing ? KX_OUTLOOK_PENDING : KX_OUTLOOK_LASTING, "%s",
                   error->message);
  out->place = cut || growing || error->domain != KX_ERROR ? KX_SYSTEMD_BOOT_UNKNOWN
                                                          : KX_SYSTEMD_BOOT_HIDDEN;
  menu->pending |= growing;
}

static void
read_file (KxRoot *root, const KxBootPartition *partition, gboolean knows_profiles,
           const char *path, GPtrArray *entries, KxMenu *menu)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KxUki) uki = kx_uki_read (root, path, partition->filesystem, &error);

  if (uki == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE))
    add_unread (root, path, error, entries, menu);
  if (uki == NULL)
    return;

  for (guint i = 0; i < (knows_profiles ? uki->profiles->len : 1); i++)
    add_profile (g_ptr_array_index (uki->profiles, i), path, entries);
  for (guint i = 0; i < uki->watch->len; i++)
    kx_menu_watch (menu, "%s", (const char *) g_ptr_array_index (uki->watch, i));
}

void
kx_type2_read (KxRoot *root, const KxBootPartition *partition, gboolean knows_profiles,
               const char *const *names, GPtrArray *entries, KxMenu *menu)
{
  for (gsize i = 0; names[i] != NULL; i++)
    if (kx_systemd_boot_is_entry_name (names[i], ".efi"))
      {
        g_autofree char *path
            = g_build_filename (partition->directory, "EFI/Linux", names[i], NULL);

        read_file (root, partition, knows_profiles, path, entries, menu);
      }
}
