/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * Opens what lies at @names (ended by NULL) below the directory @root_fd, one step after the other;
 * no link is followed on the way or at its end, and nothing is created. @flags: of open() for the
 * last one. Returns a descriptor; -1 with errno set.
 */
int kx_below_open (int root_fd, const char *const *names, int flags) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Writes @text into such a file by one call of write(), as sysfs and /dev/kmsg want it. Returns 0 or
 * the errno.
 */
int kx_below_write (int root_fd, const char *const *names, const char *text);
