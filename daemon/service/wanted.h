/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"

/*
 * What the kernel should hold, by what the keeper knows: for the follower, who sees to it.
 */

/* The default image; NULL: there is none, or /boot has not been looked at. Not owned. */
const KxImage *kx_wanted_choice (KxKeeper *keeper);

/* The pinned image, which is only taken to another level; NULL: none is loaded. Not owned. */
const KxArmed *kx_wanted_pinned (KxKeeper *keeper);

/* What the last look at /boot has found of the image that is loaded; NULL: nothing. Not owned. */
const KxImage *kx_wanted_present (KxKeeper *keeper);

/* The stamp of what would be loaded now, the pinned image or the default one; NULL: nothing. */
const char *kx_wanted_stamp (KxKeeper *keeper);

/* Whether the configuration, or the end of a restart that began, allows less than what is loaded.
 * */
gboolean kx_wanted_less (KxKeeper *keeper);

/*
 * Whether what is loaded must go, once /boot has been looked at: less is allowed by now; or it was
 * loaded as the default image and no longer is, for the boot loader starts something that cannot
 * take its place here; or it is quarantined, or stands in for a default that is not there any more.
 */
gboolean kx_wanted_out (KxKeeper *keeper);

/* Whether something is to be loaded, once /boot has been looked at. Looks at the kernel's flag,
 * too. */
gboolean kx_wanted_load (KxKeeper *keeper);

/* Whether @armed was loaded in another way than the configuration names, in one that it named then
 * and leaves open now, in one that is known by now to have failed, or in a slower one for a failure
 * that is forgiven by now. */
gboolean kx_wanted_other_method (KxKeeper *keeper, const KxArmed *armed);
