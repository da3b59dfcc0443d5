/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxCrypttabEntry:
 * @volume: what the opened volume is called: "luks-root" for /dev/mapper/luks-root
 * @device: what is opened: "UUID=…", "/dev/sda2"
 * @key: the key file; "none" or "-" where somebody types a passphrase, "" where nothing is said
 * @options: separated by commas (kx_option_list_get()); "" where there are none
 *
 * One line of /etc/crypttab.
 */
typedef struct
{
  char *volume;
  char *device;
  char *key;
  char *options;
} KxCrypttabEntry;

/** KX_CRYPTTAB_MAX: lines behind this many are not looked at. */
#define KX_CRYPTTAB_MAX 4096

/**
 * kx_crypttab_parse:
 * @text: what /etc/crypttab says (format: crypttab(5): volume, device, key file, options)
 *
 * Comments, empty lines and lines without a device are passed over.
 *
 * Returns: (transfer full) (element-type KxCrypttabEntry): the lines, in their order
 */
GPtrArray *kx_crypttab_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
