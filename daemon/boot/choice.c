/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "choice.h"

#include <string.h>

#include "version.h"

int
kx_image_compare (const KxImage *a, const KxImage *b)
{
  int order = (a->role != KX_IMAGE_NORMAL) - (b->role != KX_IMAGE_NORMAL);

  if (order == 0)
    order = kx_version_compare (b->version, a->version);
  /* The same version twice: what can be loaded goes first. */
  if (order == 0)
    order = b->complete - a->complete;
  if (order == 0)
    order = strcmp (a->id, b->id);
  return order;
}

static gboolean
is_foreign (const KxImage *image, const char *architecture)
{
  return architecture != NULL && image->architecture != NULL
         && !g_str_equal (image->architecture, architecture);
}

static gboolean
is_eligible (const KxImage *image, const char *architecture)
{
  return image->role == KX_IMAGE_NORMAL && image->complete && !is_foreign (image, architecture);
}

char *
kx_image_why_not (const KxImage *image, const KxImage *choice, const char *architecture)
{
  if (is_foreign (image, architecture))
    return g_strdup_printf ("it is for %s, this machine is %s", image->architecture, architecture);
  if (!image->complete)
    return g_strjoinv ("; ", (char **) image->problems);
  if (image->role == KX_IMAGE_OLD)
    return g_strdup ("it was put aside as .old: such an image is never the default");
  if (image->role == KX_IMAGE_RESCUE)
    return g_strdup ("it is meant for repairs: such an image is never the default");
  if (choice != NULL && kx_version_compare (image->version, choice->version) == 0)
    return g_strdup_printf ("%s has the same version", choice->id);
  if (choice != NULL)
    return g_strdup_printf ("%s is newer", choice->id);
  return g_strdup ("it was not chosen");
}

/* The newest image that is passed over although it may be a default, to say so. */
static char *
describe_passed_over (const GPtrArray *images, guint chosen, const char *architecture)
{
  for (guint i = 0; i < chosen; i++)
    {
      const KxImage *image = images->pdata[i];

      if (image->role == KX_IMAGE_NORMAL)
        {
          g_autofree char *why = kx_image_why_not (image, NULL, architecture);

          return g_strdup_printf ("; %s is newer, but: %s", image->id, why);
        }
    }
  return g_strdup ("");
}

static char *
describe_none (const GPtrArray *images, const char *architecture)
{
  const KxImage *first;
  g_autofree char *why = NULL;

  if (images->len == 0)
    return g_strdup ("there is no kernel in /boot or /usr/lib/modules");

  first = images->pdata[0];
  why = kx_image_why_not (first, NULL, architecture);
  if (images->len == 1)
    return g_strdup_printf ("the only kernel, %s, cannot be taken: %s", first->id, why);
  return g_strdup_printf ("none of %u kernels can be taken; the newest is %s: %s", images->len,
                          first->id, why);
}

const KxImage *
kx_choose (const GPtrArray *images, const char *architecture, char **reason)
{
  guint eligible = 0;
  guint chosen = images->len;
  g_autofree char *but = NULL;
  const KxImage *choice;

  for (guint i = 0; i < images->len; i++)
    if (is_eligible (images->pdata[i], architecture))
      {
        if (eligible++ == 0)
          chosen = i;
      }

  if (eligible == 0)
    {
      *reason = describe_none (images, architecture);
      return NULL;
    }

  choice = images->pdata[chosen];
  but = describe_passed_over (images, chosen, architecture);
  if (eligible == 1)
    *reason = g_strdup_printf ("%s is the only complete kernel%s", choice->id, but);
  else
    *reason = g_strdup_printf ("%s is the newest of %u complete kernels%s", choice->id, eligible, but);
  return choice;
}

const KxImage *
kx_choose_offered (const KxImage *chosen, const KxMenu *menu, char **reason)
{
  g_autofree char *problems = NULL;
  const char *why = menu->reason != NULL ? menu->reason : "the boot loader's default";

  if (chosen == NULL || chosen->complete)
    {
      *reason = g_strdup (why);
      return chosen;
    }

  problems = g_strjoinv ("; ", (char **) chosen->problems);
  *reason = g_strdup_printf ("%s; but “%s” cannot be loaded: %s", why, chosen->title, problems);
  return NULL;
}
