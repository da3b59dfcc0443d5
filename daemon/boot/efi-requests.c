/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "efi-requests.h"

#include "cold-reason.h"

/* Bits that say only what the firmware can do, in OsIndicationsSupported; it ignores them here. */
#define MEANINGLESS (G_GUINT64_CONSTANT (0x02) | G_GUINT64_CONSTANT (0x08) | G_GUINT64_CONSTANT (0x10))

/* What the bits of OsIndications ask the firmware for (UEFI 2.10, 8.5.4). */
static const struct
{
  guint64 bit;
  const char *id;
  const char *text;
} indications[] = {
  { 0x01, "firmware-setup",
    "the firmware was asked to open its setup at the next start (the EFI variable OsIndications); "
    "“bootctl reboot-to-firmware false” withdraws that" },
  { 0x20, "os-recovery",
    "the firmware was asked to start the recovery of an operating system (the EFI variable "
    "OsIndications); an ordinary reboot does it" },
  { 0x40, "platform-recovery",
    "the firmware was asked to start its own recovery (the EFI variable OsIndications); an "
    "ordinary reboot does it" },
  { 0x80, "firmware-report",
    "the firmware was asked to write down its configuration anew (the EFI variable "
    "OsIndications); an ordinary reboot does it" },
};

void
kx_efi_requests_init (KxEfiRequests *requests)
{
  *requests = (KxEfiRequests){
    .boot_next = -1,
    .capsules = g_ptr_array_new_with_free_func (g_free),
    .mok = g_ptr_array_new_with_free_func (g_free),
  };
}

void
kx_efi_requests_clear (KxEfiRequests *requests)
{
  g_clear_pointer (&requests->boot_next_title, g_free);
  g_clear_pointer (&requests->capsules, g_ptr_array_unref);
  g_clear_pointer (&requests->mok, g_ptr_array_unref);
}

/* More names than this are only counted. */
#define MAX_NAMES 5

static char *
join (const GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (names->len, MAX_NAMES); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) names->pdata[i]);
  if (names->len > MAX_NAMES)
    g_string_append_printf (text, " and %u more", names->len - MAX_NAMES);
  return g_string_free (text, FALSE);
}

static void
judge_indications (guint64 asked, GPtrArray *reasons)
{
  guint64 rest = asked & ~(MEANINGLESS | KX_OS_INDICATION_CAPSULES);

  for (gsize i = 0; i < G_N_ELEMENTS (indications); i++)
    {
      if ((rest & indications[i].bit) != 0)
        kx_cold_reasons_add (reasons, indications[i].id, "%s", indications[i].text);
      rest &= ~indications[i].bit;
    }
  if (rest != 0)
    kx_cold_reasons_add (reasons, "firmware-request",
                         "the firmware was asked for something that is not known here (bits 0x%"
                         G_GINT64_MODIFIER "x of the EFI variable OsIndications); an ordinary "
                         "reboot does it", rest);
}

static void
judge_capsules (const KxEfiRequests *requests, GPtrArray *reasons)
{
  gboolean wanted
      = requests->capsules_count || (requests->indications & KX_OS_INDICATION_CAPSULES) != 0;

  if (wanted && requests->capsules->len > 0)
    {
      g_autofree char *names = join (requests->capsules);

      kx_cold_reasons_add (reasons, "firmware-capsule",
                           "an update of the firmware is to be installed at the next start (%s in "
                           "EFI/UpdateCapsule of the ESP); an ordinary reboot does it, removing the "
                           "file withdraws it", names);
    }
  /* Without a file the firmware has nothing to do; but that there is none has to be seen. */
  else if ((requests->indications & KX_OS_INDICATION_CAPSULES) != 0 && !requests->esp_seen)
    kx_cold_reasons_add (reasons, "firmware-capsule",
                         "the firmware was asked to install what is in EFI/UpdateCapsule of the ESP "
                         "(the EFI variable OsIndications), and the ESP cannot be seen; an ordinary "
                         "reboot does it");
}

void
kx_efi_requests_judge (const KxEfiRequests *requests, GPtrArray *reasons)
{
  if (requests->boot_next >= 0)
    kx_cold_reasons_add (reasons, "boot-next",
                         "the EFI variable BootNext is %04X%s%s%s: the firmware starts that boot "
                         "option once; “efibootmgr --delete-bootnext” withdraws that",
                         (guint) requests->boot_next,
                         requests->boot_next_title != NULL ? " (“" : "",
                         requests->boot_next_title != NULL ? requests->boot_next_title : "",
                         requests->boot_next_title != NULL ? "”)" : "");
  judge_indications (requests->indications, reasons);
  judge_capsules (requests, reasons);
  if (requests->updates > 0)
    kx_cold_reasons_add (reasons, "firmware-update",
                         "fwupd has left %u update%s of the firmware for the next start; an "
                         "ordinary reboot installs them",
                         requests->updates, requests->updates > 1 ? "s" : "");
  if (requests->mok->len > 0)
    {
      g_autofree char *names = join (requests->mok);

      kx_cold_reasons_add (reasons, "mok-request",
                           "a request to shim waits for somebody at the screen at the next start "
                           "(%s); “mokutil --revoke-import” and “--revoke-delete” withdraw those "
                           "about keys", names);
    }
}
