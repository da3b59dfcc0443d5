/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Where the image that is loaded came from, ordered by how little of it the boot loader would have
 * done by itself.
 */
typedef enum
{
  KX_ORIGIN_DEFAULT,  /* what the boot loader would start, as it is */
  KX_ORIGIN_FALLBACK, /* what runs now, in place of a default that is quarantined */
  KX_ORIGIN_LISTED,   /* an image of this machine that an administrator picked */
  KX_ORIGIN_CUSTOM,   /* files or a command line of a caller's own */
  KX_ORIGIN_FOREIGN,  /* loaded by another program */
} KxOrigin;

/* The name on the bus and in files; static. */
const char *kx_origin_to_string (KxOrigin origin);

/* FALSE, with @origin untouched, where @text names no origin. */
gboolean kx_origin_from_string (const char *text, KxOrigin *origin);

/* Whether somebody chose it on purpose, so that only the action "unload" allows to replace it. */
gboolean kx_origin_is_pinned (KxOrigin origin);
