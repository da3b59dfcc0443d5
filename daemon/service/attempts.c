/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "attempts.h"

#include "error.h"
#include "events.h"
#include "ladder.h"

void
kx_attempts_clear (KxAttempts *self)
{
  kx_attempts_forget (self);
  g_clear_pointer (&self->image, g_free);
  g_clear_pointer (&self->stamp, g_free);
}

void
kx_attempts_begin (KxAttempts *self, const char *image, const char *stamp, gboolean standing_in)
{
  g_free (self->image);
  g_free (self->stamp);
  self->image = g_strdup (image);
  self->stamp = g_strdup (stamp);
  self->standing_in = standing_in;
}

void
kx_attempts_succeed (KxAttempts *self)
{
  if (!self->standing_in)
    g_clear_pointer (&self->failed, g_free);
}

void
kx_attempts_fail (KxAttempts *self, KxKeeper *keeper, const GError *error)
{
  char **stamp = self->standing_in ? &self->useless : &self->failed;

  g_free (*stamp);
  *stamp = g_strdup (self->stamp);
  /* What keeps the default image away is what there is to say. */
  if (!self->standing_in)
    kx_keeper_set_failure (keeper, error);
  kx_event_load_failed (self->image, error);
}

void
kx_attempts_forget (KxAttempts *self)
{
  g_clear_pointer (&self->failed, g_free);
  g_clear_pointer (&self->useless, g_free);
}

gboolean
kx_attempts_have_failed (const KxAttempts *self, const char *stamp)
{
  return self->failed != NULL && g_strcmp0 (self->failed, stamp) == 0;
}

const KxImage *
kx_attempts_find_fallback (const KxAttempts *self, KxKeeper *keeper)
{
  const KxImage *image;

  if (kx_keeper_get_armed (keeper) != NULL || kx_keeper_is_unsure (keeper)
      || !g_error_matches (kx_keeper_get_failure (keeper), KX_ERROR, KX_ERROR_QUARANTINED))
    return NULL;

  image = kx_ladder_find_fallback (keeper);
  return image != NULL && g_strcmp0 (image->stamp, self->useless) != 0 ? image : NULL;
}

gboolean
kx_attempts_may_heal (const GError *error)
{
  return g_error_matches (error, KX_ERROR, KX_ERROR_BUSY)
         || g_error_matches (error, KX_ERROR, KX_ERROR_NO_MEMORY)
         || g_error_matches (error, KX_ERROR, KX_ERROR_CHANGED)
         || g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE)
         || g_error_matches (error, KX_ERROR, KX_ERROR_FAILED);
}
