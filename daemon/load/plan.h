/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * What the kernel is given: validated files in sealed memory and a command line. Immutable and
 * reference-counted; any thread may hold it.
 */
typedef struct
{
  int kernel_fd;  /* sealed memfd, open for reading only */
  int initrd_fd;  /* the same; all initrds one after the other; -1: none */
  char *cmdline;  /* UTF-8 or not: bytes without control characters */
  char *release;  /* as `uname -r` will say; NULL: the image does not tell */
  char *digest;   /* hexadecimal: of kernel, initrds and command line */
  guint64 memory; /* bytes of kernel and initrds */
} KxPlan;

/*
 * Takes the descriptors; copies the strings. @kernel_digest and @initrd_digest are the digests of
 * the two files in hexadecimal, @initrd_digest NULL where there is no initrd.
 */
KxPlan *kx_plan_new (int kernel_fd,
                     int initrd_fd,
                     const char *cmdline,
                     const char *release,
                     const char *kernel_digest,
                     const char *initrd_digest,
                     guint64 memory);

KxPlan *kx_plan_ref (KxPlan *plan);
void kx_plan_unref (KxPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxPlan, kx_plan_unref)
