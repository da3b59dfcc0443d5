/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "catalogue.h"

#include "choice.h"
#include "cold-reason.h"

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

/* Why kexec will never start what the boot loader does; NULL: it does, or may do so in a while.
 * That a file is damaged or cannot be read is no reason to give up what is loaded. */
static const char *
find_obstacle (const KxEntry *entry, const KxImage *image)
{
  if (entry->problems.lasting > 0)
    return entry->problems.sentences->pdata[0];
  if (image->is_other)
    return image->problems[0];
  return NULL;
}

static void
add_reasons_of_menu (GPtrArray *reasons, const KxMenu *menu, const KxImage *chosen)
{
  const char *obstacle = chosen != NULL ? find_obstacle (menu->chosen, chosen) : NULL;

  /* The firmware's own is BootNext, a request whatever the boot loader is. */
  if (menu->one_shot != NULL && menu->loader != KX_LOADER_FIRMWARE)
    kx_cold_reasons_add (reasons, KX_COLD_ONE_SHOT, "%s; an ordinary reboot uses that up",
                         menu->one_shot);
  if (obstacle != NULL)
    kx_cold_reasons_add (reasons, KX_COLD_NOT_STARTABLE, "the boot loader starts “%s”: %s",
                         menu->chosen->title, obstacle);
  if (menu->trial != NULL)
    kx_cold_reasons_add (reasons, KX_COLD_BOOT_TRIAL, "%s", menu->trial);
}

/* What the boot loader would start, whatever else there is. */
static void
choose_from_menu (KxCatalogue *catalogue, const KxMenu *menu, GPtrArray *reasons)
{
  const KxImage *chosen = NULL;

  for (guint i = 0; i < menu->entries->len; i++)
    if (menu->entries->pdata[i] == menu->chosen)
      chosen = catalogue->images->pdata[i];

  catalogue->started = chosen;
  catalogue->choice = kx_choose_offered (chosen, menu, (char **) &catalogue->reason);
  catalogue->pending = menu->pending || (chosen != NULL && chosen->pending);
  catalogue->one_shot = g_strdup (menu->one_shot);
  add_reasons_of_menu (reasons, menu, chosen);
}

static void
choose_plain (KxCatalogue *catalogue)
{
  catalogue->choice = kx_choose (catalogue->images, catalogue->architecture,
                                 (char **) &catalogue->reason);
  catalogue->pending = has_better_pending (catalogue->images, catalogue->choice);
}

static void
add_all (GPtrArray *images, const GPtrArray *others)
{
  for (guint i = 0; others != NULL && i < others->len; i++)
    g_ptr_array_add (images, kx_image_ref (others->pdata[i]));
}

KxCatalogue *
kx_catalogue_new (const KxCatalogueParts *parts)
{
  KxCatalogue *catalogue = g_atomic_rc_box_new0 (KxCatalogue);
  GPtrArray *images = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_image_unref);
  GPtrArray *reasons = kx_cold_reasons_new ();
  g_autofree char *reason = NULL;

  g_ptr_array_sort (parts->plain, compare);
  add_all (images, parts->offered);
  catalogue->offered = images->len;
  add_all (images, parts->plain);
  catalogue->images = images;
  catalogue->running = g_strdup (parts->running);
  catalogue->architecture = g_strdup (parts->architecture);
  catalogue->watch = (const char *const *) g_strdupv ((char **) parts->watch);

  if (parts->menu != NULL)
    {
      catalogue->loader = parts->menu->loader;
      choose_from_menu (catalogue, parts->menu, reasons);
    }
  else
    choose_plain (catalogue);
  if (parts->requests != NULL)
    kx_efi_requests_judge (parts->requests, reasons);
  catalogue->cold_reasons = reasons;

  reason = (char *) catalogue->reason;
  catalogue->reason = g_strjoin ("; ", reason, parts->note, NULL);
  return catalogue;
}

const KxImage *
kx_catalogue_find (const KxCatalogue *catalogue, const char *id)
{
  const KxImage *by_release = NULL;

  for (guint i = 0; i < catalogue->images->len; i++)
    {
      const KxImage *image = catalogue->images->pdata[i];

      if (g_str_equal (image->id, id))
        return image;
      if (by_release == NULL && image->complete && image->role == KX_IMAGE_NORMAL
          && g_strcmp0 (image->release, id) == 0)
        by_release = image;
    }
  return by_release;
}

char *
kx_catalogue_explain (const KxCatalogue *catalogue, const KxImage *image)
{
  if (image == catalogue->choice)
    return g_strdup (catalogue->reason);
  if (catalogue->loader == KX_LOADER_NONE)
    return kx_image_why_not (image, catalogue->choice, catalogue->architecture);
  if (!image->complete)
    return g_strjoinv ("; ", (char **) image->problems);

  if (catalogue->loader == KX_LOADER_UNKNOWN)
    return g_strdup ("it is not known whether the boot loader would start it");
  for (guint i = 0; i < catalogue->offered; i++)
    if (catalogue->images->pdata[i] == image)
      return catalogue->started != NULL
                 ? g_strdup_printf ("the boot loader starts %s", catalogue->started->id)
                 : g_strdup ("it is not known that the boot loader would start it");
  return g_strdup ("the boot loader does not offer it");
}

static void
clear (gpointer data)
{
  KxCatalogue *catalogue = data;

  g_ptr_array_unref ((GPtrArray *) catalogue->images);
  g_free ((char *) catalogue->running);
  g_free ((char *) catalogue->architecture);
  g_free ((char *) catalogue->reason);
  g_free ((char *) catalogue->one_shot);
  g_ptr_array_unref ((GPtrArray *) catalogue->cold_reasons);
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
