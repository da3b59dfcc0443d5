/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * What keeps an image of this machine out of the kernel, the gravest first: it is staged instead,
 * so that no ordinary reboot starts it.
 */
typedef enum
{
  KX_HINDRANCE_COLD,   /* the next ordinary reboot has to go through the boot loader */
  KX_HINDRANCE_HAZARD, /* the machine might not come through a fast restart */
  KX_HINDRANCE_MEMORY, /* memory is short */
  KX_N_HINDRANCES
} KxHindrance;

/*
 * The sentence for Status that explains it. @why: what in particular, a sentence without a full
 * stop. (transfer full)
 */
char *kx_hindrance_describe (KxHindrance hindrance, const char *why) G_GNUC_WARN_UNUSED_RESULT;
