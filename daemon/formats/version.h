/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * kx_version_compare:
 * @a: (nullable): a version; %NULL is the empty version
 * @b: (nullable): another one
 *
 * Orders two versions by the UAPI Group's Version Format Specification, as boot loaders order
 * entries. Where its prose and systemd's implementation differ, systemd is followed: any number is
 * newer than none, and "^" sorts between "-" and ".".
 *
 * Returns: −1, 0 or 1, as @a is older than, equal to or newer than @b
 */
int kx_version_compare (const char *a, const char *b) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
