/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image.h"
#include "menu.h"

G_BEGIN_DECLS

/**
 * kx_image_compare:
 * @a: an image
 * @b: another one
 *
 * The order of plain kernels: images that may be the default before those that may not, newer
 * before older, then by id.
 *
 * Returns: less than 0 where @a comes first, 0 only for equal ids
 */
int kx_image_compare (const KxImage *a, const KxImage *b) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_choose:
 * @images: (element-type KxImage): in the order of kx_image_compare()
 * @architecture: (nullable): that of this machine, as of `uname -m`; %NULL: unknown, any is taken
 * @reason: (out) (transfer full): why this one, or why none; a sentence without a full stop
 *
 * Chooses what a machine without a known boot loader starts next: the first image that may be the
 * default, is complete, and is for this architecture.
 *
 * Returns: (transfer none) (nullable): one of @images, %NULL where none will do
 */
const KxImage *kx_choose (const GPtrArray *images, const char *architecture,
                          char **reason) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_choose_offered:
 * @chosen: (nullable): the image of what @menu says is started; %NULL where it says none
 * @menu: of the boot loader
 * @reason: (out) (transfer full): as of kx_choose()
 *
 * Follows the boot loader: what it starts, or nothing where that cannot be loaded. Never the next
 * best.
 *
 * Returns: (transfer none) (nullable): @chosen or %NULL
 */
const KxImage *kx_choose_offered (const KxImage *chosen, const KxMenu *menu,
                                  char **reason) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_image_why_not:
 * @image: an image
 * @choice: (nullable): the one that was chosen
 * @architecture: (nullable): as of kx_choose()
 *
 * Returns: (transfer full): why kx_choose() did not take @image, a sentence without a full stop
 */
char *kx_image_why_not (const KxImage *image, const KxImage *choice,
                        const char *architecture) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
