/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxEfiLoadOption:
 * @is_active: the firmware's boot manager starts it by itself: it is active, and in the category of
 *   what is booted
 * @description: for people; UTF-8
 * @partition_uuid: (nullable): of the partition that @file is on, as udev's by-partuuid has it;
 *   %NULL where the option does not name one
 * @file: (nullable): path from the top of that partition, with "/"; UTF-8. %NULL where the option
 *   names none: then it is the firmware's default name on that partition, or no disk at all
 * @arguments: (nullable): what the program is passed, where that is text; UTF-8
 *
 * A variable Boot#### of the firmware's boot manager.
 */
typedef struct
{
  gboolean is_active;
  char *description;
  char *partition_uuid;
  char *file;
  char *arguments;
} KxEfiLoadOption;

/**
 * kx_efi_load_option_parse:
 * @data: the value of the variable, of kx_efi_variable_get_value()
 * @size: its size in bytes
 * @error: KX_ERROR_INVALID_IMAGE: it is damaged
 *
 * Offsets by the UEFI specification 2.10: 3.1.3 (EFI_LOAD_OPTION), 10.3.1 (generic device path),
 * 10.3.5.1 (hard drive), 10.3.5.4 (file path). Of several device paths the first counts. The
 * arguments are taken for text as systemd's stub does it (src/boot/stub.c, process_arguments(), of
 * systemd 262): UTF-16 without control characters.
 *
 * Returns: (transfer full): what it says; %NULL on error
 */
KxEfiLoadOption *kx_efi_load_option_parse (const guint8 *data, gsize size,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_efi_load_option_free: frees @option. */
void kx_efi_load_option_free (KxEfiLoadOption *option);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxEfiLoadOption, kx_efi_load_option_free)

G_END_DECLS
