/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "armed.h"

/* What the decision to arm the default image by itself rests on. */
typedef struct
{
  KxLevel configured;
  gboolean hindered;        /* as of kx_level_decide() */
  const char *suspended;    /* why nothing is to be armed by itself; NULL: it is */
  const KxArmed *armed;     /* what is loaded; NULL: nothing */
  gboolean unsure;          /* it is not known what the kernel holds */
  const char *choice_stamp; /* of the default image; NULL: there is none */
  gboolean armed_exists;    /* the image that is loaded still is in the catalogue */
  gboolean armed_complete;  /* … and complete there */
  gboolean other_way;       /* it was loaded in another way, or is to restart after a panic in another
                               time, than the configuration says */
  int limit;                /* loads that the kernel still allows; -1: no limit */
} KxArmingFacts;

/*
 * Whether the default image is to be loaded now, or a pinned one to be taken to another level or
 * loaded in another way.
 * Where it is not, @why is set to a sentence (static, or @facts->suspended) or to NULL where there
 * is nothing to say because the default image is loaded already.
 */
gboolean kx_arming_wanted (const KxArmingFacts *facts, const char **why);
