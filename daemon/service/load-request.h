/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"
#include "recipe.h"

/* What to load, and what the caller was allowed to do for it. */
typedef struct
{
  char *image;   /* id in the catalogue, "" the default one; NULL: own files */
  int *fds;      /* own files: the kernel, then the initrds; owned */
  guint n_fds;
  char *cmdline; /* in place of the image's own; NULL: the image's own */
  char *append;  /* behind the image's own; NULL: nothing */

  gboolean has_expect;  /* fail with Changed where the generation is not `expect` */
  guint64 expect;
  gboolean may_replace; /* something pinned, custom or foreign may give way */
  gboolean renew;       /* load it anew, though it is loaded already */
  gboolean fallback;    /* it stands in for the default image */
} KxLoadRequest;

KxLoadRequest *kx_load_request_new (const char *image);
void kx_load_request_free (KxLoadRequest *request);

/* Whether the image would be of the origin "custom". */
gboolean kx_load_request_is_custom (const KxLoadRequest *request);

/* Whether the situation is still the one that the caller saw. Errors: KX_ERROR (BUSY, CHANGED). */
gboolean kx_load_request_check (KxKeeper *keeper, const KxLoadRequest *request, GError **error);

/*
 * @image: (out) (transfer full): the image that is meant; NULL where the files are the caller's own.
 * Errors: KX_ERROR (NO_SUCH_IMAGE, INCOMPLETE).
 */
gboolean kx_load_request_find_image (KxKeeper *keeper, const KxLoadRequest *request,
                                     KxImage **image, GError **error);

/*
 * What the plan for @image is to be made of; NULL: of the caller's own files, whose descriptors the
 * recipe takes from @request. (transfer full)
 */
KxRecipe *kx_load_request_make_recipe (KxKeeper *keeper, KxLoadRequest *request,
                                       const KxImage *image) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxLoadRequest, kx_load_request_free)
