/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image.h"

G_BEGIN_DECLS

/**
 * kx_image_compare:
 * @a: an image
 * @b: another one
 *
 * The order of a catalogue: images that may be the default before those that may not, newer before
 * older, then by id.
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
 * Chooses what the machine starts next: the first image that may be the default, is complete, and
 * is
 * for this architecture.
 *
 * Returns: (transfer none) (nullable): one of @images, %NULL where none will do
 */
const KxImage *kx_choose (const GPtrArray *images, const char *architecture,
                          char **reason) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_image_why_not:
 * @image: an image
 * @choice: (nullable): the one that was chosen
 * @architecture: (nullable): as of kx_choose()
 *
 * Returns: (transfer full): why @image is not the default, a sentence without a full stop
 */
char *kx_image_why_not (const KxImage *image, const KxImage *choice,
                        const char *architecture) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
