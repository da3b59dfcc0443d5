/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "aliases.h"
#include "architecture.h"
#include "cmdline-source.h"
#include "complete.h"
#include "efi-requests-reader.h"
#include "filesystems.h"
#include "hazard-facts.h"
#include "loader.h"
#include "plain.h"

#define RUNNING_RELEASE "/proc/sys/kernel/osrelease"

/* A scan under way. */
typedef struct
{
  KxRoot *root;
  GCancellable *cancellable;
  char *architecture;
  KxListings *listings;
  char *cmdline;
  gboolean needs_guard; /* kx_architecture_needs_guard() */
  KxProblems cmdline_problems;
  KxFilesystems *filesystems;
  KxMenu *menu; /* NULL: no boot loader */
  char *loader_note;
  KxEfiRequests requests;
  GStrvBuilder *requests_watch;
  GPtrArray *plain; /* of KxPlain */
  KxInspections *inspections;
  guint n_initrds; /* plain kernels with an initrd of their own that may be the default */
  GHashTable *ids;
} Scan;

static void
clear_scan (Scan *scan)
{
  g_free (scan->architecture);
  g_clear_pointer (&scan->listings, kx_listings_free);
  g_clear_pointer (&scan->cmdline, g_free);
  kx_problems_clear (&scan->cmdline_problems);
  g_clear_pointer (&scan->menu, kx_menu_free);
  g_clear_pointer (&scan->filesystems, kx_filesystems_free);
  g_clear_pointer (&scan->loader_note, g_free);
  kx_efi_requests_clear (&scan->requests);
  g_clear_pointer (&scan->requests_watch, g_strv_builder_unref);
  g_clear_pointer (&scan->plain, g_ptr_array_unref);
  g_clear_pointer (&scan->inspections, kx_inspections_free);
  g_clear_pointer (&scan->ids, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scan, clear_scan)

/* One line of what the kernel says of itself; NULL where it does not. */
static char *
read_word (KxRoot *root, const char *path)
{
  char *word = kx_root_read (root, path, 256, NULL, NULL);

  return word != NULL ? g_strstrip (word) : NULL;
}

static gboolean
counts_for_initrds (const KxEntry *entry)
{
  return g_str_equal (entry->source, "plain") && !entry->lacks_initrd
         && entry->role == KX_IMAGE_NORMAL;
}

static gboolean
gather (Scan *scan, GError **error)
{
  int probe = kx_root_open (scan->root, "/", O_PATH | O_DIRECTORY, error);

  if (probe < 0)
    return FALSE;
  close (probe);

  scan->architecture = kx_architecture_find (scan->root);
  scan->needs_guard = kx_architecture_needs_guard (scan->architecture, kx_root_get_fd (scan->root));
  scan->listings = kx_listings_new (scan->root);
  kx_problems_init (&scan->cmdline_problems);
  scan->cmdline = kx_find_cmdline (scan->root, &scan->cmdline_problems);
  scan->filesystems = kx_filesystems_new (scan->root);
  scan->menu = kx_loader_read (scan->root, scan->filesystems, &scan->loader_note);
  scan->requests_watch = g_strv_builder_new ();
  kx_efi_requests_read (scan->root, scan->filesystems, &scan->requests, scan->requests_watch);
  scan->plain = kx_plain_find (scan->root, kx_listings_get (scan->listings, KX_BOOT),
                               kx_listings_get (scan->listings, KX_MODULES), scan->architecture);
  for (guint i = 0; i < scan->plain->len; i++)
    scan->n_initrds += counts_for_initrds (((const KxPlain *) scan->plain->pdata[i])->entry);
  return TRUE;
}

static void
inspect (Scan *scan, const KxEntry *entry)
{
  g_autofree char *file = NULL;
  g_auto (KxKernelName) name = { 0 };

  if (entry->kernel == NULL)
    return;
  file = g_path_get_basename (entry->kernel);
  kx_inspections_add (scan->inspections, entry->kernel,
                      kx_kernel_name_parse (file, &name) && name.versioned
                          ? KX_INSPECT_AS_KERNEL
                          : KX_INSPECT_AS_NAMELESS_KERNEL);
  for (guint n = 0; entry->initrds != NULL && entry->initrds[n] != NULL; n++)
    kx_inspections_add (scan->inspections, entry->initrds[n], KX_INSPECT_AS_INITRD);
}

static gboolean
inspect_all (Scan *scan, GError **error)
{
  guint offered = scan->menu != NULL ? scan->menu->entries->len : 0;

  scan->inspections = kx_inspections_new (scan->root);
  for (guint i = 0; i < offered + scan->plain->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (scan->cancellable, error))
        return FALSE;
      inspect (scan, i < offered ? scan->menu->entries->pdata[i]
                                 : ((const KxPlain *) scan->plain->pdata[i - offered])->entry);
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
      g_autofree char *identity = NULL;

      if (!file->exists)
        return NULL;
      identity = kx_identity_to_string (&file->identity);
      g_string_append_printf (stamp, "%s%s", i == 0 ? "" : " ", identity);
    }
  return g_string_free (g_steal_pointer (&stamp), FALSE);
}

static GPtrArray *
get_initrds (const Scan *scan, const KxEntry *entry)
{
  GPtrArray *initrds = g_ptr_array_new ();

  for (guint i = 0; entry->initrds != NULL && entry->initrds[i] != NULL; i++)
    g_ptr_array_add (initrds, (gpointer) kx_inspections_get (scan->inspections, entry->initrds[i]));
  return initrds;
}

/* Adds what is wrong with the files of @entry, and completes @fields with what is known of them. */
static void
describe_files (const Scan *scan, const KxEntry *entry, KxImage *fields, KxProblems *problems)
{
  const KxInspection *kernel = kx_inspections_get (scan->inspections, entry->kernel);
  g_autoptr (GPtrArray) initrds = get_initrds (scan, entry);
  const KxSurroundings surroundings = {
    .root = scan->root,
    .listings = scan->listings,
    .architecture = scan->architecture,
    .needs_guard = scan->needs_guard,
    .initrds_are_usual = scan->n_initrds > (counts_for_initrds (entry) ? 1 : 0),
    .cmdline = scan->cmdline,
  };

  kx_entry_check (entry, kernel, initrds, fields->cmdline, &surroundings, problems);
  if (entry->cmdline == NULL)
    kx_problems_add_all (problems, &scan->cmdline_problems);

  fields->release = kernel->facts.release;
  fields->architecture = kernel->facts.architecture;
  fields->format = kernel->is_kernel ? kx_format_to_string (kernel->facts.format) : NULL;
  fields->is_other = kernel->is_other;
  fields->files = identify_files (kernel, initrds);
}

static KxImage *
make_image (const Scan *scan, const KxEntry *entry)
{
  g_auto (KxProblems) problems = { 0 };
  g_autofree char *files = NULL;
  KxImage fields = {
    .id = entry->id,
    .title = entry->title,
    .version = entry->version,
    .source = entry->source,
    .file = entry->file,
    .line = entry->line,
    .kernel = entry->kernel,
    .profile = entry->profile,
    .initrds = (const char *const *) entry->initrds,
    .cmdline = entry->cmdline != NULL ? entry->cmdline : scan->cmdline,
    .role = entry->role,
  };

  kx_problems_init (&problems);
  kx_problems_add_all (&problems, &entry->problems);
  if (entry->kernel != NULL)
    describe_files (scan, entry, &fields, &problems);
  files = (char *) fields.files;
  if (fields.version == NULL)
    fields.version = fields.release;

  fields.complete = entry->kernel != NULL && !kx_problems_any (&problems);
  fields.pending = kx_problems_are_pending (&problems);
  g_ptr_array_add (problems.sentences, NULL);
  fields.problems = (const char *const *) problems.sentences->pdata;
  return kx_image_new (&fields);
}

static GPtrArray *
image_array_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) kx_image_unref);
}

static GPtrArray *
make_offered (Scan *scan)
{
  GPtrArray *images = image_array_new ();

  for (guint i = 0; scan->menu != NULL && i < scan->menu->entries->len; i++)
    {
      const KxEntry *entry = scan->menu->entries->pdata[i];

      g_hash_table_add (scan->ids, g_strdup (entry->id));
      g_ptr_array_add (images, make_image (scan, entry));
    }
  return images;
}

static GPtrArray *
make_plain (Scan *scan)
{
  GPtrArray *images = image_array_new ();

  kx_aliases_drop (scan->plain, scan->menu, scan->inspections);
  kx_plain_name (scan->plain, scan->inspections, scan->ids);
  for (guint i = 0; i < scan->plain->len; i++)
    g_ptr_array_add (images, make_image (scan, ((const KxPlain *) scan->plain->pdata[i])->entry));
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

static void
watch_plain (const Scan *scan, GStrvBuilder *paths)
{
  const KxListing *boot = kx_listings_get (scan->listings, KX_BOOT);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, kx_listings_get (scan->listings, KX_MODULES)->names);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!kx_name_is_temporary (key))
      {
        g_autofree char *path = g_build_filename (KX_MODULES, key, "vmlinuz", NULL);

        g_strv_builder_add (paths, path);
      }
  g_hash_table_iter_init (&iter, boot->names);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (kx_listing_is_link (boot, key) && kx_name_is_boot_file (key))
      {
        g_autofree char *path = g_build_filename (KX_BOOT, key, NULL);

        g_strv_builder_add (paths, path);
      }
}

static void
watch_menu (const KxMenu *menu, GStrvBuilder *paths)
{
  for (guint i = 0; i < menu->watch->len; i++)
    g_strv_builder_add (paths, menu->watch->pdata[i]);
  for (guint i = 0; i < menu->entries->len; i++)
    {
      const KxEntry *entry = menu->entries->pdata[i];

      if (entry->kernel == NULL)
        continue;
      g_strv_builder_add (paths, entry->kernel);
      if (entry->initrds != NULL)
        g_strv_builder_addv (paths, (const char **) entry->initrds);
    }
}

/* All that the scan looked at, in the form of kx_watch_set_paths(). */
static char **
make_watch_list (const Scan *scan)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_auto (GStrv) requests = g_strv_builder_end (scan->requests_watch);

  g_strv_builder_addv (paths, (const char **) kx_scan_basic_paths ());
  g_strv_builder_addv (paths, (const char **) requests);
  kx_loader_add_watch (paths);
  g_strv_builder_addv (paths, (const char **) kx_filesystems_get_watch (scan->filesystems));
  watch_plain (scan, paths);
  /* Nothing here depends on it, but whether what is chosen is started without a hazard. */
  g_strv_builder_add (paths, KX_CRYPTTAB);
  if (scan->menu != NULL)
    watch_menu (scan->menu, paths);
  return g_strv_builder_end (paths);
}

KxCatalogue *
kx_scan (KxRoot *root, GCancellable *cancellable, GError **error)
{
  g_autoptr (KxRoot) look = kx_root_new_for_look (root, error);
  g_auto (Scan) scan = { .root = look, .cancellable = cancellable };
  g_autoptr (GPtrArray) offered = NULL;
  g_autoptr (GPtrArray) plain = NULL;
  g_autofree char *running = NULL;
  g_autofree char *note = NULL;
  g_auto (GStrv) watch = NULL;
  const char *boot_problem;

  if (look == NULL || g_cancellable_set_error_if_cancelled (cancellable, error)
      || !gather (&scan, error) || !inspect_all (&scan, error))
    return NULL;

  scan.ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  offered = make_offered (&scan);
  plain = make_plain (&scan);
  running = read_word (root, RUNNING_RELEASE);
  watch = make_watch_list (&scan);
  boot_problem = kx_listings_get (scan.listings, KX_BOOT)->problem;
  note = scan.loader_note != NULL ? g_strjoin ("; ", scan.loader_note, boot_problem, NULL)
                                  : g_strdup (boot_problem);
  return kx_catalogue_new (&(KxCatalogueParts){
      .menu = scan.menu,
      .offered = offered,
      .plain = plain,
      .requests = &scan.requests,
      .running = running,
      .architecture = scan.architecture,
      .note = note,
      .watch = (const char *const *) watch,
  });
}
