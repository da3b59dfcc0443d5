/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>

struct _KxFiles
{
  GUnixFDList *list; /* the kernel first, then the initrds */
};

/* Adds @path to the list. */
static gboolean
add_file (KxFiles *self, const char *path, GError **error)
{
  /* Not to be held up by a FIFO: the daemon refuses what is no regular file. */
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
  int saved_errno = errno;

  if (fd < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "cannot open %s: %s",
                   path, g_strerror (saved_errno));
      return FALSE;
    }
  /* The list makes a copy of its own. */
  if (g_unix_fd_list_append (self->list, fd, error) < 0)
    {
      g_close (fd, NULL);
      return FALSE;
    }
  return g_close (fd, error);
}

KxFiles *
kx_files_open (const char *kernel, const char *const *initrds, GError **error)
{
  g_autoptr (KxFiles) self = g_new0 (KxFiles, 1);

  self->list = g_unix_fd_list_new ();
  if (!add_file (self, kernel, error))
    return NULL;
  for (gsize i = 0; initrds != NULL && initrds[i] != NULL; i++)
    if (!add_file (self, initrds[i], error))
      return NULL;
  return g_steal_pointer (&self);
}

void
kx_files_free (KxFiles *self)
{
  g_object_unref (self->list);
  g_free (self);
}

GVariant *
kx_files_kernel (KxFiles *self)
{
  return g_variant_new_handle (0);
}

GVariant *
kx_files_initrds (KxFiles *self)
{
  GVariantBuilder handles;

  g_variant_builder_init (&handles, G_VARIANT_TYPE ("ah"));
  for (int i = 1; i < g_unix_fd_list_get_length (self->list); i++)
    g_variant_builder_add (&handles, "h", i);
  return g_variant_builder_end (&handles);
}

GUnixFDList *
kx_files_list (KxFiles *self)
{
  return self->list;
}
