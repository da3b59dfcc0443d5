/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recipe.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "cmdline.h"
#include "error.h"
#include "identity.h"
#include "kernel-image.h"
#include "memfile.h"
#include "trust.h"

/* No kernel is near that large; it keeps a wrong file from filling the memory. */
#define KERNEL_MAX (G_GUINT64_CONSTANT (512) << 20)

/* The kernel looks for the next archive at a multiple of four bytes (init/initramfs.c). */
#define INITRD_ALIGNMENT 4

struct _KxRecipe
{
  KxRoot *root;        /* NULL: own files */
  char **paths;        /* the kernel, then the initrds */
  GArray *fds;         /* of own files; empty otherwise */
  char *cmdline;
  char *stamp;         /* that the files must have together; NULL: any */
  char *architecture;
  gboolean la57;
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
  recipe->cmdline = g_strdup (cmdline);
  recipe->architecture = g_strdup (machine->architecture);
  recipe->la57 = machine->la57;
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

/* The files must be those that were found complete: between that look and this one a package manager
 * may have begun to write them anew. */
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
      of_file = kx_identity_from_status (&status);
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

static void
note_total (KxRecipe *recipe, const GArray *fds)
{
  gsize total = 0;
  struct stat status;

  for (guint i = 0; i < fds->len; i++)
    if (fstat (g_array_index (fds, int, i), &status) == 0 && S_ISREG (status.st_mode))
      total += (gsize) status.st_size;
  g_atomic_pointer_set (&recipe->total, total);
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

  return kx_cmdline_check (recipe->cmdline, facts->cmdline_max, error);
}

/* Looks at the copy, which nobody can change any more. *@release may become NULL. */
static gboolean
validate (const KxRecipe *recipe, int kernel_fd, gsize size, char **release, GError **error)
{
  g_auto (KxKernelFacts) facts = { 0 };
  guint8 *data = mmap (NULL, size, PROT_READ, MAP_PRIVATE, kernel_fd, 0);
  gboolean valid;

  if (data == MAP_FAILED)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_NO_MEMORY,
                           "not enough memory to look at the kernel; free some and try again");
      return FALSE;
    }

  valid = kx_kernel_image_parse (data, size, size, &facts, error)
          && check_kernel (recipe, &facts, error);
  if (valid && facts.release == NULL)
    facts.release = kx_kernel_image_find_release (data, size, KERNEL_MAX);
  munmap (data, size);
  if (!valid)
    return FALSE;

  *release = g_steal_pointer (&facts.release);
  return TRUE;
}

static guint64
size_of (int fd)
{
  struct stat status;

  return fd >= 0 && fstat (fd, &status) == 0 ? (guint64) status.st_size : 0;
}

static int
copy (KxRecipe *recipe,
      const GArray *fds,
      guint first,
      guint n,
      guint64 cap,
      const char *name,
      GCancellable *cancellable,
      char **digest,
      GError **error)
{
  return kx_memfile_copy (&g_array_index (fds, int, first), n, cap,
                          first == 0 ? 1 : INITRD_ALIGNMENT, name, &recipe->done, cancellable,
                          digest, error);
}

KxPlan *
kx_recipe_make (KxRecipe *recipe, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) fds = open_files (recipe, error);
  g_autofree char *kernel_digest = NULL;
  g_autofree char *initrd_digest = NULL;
  g_autofree char *release = NULL;
  int kernel_fd, initrd_fd = -1;

  if (fds == NULL || !kx_cmdline_check (recipe->cmdline, 0, error)
      || !check_stamp (recipe, fds, error))
    return NULL;
  note_total (recipe, fds);

  kernel_fd = copy (recipe, fds, 0, 1, KERNEL_MAX, "kernel", cancellable, &kernel_digest, error);
  if (kernel_fd < 0)
    return NULL;

  if (!validate (recipe, kernel_fd, size_of (kernel_fd), &release, error))
    goto fail;

  if (fds->len > 1)
    {
      initrd_fd = copy (recipe, fds, 1, fds->len - 1, memory_limit (), "initrd", cancellable,
                        &initrd_digest, error);
      if (initrd_fd < 0)
        goto fail;
    }

  return kx_plan_new (kernel_fd, initrd_fd, recipe->cmdline, release, kernel_digest, initrd_digest,
                      size_of (kernel_fd) + size_of (initrd_fd));

fail:
  close (kernel_fd);
  return NULL;
}
