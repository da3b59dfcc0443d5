/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "complete.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cmdline.h"
#include "plain.h"

/* In nanoseconds. */
#define STALE (G_GINT64_CONSTANT (1000000000) * 120)

/* Is this temporary file, which would replace another, one that somebody still works on? Those that
 * a killed installer left behind must not bar a kernel for ever. */
static gboolean
is_alive (KxRoot *root, const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  int fd = kx_root_open (root, path, O_PATH | O_NOFOLLOW, NULL);
  struct stat status;
  gboolean alive = FALSE;

  if (fd < 0)
    return FALSE;
  if (fstat (fd, &status) == 0)
    {
      KxIdentity identity = kx_identity_new (fd, &status);

      alive = kx_is_recent (&identity, kx_time_of_day ());
    }
  close (fd);
  return alive;
}

static void
check_replacement (const char *path, const KxSurroundings *surroundings, KxProblems *problems)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  const KxListing *listing = kx_listings_get (surroundings->listings, directory);
  const char *temporary = g_hash_table_lookup (listing->written, name);

  if (temporary != NULL && is_alive (surroundings->root, directory, temporary))
    kx_problems_add (problems, KX_OUTLOOK_PENDING, "%s is about to be replaced by %s", path,
                     temporary);
}

static const char *const modules[] = { KX_MODULES, KX_MODULES_UNMERGED, NULL };

static gboolean
has_modules (const KxSurroundings *surroundings, const char *release)
{
  for (guint i = 0; modules[i] != NULL; i++)
    if (kx_listing_has (kx_listings_get (surroundings->listings, modules[i]), release))
      return TRUE;
  return FALSE;
}

static gboolean
has_any_modules (const KxSurroundings *surroundings)
{
  for (guint i = 0; modules[i] != NULL; i++)
    if (g_hash_table_size (kx_listings_get (surroundings->listings, modules[i])->names) > 0)
      return TRUE;
  return FALSE;
}

/* The release that is promised by the name of the kernel's file; else by the version in the
 * configuration, where that is a kernel's and not a system's: where there are modules for it. */
static char *
find_promise (const KxEntry *entry, const KxSurroundings *surroundings)
{
  g_autofree char *file = g_path_get_basename (entry->kernel);
  g_auto (KxKernelName) name = { 0 };

  if (kx_kernel_name_parse (file, &name) && name.versioned)
    return name.role == KX_IMAGE_NORMAL ? g_steal_pointer (&name.version) : NULL;
  if (entry->version != NULL && has_modules (surroundings, entry->version))
    return g_strdup (entry->version);
  return NULL;
}

static void
check_release (const KxEntry *entry, const KxInspection *kernel, const char *cmdline,
               const KxSurroundings *surroundings, KxProblems *problems)
{
  g_autofree char *promise = find_promise (entry, surroundings);
  const char *release = kernel->facts.release;

  if (promise != NULL && release != NULL && !g_str_equal (release, promise))
    {
      kx_problems_add (problems,
                       kx_is_recent (&kernel->identity, kx_time_of_day ()) ? KX_OUTLOOK_PENDING
                                                                           : KX_OUTLOOK_LASTING,
                       "%s contains the kernel %s, not that of its name", entry->kernel, release);
      return;
    }

  if (release == NULL)
    release = promise;
  if (release == NULL || !has_any_modules (surroundings)
      || !kx_cmdline_is_same_system (cmdline, surroundings->cmdline))
    return;
  if (!has_modules (surroundings, release))
    kx_problems_add (problems, KX_OUTLOOK_PENDING, "its modules are missing: there is no %s/%s",
                     KX_MODULES_UNMERGED, release);
}

static void
check_kernel (const KxEntry *entry, const KxInspection *kernel, const char *cmdline,
              const KxSurroundings *surroundings, KxProblems *problems)
{
  g_autofree char *guarded = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (kernel->facts.architecture, surroundings->architecture))
    {
      kx_problems_add (problems, KX_OUTLOOK_LASTING, "%s is a kernel for %s, this machine is %s",
                       entry->kernel, kernel->facts.architecture, surroundings->architecture);
      return;
    }
  check_release (entry, kernel, cmdline, surroundings, problems);

  /* What it is given under EFI has to find room, too. */
  if (surroundings->needs_guard)
    guarded = kx_cmdline_ignore_efi_initrd (cmdline);
  if (!kx_cmdline_check (guarded != NULL ? guarded : cmdline, kernel->facts.cmdline_max, &error))
    kx_problems_add (problems, KX_OUTLOOK_LASTING, "%s", error->message);
}

/* "vmlinuz-linux": the next kernel takes the place of the former under the same name. */
static gboolean
is_flavour (const char *kernel)
{
  g_autofree char *file = g_path_get_basename (kernel);
  g_auto (KxKernelName) name = { 0 };

  return kx_kernel_name_parse (file, &name) && !name.versioned;
}

/* Where a new kernel takes the place of the former under the same name, the initrd of the former is
 * still there for a while, and would be of no use to it. Files that were put there together are not
 * that far apart. */
static gboolean
is_initrd_stale (const KxEntry *entry, const KxInspection *kernel, const KxInspection *initrd)
{
  return !entry->lacks_initrd && kernel->exists && initrd->exists
         && kx_is_recent (&kernel->identity, kx_time_of_day ())
         && kernel->identity.ctime - initrd->identity.ctime > STALE && is_flavour (entry->kernel);
}

void
kx_entry_check (const KxEntry *entry, const KxInspection *kernel, const GPtrArray *initrds,
                const char *cmdline, const KxSurroundings *surroundings, KxProblems *problems)
{
  kx_problems_add_all (problems, &kernel->problems);
  check_replacement (entry->kernel, surroundings, problems);
  if (kernel->is_kernel)
    check_kernel (entry, kernel, cmdline, surroundings, problems);
  else if (!kx_problems_any (&kernel->problems))
    kx_problems_add (problems, KX_OUTLOOK_LASTING, "%s is named as a kernel and as an initrd",
                     entry->kernel);

  if (initrds->len > KX_IMAGE_MAX_INITRDS)
    {
      kx_problems_add (problems, KX_OUTLOOK_LASTING,
                       "it has %u initrds, more than the %d that are allowed",
                       initrds->len, KX_IMAGE_MAX_INITRDS);
      return;
    }
  for (guint i = 0; i < initrds->len; i++)
    {
      const KxInspection *initrd = initrds->pdata[i];

      kx_problems_add_all (problems, &initrd->problems);
      check_replacement (initrd->path, surroundings, problems);
    }
  if (initrds->len > 0 && is_initrd_stale (entry, kernel, initrds->pdata[initrds->len - 1]))
    kx_problems_add (problems, KX_OUTLOOK_PENDING,
                     "its initrd is older than the kernel, which was replaced a moment ago");
  if (entry->lacks_initrd && surroundings->initrds_are_usual)
    kx_problems_add (problems, KX_OUTLOOK_PENDING,
                     "its initrd is missing, while other kernels of this machine have one");
}
