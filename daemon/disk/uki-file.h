/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "uki-layout.h"

G_BEGIN_DECLS

/**
 * kx_uki_file_layout:
 * @fd: a regular file, open for reading
 * @profile: as for kx_uki_layout_parse()
 * @layout: (out): untouched on failure
 * @error: as for kx_uki_layout_parse(); in the domain %G_IO_ERROR where reading fails
 *
 * Reads no more than the headers.
 *
 * Returns: whether it is a PE file whose sections can be read
 */
gboolean kx_uki_file_layout (int fd, int profile, KxUkiLayout *layout,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_uki_file_text:
 * @fd: the file that @layout describes
 * @layout: its sections
 * @section: a text section: .cmdline, .osrel, .uname, .profile
 * @length: (out): how many bytes
 * @error: in the domain %G_IO_ERROR: reading fails, or %G_IO_ERROR_NOT_FOUND: there is no such
 *   section; in KX_ERROR: KX_ERROR_INVALID_IMAGE: more than KX_UKI_TEXT_MAX bytes;
 *   KX_ERROR_INCOMPLETE: the file became shorter
 *
 * Returns: (transfer full): its contents, ended by a NUL that is not counted; %NULL on error
 */
char *kx_uki_file_text (int fd, const KxUkiLayout *layout, KxUkiSection section, gsize *length,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_uki_file_release:
 * @fd: the file that @layout describes
 * @layout: its sections
 *
 * Returns: (transfer full) (nullable): the kernel's release, going by .uname; %NULL where that is
 *   not there, or names none
 */
char *kx_uki_file_release (int fd, const KxUkiLayout *layout) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
