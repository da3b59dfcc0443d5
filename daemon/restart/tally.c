/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tally.h"

KxTally
kx_tally (int before, int now, guint own)
{
  if (before < 0 || now < 0
      || (before > KX_TALLY_LARGEST_LIMIT && now <= KX_TALLY_LARGEST_LIMIT))
    return KX_TALLY_UNKNOWN;

  return (gint64) before - now == (gint64) own ? KX_TALLY_OURS : KX_TALLY_FOREIGN;
}
