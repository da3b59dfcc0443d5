/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "level.h"
#include "origin.h"

/*
 * What is loaded, and whose it is. Immutable once made and reference-counted. For a foreign image
 * only the origin, the level and `replaced` are known: the other strings are NULL.
 */
typedef struct
{
  KxOrigin origin;
  KxLevel level;   /* staged or armed */
  char *image;     /* id in the catalogue; "" for files of a caller's own */
  char *release;   /* NULL: the image does not tell */
  char *kernel;    /* path, "" for files of a caller's own */
  char **initrds;  /* paths; NULL: none */
  char *cmdline;
  guint panic_timeout; /* seconds of the panic= that the command line was given where it had none; 0:
                          none was to be */
  char *digest;    /* in hexadecimal */
  char *stamp;     /* KxImage's, of the files it was made from; "" for a caller's own */
  guint64 memory;  /* bytes: of the files where it is staged, that the kernel holds where armed */
  gint64 since;    /* realtime, microseconds */

  /* Only where it is armed: how the kernel was given it. */
  char *method;        /* Status's word for it */
  gboolean method_named; /* kexecd.conf named it: no other was looked for */
  gboolean method_lowered; /* a faster one had failed with the image */
  char *method_reason; /* why that one, in a sentence */
  char *map;           /* digest of the memory map that it was laid out for; NULL: for none */
  guint64 memory_peak; /* bytes that the daemon held at most while loading it */
  int counter;         /* the kernel's load counter right afterwards; -1: it did not count */

  /* Only where it is foreign. */
  char *replaced; /* the image of ours that it took the place of, or tried to; NULL: none */
} KxArmed;

/* All fields zero, to be filled by the caller before anybody else sees it. */
KxArmed *kx_armed_new (KxOrigin origin, KxLevel level);

/* The same image at another level; without what only the present level has. */
KxArmed *kx_armed_at_level (const KxArmed *armed, KxLevel level);

KxArmed *kx_armed_ref (KxArmed *armed);
void kx_armed_unref (KxArmed *armed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxArmed, kx_armed_unref)
