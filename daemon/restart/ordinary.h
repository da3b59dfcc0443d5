/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What becomes of a restart that nobody asked kexecd for. */
typedef enum
{
  KX_ORDINARY_FOLLOW, /* whatever systemd does by itself */
  KX_ORDINARY_COLD,   /* it goes through the firmware */
} KxOrdinary;

/* The name in kexecd.conf; static. */
const char *kx_ordinary_to_string (KxOrdinary ordinary);

/* FALSE, with @ordinary untouched, where @text names neither. */
gboolean kx_ordinary_from_string (const char *text, KxOrdinary *ordinary);
