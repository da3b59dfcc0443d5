/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * kx_os_release_get:
 * @text: a file of KEY=VALUE lines, such as /etc/os-release, or .osrel and .profile in a unified
 *   kernel image
 * @length: how many bytes; a NUL ends them
 * @key: which one
 *
 * Reads as systemd-boot does: the last line for a key counts, "#" at its beginning makes a comment,
 * quotes around the whole value are taken off, and nothing is unescaped. See os-release(5).
 *
 * Returns: (transfer full) (nullable): the value, as valid UTF-8; %NULL where there is no such line
 */
char *kx_os_release_get (const char *text, gsize length, const char *key) G_GNUC_WARN_UNUSED_RESULT;

/**
 * KxOsRelease:
 * @title: PRETTY_NAME, else IMAGE_ID, NAME, ID
 * @version: (nullable): IMAGE_VERSION, else VERSION, VERSION_ID, BUILD_ID
 * @sort_key: (nullable): IMAGE_ID, else ID
 *
 * What a boot loader makes of an operating system's description.
 */
typedef struct
{
  char *title;
  char *version;
  char *sort_key;
} KxOsRelease;

/**
 * kx_os_release_parse:
 * @text: .osrel of a unified kernel image
 * @length: how many bytes; a NUL ends them
 * @release: (out): to be freed with kx_os_release_clear(); untouched on failure
 *
 * Returns: whether there is a title, without which systemd-boot does not list an image
 */
gboolean kx_os_release_parse (const char *text, gsize length,
                              KxOsRelease *release) G_GNUC_WARN_UNUSED_RESULT;

/** kx_os_release_clear: frees what @release owns and makes it all zero. */
void kx_os_release_clear (KxOsRelease *release);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxOsRelease, kx_os_release_clear)

G_END_DECLS
