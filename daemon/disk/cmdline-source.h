/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "problems.h"
#include "root.h"

G_BEGIN_DECLS

#define KX_CMDLINE_ADMIN "/etc/kernel/cmdline"
#define KX_CMDLINE_VENDOR "/usr/lib/kernel/cmdline"
#define KX_CMDLINE_RUNNING "/proc/cmdline"

/**
 * kx_find_cmdline:
 * @root: a root
 * @problems: what is wrong with the file that counts is added here
 *
 * The command line of images that come without one of their own: that of /etc/kernel/cmdline, else
 * of /usr/lib/kernel/cmdline, else that of the running kernel without what was meant for it
 * alone. An empty file counts as none.
 *
 * Returns: (transfer full): the command line; "" where there is none
 */
char *kx_find_cmdline (KxRoot *root, KxProblems *problems) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
