/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "extlinux-label.h"

G_BEGIN_DECLS

/** KX_EXTLINUX_MAX_FILES: more files than this are not read, each INCLUDE counted. */
#define KX_EXTLINUX_MAX_FILES 64

/** KX_EXTLINUX_MAX_LABELS: labels behind this many are not looked at. */
#define KX_EXTLINUX_MAX_LABELS 4096

/**
 * KxExtlinux:
 * @dialect: who reads it
 * @labels: (element-type KxExtlinuxLabel): in their order
 * @fallback: (nullable): DEFAULT; of U-Boot, ONTIMEOUT too: the last of both
 * @on_timeout: (nullable): ONTIMEOUT of syslinux
 * @ui: (nullable): UI of syslinux, the program which shows a menu
 * @first_default: (nullable): of U-Boot: the first label with MENU DEFAULT before any DEFAULT
 * @timeout: TIMEOUT, in tenths of a second; 0 = none
 * @prompt: PROMPT of syslinux: it asks, also without UI
 * @saves: MENU SAVE of syslinux: what was started last is started again
 * @refused: (nullable): why U-Boot would not use any of it; a sentence without a full stop
 *
 * A whole configuration.
 */
typedef struct
{
  KxExtlinuxDialect dialect;
  GPtrArray *labels;
  char *fallback;
  char *on_timeout;
  char *ui;
  char *first_default;
  guint timeout;
  gboolean prompt;
  gboolean saves;
  char *refused;
} KxExtlinux;

/**
 * KxExtlinuxFetch:
 * @path: what INCLUDE says
 * @name: (out): how that file is called in KxExtlinuxLabel.file
 * @user_data: the caller's
 *
 * Returns: (transfer full) (nullable): the text; %NULL where it cannot be read
 */
typedef char *(*KxExtlinuxFetch) (const char *path, char **name, gpointer user_data);

/**
 * kx_extlinux_parse:
 * @text: a configuration
 * @name: what its file is called
 * @dialect: who reads it
 * @fetch: gives what it includes
 * @user_data: for @fetch
 *
 * Returns: (transfer full): what it says; never fails
 */
KxExtlinux *kx_extlinux_parse (const char *text, const char *name, KxExtlinuxDialect dialect,
                               KxExtlinuxFetch fetch, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

/** kx_extlinux_free: frees @config. */
void kx_extlinux_free (KxExtlinux *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxExtlinux, kx_extlinux_free)

G_END_DECLS
