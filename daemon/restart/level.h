/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "origin.h"

/* How far an image is prepared. */
typedef enum
{
  KX_LEVEL_OFF,    /* not at all */
  KX_LEVEL_STAGED, /* validated, in sealed memory; an ordinary reboot does not start it */
  KX_LEVEL_ARMED,  /* in the kernel: an ordinary reboot may start it */
} KxLevel;

/* The name in Status and in kexecd.conf; static. */
const char *kx_level_to_string (KxLevel level);

/* FALSE, with @level untouched, where @text names no level. */
gboolean kx_level_from_string (const char *text, KxLevel *level);

/*
 * The one place that decides how far an image of @origin may go on a machine that is configured for
 * @configured. systemd turns ordinary reboots into a kexec of whatever the kernel holds. So a custom
 * image is never armed, for nobody but the caller chose it; nor is one that stands in for the default,
 * for the boot loader would start the default; and nothing is while it is @hindered
 * (see KxHindrance).
 */
KxLevel kx_level_decide (KxLevel configured, KxOrigin origin, gboolean hindered);
