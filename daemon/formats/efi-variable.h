/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * EFI variables as the kernel's efivarfs shows them (Documentation/filesystems/efivarfs.rst): four
 * bytes of attributes, then the value. All numbers are little-endian.
 */

/** KX_EFI_GLOBAL: the vendor of the firmware's own variables (UEFI 2.10, 3.3). */
#define KX_EFI_GLOBAL "8be4df61-93ca-11d2-aa0d-00e098032b8c"

/**
 * KX_EFI_LOADER:
 *
 * the vendor of the Boot Loader Interface (https://systemd.io/BOOT_LOADER_INTERFACE).
 */
#define KX_EFI_LOADER "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

/** KX_EFI_SHIM: the vendor of shim's variables (SHIM_LOCK_GUID, lib/guid.c of shim 15.8). */
#define KX_EFI_SHIM "605dab50-e046-4300-abb6-3dd810dd8b23"

/** KX_EFI_VARIABLES: where efivarfs is mounted; a file in it is called NAME-VENDOR. */
#define KX_EFI_VARIABLES "/sys/firmware/efi/efivars"

/** KX_EFI_VARIABLE_MAX: no variable that is of use here is larger; in bytes. */
#define KX_EFI_VARIABLE_MAX 65536

/**
 * kx_efi_variable_get_value:
 * @data: a file of efivarfs
 * @size: its size in bytes
 * @length: (out): of the value, in bytes
 *
 * Returns: (transfer none) (nullable): the value, within @data; %NULL, with @length untouched,
 *   where the attributes are not whole
 */
const guint8 *kx_efi_variable_get_value (const guint8 *data, gsize size,
                                         gsize *length) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_efi_utf16_dup:
 * @bytes: text in UTF-16, at any address
 * @length: how many bytes
 *
 * Returns: (transfer full) (nullable): the text up to its NUL, or to the end, in UTF-8; %NULL where
 *   it is no UTF-16 or has a half of a character
 */
char *kx_efi_utf16_dup (const guint8 *bytes, gsize length) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_efi_variable_dup_string:
 * @data: a file of efivarfs whose value is text in UTF-16
 * @size: its size in bytes
 *
 * Returns: (transfer full) (nullable): the text up to its NUL, or to the end, in UTF-8; %NULL where
 *   it is none
 */
char *kx_efi_variable_dup_string (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_efi_variable_dup_strings:
 * @data: a file of efivarfs whose value is texts in UTF-16, each with its NUL: LoaderEntries
 * @size: its size in bytes
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the texts in UTF-8; %NULL where it
 *   is no such thing
 */
char **kx_efi_variable_dup_strings (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_efi_variable_dup_numbers:
 * @data: a file of efivarfs whose value is 16-bit numbers: BootOrder, BootNext, BootCurrent
 * @size: its size in bytes
 *
 * Returns: (transfer full) (nullable) (element-type guint16): the numbers; %NULL where a half of
 *   one is left over
 */
GArray *kx_efi_variable_dup_numbers (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_efi_variable_get_bits:
 * @data: a file of efivarfs whose value is 64 bits: OsIndications, LoaderFeatures
 * @size: its size in bytes
 * @bits: (out): the value
 *
 * Returns: %FALSE, with @bits untouched, where it is no such thing
 */
gboolean kx_efi_variable_get_bits (const guint8 *data, gsize size,
                                   guint64 *bits) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_efi_variable_is_set:
 * @data: a file of efivarfs whose value is one byte: SecureBoot
 * @size: its size in bytes
 *
 * Returns: whether it is a byte other than 0
 */
gboolean kx_efi_variable_is_set (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
