/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "naming.h"

static void
add (KxListing *listing, DIR *directory, const struct dirent *entry)
{
  gboolean is_link = entry->d_type == DT_LNK;
  char *written;
  struct stat status;

  if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, ".."))
    return;

  /* Not every file system tells the type. */
  if (entry->d_type == DT_UNKNOWN
      && fstatat (dirfd (directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
    is_link = S_ISLNK (status.st_mode);

  g_hash_table_insert (listing->names, g_strdup (entry->d_name), GINT_TO_POINTER (is_link));
  written = kx_name_being_written (entry->d_name);
  if (written != NULL)
    g_hash_table_insert (listing->written, written, g_strdup (entry->d_name));
}

KxListing *
kx_listing_new (KxRoot *root, const char *path)
{
  KxListing *listing = g_new0 (KxListing, 1);
  g_autoptr (GError) error = NULL;
  int fd = kx_root_open (root, path, O_RDONLY | O_DIRECTORY, &error);
  DIR *directory = fd >= 0 ? fdopendir (fd) : NULL;

  listing->path = g_strdup (path);
  listing->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  listing->written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (directory != NULL)
    {
      const struct dirent *entry;

      while ((entry = readdir (directory)) != NULL
             && g_hash_table_size (listing->names) < KX_LISTING_MAX)
        add (listing, directory, entry);
      closedir (directory);
    }
  else if (fd >= 0)
    close (fd);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    listing->problem = g_strdup (error->message);
  return listing;
}

void
kx_listing_free (KxListing *listing)
{
  g_free (listing->path);
  g_free (listing->problem);
  g_hash_table_unref (listing->names);
  g_hash_table_unref (listing->written);
  g_free (listing);
}

gboolean
kx_listing_has (const KxListing *listing, const char *name)
{
  return g_hash_table_contains (listing->names, name);
}

gboolean
kx_listing_is_link (const KxListing *listing, const char *name)
{
  return g_hash_table_lookup (listing->names, name) != NULL;
}

struct _KxListings
{
  KxRoot *root;
  GHashTable *table; /* path -> KxListing */
};

KxListings *
kx_listings_new (KxRoot *root)
{
  KxListings *listings = g_new0 (KxListings, 1);

  listings->root = kx_root_ref (root);
  listings->table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                           (GDestroyNotify) kx_listing_free);
  return listings;
}

void
kx_listings_free (KxListings *listings)
{
  g_hash_table_unref (listings->table);
  kx_root_unref (listings->root);
  g_free (listings);
}

const KxListing *
kx_listings_get (KxListings *listings, const char *path)
{
  KxListing *listing = g_hash_table_lookup (listings->table, path);

  if (listing == NULL)
    {
      listing = kx_listing_new (listings->root, path);
      g_hash_table_insert (listings->table, listing->path, listing);
    }
  return listing;
}
