/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"

/*
 * Remedies that kexecd applies itself: keeps the list of devices that kexecd-shutdown takes from
 * their drivers before the kernel that is armed starts (unbind-list.h). There is a list only while
 * the kernel holds an image of kexecd's own, and where “ApplyRemedies=” allows it. Main loop only.
 */
typedef struct _KxRemedies KxRemedies;

KxRemedies *kx_remedies_new (KxKeeper *keeper);

/* Leaves the list as it is: the image may start all the same. */
void kx_remedies_free (KxRemedies *remedies);
