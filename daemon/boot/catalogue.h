/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "efi-requests.h"
#include "image.h"
#include "menu.h"

G_BEGIN_DECLS

/**
 * KxCatalogue:
 * @images: (element-type KxImage): every image: what the boot loader offers, in its order, then
 *   plain kernels, best first (see kx_image_compare())
 * @offered: how many of @images the boot loader offers
 * @loader: whose rule chose; KX_LOADER_NONE: no boot loader's, but that of kx_choose()
 * @running: (nullable): the release of the running kernel; %NULL where it is not known
 * @architecture: (nullable): that of this machine, as of `uname -m`
 * @choice: (nullable): the image that the machine starts next, one of @images; %NULL: none
 * @started: (nullable): what the boot loader would start, one of @images, whether that can be
 *   loaded or not; %NULL where that is not known, or there is no boot loader
 * @reason: why this one, or why none; a sentence without a full stop
 * @one_shot: (nullable): as of #KxMenu
 * @cold_reasons: (element-type KxColdReason): why a restart that nobody asked to be fast has to go
 *   through the firmware and the boot loader; empty where it need not
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
  guint offered;
  KxLoader loader;
  const char *running;
  const char *architecture;
  const KxImage *choice;
  const KxImage *started;
  const char *reason;
  const char *one_shot;
  const GPtrArray *cold_reasons;
  gboolean pending;
  const char *const *watch;
} KxCatalogue;

/**
 * KxCatalogueParts:
 * @menu: (nullable): of the boot loader; %NULL where none was found
 * @offered: (element-type KxImage): an image for each entry of @menu, in its order
 * @plain: (element-type KxImage): the others, in any order
 * @requests: (nullable): to the firmware; %NULL for none
 * @running: (nullable): as in #KxCatalogue
 * @architecture: (nullable): as in #KxCatalogue
 * @note: (nullable): what kept the scan from seeing everything; put behind the reason
 * @watch: (array zero-terminated=1): as in #KxCatalogue
 *
 * What a catalogue is made of. The ids of all images are unique.
 */
typedef struct
{
  const KxMenu *menu;
  const GPtrArray *offered;
  GPtrArray *plain;
  const KxEfiRequests *requests;
  const char *running;
  const char *architecture;
  const char *note;
  const char *const *watch;
} KxCatalogueParts;

/**
 * kx_catalogue_new:
 * @parts: what was found; copied, the images referenced
 *
 * Orders the images and chooses: what the boot loader would start, and only that; where there is no
 * boot loader, the newest complete kernel.
 *
 * Returns: (transfer full): a new catalogue
 */
KxCatalogue *kx_catalogue_new (const KxCatalogueParts *parts) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_catalogue_find:
 * @catalogue: a catalogue
 * @id: the id of an image; or a release, which means the first complete image with it that is not
 *   put aside or meant for repairs
 *
 * Returns: (transfer none) (nullable): that image, %NULL where there is none
 */
const KxImage *kx_catalogue_find (const KxCatalogue *catalogue, const char *id);

/**
 * kx_catalogue_explain:
 * @catalogue: a catalogue
 * @image: one of its images
 *
 * Returns: (transfer full): why @image is the default, or why it is not: a sentence without a full
 *   stop
 */
char *kx_catalogue_explain (const KxCatalogue *catalogue,
                            const KxImage *image) G_GNUC_WARN_UNUSED_RESULT;

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
