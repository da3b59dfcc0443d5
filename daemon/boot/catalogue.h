/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image.h"

G_BEGIN_DECLS

/**
 * KxCatalogue:
 * @images: (element-type KxImage): every image, best first (see kx_image_compare())
 * @running: (nullable): the release of the running kernel; %NULL where it is not known
 * @architecture: (nullable): that of this machine, as of `uname -m`
 * @choice: (nullable): the image that the machine starts next, one of @images; %NULL: none
 * @reason: why this one, or why none; a sentence without a full stop
 * @pending: an image that would be better than the choice is still being written, as it looks: scan
 *   again after a while
 * @watch: (array zero-terminated=1): what may alter the catalogue, existing or not, for
 *   kx_watch_set_paths(), which documents its form
 *
 * The result of a scan. Immutable: may be read by every thread that holds a reference.
 */
typedef struct
{
  const GPtrArray *images;
  const char *running;
  const char *architecture;
  const KxImage *choice;
  const char *reason;
  gboolean pending;
  const char *const *watch;
} KxCatalogue;

/**
 * kx_catalogue_new:
 * @images: (element-type KxImage) (transfer container): in any order, their ids unique; must free
 *   its
 *   elements with kx_image_unref()
 * @running: (nullable): as in #KxCatalogue
 * @architecture: (nullable): as in #KxCatalogue
 * @note: (nullable): what kept the scan from seeing everything; put behind the reason
 * @watch: (array zero-terminated=1): as in #KxCatalogue
 *
 * Orders the images and chooses.
 *
 * Returns: (transfer full): a new catalogue
 */
KxCatalogue *kx_catalogue_new (GPtrArray *images, const char *running, const char *architecture,
                               const char *note, const char *const *watch) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_catalogue_find:
 * @catalogue: a catalogue
 * @id: the id of an image
 *
 * Returns: (transfer none) (nullable): that image, %NULL where there is none of this id
 */
const KxImage *kx_catalogue_find (const KxCatalogue *catalogue, const char *id);

/**
 * kx_catalogue_ref:
 *
 * Returns: (transfer full): @catalogue; from any thread
 */
KxCatalogue *kx_catalogue_ref (const KxCatalogue *catalogue);

/** kx_catalogue_unref: drops a reference; from any thread. */
void kx_catalogue_unref (KxCatalogue *catalogue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxCatalogue, kx_catalogue_unref)

G_END_DECLS
