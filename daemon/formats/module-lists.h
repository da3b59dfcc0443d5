/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Which modules a kernel has, and which of them the administrator does not want. In names of modules
 * "-" and "_" are the same.
 */

/**
 * kx_module_lists_has:
 * @text: what modules.dep or modules.builtin of a kernel says (modules.dep(5), Kbuild's
 *   documentation): a path in each line, in the former with ":" and more behind it
 * @module: a name, "i6300esb"
 *
 * Returns: whether a line is about that module; it may be compressed
 */
gboolean kx_module_lists_has (const char *text, const char *module);

/**
 * kx_module_lists_forbids:
 * @text: what a file of modprobe.d(5) says
 * @module: a name
 *
 * Returns: whether it keeps the module from being loaded for a device: by "blacklist", or by
 *   "install" with another command
 */
gboolean kx_module_lists_forbids (const char *text, const char *module);

G_END_DECLS
