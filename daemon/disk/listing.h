/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

G_BEGIN_DECLS

/** KX_LISTING_MAX: more names than this are not read from one directory. */
#define KX_LISTING_MAX 65536

/**
 * KxListing:
 * @path: the directory, below the root, without a "/" at the end
 * @problem: (nullable): why it could not be read, though it exists; a sentence without a full stop
 * @names: (element-type utf8 gboolean): the names in it, with %TRUE for what is a link
 * @written: (element-type utf8 utf8): names that are being written, each with the name of the
 *   temporary file
 *
 * The names in a directory at one moment.
 */
typedef struct
{
  char *path;
  char *problem;
  GHashTable *names;
  GHashTable *written;
} KxListing;

/**
 * kx_listing_new:
 * @root: a root
 * @path: a directory below it
 *
 * Reads a directory. One that is missing or cannot be read is empty.
 *
 * Returns: (transfer full): its names
 */
KxListing *kx_listing_new (KxRoot *root, const char *path) G_GNUC_WARN_UNUSED_RESULT;

/** kx_listing_free: frees @listing. */
void kx_listing_free (KxListing *listing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxListing, kx_listing_free)

/** kx_listing_has: Returns: whether @name is in the directory. */
gboolean kx_listing_has (const KxListing *listing, const char *name);

/** kx_listing_is_link: Returns: whether @name is in the directory and is a link. */
gboolean kx_listing_is_link (const KxListing *listing, const char *name);

/**
 * KxListings:
 *
 * The directories of one scan, each read once. For one thread.
 */
typedef struct _KxListings KxListings;

/** kx_listings_new: Returns: (transfer full): none yet, of directories below @root. */
KxListings *kx_listings_new (KxRoot *root) G_GNUC_WARN_UNUSED_RESULT;

/** kx_listings_free: frees @listings. */
void kx_listings_free (KxListings *listings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxListings, kx_listings_free)

/** kx_listings_get: Returns: (transfer none): the names in the directory @path. */
const KxListing *kx_listings_get (KxListings *listings, const char *path);

G_END_DECLS
