/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "kexec-calls.h"

/*
 * A kernel that outlives the daemon: it keeps what is loaded in files, so that a test can kill the
 * daemon at any moment and compare afterwards what it claims with what is so.
 *
 * The environment variable KEXECD_TEST_KERNEL names its directory:
 *
 *   root      a link to the root directory whose sys/kernel/kexec_loaded shows the flag
 *   image     what is loaded, one line: kernel=SHA256 initrd=SHA256|- cmdline=ESCAPED, or, where it
 *             was laid out, segments=NUMBER memory=BYTES; absent: nothing
 *   log       a line for each call: "load RESULT" and the same, "unload RESULT"
 *   control   orders, one a line: "errno NUMBER TIMES" fails the next calls (TIMES -1: all),
 *             "delay MILLISECONDS" makes each load that slow
 *
 * As in the real kernel a call that has begun to take effect does so whole, also when its caller is
 * killed meanwhile.
 */
extern const KxKexecCalls fake_kexec_calls;
