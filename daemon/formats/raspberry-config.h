/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "raspberry-board.h"

G_BEGIN_DECLS

/** KX_RASPBERRY_MAX_FILES: more files than this are not read, each include counted. */
#define KX_RASPBERRY_MAX_FILES 16

/**
 * KxRaspberrySetting:
 * @value: (nullable): the last one that counts; %NULL where there is none
 * @file: (nullable): in which it is written, as kx_raspberry_config_parse() was told
 * @line: the line there, from 1
 * @uncertain: whether it counts depends on what only the firmware knows (a display, a pin)
 *
 * One setting.
 */
typedef struct
{
  char *value;
  char *file;
  guint line;
  gboolean uncertain;
} KxRaspberrySetting;

/** KxRaspberryKey: the settings by which the firmware finds what it starts. */
typedef enum
{
  KX_RASPBERRY_KERNEL,
  KX_RASPBERRY_CMDLINE,
  KX_RASPBERRY_OS_PREFIX,
  KX_RASPBERRY_UPSTREAM_KERNEL,
  KX_RASPBERRY_ARM_64BIT,
  KX_RASPBERRY_INITRAMFS, /* the names alone, with commas between; ramfsfile= too */
  KX_RASPBERRY_AUTO_INITRAMFS,
  KX_RASPBERRY_BOOT_RAMDISK,
  KX_RASPBERRY_BOOT_PARTITION, /* of autoboot.txt */
  KX_RASPBERRY_N_KEYS,
} KxRaspberryKey;

/** KxRaspberryConfig: a whole config.txt, by #KxRaspberryKey. */
typedef struct
{
  KxRaspberrySetting settings[KX_RASPBERRY_N_KEYS];
} KxRaspberryConfig;

/**
 * KxRaspberryFetch:
 * @name: what `include` says
 * @user_data: the caller's
 *
 * Returns: (transfer full) (nullable): the text; %NULL where it cannot be read
 */
typedef char *(*KxRaspberryFetch) (const char *name, gpointer user_data);

/**
 * kx_raspberry_config_parse:
 * @text: a config.txt, or an autoboot.txt
 * @name: what its file is called
 * @board: on which board
 * @fetch: gives what it includes
 * @user_data: for @fetch
 *
 * Reads what counts on @board at an ordinary start, not one by `tryboot`. Format:
 * https://www.raspberrypi.com/documentation/computers/config_txt.html
 *
 * Returns: (transfer full): what it says; never fails
 */
KxRaspberryConfig *kx_raspberry_config_parse (const char *text, const char *name,
                                              const KxRaspberryBoard *board, KxRaspberryFetch fetch,
                                              gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

/** kx_raspberry_config_free: frees @config. */
void kx_raspberry_config_free (KxRaspberryConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxRaspberryConfig, kx_raspberry_config_free)

/** kx_raspberry_config_get: Returns: (transfer none) (nullable): the value of @key. */
const char *kx_raspberry_config_get (const KxRaspberryConfig *config, KxRaspberryKey key);

/**
 * kx_raspberry_cmdline_contains:
 * @running: what /proc/cmdline says
 * @text: what cmdline.txt says
 *
 * Returns: whether the words of @text are found in @running one after the other, as they are where
 *   the firmware has put its own around them: it also says which device "serial0" is
 */
gboolean kx_raspberry_cmdline_contains (const char *running, const char *text);

G_END_DECLS
