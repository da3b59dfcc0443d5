/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "image.h"
#include "machine.h"
#include "plan.h"
#include "root.h"

/*
 * A recipe: which files and which command line a plan is to be made of. The one way that files of
 * the machine and files of a caller's own take alike: copied into sealed memory first, validated
 * and digested there. Immutable but for its progress; reference-counted, any thread.
 */
typedef struct _KxRecipe KxRecipe;

/* @machine: what the image must fit; copied as far as needed. @cmdline: NULL: the image's own. */
KxRecipe *kx_recipe_new_for_image (KxRoot *root,
                                   const KxMachine *machine,
                                   const KxImage *image,
                                   const char *cmdline);

/* @fds: the kernel, then the initrds; the recipe takes the descriptors, not the array. */
KxRecipe *kx_recipe_new_for_files (const KxMachine *machine,
                                   const int *fds,
                                   guint n_fds,
                                   const char *cmdline);

/* Before it is shared: the files must not take more than @bytes of memory; G_MAXUINT64: no limit. */
void kx_recipe_set_spare (KxRecipe *recipe, guint64 bytes);

/*
 * Before it is shared: where the command line has no panic=, the kernel is to restart @seconds after a
 * panic, so that the machine comes back by itself; 0: that is left to the kernel, which stands still.
 * A command line that has no room for it stays as it is.
 */
void kx_recipe_set_panic_timeout (KxRecipe *recipe, guint seconds);

KxRecipe *kx_recipe_ref (KxRecipe *recipe);
void kx_recipe_unref (KxRecipe *recipe);

/* Bytes read so far; grows while the files answer. */
gsize kx_recipe_get_progress (KxRecipe *recipe);

/* From 0.0 to 1.0; 0.0 as long as it is not known how much there is. */
double kx_recipe_get_fraction (KxRecipe *recipe);

/*
 * Makes the plan. Blocks, and for ever where a descriptor never answers: for a thread that can be
 * given up. Errors: KX_ERROR (INCOMPLETE, INVALID_IMAGE, UNSUPPORTED, CHANGED, NO_MEMORY, FAILED),
 * G_DBUS_ERROR_INVALID_ARGS for the command line, G_IO_ERROR_CANCELLED.
 */
KxPlan *kx_recipe_make (KxRecipe *recipe, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxRecipe, kx_recipe_unref)
