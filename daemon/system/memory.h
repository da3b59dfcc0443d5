/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "memory-map.h"

/*
 * The files that tell the memory map. /proc/iomem shows addresses only through a descriptor that was
 * opened with CAP_SYS_ADMIN. The unit has the service manager open it as standard input, so that
 * the daemon never has that capability; where standard input is something else, it is opened with
 * whatever rights there are.
 */
typedef struct _KxMemoryFiles KxMemoryFiles;

/*
 * kx_memory_files_open:
 * @root_fd: descriptor of the root directory, which is duplicated
 *
 * Never fails; what is missing is told by kx_memory_files_read().
 */
KxMemoryFiles *kx_memory_files_open (int root_fd);
KxMemoryFiles *kx_memory_files_ref (KxMemoryFiles *files);
void kx_memory_files_unref (KxMemoryFiles *files);

/*
 * kx_memory_files_read:
 * @error: KX_ERROR_UNSUPPORTED as for kx_memory_map_new(), or where the files are not there
 *
 * Reads /sys/firmware/memmap, /sys/kernel/boot_params and /proc/iomem anew. From any thread.
 *
 * Returns: (transfer full)
 */
KxMemoryMap *kx_memory_files_read (KxMemoryFiles *files, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxMemoryFiles, kx_memory_files_unref)
