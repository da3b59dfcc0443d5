/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "kexec-calls.h"

/*
 * The whole program, with @calls for the kernel's; returns its exit code. See kexecd(8) for the
 * options.
 */
int kx_daemon_run (int argc, char **argv, const KxKexecCalls *calls);
