/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "aliases.h"
#include "cmdline-source.h"
#include "complete.h"
#include "entry.h"

#define RUNNING_RELEASE "/proc/sys/kernel/osrelease"

/* A scan under way. */
typedef struct
{
  KxRoot *root;
  GCancellable *cancellable;
  struct utsname machine;
  KxListing *boot;
  KxListing *modules;
  KxListing *modules_unmerged;
  char *cmdline;
  KxProblems cmdline_problems;
  GPtrArray *entries; /* of KxPlain */
  KxInspections *inspections;
  guint n_initrds; /* entries with an initrd of their own that may be the default */
} Scan;

static void
clear_scan (Scan *scan)
{
  g_clear_pointer (&scan->boot, kx_listing_free);
  g_clear_pointer (&scan->modules, kx_listing_free);
  g_clear_pointer (&scan->modules_unmerged, kx_listing_free);
  g_clear_pointer (&scan->cmdline, g_free);
  kx_problems_clear (&scan->cmdline_problems);
  g_clear_pointer (&scan->entries, g_ptr_array_unref);
  g_clear_pointer (&scan->inspections, kx_inspections_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scan, clear_scan)

static gboolean
counts_for_initrds (const KxPlain *entry)
{
  return entry->has_own_initrd && entry->name.role == KX_IMAGE_NORMAL;
}

static gboolean
gather (Scan *scan, GError **error)
{
  int probe = kx_root_open (scan->root, "/", O_PATH | O_DIRECTORY, error);

  if (probe < 0)
    return FALSE;
  close (probe);

  uname (&scan->machine);
  scan->boot = kx_listing_new (scan->root, KX_BOOT);
  scan->modules = kx_listing_new (scan->root, KX_MODULES);
  scan->modules_unmerged = kx_listing_new (scan->root, KX_MODULES_UNMERGED);
  kx_problems_init (&scan->cmdline_problems);
  scan->cmdline = kx_find_cmdline (scan->root, &scan->cmdline_problems);
  scan->entries = kx_plain_find (scan->root, scan->boot, scan->modules, scan->machine.machine);
  for (guint i = 0; i < scan->entries->len; i++)
    scan->n_initrds += counts_for_initrds (scan->entries->pdata[i]);
  return TRUE;
}

static gboolean
inspect_all (Scan *scan, GError **error)
{
  scan->inspections = kx_inspections_new (scan->root);
  for (guint i = 0; i < scan->entries->len; i++)
    {
      const KxPlain *entry = scan->entries->pdata[i];

      if (g_cancellable_set_error_if_cancelled (scan->cancellable, error))
        return FALSE;
      kx_inspections_add (scan->inspections, entry->kernel,
                          entry->name.versioned ? KX_INSPECT_AS_KERNEL
                                                : KX_INSPECT_AS_NAMELESS_KERNEL);
      for (guint n = 0; entry->initrds[n] != NULL; n++)
        kx_inspections_add (scan->inspections, entry->initrds[n], KX_INSPECT_AS_INITRD);
    }
  return kx_inspections_rest (scan->inspections, scan->cancellable, error);
}

static char *
identify_files (const KxInspection *kernel, const GPtrArray *initrds)
{
  g_autoptr (GString) stamp = g_string_new (NULL);

  for (guint i = 0; i <= initrds->len; i++)
    {
      const KxInspection *file = i == 0 ? kernel : initrds->pdata[i - 1];
      g_autofree char *identity = kx_identity_to_string (&file->identity);

      if (!file->exists)
        return NULL;
      g_string_append_printf (stamp, "%s%s", i == 0 ? "" : " ", identity);
    }
  return g_string_free (g_steal_pointer (&stamp), FALSE);
}

static const char *
find_version (const KxPlain *entry, const KxInspection *kernel)
{
  if (!entry->name.versioned && kernel->facts.release != NULL)
    return kernel->facts.release;
  return entry->name.version;
}

static char *
make_title (const KxPlain *entry, const char *version)
{
  const char *flavour = entry->name.versioned ? "" : entry->name.version;

  if (entry->name.role == KX_IMAGE_OLD)
    return g_strdup_printf ("Linux %s (put aside)", version);
  if (entry->name.role == KX_IMAGE_RESCUE)
    return g_strdup_printf ("Linux %s (rescue)", version);
  if (flavour[0] != '\0' && !g_str_equal (flavour, version))
    return g_strdup_printf ("Linux %s (%s)", version, flavour);
  return g_strdup_printf ("Linux %s", version);
}

static GPtrArray *
get_initrds (const Scan *scan, const KxPlain *entry)
{
  GPtrArray *initrds = g_ptr_array_new ();

  for (guint i = 0; entry->initrds[i] != NULL; i++)
    g_ptr_array_add (initrds, (gpointer) kx_inspections_get (scan->inspections, entry->initrds[i]));
  return initrds;
}

static KxImage *
make_image (const Scan *scan, const KxPlain *entry, const char *id)
{
  const KxInspection *kernel = kx_inspections_get (scan->inspections, entry->kernel);
  g_autoptr (GPtrArray) initrds = get_initrds (scan, entry);
  const char *version = find_version (entry, kernel);
  g_autofree char *title = make_title (entry, version);
  g_autofree char *stamp = identify_files (kernel, initrds);
  g_auto (KxProblems) problems = { 0 };
  KxSurroundings surroundings = {
    .root = scan->root,
    .boot = scan->boot,
    .modules = scan->modules,
    .modules_unmerged = scan->modules_unmerged,
    .architecture = scan->machine.machine,
    .initrds_are_usual = scan->n_initrds > (counts_for_initrds (entry) ? 1 : 0),
    .cmdline = scan->cmdline,
  };
  KxImage fields;

  kx_problems_init (&problems);
  kx_entry_check (entry, kernel, initrds, &surroundings, &problems);
  kx_problems_add_all (&problems, &scan->cmdline_problems);

  fields = (KxImage) {
    .id = id,
    .title = title,
    .version = version,
    .release = kernel->facts.release,
    .architecture = kernel->facts.architecture,
    .format = kernel->is_kernel ? kx_format_to_string (kernel->facts.format) : NULL,
    .source = "plain",
    .kernel = entry->kernel,
    .initrds = (const char *const *) entry->initrds,
    .cmdline = scan->cmdline,
    .role = entry->name.role,
    .complete = !kx_problems_any (&problems),
    .pending = kx_problems_are_pending (&problems),
    .files = stamp,
    .profile = KX_ENTRY_NO_PROFILE,
  };
  g_ptr_array_add (problems.sentences, NULL);
  fields.problems = (const char *const *) problems.sentences->pdata;
  return kx_image_new (&fields);
}

static int
compare_claims (gconstpointer a, gconstpointer b)
{
  const KxPlain *first = *(const KxPlain *const *) a;
  const KxPlain *second = *(const KxPlain *const *) b;

  if (first->name.rank != second->name.rank)
    return first->name.rank < second->name.rank ? -1 : 1;
  return strcmp (first->kernel, second->kernel);
}

/* Who has the better claim gets the id; another of the same gets its file's name for one. */
static GPtrArray *
make_images (Scan *scan)
{
  GPtrArray *images = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_image_unref);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_ptr_array_sort (scan->entries, compare_claims);
  for (guint i = 0; i < scan->entries->len; i++)
    {
      const KxPlain *entry = scan->entries->pdata[i];
      g_autofree char *id = g_strdup (entry->name.id);

      if (g_hash_table_contains (ids, id))
        {
          g_free (id);
          id = g_path_get_basename (entry->kernel);
        }
      if (g_hash_table_contains (ids, id))
        {
          g_free (id);
          id = g_strdup (entry->kernel);
        }
      g_ptr_array_add (images, make_image (scan, entry, id));
      g_hash_table_add (ids, g_steal_pointer (&id));
    }
  return images;
}

const char *const *
kx_scan_basic_paths (void)
{
  static const char *const paths[] = {
    KX_BOOT "/", KX_MODULES "/*", KX_MODULES_UNMERGED "/*", KX_CMDLINE_ADMIN, KX_CMDLINE_VENDOR,
    NULL,
  };

  return paths;
}

/* All that the scan looked at, in the form of kx_watch_set_paths(). */
static char **
make_watch_list (const Scan *scan)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer key;

  g_strv_builder_addv (paths, (const char **) kx_scan_basic_paths ());
  g_hash_table_iter_init (&iter, scan->modules->names);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!kx_name_is_temporary (key))
      {
        g_autofree char *path = g_build_filename (KX_MODULES, key, "vmlinuz", NULL);

        g_strv_builder_add (paths, path);
      }
  g_hash_table_iter_init (&iter, scan->boot->names);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (kx_listing_is_link (scan->boot, key) && kx_name_is_boot_file (key))
      {
        g_autofree char *path = g_build_filename (KX_BOOT, key, NULL);

        g_strv_builder_add (paths, path);
      }
  return g_strv_builder_end (paths);
}

KxCatalogue *
kx_scan (KxRoot *root, GCancellable *cancellable, GError **error)
{
  g_auto (Scan) scan = { .root = root, .cancellable = cancellable };
  g_autofree char *running = NULL;
  g_auto (GStrv) watch = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !gather (&scan, error)
      || !inspect_all (&scan, error))
    return NULL;

  kx_aliases_drop (scan.entries, scan.inspections);
  running = kx_root_read (root, RUNNING_RELEASE, 256, NULL, NULL);
  if (running != NULL)
    g_strstrip (running);
  watch = make_watch_list (&scan);
  return kx_catalogue_new (make_images (&scan), running, scan.machine.machine, scan.boot->problem,
                           (const char *const *) watch);
}
