/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "root.h"

/*
 * What dying kernels left behind: /sys/fs/pstore, and /var/lib/systemd/pstore, to which
 * systemd-pstore.service moves it early in the boot. The kind of a dump stands in its first line
 * ("Panic#1 Part1"), its time is the file's (notes and fs/pstore/platform.c of Linux).
 */

/*
 * kx_pstore_find_panic:
 *
 * Returns: the time of the newest dump of a panic, realtime in microseconds; 0: there is none. What
 * cannot be read is passed by. Reads a bounded number of files and a few bytes of each; blocks on the
 * disk.
 */
gint64 kx_pstore_find_panic (KxRoot *root);
