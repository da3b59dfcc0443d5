/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KX_FWUPD_VENDOR:
 *
 * the vendor of the EFI variables in which fwupd leaves its updates for the next start, one each,
 * "fwupd-UUID-NUMBER" and "fwupd-ux-capsule".
 */
#define KX_FWUPD_VENDOR "0abba7dc-e516-4167-bbf5-4d9d1c739416"

/**
 * kx_fwupd_update_is_due:
 * @data: the value of such a variable, of kx_efi_variable_get_value()
 * @size: its size in bytes
 *
 * Fwupd's EFI program installs what has the status "attempt update", and changes the status before
 * it does; the variable stays, for its result. Offsets: EfiUpdateInfo in plugins/uefi-capsule/
 * fu-uefi.rs of fwupd 2.0.
 *
 * Returns: whether the update is still to be installed; %FALSE for what is no such value
 */
gboolean kx_fwupd_update_is_due (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
