/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The kexec system calls: the only vtable of the project, because nothing else can stand in for
 * them in a test.
 */
typedef struct
{
  /*
   * Loads an image in place of the present one. cmdline is handed over with its NUL; initrd_fd
   * is -1 where there is none. Returns 0 or a negative errno; after an error the kernel still
   * holds what it held before.
   */
  int (*file_load) (int kernel_fd, int initrd_fd, const char *cmdline);

  /* Drops the present image, also where there is none. Returns 0 or a negative errno. */
  int (*unload) (void);
} KxKexecCalls;

/* The real ones. */
extern const KxKexecCalls kx_kexec_calls;
