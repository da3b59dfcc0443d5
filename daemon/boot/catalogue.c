/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "catalogue.h"

#include "choice.h"

static int
compare (gconstpointer a, gconstpointer b)
{
  return kx_image_compare (*(const KxImage *const *) a, *(const KxImage *const *) b);
}

/* Images before the choice would have been taken, had they been complete. */
static gboolean
has_better_pending (const GPtrArray *images, const KxImage *choice)
{
  for (guint i = 0; i < images->len && images->pdata[i] != choice; i++)
    {
      const KxImage *image = images->pdata[i];

      if (image->pending && image->role == KX_IMAGE_NORMAL)
        return TRUE;
    }
  return FALSE;
}

KxCatalogue *
kx_catalogue_new (GPtrArray *images, const char *running, const char *architecture,
                  const char *note, const char *const *watch)
{
  KxCatalogue *catalogue = g_atomic_rc_box_new0 (KxCatalogue);
  g_autofree char *reason = NULL;

  g_ptr_array_sort (images, compare);
  catalogue->images = images;
  catalogue->running = g_strdup (running);
  catalogue->architecture = g_strdup (architecture);
  catalogue->choice = kx_choose (images, architecture, &reason);
  catalogue->reason = g_strjoin ("; ", reason, note, NULL);
  catalogue->pending = has_better_pending (images, catalogue->choice);
  catalogue->watch = (const char *const *) g_strdupv ((char **) watch);
  return catalogue;
}

const KxImage *
kx_catalogue_find (const KxCatalogue *catalogue, const char *id)
{
  for (guint i = 0; i < catalogue->images->len; i++)
    {
      const KxImage *image = catalogue->images->pdata[i];

      if (g_str_equal (image->id, id))
        return image;
    }
  return NULL;
}

static void
clear (gpointer data)
{
  KxCatalogue *catalogue = data;

  g_ptr_array_unref ((GPtrArray *) catalogue->images);
  g_free ((char *) catalogue->running);
  g_free ((char *) catalogue->architecture);
  g_free ((char *) catalogue->reason);
  g_strfreev ((char **) catalogue->watch);
}

KxCatalogue *
kx_catalogue_ref (const KxCatalogue *catalogue)
{
  return g_atomic_rc_box_acquire ((gpointer) catalogue);
}

void
kx_catalogue_unref (KxCatalogue *catalogue)
{
  g_atomic_rc_box_release_full (catalogue, clear);
}
