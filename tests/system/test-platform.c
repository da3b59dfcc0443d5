/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "platform.h"

#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "fake-root.h"

#define SECURE_BOOT "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define BOOT_PARAMS "sys/kernel/boot_params/data"

static KxPlatform
read_platform (FakeRoot *root)
{
  g_autoptr (KxMachine) machine = kx_machine_read (root->fd);
  KxPlatform platform;

  kx_platform_read (root->fd, machine, &platform);
  return platform;
}

/* A file with a NUL in it. */
static void
write_bytes (FakeRoot *root, const char *path, const guint8 *bytes, gsize size)
{
  g_autofree char *full = g_build_filename (root->path, path, NULL);
  g_autoptr (GError) error = NULL;

  fake_root_write (root, path, "");
  g_file_set_contents (full, (const char *) bytes, (gssize) size, &error);
  g_assert_no_error (error);
}

static void
write_secure_boot (FakeRoot *root, guint8 value)
{
  guint8 variable[] = { 6, 0, 0, 0, value };

  write_bytes (root, SECURE_BOOT, variable, sizeof variable);
}

static void
write_boot_params (FakeRoot *root, guint8 secure_boot)
{
  guint8 params[4096] = { [0x1ec] = secure_boot };

  write_bytes (root, BOOT_PARAMS, params, sizeof params);
}

/* The processor of the test, which nothing can stand in for. */
static gboolean
has_five_levels (void)
{
#ifdef __x86_64__
  guint a, b, c, d;

  return __get_cpuid_count (7, 0, &a, &b, &c, &d) && (c & 1u << 16) != 0;
#else
  return FALSE;
#endif
}

static void
test_plain (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  KxPlatform platform;

  fake_root_write (root, "proc/sys/kernel/arch", "x86_64\n");
  platform = read_platform (root);
  g_assert_true (platform.x86_64);
  g_assert_false (platform.locked_down);
  g_assert_false (platform.secure_boot);
  g_assert_false (platform.ima_appraise);
  g_assert_null (platform.hypervisor);
  g_assert_false (platform.la57);
  g_assert_false (platform.no5lvl);
  g_assert_null (platform.untold);

  fake_root_write (root, "proc/cmdline", "quiet no5lvl\n");
  g_assert_cmpint (read_platform (root).no5lvl, ==, has_five_levels ());
}

static void
test_machine (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  KxPlatform platform;

  fake_root_write (root, "proc/sys/kernel/arch", "aarch64\n");
  fake_root_write (root, "sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
  fake_root_write (root, "proc/cpuinfo", "flags\t\t: fpu la57\n");
  platform = read_platform (root);
  g_assert_false (platform.x86_64);
  g_assert_true (platform.locked_down);
  g_assert_true (platform.la57);
  fake_root_write (root, "proc/cmdline", "quiet no5lvl\n");
  g_assert_false (read_platform (root).no5lvl); /* it was not heeded */
  fake_root_write (root, "sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
  g_assert_true (read_platform (root).locked_down);
  fake_root_write (root, "sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
  g_assert_false (read_platform (root).locked_down);
}

/* The firmware's variable, unless the kernel says what it was started with. */
static void
test_secure_boot (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();

  write_secure_boot (root, 0);
  g_assert_false (read_platform (root).secure_boot);
  write_secure_boot (root, 1);
  g_assert_true (read_platform (root).secure_boot);
  write_boot_params (root, 0);
  g_assert_true (read_platform (root).secure_boot);
  write_boot_params (root, 1);
  g_assert_true (read_platform (root).secure_boot);
  write_boot_params (root, 2);
  g_assert_false (read_platform (root).secure_boot);
  write_secure_boot (root, 0);
  write_boot_params (root, 3);
  g_assert_true (read_platform (root).secure_boot);
  /* Shorter than it ever is. */
  write_bytes (root, BOOT_PARAMS, (const guint8 *) "x", 1);
  g_assert_false (read_platform (root).secure_boot);
}

static void
test_ima (void)
{
  static const struct
  {
    const char *cmdline;
    const char *policy;
    gboolean expected;
  } cases[] = {
    { "quiet", "", FALSE },
    { "ima_policy=tcb", "", FALSE },
    { "ima_policy=secure_boot", "", TRUE },
    { "ima_policy=\"tcb|secure_boot\"", "", TRUE },
    { "ima_policy=secure_boot ima_appraise=log", "", FALSE },
    { "ima_policy=secure_boot ima_appraise=enforce", "", TRUE },
    { "quiet", "measure func=KEXEC_KERNEL_CHECK\n", FALSE },
    { "quiet", "dont_appraise fsmagic=0x9fa0\nappraise func=MODULE_CHECK\n", FALSE },
    { "quiet", "measure x\nappraise func=KEXEC_KERNEL_CHECK appraise_type=imasig\n", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeRoot) root = fake_root_new ();

      g_test_message ("%s, %s", cases[i].cmdline, cases[i].policy);
      fake_root_write (root, "proc/cmdline", cases[i].cmdline);
      fake_root_write (root, "sys/kernel/security/ima/policy", cases[i].policy);
      g_assert_cmpint (read_platform (root).ima_appraise, ==, cases[i].expected);
    }
}

static void
test_xen (void)
{
  g_autoptr (FakeRoot) by_type = fake_root_new ();
  g_autoptr (FakeRoot) by_proc = fake_root_new ();

  fake_root_write (by_type, "sys/hypervisor/type", "other\n");
  g_assert_null (read_platform (by_type).hypervisor);
  fake_root_write (by_type, "sys/hypervisor/type", "xen\n");
  g_assert_cmpstr (read_platform (by_type).hypervisor, ==, "Xen");
  fake_root_write (by_proc, "proc/xen/capabilities", "control_d\n");
  g_assert_cmpstr (read_platform (by_proc).hypervisor, ==, "Xen");
}

static void
test_encryption (void)
{
  static const struct
  {
    const char *about;
    const char *flags;
    const char *release;
    const char *cmdline;
    gboolean cpuid_sev;
    guint8 isolation;
    const char *expected;
  } cases[] = {
    { "a machine", "fpu lm", "6.12.9", "", FALSE, 0, NULL },
    { "a guest", "fpu hypervisor", "6.12.9", "", FALSE, 0, NULL },
    { "a host that can", "fpu sev sev_es sev_snp", "6.12.9", "", TRUE, 0, NULL },
    { "a host that could, long ago", "sme sev", "5.10.0-30-amd64", "quiet", TRUE, 0, NULL },
    { "one that did, long ago", "sme sev", "5.10.0-30-amd64", "mem_encrypt=on", TRUE, 0, "SME" },
    { "not asked for", "sme sev", "5.10.0-30-amd64", "mem_encrypt=off", TRUE, 0, NULL },
    { "a host that does", "sme sev", "6.1.0-40-amd64", "", TRUE, 0, "SME" },
    { "asked, but the firmware forbids", "lm", "6.1.0", "mem_encrypt=on", FALSE, 0, NULL },
    { "a guest of KVM", "hypervisor", "6.1.0", "", TRUE, 0, "SEV" },
    { "a guest that shows it", "hypervisor sev sev_es", "6.1.0", "", FALSE, 0, "SEV" },
    { "a guest with TDX", "hypervisor tdx_guest", "6.8.0", "", FALSE, 0, "TDX" },
    { "a host for TDX", "tdx_host_platform", "6.16.0", "", FALSE, 0, NULL },
    { "Hyper-V", "hypervisor", "6.8.0", "", FALSE, 2, "SEV" },
    { "Hyper-V", "hypervisor", "6.8.0", "", FALSE, 3, "TDX" },
    { "Hyper-V, by virtualisation alone", "hypervisor", "6.8.0", "", FALSE, 1, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cpuinfo = g_strdup_printf ("flags\t\t: %s\n", cases[i].flags);
      KxEncryptionSigns signs = { .cpuinfo = cpuinfo,
                                  .release = cases[i].release,
                                  .cmdline = cases[i].cmdline,
                                  .cpuid_sev = cases[i].cpuid_sev,
                                  .isolation = cases[i].isolation };

      g_test_message ("%s", cases[i].about);
      g_assert_cmpstr (kx_platform_find_encryption (&signs), ==, cases[i].expected);
    }
}

static void
test_encryption_of_root (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();

  fake_root_write (root, "proc/cpuinfo", "flags\t\t: fpu tdx_guest\n");
  g_assert_cmpstr (read_platform (root).encryption, ==, "TDX");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/plain", test_plain);
  g_test_add_func ("/platform/machine", test_machine);
  g_test_add_func ("/platform/secure-boot", test_secure_boot);
  g_test_add_func ("/platform/ima", test_ima);
  g_test_add_func ("/platform/xen", test_xen);
  g_test_add_func ("/platform/encryption", test_encryption);
  g_test_add_func ("/platform/encryption-of-root", test_encryption_of_root);
  return g_test_run ();
}
