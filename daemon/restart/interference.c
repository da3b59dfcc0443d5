/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "interference.h"

KxInterference
kx_interference_judge (const KxArmed *armed, int loaded, KxTally tally)
{
  if (armed == NULL || armed->level == KX_LEVEL_STAGED)
    return loaded == 1 ? KX_INTERFERENCE_LOADED : KX_INTERFERENCE_NONE;
  if (loaded == 0)
    return KX_INTERFERENCE_UNLOADED;
  if (armed->origin != KX_ORIGIN_FOREIGN && tally == KX_TALLY_FOREIGN)
    return KX_INTERFERENCE_LOADED;

  return KX_INTERFERENCE_NONE;
}
