/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * kx_cgroup_get_used:
 * @misc_current: what misc.current says: "sev 0\nsev_es 2\n"
 *   (Documentation/admin-guide/cgroup-v2.rst)
 *
 * Returns: (transfer full) (array zero-terminated=1): the resources of which some are in use
 */
char **kx_cgroup_get_used (const char *misc_current) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cgroup_get_machine:
 * @name: of a cgroup in machine.slice: "machine-qemu\x2d1\x2dmail.scope"
 *
 * Returns: (transfer full) (nullable): what the virtual machine or container is called,
 *   "qemu-1-mail"; %NULL where the cgroup is not that of one
 */
char *kx_cgroup_get_machine (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
