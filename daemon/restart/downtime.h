/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "moment.h"

/* The parts of a restart, in their order. */
typedef enum
{
  KX_DOWNTIME_SERVICES,  /* asked → all services stopped */
  KX_DOWNTIME_DEVICES,   /* … → the old kernel's last instruction: file systems, devices */
  KX_DOWNTIME_HANDOVER,  /* … → the new kernel's first: the purgatory. Where that left no stamps: until
                            the new kernel's clocks began; of a cold boot: firmware and boot loader */
  KX_DOWNTIME_KERNEL,    /* … → its first program; of an initramfs that does not tell when it began, too */
  KX_DOWNTIME_INITRD,    /* … → the init of the root file system */
  KX_DOWNTIME_USERSPACE, /* … → everything is started */
  KX_DOWNTIME_PARTS,
} KxDowntimePart;

/* "services", "devices", "handover", "kernel", "initrd", "userspace". */
const char *kx_downtime_part_to_string (KxDowntimePart part);

/* What is known of when the parts ended. 0: not known. */
typedef struct
{
  KxMoment asked;
  KxMoment stopped;      /* the stop note's */
  guint64 entered, left; /* the purgatory's stamps, ticks */
  KxMoment zero;         /* when this kernel's clocks began */
  gint64 initrd;         /* microseconds after `zero`, as those of KxBootTimes */
  gint64 userspace;
  gint64 finished;
  guint64 khz;           /* of the counter */
} KxDowntimeStamps;

typedef struct
{
  gint64 total;            /* microseconds from `asked`, or else from `stopped`, to `finished`; -1: not known */
  gint64 parts[KX_DOWNTIME_PARTS]; /* microseconds; -1: not known, and part of the next one that is */
  gint64 stopped;          /* microseconds from all services stopped to `finished`: what a cold boot is
                              compared by, which stops the same services; -1: not known */
} KxDowntime;

/* Nothing of it is known. */
void kx_downtime_forget (KxDowntime *downtime);

/*
 * kx_downtime_reckon:
 * @kexec: the counter has run on since `asked` and `stopped`; else the real-time clock has to do,
 *   which nobody must have set in between: what cannot be (negative, or more than an hour) is not known
 * @downtime: (out)
 *
 * The parts that are known always sum up to the total; where that is not known, none of them is.
 */
void kx_downtime_reckon (const KxDowntimeStamps *stamps, gboolean kexec, KxDowntime *downtime);

/*
 * kx_downtime_get_saved:
 * @cold: the `stopped` of a cold boot of this machine; -1: none was measured
 *
 * Returns: microseconds that this restart took less than a cold one; -1: not known. May be negative
 * otherwise, below -1, where it took longer.
 */
gint64 kx_downtime_get_saved (const KxDowntime *downtime, gint64 cold);
