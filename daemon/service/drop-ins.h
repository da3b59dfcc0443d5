/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "root.h"

/*
 * The paths of the files *.conf in @directory below @root, in the order of their names; none where
 * there is no such directory. Why it cannot be read otherwise is added to @mistakes. Blocks.
 */
char **kx_drop_ins_list (KxRoot *root, const char *directory,
                         GStrvBuilder *mistakes) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The text of such a file (transfer full); NULL where there is none, or where it cannot be read,
 * which is added to @mistakes. @size: (out) (optional). Blocks.
 */
char *kx_drop_in_read (KxRoot *root, const char *path, gsize *size, GStrvBuilder *mistakes);
