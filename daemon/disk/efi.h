/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "efi-variable.h"
#include "root.h"

G_BEGIN_DECLS

/**
 * kx_efi_path:
 * @vendor: KX_EFI_GLOBAL or KX_EFI_LOADER
 * @name: of a variable
 *
 * Returns: (transfer full): the file of that variable below the root, whether it exists or not
 */
char *kx_efi_path (const char *vendor, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_efi_read:
 * @root: a root
 * @vendor: KX_EFI_GLOBAL or KX_EFI_LOADER
 * @name: of a variable
 * @size: (out): of the file in bytes
 *
 * Returns: (transfer full) (nullable): the file of that variable, as for
 *   kx_efi_variable_get_value(); %NULL where there is none, or it cannot be read
 */
guint8 *kx_efi_read (KxRoot *root, const char *vendor, const char *name,
                     gsize *size) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_efi_read_string:
 * @root: a root
 * @vendor: KX_EFI_GLOBAL or KX_EFI_LOADER
 * @name: of a variable with text, such as LoaderInfo
 *
 * Returns: (transfer full) (nullable): the text, UTF-8; %NULL where there is none
 */
char *kx_efi_read_string (KxRoot *root, const char *vendor,
                          const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** kx_efi_is_secure_boot: Returns: whether the firmware of @root's machine has Secure Boot on. */
gboolean kx_efi_is_secure_boot (KxRoot *root);

/**
 * kx_efi_get_machine_type:
 *
 * Returns: (transfer none): how EFI calls the architecture of @root's machine: "x64", "aa64"; ""
 *   for one that it does not know. In capitals it is a part of the names of boot loaders
 *   (BOOTX64.EFI)
 */
const char *kx_efi_get_machine_type (KxRoot *root);

G_END_DECLS
