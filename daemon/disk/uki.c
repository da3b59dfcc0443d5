/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "uki.h"

#include <string.h>
#include <unistd.h>

#include "efi.h"
#include "error.h"
#include "os-release.h"
#include "uki-addons.h"
#include "uki-file.h"

/* An image under way. */
typedef struct
{
  int fd;
  const char *path;
  KxUkiAddons *addons;
} Reader;

static void
clear_reader (Reader *reader)
{
  if (reader->fd >= 0)
    close (reader->fd);
  g_clear_pointer (&reader->addons, kx_uki_addons_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, clear_reader)

static void
profile_free (KxUkiProfile *profile)
{
  g_free (profile->id);
  g_free (profile->title);
  g_free (profile->version);
  g_free (profile->sort_key);
  g_free (profile->release);
  g_free (profile->embedded);
  g_free (profile->addons);
  g_free (profile->cmdline);
  kx_problems_clear (&profile->problems);
  g_free (profile);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxUkiProfile, profile_free)

/* The text of a section; NULL where there is none, or, with a problem, where it cannot be read. */
static char *
read_text (const Reader *reader, const KxUkiLayout *layout, KxUkiSection section, gsize *length,
           KxProblems *problems)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!layout->sections[section].present)
    return NULL;
  text = kx_uki_file_text (reader->fd, layout, section, length, &error);
  if (text == NULL)
    kx_problems_add (problems, KX_OUTLOOK_PENDING, "%s: %s", reader->path, error->message);
  return g_steal_pointer (&text);
}

/* What it is called, as systemd-boot has it: the system's name, then the profile's. */
static void
read_names (KxUkiProfile *profile, const Reader *reader, const KxUkiLayout *layout)
{
  gsize length = 0, own_length = 0;
  g_autofree char *osrel = read_text (reader, layout, KX_UKI_OSREL, &length, &profile->problems);
  g_autofree char *own = read_text (reader, layout, KX_UKI_PROFILE, &own_length, &profile->problems);
  g_autofree char *id = own != NULL ? kx_os_release_get (own, own_length, "ID") : NULL;
  g_autofree char *name = own != NULL ? kx_os_release_get (own, own_length, "TITLE") : NULL;
  g_auto (KxOsRelease) system = { 0 };

  if (profile->number > 0)
    profile->id = id != NULL ? g_strdup (id) : g_strdup_printf ("%d", profile->number);
  if (osrel == NULL || !kx_os_release_parse (osrel, length, &system))
    return;

  if (name == NULL && profile->number > 0)
    name = id != NULL ? g_strdup (id) : g_strdup_printf ("Profile #%d", profile->number + 1);
  profile->title = name != NULL ? g_strdup_printf ("%s (%s)", system.title, name)
                                : g_steal_pointer (&system.title);
  profile->version = g_steal_pointer (&system.version);
  profile->sort_key = g_steal_pointer (&system.sort_key);
}

static void
read_cmdline (KxUkiProfile *profile, const Reader *reader, const KxUkiLayout *layout,
              const char *uname)
{
  gsize length = 0;
  g_autofree char *text = read_text (reader, layout, KX_UKI_CMDLINE, &length, &profile->problems);
  g_autoptr (GString) addons = g_string_new (NULL);

  if (text != NULL)
    {
      profile->embedded = kx_uki_normalise_cmdline (text, length);
      if (profile->embedded == NULL)
        {
          kx_problems_add (&profile->problems, KX_OUTLOOK_LASTING,
                           "the command line in %s is not UTF-8; make the image anew",
                           reader->path);
          profile->embedded = g_strdup ("");
        }
    }

  kx_uki_addons_apply (reader->addons, layout->architecture, uname, addons,
                       &profile->has_devicetree, &profile->problems);
  profile->addons = g_string_free (g_steal_pointer (&addons), FALSE);
  profile->cmdline = kx_uki_profile_make_cmdline (profile, NULL, FALSE);
}

static KxUkiProfile *
read_profile (const Reader *reader, guint index, GError **error)
{
  g_autoptr (KxUkiProfile) profile = g_new0 (KxUkiProfile, 1);
  g_autofree char *uname = NULL;
  gsize length = 0;
  KxUkiLayout layout;

  kx_problems_init (&profile->problems);
  if (!kx_uki_file_layout (reader->fd, (int) index, &layout, error))
    return NULL;

  profile->number = layout.n_profiles > 0 ? (int) index : KX_ENTRY_NO_PROFILE;
  profile->has_devicetree = layout.sections[KX_UKI_DTB].present
                            || layout.sections[KX_UKI_DTBAUTO].present;
  profile->has_pcr_signature = layout.sections[KX_UKI_PCRSIG].present;
  if (!layout.sections[KX_UKI_LINUX].present)
    kx_problems_add (&profile->problems, KX_OUTLOOK_LASTING,
                     "the profile @%u of %s has no kernel; choose another entry", index,
                     reader->path);

  uname = read_text (reader, &layout, KX_UKI_UNAME, &length, &profile->problems);
  profile->release = kx_uki_file_release (reader->fd, &layout);
  read_names (profile, reader, &layout);
  read_cmdline (profile, reader, &layout, uname);
  kx_problems_add_all (&profile->problems, &reader->addons->problems);
  return g_steal_pointer (&profile);
}

static gboolean
check_kind (const Reader *reader, KxUkiLayout *layout, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!kx_uki_file_layout (reader->fd, KX_UKI_BASE, layout, &cause))
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&cause), "%s: ", reader->path);
      return FALSE;
    }
  if (layout->sections[KX_UKI_LINUX].present || layout->n_profiles > 0)
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
               "%s is an EFI program, but no unified kernel image: it has no section .linux",
               reader->path);
  return FALSE;
}

KxUki *
kx_uki_read (KxRoot *root, const char *path, const KxFilesystem *filesystem, GError **error)
{
  g_autoptr (KxUki) uki = NULL;
  g_auto (Reader) reader = { .fd = -1, .path = path };
  KxUkiLayout layout;

  reader.fd = kx_root_open_regular (root, path, error);
  if (reader.fd < 0 || !check_kind (&reader, &layout, error))
    return NULL;

  reader.addons = kx_uki_addons_read (root, path, filesystem, kx_efi_is_secure_boot (root));
  uki = g_new0 (KxUki, 1);
  uki->is_signed = layout.is_signed;
  uki->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) profile_free);
  uki->watch = g_ptr_array_ref (reader.addons->watch);
  for (guint i = 0; i < MAX (layout.n_profiles, 1); i++)
    {
      KxUkiProfile *profile = read_profile (&reader, i, error);

      if (profile == NULL)
        return NULL;
      g_ptr_array_add (uki->profiles, profile);
    }
  return g_steal_pointer (&uki);
}

void
kx_uki_free (KxUki *uki)
{
  g_ptr_array_unref (uki->profiles);
  g_ptr_array_unref (uki->watch);
  g_free (uki);
}

char *
kx_uki_profile_make_cmdline (const KxUkiProfile *profile, const char *options, gboolean secure_boot)
{
  g_autofree char *given = options != NULL ? kx_uki_normalise_cmdline (options, strlen (options))
                                           : NULL;
  const char *embedded = profile->embedded != NULL ? profile->embedded : "";
  gboolean is_locked = secure_boot && profile->embedded != NULL;
  const char *base = given != NULL && given[0] != '\0' && !is_locked ? given : embedded;

  if (base[0] == '\0' || profile->addons[0] == '\0')
    return g_strconcat (base, profile->addons, NULL);
  return g_strjoin (" ", base, profile->addons, NULL);
}
