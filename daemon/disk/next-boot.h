/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "protection.h"
#include "root.h"

/*
 * What the next boot of this machine has for its devices, as far as files tell. For threads: blocks on
 * the disk.
 */

/*
 * Whether the kernel @release has @module, and loads it by itself, in the root file system. Where
 * nobody can tell it is KX_DRIVER_MISSING.
 */
KxDriverPlace kx_next_boot_find_driver (KxRoot *root, const char *release, const char *module);

/*
 * Whether it asks somebody for a passphrase, or for a key that takes a person, by /etc/crypttab or by
 * what @cmdline has for dracut and systemd.
 */
gboolean kx_next_boot_asks (KxRoot *root, const char *cmdline);
