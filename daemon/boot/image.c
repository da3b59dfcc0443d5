/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image.h"

static char **
copy_list (const char *const *list)
{
  static const char *const empty[] = { NULL };

  return g_strdupv ((char **) (list != NULL ? list : empty));
}

static char *
copy_string (const char *string)
{
  return g_strdup (string != NULL ? string : "");
}

KxImage *
kx_image_new (const KxImage *fields)
{
  KxImage *image = g_atomic_rc_box_new (KxImage);

  *image = (KxImage) {
    .id = copy_string (fields->id),
    .title = copy_string (fields->title),
    .version = copy_string (fields->version),
    .release = g_strdup (fields->release),
    .architecture = fields->architecture,
    .format = fields->format,
    .source = fields->source,
    .kernel = copy_string (fields->kernel),
    .initrds = (const char *const *) copy_list (fields->initrds),
    .cmdline = copy_string (fields->cmdline),
    .role = fields->role,
    .complete = fields->complete,
    .pending = fields->pending,
    .problems = (const char *const *) copy_list (fields->problems),
    .stamp = g_strdup (fields->stamp),
  };
  return image;
}

static void
clear (gpointer data)
{
  KxImage *image = data;

  g_free ((char *) image->id);
  g_free ((char *) image->title);
  g_free ((char *) image->version);
  g_free ((char *) image->release);
  g_free ((char *) image->kernel);
  g_strfreev ((char **) image->initrds);
  g_free ((char *) image->cmdline);
  g_strfreev ((char **) image->problems);
  g_free ((char *) image->stamp);
}

KxImage *
kx_image_ref (const KxImage *image)
{
  return g_atomic_rc_box_acquire ((gpointer) image);
}

void
kx_image_unref (KxImage *image)
{
  g_atomic_rc_box_release_full (image, clear);
}
