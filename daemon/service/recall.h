/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "kexec-state.h"
#include "ledger.h"
#include "machine.h"
#include "plan.h"
#include "recovery.h"

/*
 * What a daemon that has just started begins with: the predecessor's record and staged files,
 * compared with what the kernel says.
 *
 * @runtime_fd: directory of the record, -1 where there is none. @kernel: its flag and counter. @ledger
 * (out): filled in; where the result is KX_RECOVERY_UNSURE it still is in a phase that nobody can
 * believe, with what the predecessor was about to load as `next`, if anything. @plan (out): the
 * files of a staged image, NULL where none is known.
 */
KxRecovery kx_recall (int runtime_fd,
                      const KxMachine *machine,
                      const KxKexecState *kernel,
                      KxLedger *ledger,
                      KxPlan **plan);
