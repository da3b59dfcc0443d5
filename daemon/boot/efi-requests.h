/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxEfiRequests:
 * @boot_next: the number in the EFI variable BootNext; -1: there is none
 * @boot_next_title: (nullable): what the firmware's menu calls that boot option; %NULL where there
 *   is no such option
 * @indications: the EFI variable OsIndications; 0 where there is none
 * @capsules_count: the firmware takes capsules from the ESP whether OsIndications says so or not
 * @esp_seen: the ESP could be looked at
 * @capsules: (element-type utf8): the files in its directory EFI/UpdateCapsule
 * @updates: how many updates fwupd has left for its EFI program
 * @mok: (element-type utf8): the variables with requests to shim
 *
 * What the firmware, and what is started before a boot loader, were told to do at the next start.
 * The variables Capsule0000 and CapsuleLast are none of it: the firmware says in them what became
 * of capsules.
 */
typedef struct
{
  int boot_next;
  char *boot_next_title;
  guint64 indications;
  gboolean capsules_count;
  gboolean esp_seen;
  GPtrArray *capsules;
  guint updates;
  GPtrArray *mok;
} KxEfiRequests;

/**
 * KX_OS_INDICATION_CAPSULES: the firmware is to look for capsules on the ESP (UEFI 2.10, 8.5.4 and
 * 8.5.5).
 */
#define KX_OS_INDICATION_CAPSULES G_GUINT64_CONSTANT (0x04)

/** kx_efi_requests_init: nothing is requested. Free it with kx_efi_requests_clear(). */
void kx_efi_requests_init (KxEfiRequests *requests);

/** kx_efi_requests_clear: frees what @requests owns. */
void kx_efi_requests_clear (KxEfiRequests *requests);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxEfiRequests, kx_efi_requests_clear)

/**
 * kx_efi_requests_judge:
 * @requests: what was found
 * @reasons: (element-type KxColdReason): each of them that only a cold restart fulfils is added
 */
void kx_efi_requests_judge (const KxEfiRequests *requests, GPtrArray *reasons);

G_END_DECLS
