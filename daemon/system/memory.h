/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "memory-map.h"

/*
 * The files that tell the memory map. /proc/iomem shows addresses only to a descriptor that was
 * opened with CAP_SYS_ADMIN, so it is opened once, early, and read whenever the map is wanted.
 */
typedef struct _KxMemoryFiles KxMemoryFiles;

/* kx_memory_files_open: never fails; what is missing is told by kx_memory_files_read(). */
KxMemoryFiles *kx_memory_files_open (int root_fd);
KxMemoryFiles *kx_memory_files_ref (KxMemoryFiles *files);
void kx_memory_files_unref (KxMemoryFiles *files);

/*
 * kx_memory_files_read:
 * @error: KX_ERROR_UNSUPPORTED as for kx_memory_map_new(), or where the files are not there
 *
 * Reads /sys/firmware/memmap and /proc/iomem anew. From any thread.
 *
 * Returns: (transfer full)
 */
KxMemoryMap *kx_memory_files_read (KxMemoryFiles *files, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxMemoryFiles, kx_memory_files_unref)
