/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "kexec-calls.h"
#include "machine.h"
#include "memory.h"
#include "method.h"
#include "plan.h"
#include "root.h"

/* What it takes to hand a plan to the running kernel. Immutable. */
typedef struct
{
  const KxKexecCalls *calls;
  KxRoot *root;
  const KxMachine *machine;
  KxMemoryFiles *memory;
  KxMethod first;   /* the fastest that may be taken */
  gboolean only;    /* … and no other: the administrator named it */
  guint failed;     /* ways that restarts into this image failed with, as bits: 1 << KxMethod */
  char *failure;    /* … and why they are not taken again, in a sentence; NULL: there are none */
  guint64 floor;    /* bytes of memory that are to stay available to others; 0: none */
  gboolean last_call; /* the kernel allows one more call, which must not be in vain */
  char *kernel;     /* path of the file that the plan's kernel is from; "": a caller's own */
  char *initrd;     /* … and its initrd, where that is one file; NULL: it is not */
} KxHandover;

/* How it went. */
typedef struct
{
  KxMethod method;
  char *reason;        /* why that method and none that is faster, in a sentence */
  char *map;           /* digest of the memory map that was used; NULL: none was */
  guint64 memory;      /* bytes that the kernel holds now */
  guint64 memory_peak; /* bytes that this process held at most meanwhile; 0: not known */
  int counter;         /* the kernel's load counter, for kx_kernel_load_async() to fill in */
} KxHandedOver;

/*
 * kx_handover_load:
 * @done: (out): to be cleared; untouched on failure
 *
 * Loads @plan in the fastest way that is sound here, and falls back to the next one where that
 * turns out to be impossible; a signature that is rejected is never passed by. A way that failed is
 * taken again only where no other is left. A way that the administrator named is the only one that
 * is tried. Blocks, for seconds: for a thread.
 *
 * Returns: FALSE with an error of KX_ERROR as for kx_kexec_load() and kx_kexec_file_load(), or
 * G_IO_ERROR_CANCELLED. The kernel then still holds what it held before; but nobody knows what, where
 * a file was changed while the kernel itself read it (KX_ERROR_FOREIGN).
 */
gboolean kx_handover_load (const KxHandover *handover, const KxPlan *plan,
                           GCancellable *cancellable, KxHandedOver *done,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * kx_handover_map_digest:
 *
 * Returns: (transfer full): what identifies the memory map of this moment; NULL where there is none.
 */
char *kx_handover_map_digest (KxMemoryFiles *memory);

void kx_handed_over_clear (KxHandedOver *done);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxHandedOver, kx_handed_over_clear)
