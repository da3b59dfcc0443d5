/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "wanted.h"

#include "arming.h"
#include "cold-reason.h"
#include "ladder.h"

const KxImage *
kx_wanted_choice (KxKeeper *keeper)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);

  return catalogue != NULL ? catalogue->choice : NULL;
}

const KxArmed *
kx_wanted_pinned (KxKeeper *keeper)
{
  const KxArmed *armed = kx_keeper_get_armed (keeper);

  return armed != NULL && armed->origin == KX_ORIGIN_LISTED ? armed : NULL;
}

const KxImage *
kx_wanted_present (KxKeeper *keeper)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);
  const KxArmed *armed = kx_keeper_get_armed (keeper);
  const KxImage *found;

  if (catalogue == NULL || armed == NULL || armed->image == NULL)
    return NULL;

  /* Another one with that release is not it. */
  found = kx_catalogue_find (catalogue, armed->image);
  return found != NULL && g_str_equal (found->id, armed->image) ? found : NULL;
}

const char *
kx_wanted_stamp (KxKeeper *keeper)
{
  const KxArmed *pinned = kx_wanted_pinned (keeper);
  const KxImage *choice = kx_wanted_choice (keeper);

  if (pinned != NULL)
    return pinned->stamp;
  return choice != NULL ? choice->stamp : NULL;
}

gboolean
kx_wanted_less (KxKeeper *keeper)
{
  const KxArmed *armed = kx_keeper_get_armed (keeper);

  return armed != NULL && armed->origin != KX_ORIGIN_FOREIGN
         && armed->level > kx_keeper_get_level (keeper, armed->origin);
}

static gboolean
is_quarantined (KxKeeper *keeper, const KxArmed *armed)
{
  return armed->origin != KX_ORIGIN_FOREIGN
         && !kx_ladder_check (keeper, armed->image, armed->digest, NULL);
}

gboolean
kx_wanted_out (KxKeeper *keeper)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);
  const KxArmed *armed = kx_keeper_get_armed (keeper);

  if (kx_wanted_less (keeper) || (armed != NULL && is_quarantined (keeper, armed)))
    return TRUE;

  if (armed != NULL && armed->origin == KX_ORIGIN_FALLBACK)
    return catalogue->choice == NULL && !catalogue->pending;
  return armed != NULL && armed->origin == KX_ORIGIN_DEFAULT && catalogue->choice == NULL
         && !catalogue->pending
         && kx_cold_reasons_have (catalogue->cold_reasons, KX_COLD_NOT_STARTABLE);
}

gboolean
kx_wanted_other_method (KxKeeper *keeper, const KxArmed *armed)
{
  const KxConfig *config = kx_keeper_get_config (keeper);
  KxMethod method;
  guint failed;

  if (armed->level != KX_LEVEL_ARMED || armed->method == NULL)
    return FALSE;

  if (config->is_only_method)
    return g_strcmp0 (armed->method, kx_method_to_string (config->method)) != 0;

  failed = kx_ladder_get_failed (keeper, armed->digest);
  return armed->method_named || (armed->method_lowered && failed == 0)
         || (kx_method_from_string (armed->method, &method)
             && kx_method_pass_over (method, failed) != method);
}

static gboolean
has_other_panic_timeout (KxKeeper *keeper, const KxArmed *armed)
{
  return armed->origin != KX_ORIGIN_CUSTOM && armed->origin != KX_ORIGIN_FOREIGN
         && armed->panic_timeout != kx_keeper_get_config (keeper)->panic_timeout;
}

gboolean
kx_wanted_load (KxKeeper *keeper)
{
  const KxImage *choice = kx_wanted_choice (keeper);
  const KxImage *same;
  KxKexecState kernel;
  KxArmed *armed;
  const char *why;

  kx_keeper_observe (keeper, &kernel);
  armed = kx_keeper_get_armed (keeper);
  same = kx_wanted_present (keeper);

  if (!kernel.supported || kernel.disabled == 1)
    return FALSE;

  return kx_arming_wanted (
      &(KxArmingFacts){
          .configured = kx_keeper_get_config (keeper)->level,
          .hindered = kx_keeper_is_hindered (keeper),
          .suspended = kx_keeper_get_suspended (keeper),
          .armed = armed,
          .unsure = kx_keeper_is_unsure (keeper),
          .choice_stamp = choice != NULL ? choice->stamp : NULL,
          .armed_exists = same != NULL,
          .armed_complete = same != NULL && same->complete,
          .other_way = armed != NULL
                       && (kx_wanted_other_method (keeper, armed)
                           || has_other_panic_timeout (keeper, armed)),
          .limit = kernel.limit,
      },
      &why);
}
