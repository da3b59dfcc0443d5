/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "state.h"

#include "names.h"
#include "wanted.h"

/* Why this machine cannot load anything, ever or before a restart; NULL: it can. */
static char *
why_unavailable (KxKeeper *keeper, const KxKexecState *kernel)
{
  g_autoptr (GError) error = NULL;

  if (kx_kexec_state_check (kernel, &error))
    return NULL;

  return g_strdup (error->message);
}

/* The default image is another one than the one that is loaded, and nobody chose that. */
static const KxImage *
newer_than (KxKeeper *keeper, const KxArmed *armed)
{
  const KxImage *choice = kx_wanted_choice (keeper);

  if (armed->origin != KX_ORIGIN_DEFAULT || choice == NULL
      || g_strcmp0 (choice->stamp, armed->stamp) == 0)
    return NULL;

  return choice;
}

/* It cannot be told what the machine would start. */
static gboolean
is_default_unknown (KxKeeper *keeper)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);

  return catalogue != NULL && catalogue->choice == NULL;
}

/* Somebody picked it, and what he picked is not what is there now. */
static const char *
describe_pinned (KxKeeper *keeper, const KxArmed *armed, char **reason)
{
  const KxImage *present = kx_wanted_present (keeper);
  gboolean changed = present != NULL && g_strcmp0 (present->stamp, armed->stamp) != 0;

  if (kx_keeper_get_catalogue (keeper) == NULL || (present != NULL && !changed))
    {
      *reason = g_strdup_printf ("%s was chosen on purpose and stays until a restart or an unload",
                                 armed->image);
      return armed->level == KX_LEVEL_STAGED ? KX_STATE_STAGED : KX_STATE_ARMED;
    }

  *reason = g_strdup_printf ("%s was chosen on purpose and stays %s until a restart or an unload, "
                             "although its files %s",
                             armed->image, kx_level_to_string (armed->level),
                             changed ? "have changed since; “kexecctl load” with its name takes the "
                                       "new ones"
                                     : "are not there any more");
  return KX_STATE_STALE;
}

static const char *
describe_loaded (KxKeeper *keeper, const KxArmed *armed, char **reason)
{
  const GError *failure = kx_keeper_get_failure (keeper);
  const KxImage *newer = newer_than (keeper, armed);
  g_autofree char *hindrance = kx_keeper_describe_hindrance (keeper);

  if (newer != NULL)
    {
      const char *level = kx_level_to_string (armed->level);

      *reason = failure != NULL
                    ? g_strdup_printf ("%s stays %s, because %s could not be loaded: %s",
                                       armed->image, level, newer->id, failure->message)
                    : g_strdup_printf ("%s stays %s; %s is the default by now and not loaded yet",
                                       armed->image, level, newer->id);
      return KX_STATE_STALE;
    }

  if (armed->origin == KX_ORIGIN_FALLBACK)
    {
      *reason = g_strdup_printf ("%s, which runs now, is staged in place of the default%s%s", armed->image,
                                 failure != NULL ? ": " : ", which is quarantined",
                                 failure != NULL ? failure->message : "");
      return armed->level == KX_LEVEL_STAGED ? KX_STATE_STAGED : KX_STATE_ARMED;
    }
  if (armed->level == KX_LEVEL_ARMED && armed->origin != KX_ORIGIN_CUSTOM && hindrance != NULL)
    {
      *reason = g_strdup_printf ("%s is still in the kernel, where an ordinary reboot would start it, "
                                 "although %s%s%s",
                                 armed->image, hindrance, failure != NULL ? "; " : "",
                                 failure != NULL ? failure->message : "");
      return KX_STATE_STALE;
    }
  if (armed->level == KX_LEVEL_STAGED && armed->origin != KX_ORIGIN_CUSTOM && hindrance != NULL)
    *reason = g_strdup_printf ("%s is staged, not armed, for %s", armed->image, hindrance);
  else if (armed->origin == KX_ORIGIN_DEFAULT && is_default_unknown (keeper))
    {
      *reason = g_strdup_printf ("%s stays %s: %s", armed->image, kx_level_to_string (armed->level),
                                 kx_keeper_get_catalogue (keeper)->reason);
      return KX_STATE_STALE;
    }
  else if (armed->origin == KX_ORIGIN_DEFAULT)
    *reason = g_strdup_printf ("%s is what the machine would boot next", armed->image);
  else if (armed->origin == KX_ORIGIN_LISTED)
    return describe_pinned (keeper, armed, reason);
  else if (armed->level == KX_LEVEL_STAGED)
    *reason = g_strdup ("an image of a caller's own is staged, so that no ordinary reboot starts "
                        "it");
  else
    *reason = g_strdup ("an image of a caller's own is in the kernel, where an ordinary reboot may "
                        "start it; “kexecctl unload” drops it");

  return armed->level == KX_LEVEL_STAGED ? KX_STATE_STAGED : KX_STATE_ARMED;
}

static const char *
describe_empty (KxKeeper *keeper, char **reason)
{
  KxCatalogue *catalogue = kx_keeper_get_catalogue (keeper);
  const GError *failure = kx_keeper_get_failure (keeper);
  const char *suspended = kx_keeper_get_suspended (keeper);

  if (failure != NULL)
    {
      *reason = g_strdup (failure->message);
      return KX_STATE_FAILED;
    }

  if (kx_keeper_get_config (keeper)->level == KX_LEVEL_OFF)
    *reason = g_strdup ("nothing is loaded: kexecd is switched off by “Level=off” in kexecd.conf");
  else if (suspended != NULL)
    *reason = g_strdup (suspended);
  else if (catalogue == NULL)
    *reason = g_strdup ("/boot is being looked at for the first time");
  else if (catalogue->choice == NULL)
    *reason = g_strdup_printf ("nothing is loaded: %s", catalogue->reason);
  else
    *reason = g_strdup_printf ("nothing is loaded yet; %s is the default", catalogue->choice->id);

  return KX_STATE_IDLE;
}

/* A restart that was called off at the last moment, or an administrator, leaves it so. */
static const char *
add_lock (const char *state, char **reason)
{
  g_autofree char *said = *reason;

  *reason = g_strdup_printf ("%s; the kernel takes no other image, and does not drop this one, until "
                             "the next restart (kernel.kexec_load_disabled)",
                             said);
  return state;
}

char *
kx_state_describe_foreign (const KxArmed *foreign)
{
  if (foreign->replaced == NULL)
    return g_strdup ("another program loaded what the kernel holds; “kexecctl load” replaces it");

  return g_strdup_printf ("another program has loaded over %s, or tried to, so that it is not known "
                          "what the kernel holds; “kexecctl load” loads the default image again",
                          *foreign->replaced != '\0' ? foreign->replaced : "a caller's own image");
}

const char *
kx_state_describe (KxKeeper *keeper, const KxKexecState *kernel, char **reason)
{
  KxArmed *armed = kx_keeper_get_armed (keeper);
  const char *activity = kx_keeper_get_activity (keeper);
  g_autofree char *unavailable = NULL;

  if (kx_keeper_is_executing (keeper))
    {
      *reason = g_strdup ("the restart has begun");
      return KX_STATE_EXECUTING;
    }

  /* A good image stays armed while the next one is being read. */
  if (armed != NULL && armed->origin == KX_ORIGIN_FOREIGN)
    {
      *reason = kx_state_describe_foreign (armed);
      return KX_STATE_FOREIGN;
    }
  if (armed != NULL)
    {
      const char *state = describe_loaded (keeper, armed, reason);

      return kernel->disabled == 1 && armed->level == KX_LEVEL_ARMED ? add_lock (state, reason)
                                                                     : state;
    }

  if (activity != NULL)
    {
      *reason = g_strdup (activity);
      return KX_STATE_LOADING;
    }

  if (kx_keeper_is_unsure (keeper))
    {
      *reason = g_strdup ("it is not certain what the kernel holds, because the daemon was "
                          "interrupted while loading; the image is loaded once more");
      return KX_STATE_FAILED;
    }

  unavailable = why_unavailable (keeper, kernel);
  if (unavailable != NULL)
    {
      *reason = g_steal_pointer (&unavailable);
      return KX_STATE_UNAVAILABLE;
    }

  return describe_empty (keeper, reason);
}
