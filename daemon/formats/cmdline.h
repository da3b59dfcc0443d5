/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Kernel command lines as text. Words are what the kernel takes for words (lib/cmdline.c,
 * next_arg()): white space separates, except between double quotes, which cannot be escaped. After
 * the word "--" everything belongs to init and is left alone. In names "-" and "_" are the same.
 */

/**
 * kx_cmdline_filter_running:
 * @proc_cmdline: what /proc/cmdline says
 *
 * Removes what the boot loader or kexec added for one boot only: BOOT_IMAGE=, initrd=, elfcorehdr=
 * and dmcryptkeys=, what kx_cmdline_ignore_efi_initrd() added, and the white space at both ends.
 * Everything else stays as it is.
 *
 * Returns: (transfer full): a command line for the next kernel
 */
char *kx_cmdline_filter_running (const char *proc_cmdline) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cmdline_normalise:
 * @text: what a file such as /etc/kernel/cmdline contains; need not end with a NUL
 * @length: its length in bytes
 * @error: KX_ERROR_INVALID_IMAGE where it is no text: a NUL or another control character
 *
 * Makes one line of it as kernel-install does (90-loaderentry.install): lines whose first character
 * but white space is "#" are comments; all white space, also between quotes, becomes single spaces.
 *
 * Returns: (transfer full) (nullable): the command line; %NULL on failure
 */
char *kx_cmdline_normalise (const char *text, gsize length,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cmdline_check:
 * @cmdline: a command line
 * @max: KxKernelFacts.cmdline_max: the longest that the kernel takes, in bytes; 0 = unknown
 * @error: G_DBUS_ERROR_INVALID_ARGS: a control character other than a tab, or too long
 *
 * Returns: whether the command line can be handed to a kernel as it is
 */
gboolean kx_cmdline_check (const char *cmdline, guint32 max,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cmdline_append:
 * @base: a command line
 * @extra: what to add to it
 *
 * Adds @extra so that the kernel sees it: before a "--" of @base, and with a quote that @base left
 * open closed. What follows a "--" of @extra is added for init, behind what @base has for it.
 *
 * Returns: (transfer full): both in one line
 */
char *kx_cmdline_append (const char *base, const char *extra) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cmdline_add_default:
 * @cmdline: a command line
 * @key: the name of a parameter
 * @value: what it is to be where @cmdline says nothing of it; without white space or quotes
 *
 * Returns: (transfer full): @cmdline where the kernel is given @key already, with or without a value;
 *   else with "@key=@value" behind it, as kx_cmdline_append() does
 */
char *kx_cmdline_add_default (const char *cmdline, const char *key,
                              const char *value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cmdline_ignore_efi_initrd:
 * @cmdline: for a kernel that a kexec starts on an x86-64 machine whose firmware is EFI
 *
 * Where the EFI stub of the kernel before loaded its initrd, a table of EFI still says where that
 * was. After a kexec nothing reserves that table, and anything may lie there, the kernel itself
 * included; yet Linux 6.19 and newer clear its 16 bytes, and one that has no initrd of its own takes
 * what it finds there for the place of one, be it the initrd of that earlier kernel:
 * efi_config_parse_tables() in drivers/firmware/efi/efi.c.
 *
 * They look at it only where nothing else has told of an initrd. “initrdmem=0,1” tells of one
 * (early_initrdmem() in init/do_mounts_initrd.c), and is itself passed over: what the boot parameters
 * say counts first, and address 0 is none (get_ramdisk_image() in arch/x86/kernel/setup.c).
 *
 * Returns: (transfer full): @cmdline with that word; as it is where it has an initrdmem= already
 */
char *kx_cmdline_ignore_efi_initrd (const char *cmdline) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cmdline_has:
 * @cmdline: a command line
 * @key: the name of a parameter
 *
 * Returns: whether the kernel is given @key, with or without a value
 */
gboolean kx_cmdline_has (const char *cmdline, const char *key) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cmdline_get:
 * @cmdline: a command line
 * @key: the name of a parameter
 *
 * Returns: (transfer full) (nullable): the value that the kernel is given for @key, without quotes;
 *   the last one, which is the one that counts for most parameters; %NULL where no @key has a value
 */
char *kx_cmdline_get (const char *cmdline, const char *key) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cmdline_get_all:
 * @cmdline: a command line
 * @key: the name of a parameter that counts each time that it is given
 *
 * Returns: (transfer full) (array zero-terminated=1): all values, as kx_cmdline_get() has them, in
 *   their order
 */
char **kx_cmdline_get_all (const char *cmdline, const char *key) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_cmdline_is_same_system:
 * @a: a command line
 * @b: another one
 *
 * Returns: whether both start the same system, and not one that is installed beside it: then they
 *   also have the same modules
 */
gboolean kx_cmdline_is_same_system (const char *a, const char *b);

G_END_DECLS
