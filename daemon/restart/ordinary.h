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

/* What decides it. */
typedef struct
{
  KxOrdinary ordinary;
  guint systemd;    /* the version; 0: it is not known, or it does not run */
  gboolean loaded;  /* the kernel holds an image */
  gboolean foreign; /* which another program loaded */
  gboolean locked;  /* the kernel neither takes an image nor drops the one it holds */
  gboolean entries; /* EFI, and entries of the Boot Loader Specification: systemd can load one */
} KxOrdinaryFacts;

/*
 * What an ordinary reboot will do, in one sentence. As systemd's sources have it: up to 254 only
 * the commands “reboot” and “shutdown -r” look at what the kernel holds, from 255 on “systemctl
 * reboot” does, too; logind's method Reboot, which desktops call, never does. (transfer full)
 */
char *kx_ordinary_describe (const KxOrdinaryFacts *facts) G_GNUC_WARN_UNUSED_RESULT;
