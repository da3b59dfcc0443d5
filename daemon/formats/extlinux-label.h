/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The configuration that syslinux (extlinux) and U-Boot share, as far as they do. What each makes
 * of it: U-Boot's boot/pxe_utils.c, and readconfig.c of syslinux 6.
 */

/** KxExtlinuxDialect: who reads the file. */
typedef enum
{
  KX_EXTLINUX_SYSLINUX,
  KX_EXTLINUX_UBOOT,
} KxExtlinuxDialect;

/** KX_EXTLINUX_TOP: KxExtlinuxLabel.menu of what is in no submenu. */
#define KX_EXTLINUX_TOP 0

/**
 * KxExtlinuxLabel:
 * @name: the label
 * @title: (nullable): MENU LABEL, with its caret
 * @file: in which it is written, as kx_extlinux_parse() was told
 * @line: the line there, from 1
 * @kernel: (nullable): LINUX or KERNEL as it is written; of syslinux, the label where neither is
 *   given
 * @is_linux: it starts @kernel as a Linux; else LOCALBOOT, a module of syslinux …
 * @append: (nullable): APPEND, the global one where it has none of its own; %NULL where there is
 *   none
 * @initrds: (array zero-terminated=1): as they are written
 * @initrd: (nullable): of the reader: INITRD, or what U-Boot takes for it
 * @sysappend: the bits of IPAPPEND or SYSAPPEND
 * @is_default: MENU DEFAULT
 * @is_hidden: MENU HIDE, MENU DISABLE, MENU SEPARATOR: a menu does not offer it
 * @menu: the submenu that it is in, KX_EXTLINUX_TOP for none
 *
 * One label.
 */
typedef struct
{
  char *name;
  char *title;
  char *file;
  guint line;
  char *kernel;
  gboolean is_linux;
  char *append;
  char *initrd;
  char **initrds;
  guint sysappend;
  gboolean is_default;
  gboolean is_hidden;
  guint menu;
} KxExtlinuxLabel;

/**
 * kx_extlinux_label_new:
 * @dialect: who reads it
 * @value: what follows LABEL
 *
 * Returns: (transfer full): a label without anything
 */
KxExtlinuxLabel *kx_extlinux_label_new (KxExtlinuxDialect dialect,
                                        const char *value) G_GNUC_WARN_UNUSED_RESULT;

/** kx_extlinux_label_free: frees @label. */
void kx_extlinux_label_free (KxExtlinuxLabel *label);

/**
 * kx_extlinux_label_read:
 * @label: an open label
 * @dialect: who reads it
 * @line: the next line, without white space at both ends; not one of MENU
 *
 * Returns: whether the line belongs to the label
 */
gboolean kx_extlinux_label_read (KxExtlinuxLabel *label, KxExtlinuxDialect dialect,
                                 const char *line);

/**
 * kx_extlinux_label_read_menu:
 * @label: an open label
 * @dialect: who reads it
 * @line: what follows MENU
 */
void kx_extlinux_label_read_menu (KxExtlinuxLabel *label, KxExtlinuxDialect dialect,
                                  const char *line);

/**
 * kx_extlinux_label_close:
 * @label: an open label
 * @dialect: who reads it
 * @append: (nullable): the global APPEND
 *
 * Nothing more belongs to it: sets @append and @initrds.
 */
void kx_extlinux_label_close (KxExtlinuxLabel *label, KxExtlinuxDialect dialect,
                              const char *append);

/**
 * kx_extlinux_is_word:
 * @line: a line
 * @word: a keyword, in lower case
 * @value: (out): what follows it, where it is there
 *
 * Returns: whether @line begins with @word, in whatever case
 */
gboolean kx_extlinux_is_word (const char *line, const char *word, const char **value);

/** kx_extlinux_parse_number: Returns: the number that @text begins with; 0 where it is none. */
guint kx_extlinux_parse_number (const char *text);

/**
 * kx_extlinux_expand:
 * @append: APPEND of U-Boot
 *
 * Takes off the quotes and backslashes that U-Boot takes off.
 *
 * Returns: (transfer full) (nullable): the command line; %NULL where it needs a variable of
 *   U-Boot's environment
 */
char *kx_extlinux_expand (const char *append) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
