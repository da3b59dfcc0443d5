/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "machine-hazards.h"

#include <string.h>

#include "block-device.h"
#include "crypttab.h"

#define CMDLINE "root=UUID=aaaa ro quiet"

/* A machine without a hazard; what @cmdline and @crypttab make of it is judged. */
static void
facts_init (KxMachineFacts *facts, const char *cmdline, const char *crypttab)
{
  static const char *const records[] = { NULL, "S:disk/by-uuid/aaaa\nE:ID_FS_TYPE=ext4\n",
                                         "S:disk/by-uuid/bbbb\nE:ID_FS_TYPE=swap\n" };

  *facts = (KxMachineFacts){
    .subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_subject_free),
    .crypttab = kx_crypttab_parse (crypttab),
    .block_devices = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_block_device_free),
    .running_release = g_strdup ("6.1"),
    .running_cmdline = g_strdup (CMDLINE),
    .running_has_modules = TRUE,
  };
  g_ptr_array_add (facts->subjects, kx_subject_new (KX_ORIGIN_DEFAULT, "6.2", cmdline));
  ((KxSubject *) facts->subjects->pdata[0])->has_modules = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *name = g_strdup_printf ("vda%u", i);
      g_autofree char *number = g_strdup_printf ("254:%u", i);

      g_ptr_array_add (facts->block_devices, kx_block_device_new (name, number, NULL, records[i]));
    }
}

/* "blocking root ", each in a line. */
static void
assert_hazards (const KxMachineFacts *facts, const char *expected)
{
  g_autoptr (KxHazards) hazards = kx_hazards_new ();
  g_autoptr (GString) found = g_string_new (NULL);

  kx_machine_hazards_judge (facts, hazards);
  for (guint i = 0; i < hazards->items->len; i++)
    {
      const KxHazard *hazard = hazards->items->pdata[i];

      g_string_append_printf (found, "%s%s %s %s", i > 0 ? "\n" : "",
                              kx_severity_to_string (hazard->severity), hazard->id, hazard->device);
      g_assert_false (g_str_has_suffix (hazard->text, "."));
      g_assert_false (g_str_has_suffix (hazard->remedy, "."));
      g_assert_true (hazard->severity != KX_SEVERITY_BLOCKING || *hazard->remedy != '\0');
      g_assert_null (strstr (hazard->text, "secret"));
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
assert_told (const char *cmdline, const char *crypttab, const char *expected)
{
  g_auto (KxMachineFacts) facts;

  facts_init (&facts, cmdline, crypttab);
  assert_hazards (&facts, expected);
}

static void
test_nothing (void)
{
  assert_told (CMDLINE, "", "");
  assert_told ("", "", "");
}

static void
test_sealed (void)
{
  assert_told (CMDLINE, "root UUID=x none luks,tpm2-device=auto", "blocking luks-tpm2 root");
  assert_told (CMDLINE, "root UUID=x none luks,tpm2-device=auto,tpm2-pcrs=7+11",
               "blocking luks-tpm2 root");
  assert_told (CMDLINE, "root UUID=x none tpm2-device=/dev/tpmrm0,tpm2-pcrs=4", "blocking luks-tpm2 root");
  assert_told (CMDLINE, "root UUID=x none tpm2-device=auto,tpm2-pcrs=0+2+7:sha256=abcd",
               "note luks-tpm2 root");
  assert_told (CMDLINE, "data UUID=x none luks,tpm2-device=auto,nofail", "warning luks-tpm2 data");
  assert_told (CMDLINE, "data UUID=x none luks,tpm2-device=auto,noauto", "");
  assert_told (CMDLINE, "root UUID=x none luks\n#root UUID=x none tpm2-device=auto", "");
  assert_told (CMDLINE " rd.luks.options=tpm2-device=auto", "", "blocking luks-tpm2 ");
  assert_told (CMDLINE " rd.luks.options=4f0c=discard,tpm2-device=auto", "", "blocking luks-tpm2 ");
  assert_told (CMDLINE " rd.luks.options=discard,tpm2-device=auto", "", "blocking luks-tpm2 ");
  assert_told (CMDLINE " rd.luks.options=4f0c=discard", "", "");
}

static void
test_hibernated (void)
{
  const struct
  {
    const char *cmdline, *expected;
  } cases[] = {
    { CMDLINE, "warning hibernation /dev/vda9" },
    { CMDLINE " resume=UUID=bbbb", "warning hibernation /dev/vda9" },
    { CMDLINE " resume=UUID=CCCC", "blocking hibernation /dev/vda9" },
    { CMDLINE " resume=/dev/vda9", "blocking hibernation /dev/vda9" },
    { CMDLINE " resume=254:9", "blocking hibernation /dev/vda9" },
    { CMDLINE " resume=/dev/vda9 noresume", "note hibernation /dev/vda9" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (KxMachineFacts) facts;

      facts_init (&facts, cases[i].cmdline, "");
      g_ptr_array_add (facts.block_devices,
                       kx_block_device_new ("vda9", "254:9", NULL,
                                            "S:disk/by-uuid/cccc\nE:ID_FS_TYPE=swsuspend\n"));
      assert_hazards (&facts, cases[i].expected);
    }
}

static void
test_root (void)
{
  assert_told ("root=UUID=secret ro", "", "blocking root ");
  assert_told ("root=/dev/secret ro", "", "blocking root ");
  assert_told ("root=/dev/vda1 ro", "", "");
  /* What nobody can tell from outside. */
  assert_told ("root=ZFS=pool/root ro", "", "");
  assert_told ("root=/dev/nfs ro", "", "");
  assert_told ("root=192.168.0.1:/srv ro", "", "");
}

/* Where udev has said nothing, nobody knows what is called how. */
static void
test_root_without_udev (void)
{
  g_auto (KxMachineFacts) facts;

  facts_init (&facts, "root=UUID=secret", "");
  g_ptr_array_set_size (facts.block_devices, 1);
  assert_hazards (&facts, "");
  g_ptr_array_set_size (facts.block_devices, 0);
  assert_hazards (&facts, "");
}

static void
test_modules (void)
{
  g_auto (KxMachineFacts) facts;
  KxSubject *subject;

  facts_init (&facts, CMDLINE, "");
  subject = facts.subjects->pdata[0];
  subject->has_modules = FALSE;
  assert_hazards (&facts, "blocking modules ");
  subject->origin = KX_ORIGIN_CUSTOM;
  assert_hazards (&facts, "warning modules ");

  /* Another system's. */
  g_free (subject->cmdline);
  subject->cmdline = g_strdup ("root=/dev/vda1");
  assert_hazards (&facts, "");

  g_free (subject->cmdline);
  subject->cmdline = g_strdup (CMDLINE);
  facts.running_has_modules = FALSE;
  assert_hazards (&facts, "");
}

static void
test_guests (void)
{
  g_auto (KxMachineFacts) facts;

  facts_init (&facts, CMDLINE, "");
  facts.guests = g_strsplit ("a b c d", " ", -1);
  facts.confidential_guests = g_strsplit ("sev", " ", -1);
  assert_hazards (&facts, "blocking confidential-guests \nwarning guests ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restart/machine-hazards/nothing", test_nothing);
  g_test_add_func ("/restart/machine-hazards/sealed", test_sealed);
  g_test_add_func ("/restart/machine-hazards/hibernated", test_hibernated);
  g_test_add_func ("/restart/machine-hazards/root", test_root);
  g_test_add_func ("/restart/machine-hazards/root-without-udev", test_root_without_udev);
  g_test_add_func ("/restart/machine-hazards/modules", test_modules);
  g_test_add_func ("/restart/machine-hazards/guests", test_guests);
  return g_test_run ();
}
