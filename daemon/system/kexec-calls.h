/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "segments.h"

/*
 * The kexec system calls: the only vtable of the project, because nothing else can stand in for
 * them in a test.
 */
typedef struct
{
  /*
   * kexec_load(): memory that is laid out already, in place of the present image. Returns 0 or a
   * negative errno; after an error the kernel still holds what it held before.
   */
  int (*load) (const KxSegments *segments);

  /*
   * kexec_file_load(): loads an image in place of the present one. cmdline is handed over with its
   * NUL; initrd_fd is -1 where there is none. Returns 0 or a negative errno; after an error the
   * kernel still holds what it held before.
   */
  int (*file_load) (int kernel_fd, int initrd_fd, const char *cmdline);

  /* Drops the present image, also where there is none. Returns 0 or a negative errno. */
  int (*unload) (void);
} KxKexecCalls;

/* The real ones. */
extern const KxKexecCalls kx_kexec_calls;
