/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "load-request.h"

#include <unistd.h>

#include "cmdline.h"
#include "error.h"

KxLoadRequest *
kx_load_request_new (const char *image)
{
  KxLoadRequest *request = g_new0 (KxLoadRequest, 1);

  request->image = g_strdup (image);
  return request;
}

void
kx_load_request_free (KxLoadRequest *request)
{
  g_free (request->image);
  for (guint i = 0; i < request->n_fds; i++)
    close (request->fds[i]);
  g_free (request->fds);
  g_free (request->cmdline);
  g_free (request->append);
  g_free (request);
}

gboolean
kx_load_request_is_custom (const KxLoadRequest *request)
{
  return request->image == NULL || request->cmdline != NULL || request->append != NULL;
}

gboolean
kx_load_request_check (KxKeeper *keeper, const KxLoadRequest *request, GError **error)
{
  KxArmed *armed = kx_keeper_get_armed (keeper);

  if (kx_keeper_is_executing (keeper))
    g_set_error_literal (error, KX_ERROR, KX_ERROR_BUSY,
                         "a restart has begun; nothing is loaded any more");
  else if (request->has_expect && request->expect != kx_keeper_get_generation (keeper))
    g_set_error_literal (error, KX_ERROR, KX_ERROR_CHANGED,
                         "what is loaded has changed since you looked; look at the status and try "
                         "again");
  else if (!request->may_replace && armed != NULL && kx_origin_is_pinned (armed->origin))
    g_set_error_literal (error, KX_ERROR, KX_ERROR_CHANGED,
                         "an image was loaded on purpose meanwhile and would be replaced; try again");
  else
    return TRUE;

  return FALSE;
}

/* Whether a name of the caller's choice may be part of a message: one short line. */
static gboolean
is_presentable (const char *name)
{
  gsize i = 0;

  while (name[i] != '\0' && !g_ascii_iscntrl (name[i]))
    i++;
  return name[i] == '\0' && i <= 128;
}

gboolean
kx_load_request_find_image (KxKeeper *keeper, const KxLoadRequest *request, KxImage **image,
                            GError **error)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);
  const KxImage *found = NULL;

  *image = NULL;
  if (request->image == NULL)
    return TRUE;

  if (catalogue != NULL)
    found = *request->image == '\0' ? catalogue->choice
                                    : kx_catalogue_find (catalogue, request->image);
  if (found == NULL)
    {
      if (*request->image == '\0')
        g_set_error (error, KX_ERROR, KX_ERROR_NO_SUCH_IMAGE, "there is no default image: %s",
                     catalogue != NULL ? catalogue->reason
                                       : "/boot has not been looked at yet; try again in a moment");
      else
        g_set_error (error, KX_ERROR, KX_ERROR_NO_SUCH_IMAGE,
                     "there is no image “%s”; “kexecctl list” shows those that there are",
                     is_presentable (request->image) ? request->image : "…");
      return FALSE;
    }

  if (!found->complete)
    {
      g_autofree char *problems = g_strjoinv ("; ", (char **) (gpointer) found->problems);

      g_set_error (error, KX_ERROR, KX_ERROR_INCOMPLETE, "“%s” cannot be loaded: %s", found->id,
                   problems);
      return FALSE;
    }

  *image = kx_image_ref (found);
  return TRUE;
}

KxRecipe *
kx_load_request_make_recipe (KxKeeper *keeper, KxLoadRequest *request, const KxImage *image)
{
  const KxMachine *machine = kx_keeper_get_machine (keeper);
  g_autofree char *appended = NULL;
  KxRecipe *recipe;

  if (image != NULL)
    {
      if (request->append != NULL)
        appended = kx_cmdline_append (image->cmdline, request->append);
      return kx_recipe_new_for_image (kx_keeper_get_root (keeper), machine, image,
                                      appended != NULL ? appended : request->cmdline);
    }

  recipe = kx_recipe_new_for_files (machine, request->fds, request->n_fds, request->cmdline);
  request->n_fds = 0;
  return recipe;
}
