/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "uki-addons.h"

#include <string.h>
#include <unistd.h>

#include "error.h"
#include "listing.h"
#include "trust.h"
#include "uki-file.h"

#define LONGEST_NAME 255 /* the stub ignores what is longer */

typedef struct
{
  const char *architecture;
  char *uname;   /* NULL: for every kernel */
  gsize uname_size;
  char *cmdline; /* NULL: none */
  gboolean has_devicetree;
  KxProblems problems;
} Addon;

static void
addon_free (Addon *addon)
{
  g_free (addon->uname);
  g_free (addon->cmdline);
  kx_problems_clear (&addon->problems);
  g_free (addon);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Addon, addon_free)

static gboolean
has_suffix (const char *name, const char *suffix)
{
  gsize length = strlen (name);
  gsize suffix_length = strlen (suffix);

  return length >= suffix_length
         && g_ascii_strcasecmp (name + length - suffix_length, suffix) == 0;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names that the stub would take, in its order. */
static GPtrArray *
pick_names (const KxListing *listing, const char *suffix)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, listing->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (has_suffix (name, suffix) && ((char *) name)[0] != '.' && g_str_is_ascii (name)
        && strlen (name) <= LONGEST_NAME)
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static char *
read_text (int fd, const KxUkiLayout *layout, KxUkiSection section, const char *path,
           KxProblems *problems)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!layout->sections[section].present)
    return NULL;
  text = kx_uki_file_text (fd, layout, section, &length, &error);
  if (text == NULL)
    {
      kx_problems_add (problems, KX_OUTLOOK_LASTING, "%s: %s", path, error->message);
      return NULL;
    }
  return g_steal_pointer (&text);
}

static char *
read_cmdline (int fd, const KxUkiLayout *layout, const char *path, KxProblems *problems)
{
  g_autofree char *text = read_text (fd, layout, KX_UKI_CMDLINE, path, problems);
  char *cmdline = text != NULL ? kx_uki_normalise_cmdline (text, strlen (text)) : NULL;

  if (text != NULL && cmdline == NULL)
    kx_problems_add (problems, KX_OUTLOOK_LASTING,
                     "the command line in %s is not UTF-8; make the addon anew", path);
  return cmdline;
}

/* Reads one addon; NULL where the stub would ignore it. */
static Addon *
read_contents (int fd, const char *path, gboolean secure_boot, KxProblems *problems)
{
  g_autoptr (Addon) addon = g_new0 (Addon, 1);
  g_autoptr (GError) error = NULL;
  KxUkiLayout layout;

  kx_problems_init (&addon->problems);
  if (!kx_uki_file_layout (fd, KX_UKI_BASE, &layout, &error))
    {
      kx_problems_add (problems,
                       g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE) ? KX_OUTLOOK_PENDING
                                                                              : KX_OUTLOOK_LASTING,
                       "the addon %s: %s", path, error->message);
      return NULL;
    }
  if (layout.sections[KX_UKI_LINUX].present || (secure_boot && !layout.is_signed))
    return NULL;

  addon->architecture = layout.architecture;
  addon->has_devicetree = layout.sections[KX_UKI_DTB].present
                          || layout.sections[KX_UKI_DTBAUTO].present;
  addon->uname = read_text (fd, &layout, KX_UKI_UNAME, path, &addon->problems);
  addon->uname_size = layout.sections[KX_UKI_UNAME].size;
  addon->cmdline = read_cmdline (fd, &layout, path, &addon->problems);
  if (layout.sections[KX_UKI_INITRD].present || layout.sections[KX_UKI_UCODE].present)
    kx_problems_add (&addon->problems, KX_OUTLOOK_LASTING,
                     "the addon %s brings an initrd or microcode, which only the image's own stub "
                     "hands over; restart through the firmware", path);
  return g_steal_pointer (&addon);
}

static void
read_addon (KxUkiAddons *addons, KxRoot *root, const char *path, gboolean secure_boot)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *distrust = NULL;
  int fd = kx_root_open_regular (root, path, &error);
  struct stat status;
  Addon *addon;

  if (fd < 0)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE))
        kx_problems_add (&addons->problems,
                         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
                             ? KX_OUTLOOK_PENDING
                             : KX_OUTLOOK_LASTING,
                         "the addon %s cannot be read: %s", path, error->message);
      return;
    }

  if (fstat (fd, &status) == 0 && kx_trust_check (root, path, &status, &distrust))
    {
      addon = read_contents (fd, path, secure_boot, &addons->problems);
      if (addon != NULL)
        g_ptr_array_add (addons->addons, addon);
    }
  else
    kx_problems_add (&addons->problems, KX_OUTLOOK_LASTING, "%s",
                     distrust != NULL ? distrust : "the owner of an addon is not known");
  close (fd);
}

static void
read_addons_in (KxUkiAddons *addons, KxRoot *root, const KxListing *listing, gboolean secure_boot)
{
  g_autoptr (GPtrArray) names = pick_names (listing, ".addon.efi");

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (listing->path, g_ptr_array_index (names, i), NULL);

      read_addon (addons, root, path, secure_boot);
    }
}

static gboolean
is_file (KxRoot *root, const char *path)
{
  struct stat status;

  return kx_root_walk (root, path, &status, NULL, NULL) == KX_ROOT_WALK_ARRIVED
         && !S_ISDIR (status.st_mode);
}

/* What the stub packs into an archive of its own and hands over as one more initrd. */
static void
report_companions (KxUkiAddons *addons, KxRoot *root, const KxListing *listing, const char *suffix,
                   const char *what)
{
  g_autoptr (GPtrArray) names = pick_names (listing, suffix);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (listing->path, g_ptr_array_index (names, i), NULL);

      if (!is_file (root, path))
        continue;
      kx_problems_add (&addons->problems, KX_OUTLOOK_LASTING,
                       "%s is a %s, which only the image's own stub hands over; restart through "
                       "the firmware, or remove it", path, what);
      return;
    }
}

/* PATH without "+LEFT" or "+LEFT-DONE", where that is what follows the first "+". */
static char *
strip_counter (const char *path)
{
  const char *plus = strchr (path, '+');
  const char *tail = plus != NULL ? plus + 1 : NULL;

  if (plus == NULL || !g_ascii_isdigit (*tail))
    return g_strdup (path);
  while (g_ascii_isdigit (*tail))
    tail++;
  if (*tail == '-')
    {
      if (!g_ascii_isdigit (*++tail))
        return g_strdup (path);
      while (g_ascii_isdigit (*tail))
        tail++;
    }
  if (*tail != '\0' && *tail != '.')
    return g_strdup (path);
  return g_strdup_printf ("%.*s%s", (int) (plus - path), path, tail);
}

/* Reads a directory of the file system, and remembers it; NULL where it is out of sight. */
static KxListing *
list (KxUkiAddons *addons, KxRoot *root, const KxFilesystem *filesystem, const char *inside)
{
  g_autofree char *directory = kx_filesystem_to_path (filesystem, inside);
  KxListing *listing;

  if (directory == NULL)
    return NULL;

  listing = kx_listing_new (root, directory);
  if (listing->problem != NULL)
    kx_problems_add (&addons->problems, KX_OUTLOOK_LASTING, "%s", listing->problem);
  g_ptr_array_add (addons->watch, g_steal_pointer (&directory));
  return listing;
}

static void
read_global (KxUkiAddons *addons, KxRoot *root, const KxFilesystem *filesystem,
             gboolean secure_boot)
{
  g_autoptr (KxListing) directory = list (addons, root, filesystem, "/loader/addons");
  g_autoptr (KxListing) credentials = list (addons, root, filesystem, "/loader/credentials");
  g_autoptr (KxListing) extensions = list (addons, root, filesystem, "/loader/extensions");

  if (directory != NULL)
    read_addons_in (addons, root, directory, secure_boot);
  if (credentials != NULL)
    report_companions (addons, root, credentials, ".cred", "credential");
  if (extensions != NULL)
    report_companions (addons, root, extensions, ".raw", "system extension");
}

static void
read_local (KxUkiAddons *addons, KxRoot *root, const char *path, const KxFilesystem *filesystem,
            gboolean secure_boot)
{
  g_autofree char *inside = kx_filesystem_from_path (filesystem, path);
  g_autofree char *plain = strip_counter (inside);
  g_autofree char *beside = g_strconcat (plain, ".extra.d", NULL);
  g_autoptr (KxListing) directory = list (addons, root, filesystem, beside);

  if (directory == NULL)
    return;
  read_addons_in (addons, root, directory, secure_boot);
  report_companions (addons, root, directory, ".cred", "credential");
  report_companions (addons, root, directory, ".raw", "system extension");
}

KxUkiAddons *
kx_uki_addons_read (KxRoot *root, const char *path, const KxFilesystem *filesystem,
                    gboolean secure_boot)
{
  KxUkiAddons *addons = g_new0 (KxUkiAddons, 1);

  addons->addons = g_ptr_array_new_with_free_func ((GDestroyNotify) addon_free);
  addons->watch = g_ptr_array_new_with_free_func (g_free);
  kx_problems_init (&addons->problems);
  read_global (addons, root, filesystem, secure_boot);
  read_local (addons, root, path, filesystem, secure_boot);
  return addons;
}

void
kx_uki_addons_free (KxUkiAddons *addons)
{
  g_ptr_array_unref (addons->addons);
  g_ptr_array_unref (addons->watch);
  kx_problems_clear (&addons->problems);
  g_free (addons);
}

static gboolean
fits (const Addon *addon, const char *architecture, const char *uname)
{
  if (g_strcmp0 (addon->architecture, architecture) != 0)
    return FALSE;

  /* The stub compares as much as the addon's section has: "6.1" fits 6.1.0, too. */
  return uname == NULL || addon->uname == NULL
         || strncmp (addon->uname, uname, addon->uname_size) == 0;
}

void
kx_uki_addons_apply (const KxUkiAddons *addons, const char *architecture, const char *uname,
                     GString *cmdline, gboolean *has_devicetree, KxProblems *problems)
{
  for (guint i = 0; i < addons->addons->len; i++)
    {
      const Addon *addon = g_ptr_array_index (addons->addons, i);

      if (!fits (addon, architecture, uname))
        continue;
      if (addon->cmdline != NULL && addon->cmdline[0] != '\0')
        g_string_append_printf (cmdline, "%s%s", cmdline->len > 0 ? " " : "", addon->cmdline);
      *has_devicetree |= addon->has_devicetree;
      kx_problems_add_all (problems, &addon->problems);
    }
}
