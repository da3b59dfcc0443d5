/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

G_BEGIN_DECLS

/**
 * kx_package_manager_find:
 * @root: what stands for `/`
 * @lock: (out) (optional) (transfer none): the file that it holds its lock by, a path below the
 *   root
 *
 * Knows dpkg, RPM, pacman and apk. Locks are looked at, never taken. Where this process may not
 * look, nobody is said to hold them.
 *
 * Returns: (transfer none) (nullable): the package manager at work, "dpkg"; %NULL where none is
 */
const char *kx_package_manager_find (KxRoot *root, const char **lock) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
