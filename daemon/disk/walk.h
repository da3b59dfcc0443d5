/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

/*
 * openat2 (directory, path, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS) step by step, for where the
 * kernel, a sandbox or a tool such as valgrind does not know that call. Triggers automounts
 * as that does.
 *
 * Returns: a descriptor; -1 with errno
 */
int kx_walk_open (int directory, const char *path, int flags);
