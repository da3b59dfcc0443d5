/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recipe.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "cmdline.h"
#include "error.h"
#include "identity.h"
#include "kernel-source.h"
#include "trust.h"

#define MIB ((gsize) 1 << 20)

/* No kernel is near that large; it keeps a wrong file from filling the memory. */
#define KERNEL_MAX (G_GUINT64_CONSTANT (512) << 20)

struct _KxRecipe
{
  KxRoot *root;        /* NULL: own files */
  char **paths;        /* the kernel, then the initrds */
  GArray *fds;         /* of own files; empty otherwise */
  int profile;         /* of a unified kernel image */
  char *cmdline;
  char *stamp;         /* that the files must have together; NULL: any */
  char *architecture;
  gboolean la57;
  gboolean needs_guard; /* kx_architecture_needs_guard() */
  guint64 spare;       /* bytes that the files may take */
  guint panic_timeout; /* seconds; 0: the command line is left alone */
  gsize total;         /* bytes that there are to read; 0: unknown. Atomic */
  gsize done;          /* bytes read. Atomic */
};

static void
close_fd (gpointer data)
{
  close (*(int *) data);
}

static GArray *
fd_array_new (void)
{
  GArray *fds = g_array_new (FALSE, FALSE, sizeof (int));

  g_array_set_clear_func (fds, close_fd);
  return fds;
}

static KxRecipe *
recipe_new (const KxMachine *machine, const char *cmdline)
{
  KxRecipe *recipe = g_atomic_rc_box_new0 (KxRecipe);

  recipe->fds = fd_array_new ();
  recipe->profile = KX_ENTRY_NO_PROFILE;
  recipe->cmdline = g_strdup (cmdline);
  recipe->architecture = g_strdup (machine->architecture);
  recipe->la57 = machine->la57;
  recipe->needs_guard = machine->needs_guard;
  recipe->spare = G_MAXUINT64;
  return recipe;
}

KxRecipe *
kx_recipe_new_for_image (KxRoot *root,
                         const KxMachine *machine,
                         const KxImage *image,
                         const char *cmdline)
{
  KxRecipe *recipe = recipe_new (machine, cmdline != NULL ? cmdline : image->cmdline);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  recipe->root = kx_root_ref (root);
  g_strv_builder_add (paths, image->kernel);
  if (image->initrds != NULL)
    g_strv_builder_addv (paths, (const char **) (gpointer) image->initrds);
  recipe->paths = g_strv_builder_end (paths);
  recipe->profile = image->profile;
  recipe->stamp = g_strdup (image->files);
  return recipe;
}

KxRecipe *
kx_recipe_new_for_files (const KxMachine *machine,
                         const int *fds,
                         guint n_fds,
                         const char *cmdline)
{
  KxRecipe *recipe = recipe_new (machine, cmdline);

  g_array_append_vals (recipe->fds, fds, n_fds);
  return recipe;
}

KxRecipe *
kx_recipe_ref (KxRecipe *recipe)
{
  return g_atomic_rc_box_acquire (recipe);
}

static void
recipe_clear (KxRecipe *recipe)
{
  g_clear_pointer (&recipe->root, kx_root_unref);
  g_strfreev (recipe->paths);
  g_array_unref (recipe->fds);
  g_free (recipe->cmdline);
  g_free (recipe->stamp);
  g_free (recipe->architecture);
}

void
kx_recipe_unref (KxRecipe *recipe)
{
  g_atomic_rc_box_release_full (recipe, (GDestroyNotify) recipe_clear);
}

gsize
kx_recipe_get_progress (KxRecipe *recipe)
{
  return (gsize) g_atomic_pointer_get (&recipe->done);
}

double
kx_recipe_get_fraction (KxRecipe *recipe)
{
  gsize total = (gsize) g_atomic_pointer_get (&recipe->total);

  return total > 0 ? MIN (1.0, (double) kx_recipe_get_progress (recipe) / (double) total) : 0.0;
}

/* The contract's error for a file that cannot be opened. */
static int
cannot_open (const char *path, const GError *cause, GError **error)
{
  KxError code = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? KX_ERROR_INCOMPLETE
                 : g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE)
                     ? KX_ERROR_INVALID_IMAGE
                     : KX_ERROR_FAILED;

  g_set_error (error, KX_ERROR, code, "“%s” cannot be read: %s", path, cause->message);
  return -1;
}

/* Opens a file of the machine, which nobody but root may have been able to write. */
static int
open_trusted (KxRoot *root, const char *path, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *problem = NULL;
  struct stat status;
  int fd = kx_root_open_regular (root, path, &cause);

  if (fd < 0)
    return cannot_open (path, cause, error);

  if (fstat (fd, &status) == 0 && kx_trust_check (root, path, &status, &problem))
    return fd;

  g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE, "“%s” cannot be trusted: %s", path,
               problem != NULL ? problem : "its owner is not known");
  close (fd);
  return -1;
}

/* The descriptors to read: the caller's own, or those of the paths, opened now. */
static GArray *
open_files (KxRecipe *recipe, GError **error)
{
  g_autoptr (GArray) fds = NULL;

  if (recipe->paths == NULL)
    return g_array_ref (recipe->fds);

  fds = fd_array_new ();
  for (char **path = recipe->paths; *path != NULL; path++)
    {
      int fd = open_trusted (recipe->root, *path, error);

      if (fd < 0)
        return NULL;
      g_array_append_val (fds, fd);
    }

  return g_steal_pointer (&fds);
}

/* The files must be those that were found complete: between that look and this one a package
 * manager may have begun to write them anew. */
static gboolean
check_stamp (const KxRecipe *recipe, const GArray *fds, GError **error)
{
  g_autoptr (GString) stamp = g_string_new (NULL);

  for (guint i = 0; recipe->stamp != NULL && i < fds->len; i++)
    {
      g_autofree char *identity = NULL;
      KxIdentity of_file;
      struct stat status;

      if (fstat (g_array_index (fds, int, i), &status) < 0)
        break;
      of_file = kx_identity_new (g_array_index (fds, int, i), &status);
      identity = kx_identity_to_string (&of_file);
      g_string_append_printf (stamp, "%s%s", i > 0 ? " " : "", identity);
    }

  if (recipe->stamp == NULL || strcmp (stamp->str, recipe->stamp) == 0)
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_CHANGED,
               "“%s” or what belongs to it was changed a moment ago; it is looked at again when it "
               "has come to rest",
               recipe->paths[0]);
  return FALSE;
}

void
kx_recipe_set_spare (KxRecipe *recipe, guint64 bytes)
{
  recipe->spare = bytes;
}

void
kx_recipe_set_panic_timeout (KxRecipe *recipe, guint seconds)
{
  recipe->panic_timeout = seconds;
}

/* With what it must not be without here. (transfer full) */
static char *
guard (const KxRecipe *recipe, const char *cmdline)
{
  return recipe->needs_guard ? kx_cmdline_ignore_efi_initrd (cmdline) : g_strdup (cmdline);
}

/* The command line for a kernel that takes @max bytes of it; 0: not known. (transfer full) */
static char *
make_cmdline (const KxRecipe *recipe, guint32 max, GError **error)
{
  g_autofree char *least = guard (recipe, recipe->cmdline);
  g_autofree char *seconds = g_strdup_printf ("%u", recipe->panic_timeout);
  g_autofree char *panicking = NULL;
  g_autofree char *whole = NULL;

  if (!kx_cmdline_check (least, max, error))
    return NULL;
  if (recipe->panic_timeout == 0)
    return g_steal_pointer (&least);

  /* In this order: what the next system finds in /proc/cmdline and is to start again has the former
   * and not the latter, and becomes the same line. */
  panicking = kx_cmdline_add_default (recipe->cmdline, "panic", seconds);
  whole = guard (recipe, panicking);
  return max == 0 || strlen (whole) <= max ? g_steal_pointer (&whole) : g_steal_pointer (&least);
}

static gboolean
note_total (KxRecipe *recipe, const KxKernelSource *kernel, const GArray *fds, GError **error)
{
  gsize total = kx_kernel_source_get_size (kernel);
  struct stat status;

  for (guint i = 1; i < fds->len; i++)
    if (fstat (g_array_index (fds, int, i), &status) == 0 && S_ISREG (status.st_mode))
      total += (gsize) status.st_size;
  g_atomic_pointer_set (&recipe->total, total);
  if (total <= recipe->spare)
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_NO_MEMORY,
               "memory is short: its files take %zu MiB, and no more than %" G_GUINT64_FORMAT
               " MiB may be taken (“MemoryFloor=” in kexecd.conf)",
               (total + MIB - 1) / MIB, recipe->spare / MIB);
  return FALSE;
}

/* The kernel refuses images that take more than half of the memory (sanity_check_segment_list). */
static guint64
memory_limit (void)
{
  struct sysinfo info;

  return sysinfo (&info) == 0 ? (guint64) info.totalram * info.mem_unit / 2 : G_MAXINT64;
}

static gboolean
check_kernel (const KxRecipe *recipe, const KxKernelFacts *facts, GError **error)
{
  if (g_strcmp0 (facts->architecture, recipe->architecture) != 0)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE,
                   "the kernel is for %s, this machine is %s; take a kernel for %s",
                   facts->architecture, recipe->architecture, recipe->architecture);
      return FALSE;
    }

  if (recipe->la57 && !facts->la57)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "this machine runs with 5-level paging, which the kernel cannot be "
                           "entered with; start it through the firmware");
      return FALSE;
    }

  return TRUE;
}

static guint64
size_of (int fd)
{
  struct stat status;

  return fd >= 0 && fstat (fd, &status) == 0 ? (guint64) status.st_size : 0;
}

/* What is made, until the plan takes it. */
typedef struct
{
  int kernel_fd;
  int initrd_fd;
  KxKernelFacts facts;
  char *kernel_digest;
  char *initrd_digest;
  char *cmdline;
} Parts;

static void
clear_parts (Parts *parts)
{
  if (parts->kernel_fd >= 0)
    close (parts->kernel_fd);
  if (parts->initrd_fd >= 0)
    close (parts->initrd_fd);
  kx_kernel_facts_clear (&parts->facts);
  g_free (parts->kernel_digest);
  g_free (parts->initrd_digest);
  g_free (parts->cmdline);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, clear_parts)

static gboolean
copy_parts (KxRecipe *recipe, const KxKernelSource *kernel, const GArray *fds,
            GCancellable *cancellable, Parts *parts, GError **error)
{
  KxCopying copying = { .cap = KERNEL_MAX, .progress = &recipe->done, .cancellable = cancellable };
  const int *initrds = &g_array_index (fds, int, 0) + 1;

  parts->kernel_fd = kx_kernel_source_copy_kernel (kernel, &copying, &parts->facts,
                                                   &parts->kernel_digest, error);
  if (parts->kernel_fd < 0 || !check_kernel (recipe, &parts->facts, error))
    return FALSE;
  parts->cmdline = make_cmdline (recipe, parts->facts.cmdline_max, error);
  if (parts->cmdline == NULL)
    return FALSE;
  if (fds->len == 1 && !kx_kernel_source_has_initrd (kernel))
    return TRUE;

  copying.cap = memory_limit ();
  parts->initrd_fd = kx_kernel_source_copy_initrds (kernel, initrds, fds->len - 1, &copying,
                                                    &parts->initrd_digest, error);
  return parts->initrd_fd >= 0;
}

/* What cannot be read has no error of its own in the contract. */
static gboolean
look_at_kernel (const KxRecipe *recipe, const GArray *fds, KxKernelSource *kernel, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (kx_kernel_source_init (kernel, g_array_index (fds, int, 0), recipe->profile, &cause))
    return TRUE;
  if (cause->domain == G_IO_ERROR)
    g_set_error_literal (error, KX_ERROR, KX_ERROR_FAILED, cause->message);
  else
    g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

KxPlan *
kx_recipe_make (KxRecipe *recipe, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) fds = open_files (recipe, error);
  g_auto (Parts) parts = { .kernel_fd = -1, .initrd_fd = -1 };
  KxKernelSource kernel;
  guint64 memory;

  if (fds == NULL || !kx_cmdline_check (recipe->cmdline, 0, error)
      || !check_stamp (recipe, fds, error) || !look_at_kernel (recipe, fds, &kernel, error)
      || !note_total (recipe, &kernel, fds, error))
    return NULL;

  if (!copy_parts (recipe, &kernel, fds, cancellable, &parts, error))
    return NULL;

  memory = size_of (parts.kernel_fd) + size_of (parts.initrd_fd);
  return kx_plan_new (g_steal_fd (&parts.kernel_fd), g_steal_fd (&parts.initrd_fd), parts.cmdline,
                      parts.facts.release, parts.kernel_digest, parts.initrd_digest, memory);
}
