/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxLoaderConf:
 * @preferred: (nullable): `preferred`: a glob for ids, or "@saved"; UTF-8
 * @preferred_line: the line that it is in, from 1
 * @default_entry: (nullable): `default`, likewise
 * @default_line: the line that it is in, from 1
 * @auto_entries: `auto-entries`: other operating systems and loaders that are found are offered,
 *   too
 *
 * What /loader/loader.conf says of the choice (loader.conf(5), systemd 262). Times, colours and the
 * like are ignored.
 */
typedef struct
{
  char *preferred;
  guint preferred_line;
  char *default_entry;
  guint default_line;
  gboolean auto_entries;
} KxLoaderConf;

/**
 * kx_loader_conf_init:
 * @conf: what to fill; free with kx_loader_conf_clear()
 * @text: the file; need not end with a NUL. 0 bytes for a file that does not exist
 * @length: its length in bytes, which the caller has limited
 *
 * Never fails: what systemd-boot does not understand, it ignores. Bytes that are no UTF-8 are left
 * out, as it does.
 */
void kx_loader_conf_init (KxLoaderConf *conf, const char *text, gsize length);

/** kx_loader_conf_clear: frees what @conf owns. */
void kx_loader_conf_clear (KxLoaderConf *conf);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxLoaderConf, kx_loader_conf_clear)

G_END_DECLS
