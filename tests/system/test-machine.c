/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "machine.h"

#include <sys/utsname.h>

#include "fake-root.h"

static void
test_lockdown (void)
{
  g_assert_cmpint (kx_lockdown_parse ("[none] integrity confidentiality\n"), ==, KX_LOCKDOWN_NONE);
  g_assert_cmpint (kx_lockdown_parse ("none [integrity] confidentiality\n"), ==,
                   KX_LOCKDOWN_INTEGRITY);
  g_assert_cmpint (kx_lockdown_parse ("none integrity [confidentiality]\n"), ==,
                   KX_LOCKDOWN_CONFIDENTIALITY);
  g_assert_cmpint (kx_lockdown_parse (""), ==, KX_LOCKDOWN_UNKNOWN);
  g_assert_cmpint (kx_lockdown_parse ("none integrity"), ==, KX_LOCKDOWN_UNKNOWN);
  g_assert_cmpint (kx_lockdown_parse ("]["), ==, KX_LOCKDOWN_UNKNOWN);
  g_assert_cmpint (kx_lockdown_parse ("[[none]"), ==, KX_LOCKDOWN_UNKNOWN);
  g_assert_cmpint (kx_lockdown_parse ("[strange]"), ==, KX_LOCKDOWN_UNKNOWN);
}

static void
test_flags (void)
{
  const char *text = "processor\t: 0\nmodel name\t: la57 : la57\nflags\t\t: fpu vme la57 pku\nbugs\t: x\n";

  g_assert_true (kx_cpuinfo_has_flag (text, "la57"));
  g_assert_true (kx_cpuinfo_has_flag (text, "fpu"));
  g_assert_false (kx_cpuinfo_has_flag (text, "la5"));
  g_assert_false (kx_cpuinfo_has_flag (text, "x"));
  g_assert_false (kx_cpuinfo_has_flag ("", "fpu"));
  g_assert_false (kx_cpuinfo_has_flag ("vmx flags\t: la57\n", "la57"));
}

static void
test_cpuinfo (void)
{
  g_autofree char *model = kx_cpuinfo_find ("model\t\t: 1\nmodel name\t: A: B \nmodel name: C\n",
                                            "model name");

  g_assert_cmpstr (model, ==, "A: B");
  g_assert_null (kx_cpuinfo_find ("model name\n", "model name"));
}

static void
test_fake (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (KxMachine) machine = NULL;

  fake_root_write (root, "proc/sys/kernel/osrelease", "6.12.9-amd64\n");
  fake_root_write (root, "proc/sys/kernel/arch", "aarch64\n");
  fake_root_write (root, "proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n");
  fake_root_write (root, "sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
  fake_root_write (root, "proc/cpuinfo", "flags\t\t: fpu la57\n");
  machine = kx_machine_read (root->fd);
  g_assert_cmpstr (machine->release, ==, "6.12.9-amd64");
  g_assert_cmpstr (machine->architecture, ==, "aarch64");
  g_assert_cmpstr (machine->boot_id, ==, "11111111-2222-3333-4444-555555555555");
  g_assert_cmpint (machine->lockdown, ==, KX_LOCKDOWN_INTEGRITY);
  g_assert_true (machine->la57);
  g_assert_false (machine->needs_guard);
}

/* Elsewhere than on x86-64 it is not asked for. */
static void
test_efi (void)
{
  static const struct
  {
    const char *architecture;
    gboolean expected;
  } cases[] = { { "x86_64\n", TRUE }, { "aarch64\n", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeRoot) root = fake_root_new ();
      g_autoptr (KxMachine) machine = NULL;

      fake_root_write (root, "proc/sys/kernel/arch", cases[i].architecture);
      fake_root_write (root, "sys/firmware/efi/fw_platform_size", "64\n");
      machine = kx_machine_read (root->fd);
      g_assert_cmpint (machine->needs_guard, ==, cases[i].expected);
    }
}

static void
test_empty (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (KxMachine) machine = kx_machine_read (root->fd);
  struct utsname name;

  g_assert_no_errno (uname (&name));
  g_assert_cmpstr (machine->release, ==, name.release);
  g_assert_cmpstr (machine->architecture, ==, name.machine);
  g_assert_cmpstr (machine->boot_id, ==, "");
  g_assert_cmpint (machine->lockdown, ==, KX_LOCKDOWN_UNKNOWN);
  g_assert_false (machine->la57);
  g_assert_false (machine->needs_guard);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/machine/lockdown", test_lockdown);
  g_test_add_func ("/machine/flags", test_flags);
  g_test_add_func ("/machine/cpuinfo", test_cpuinfo);
  g_test_add_func ("/machine/fake", test_fake);
  g_test_add_func ("/machine/efi", test_efi);
  g_test_add_func ("/machine/empty", test_empty);
  return g_test_run ();
}
