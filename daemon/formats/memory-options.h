/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Memory that a kernel is told not to use. Physical addresses. */
typedef struct
{
  guint64 start;
  guint64 end; /* behind the last byte; G_MAXUINT64: all that follows */
} KxMemoryTaken;

/*
 * kx_memory_options_parse:
 * @cmdline: of a kernel for x86
 * @error: KX_ERROR_UNSUPPORTED: memmap=exactmap: nothing is known of the rest then
 *
 * What mem= and memmap= take away. A kernel that unpacks itself keeps off that (handle_mem_options() in
 * its arch/x86/boot/compressed/kaslr.c); one that is put into place has nobody to do so but us.
 * Values that the kernel does not understand are passed over, as it does itself.
 *
 * Returns: (transfer full) (element-type KxMemoryTaken): in the order of the command line
 */
GArray *kx_memory_options_parse (const char *cmdline, GError **error) G_GNUC_WARN_UNUSED_RESULT;
