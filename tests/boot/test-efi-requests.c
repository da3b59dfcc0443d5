/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "efi-requests.h"

#include <string.h>

#include "cold-reason.h"

/* The ids, each with a space behind it. */
static void
check (const KxEfiRequests *requests, const char *ids)
{
  g_autoptr (GPtrArray) reasons = kx_cold_reasons_new ();
  g_autoptr (GString) all = g_string_new (NULL);

  kx_efi_requests_judge (requests, reasons);
  for (guint i = 0; i < reasons->len; i++)
    {
      const KxColdReason *reason = reasons->pdata[i];

      g_string_append_printf (all, "%s ", reason->id);
      g_assert_false (g_str_has_suffix (reason->text, "."));
    }
  g_assert_cmpstr (all->str, ==, ids);
}

static void
check_words (const KxEfiRequests *requests, const char *words)
{
  g_autoptr (GPtrArray) reasons = kx_cold_reasons_new ();
  g_autofree char *text = NULL;

  kx_efi_requests_judge (requests, reasons);
  text = kx_cold_reasons_join (reasons);
  if (strstr (text, words) == NULL)
    g_error ("not \"%s\" in \"%s\"", words, text);
}

static void
test_none (void)
{
  g_auto (KxEfiRequests) requests;
  g_autoptr (GPtrArray) reasons = kx_cold_reasons_new ();
  g_autofree char *text = kx_cold_reasons_join (reasons);

  kx_efi_requests_init (&requests);
  check (&requests, "");
  g_assert_null (text);
}

static void
test_boot_next (void)
{
  g_auto (KxEfiRequests) requests;

  kx_efi_requests_init (&requests);
  requests.boot_next = 0;
  check (&requests, "boot-next ");
  check_words (&requests, "BootNext is 0000: ");
  requests.boot_next = 0x20af;
  requests.boot_next_title = g_strdup ("Windows");
  check_words (&requests, "BootNext is 20AF (“Windows”): ");
}

static void
test_indications (void)
{
  static const struct
  {
    guint64 bits;
    const char *ids;
  } cases[] = {
    { 0x01, "firmware-setup " },
    { 0x20, "os-recovery " },
    { 0x40, "platform-recovery " },
    { 0x80, "firmware-report " },
    { 0x100, "firmware-request " },
    { 0x8000000000000001, "firmware-setup firmware-request " },
    /* What the firmware ignores. */
    { 0x1a, "" },
  };
  g_auto (KxEfiRequests) requests;

  kx_efi_requests_init (&requests);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      requests.indications = cases[i].bits;
      check (&requests, cases[i].ids);
    }
  requests.indications = 0x302;
  check_words (&requests, "bits 0x300 of");
}

/* It takes both, the bit and a file; where the files cannot be seen, the bit will do. */
static void
test_capsules (void)
{
  g_auto (KxEfiRequests) requests;

  kx_efi_requests_init (&requests);
  requests.indications = KX_OS_INDICATION_CAPSULES;
  check (&requests, "firmware-capsule ");
  check_words (&requests, "the ESP cannot be seen");
  requests.esp_seen = TRUE;
  check (&requests, "");
  g_ptr_array_add (requests.capsules, g_strdup ("fwupd-1.cap"));
  check (&requests, "firmware-capsule ");
  check_words (&requests, "(fwupd-1.cap in EFI/UpdateCapsule");
  requests.indications = 0;
  check (&requests, "");
  requests.capsules_count = TRUE;
  check (&requests, "firmware-capsule ");
  for (guint i = 2; i < 9; i++)
    g_ptr_array_add (requests.capsules, g_strdup_printf ("%u", i));
  check_words (&requests, "(fwupd-1.cap, 2, 3, 4, 5 and 3 more in");
}

static void
test_others (void)
{
  g_auto (KxEfiRequests) requests;

  kx_efi_requests_init (&requests);
  requests.updates = 2;
  g_ptr_array_add (requests.mok, g_strdup ("MokNew"));
  g_ptr_array_add (requests.mok, g_strdup ("MokAuth"));
  check (&requests, "firmware-update mok-request ");
  check_words (&requests, "fwupd has left 2 updates");
  check_words (&requests, "(MokNew, MokAuth)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/efi-requests/none", test_none);
  g_test_add_func ("/efi-requests/boot-next", test_boot_next);
  g_test_add_func ("/efi-requests/indications", test_indications);
  g_test_add_func ("/efi-requests/capsules", test_capsules);
  g_test_add_func ("/efi-requests/others", test_others);
  return g_test_run ();
}
