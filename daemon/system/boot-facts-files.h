/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boot-facts.h"

/*
 * kx_boot_facts_read:
 * @root_fd: descriptor of the root directory
 * @error: KX_ERROR_UNSUPPORTED: this machine does not tell what the next kernel has to know
 *
 * Reads /sys/kernel/boot_params, /sys/firmware/efi, /sys/firmware/acpi/tables/FACP, and the port of
 * the serial console below @root_fd. From any thread.
 *
 * Returns: (transfer full)
 */
KxBootFacts *kx_boot_facts_read (int root_fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
