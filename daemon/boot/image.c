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

static char *
make_stamp (const KxImage *fields)
{
  g_autofree char *text = NULL;
  g_autofree char *checksum = NULL;

  if (fields->files == NULL)
    return NULL;

  text = g_strdup_printf ("%s\n%d\n%s", fields->id, fields->profile,
                          fields->cmdline != NULL ? fields->cmdline : "");
  checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_strdup_printf ("%s %.16s", fields->files, checksum);
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
    .file = copy_string (fields->file),
    .line = fields->line,
    .kernel = copy_string (fields->kernel),
    .profile = fields->profile,
    .initrds = (const char *const *) copy_list (fields->initrds),
    .cmdline = copy_string (fields->cmdline),
    .role = fields->role,
    .is_other = fields->is_other,
    .complete = fields->complete,
    .pending = fields->pending,
    .problems = (const char *const *) copy_list (fields->problems),
    .files = g_strdup (fields->files),
    .stamp = make_stamp (fields),
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
  g_free ((char *) image->file);
  g_free ((char *) image->kernel);
  g_strfreev ((char **) image->initrds);
  g_free ((char *) image->cmdline);
  g_strfreev ((char **) image->problems);
  g_free ((char *) image->files);
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
