/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "arming.h"

/* By how much the level of what is loaded is to rise. */
static int
find_rise (const KxArmingFacts *facts)
{
  return (int) kx_level_decide (facts->configured, facts->armed->origin, facts->hindered)
         - (int) facts->armed->level;
}

/* The last load that the kernel allows is kept for somebody who asks for one. To take an image out
 * of the kernel costs one, too, and is more urgent. */
static gboolean
is_last_load (const KxArmingFacts *facts, const char **why)
{
  if (facts->limit != 1 || find_rise (facts) < 0)
    return FALSE;

  *why = "the kernel allows only one more load (kernel.kexec_load_limit_reboot), which is kept "
         "for an explicit “kexecctl load”";
  return TRUE;
}

/* Another level, or another way to it, is all that a pinned image ever gets by itself. */
static gboolean
moves_pinned (const KxArmingFacts *facts, const char **why)
{
  if (facts->armed_complete && (find_rise (facts) != 0 || facts->other_way))
    return !is_last_load (facts, why);

  *why = "the loaded image was chosen on purpose and stays until a restart or “kexecctl unload”";
  return FALSE;
}

/* A default image that is loaded gives way only to what is better for sure. */
static gboolean
replaces_default (const KxArmingFacts *facts, const char **why)
{
  *why = NULL;
  if (facts->armed->origin == KX_ORIGIN_DEFAULT
      && g_strcmp0 (facts->armed->stamp, facts->choice_stamp) == 0 && find_rise (facts) == 0
      && !facts->other_way)
    return FALSE;

  if (facts->armed->origin == KX_ORIGIN_DEFAULT && facts->armed_exists && !facts->armed_complete)
    {
      *why = "the files of the loaded image are being written anew; it stays until they are complete";
      return FALSE;
    }

  return !is_last_load (facts, why);
}

gboolean
kx_arming_wanted (const KxArmingFacts *facts, const char **why)
{
  *why = NULL;

  if (facts->configured == KX_LEVEL_OFF)
    *why = "it is switched off by “Level=off” in kexecd.conf";
  else if (facts->suspended != NULL)
    *why = facts->suspended;
  else if (facts->limit == 0)
    *why = "the kernel allows no further load (kernel.kexec_load_limit_reboot is 0); only a restart "
           "lifts that";
  else if (!facts->unsure && facts->armed != NULL && facts->armed->origin == KX_ORIGIN_LISTED)
    return moves_pinned (facts, why);
  else if (facts->choice_stamp == NULL)
    *why = "there is no image that could be started";
  else if (facts->unsure || facts->armed == NULL)
    return TRUE;
  else if (kx_origin_is_pinned (facts->armed->origin))
    *why = "the loaded image was chosen on purpose and stays until a restart or “kexecctl unload”";
  else
    return replaces_default (facts, why);

  return FALSE;
}
