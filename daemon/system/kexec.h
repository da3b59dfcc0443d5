/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "kexec-calls.h"

/*
 * kx_kexec_load:
 * @segments: what lies where
 *
 * Loads an image that is laid out. Blocks as kx_kexec_file_load() does.
 *
 * Returns: TRUE, or FALSE with an error of KX_ERROR (LOCKED_DOWN: only the other call may load
 * here; DISABLED, BUSY, UNSUPPORTED, NO_MEMORY, FAILED) or G_IO_ERROR_CANCELLED. The kernel then
 * still holds what it held before.
 */
gboolean kx_kexec_load (const KxKexecCalls *calls, const KxSegments *segments,
                        GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_kexec_file_load:
 * @kernel_fd: the kernel image, open for reading
 * @initrd_fd: the initrd, or -1
 * @cmdline: the command line
 * @errnum: (out) (optional): what the kernel's refusal was, as errno has it; untouched otherwise
 *
 * Loads an image. Blocks, so it is for a worker thread: reading and hashing a large initrd takes
 * seconds, and while another loader or a reboot holds the kernel's lock (EBUSY) it is tried again
 * with growing pauses, for about ten seconds in all. @cancellable ends the pauses; a call that the
 * kernel is working on cannot be ended.
 *
 * Returns: TRUE, or FALSE with an error of KX_ERROR (SIGNATURE_REJECTED, LOCKED_DOWN, DISABLED,
 * BUSY, UNSUPPORTED, INVALID_IMAGE, NO_MEMORY, FAILED) or G_IO_ERROR_CANCELLED. The kernel then
 * still holds what it held before.
 */
gboolean kx_kexec_file_load (const KxKexecCalls *calls, int kernel_fd, int initrd_fd,
                             const char *cmdline, GCancellable *cancellable, int *errnum,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_kexec_unload:
 *
 * Drops what is loaded; nothing loaded is no error. Returns at once, but for EBUSY, which is tried
 * again for about half a second in all: it may be called when the process is about to end.
 *
 * Returns: TRUE, or FALSE with an error of KX_ERROR (BUSY, DISABLED, LOCKED_DOWN, UNSUPPORTED,
 * FAILED).
 */
gboolean kx_kexec_unload (const KxKexecCalls *calls, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_kexec_get_made:
 *
 * Returns: how many calls of this process the kernel's counter has counted, if it counts
 * (KxKexecState); for differences. For any thread.
 */
guint kx_kexec_get_made (void);
