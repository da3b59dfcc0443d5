/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "intent.h"
#include "stop-note.h"

/* What became of a restart that was promised. */
typedef enum
{
  KX_VERDICT_PENDING,      /* it has not taken place yet: the same boot still runs */
  KX_VERDICT_ARRIVED,      /* what was promised runs */
  KX_VERDICT_WRONG_KERNEL, /* a kexec, but something else runs */
  KX_VERDICT_COLD,         /* through the firmware, in order: the kernel was not started */
  KX_VERDICT_PANICKED,     /* a kernel left a panic behind */
  KX_VERDICT_LOST,         /* no trace: power cut, watchdog, reset */
} KxVerdict;

/* kx_verdict_to_string: "pending", "arrived", "wrong-kernel", "cold", "panicked", "lost". */
const char *kx_verdict_to_string (KxVerdict verdict);
gboolean kx_verdict_from_string (const char *text, KxVerdict *verdict);

/* What this boot shows. Not owned. */
typedef struct
{
  const char *boot_id;
  const char *release;
  const char *cmdline;         /* of /proc/cmdline, without the newline */
  gboolean kexec;              /* bootloader_type says that a kexec has started this kernel */
  gint64 started;              /* realtime of the kernel's start, microseconds */
  gint64 panic;                /* realtime of the newest panic that a kernel left in pstore; 0: none */
  gboolean watchdog;           /* a watchdog reset the machine before this boot */
  const KxStopNote *stop_note; /* the last one; NULL: none */
} KxEvidence;

/*
 * kx_verdict_decide:
 * @intent: what was promised
 * @reason: (out) (transfer full) (nullable): why it is that, in a sentence without a full stop, for
 *   people; %NULL where it arrived or is pending
 *
 * A command line arrives as it was given, but for blanks at its ends, for its tail where the kernel
 * has room for less, and for words that the kernel puts before it (CONFIG_CMDLINE, a boot
 * configuration in the initrd).
 *
 * A panic counts from shortly before the restart was asked for until nobody waits for it any more:
 * clocks differ a little between two kernels, and dumps of other days lie in the same place.
 */
KxVerdict kx_verdict_decide (const KxIntent *intent, const KxEvidence *evidence, char **reason);

/*
 * Whether the image, or the way in which it was loaded, is to blame: it was started, or may have been,
 * and did not arrive. Not where the machine went down for something else or with nothing loaded, nor
 * where services had not stopped yet, nor where another kernel runs, which somebody else has loaded.
 */
gboolean kx_verdict_is_failure (KxVerdict verdict, const KxIntent *intent,
                                const KxEvidence *evidence);
