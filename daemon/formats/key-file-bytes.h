/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Strings in a key file that need not be UTF-8, as paths, command lines and names of images need not
 * be: a key file must be, so they are kept in base64.
 */

/**
 * kx_key_file_get_bytes:
 *
 * Returns: (transfer full) (nullable): the string, up to its first NUL; %NULL where the key is not there
 */
char *kx_key_file_get_bytes (GKeyFile *file, const char *group,
                             const char *key) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_key_file_set_bytes:
 * @text: (nullable): %NULL leaves the key out
 */
void kx_key_file_set_bytes (GKeyFile *file, const char *group, const char *key, const char *text);

/**
 * kx_key_file_get_bytes_list:
 *
 * Returns: (transfer full) (nullable): the strings; %NULL where the key is not there
 */
char **kx_key_file_get_bytes_list (GKeyFile *file, const char *group,
                                   const char *key) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_key_file_set_bytes_list:
 * @texts: (nullable): %NULL and a list of none leave the key out
 */
void kx_key_file_set_bytes_list (GKeyFile *file, const char *group, const char *key,
                                 const char *const *texts);

G_END_DECLS
