/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "platform.h"

#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "cmdline.h"
#include "efi-variable.h"
#include "small-file.h"

/* The first CPU's line of flags ends long before this on every processor there is. */
#define CPUINFO_BYTES 16384
#define CMDLINE_BYTES 16384
#define POLICY_BYTES (256 * 1024)

/* boot_params.secure_boot: see zero-page.rst and enum efi_secureboot_mode in Linux. */
#define BOOT_PARAMS_BYTES 4096
#define SECURE_BOOT_OFFSET 0x1ec
#define SECURE_BOOT_DISABLED 2
#define SECURE_BOOT_ENABLED 3

/* CPUID: AMD64 Architecture Programmer's Manual, volume 3, E.4.17; Hypervisor Top Level Functional
 * Specification, 2.4. */
#define LEAF_FEATURES 7
#define FEATURE_LA57 (1u << 16) /* ECX: Intel's manual, volume 2, CPUID */
#define LEAF_ENCRYPTION 0x8000001f
#define ENCRYPTION_SEV (1u << 1)
#define LEAF_HYPERVISOR 0x40000000
#define LEAF_ISOLATION 0x4000000c
#define ISOLATION_TYPE 0xf

/* … and its types. */
enum
{
  ISOLATION_SNP = 2,
  ISOLATION_TDX = 3,
};

static char *
read_text (int root_fd, const char *path, gsize max)
{
  char *text = kx_small_file_read (root_fd, path, max, NULL);

  return text != NULL ? text : g_strdup ("");
}

static void
ask_processor (KxEncryptionSigns *signs)
{
#ifdef __x86_64__
  guint eax;
  guint ebx;
  guint ecx;
  guint edx;
  guint vendor[3];

  if (__get_cpuid (LEAF_ENCRYPTION, &eax, &ebx, &ecx, &edx))
    signs->cpuid_sev = (eax & ENCRYPTION_SEV) != 0;

  if (!kx_cpuinfo_has_flag (signs->cpuinfo, "hypervisor"))
    return;
  __cpuid (LEAF_HYPERVISOR, eax, vendor[0], vendor[1], vendor[2]);
  if (memcmp (vendor, "Microsoft Hv", sizeof vendor) != 0 || eax < LEAF_ISOLATION)
    return;
  __cpuid (LEAF_ISOLATION, eax, ebx, ecx, edx);
  signs->isolation = ebx & ISOLATION_TYPE;
#endif
}

/* /proc/cpuinfo does not tell what the kernel was told not to use. */
static gboolean
can_use_five_levels (void)
{
#ifdef __x86_64__
  guint eax;
  guint ebx;
  guint ecx;
  guint edx;

  return __get_cpuid_count (LEAF_FEATURES, 0, &eax, &ebx, &ecx, &edx) && (ecx & FEATURE_LA57) != 0;
#else
  return FALSE;
#endif
}

/* Since 6.0 the flag is shown only where the kernel uses SME; before that, where the firmware
 * allows it, and it is used on request. */
static gboolean
has_sme (const KxEncryptionSigns *signs)
{
  g_autofree char *mem_encrypt = NULL;

  if (!kx_cpuinfo_has_flag (signs->cpuinfo, "sme"))
    return FALSE;
  if (atoi (signs->release) >= 6)
    return TRUE;
  mem_encrypt = kx_cmdline_get (signs->cmdline, "mem_encrypt");
  return g_strcmp0 (mem_encrypt, "on") == 0;
}

const char *
kx_platform_find_encryption (const KxEncryptionSigns *signs)
{
  gboolean is_guest = kx_cpuinfo_has_flag (signs->cpuinfo, "hypervisor");

  if (kx_cpuinfo_has_flag (signs->cpuinfo, "tdx_guest") || signs->isolation == ISOLATION_TDX)
    return "TDX";
  /* A host has SEV for its guests; a guest that sees it is one of those. */
  if (signs->isolation == ISOLATION_SNP
      || (is_guest && (signs->cpuid_sev || kx_cpuinfo_has_flag (signs->cpuinfo, "sev"))))
    return "SEV";
  return has_sme (signs) ? "SME" : NULL;
}

static gboolean
is_secure_boot (int root_fd)
{
  gsize length = 0;
  g_autofree char *params = kx_small_file_read (root_fd, "sys/kernel/boot_params/data",
                                                BOOT_PARAMS_BYTES, &length);
  g_autofree char *variable = NULL;

  /* What the kernel found when it started counts: shim can turn it off for what it starts. */
  if (params != NULL && length > SECURE_BOOT_OFFSET)
    switch (params[SECURE_BOOT_OFFSET])
      {
      case SECURE_BOOT_DISABLED:
        return FALSE;
      case SECURE_BOOT_ENABLED:
        return TRUE;
      default: /* not started by its EFI stub */
        break;
      }

  variable = kx_small_file_read (root_fd, KX_EFI_VARIABLES "/SecureBoot-" KX_EFI_GLOBAL, 64, &length);
  return variable != NULL && kx_efi_variable_is_set ((const guint8 *) variable, length);
}

/* Does a rule demand that IMA appraises kernels? */
static gboolean
has_kexec_rule (const char *policy)
{
  g_auto (GStrv) lines = g_strsplit (policy, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (g_strchug (lines[i]), "appraise ")
        && strstr (lines[i], "func=KEXEC_KERNEL_CHECK") != NULL)
      return TRUE;
  return FALSE;
}

/* The rules can be read where the kernel was built so; those that it has by itself are chosen on its
 * command line. See security/integrity/ima/ima_policy.c in Linux. */
static gboolean
is_appraised (int root_fd, const char *cmdline)
{
  g_autofree char *mode = kx_cmdline_get (cmdline, "ima_appraise");
  g_autofree char *chosen = kx_cmdline_get (cmdline, "ima_policy");
  g_autofree char *policy = NULL;

  if (mode != NULL && strcmp (mode, "enforce") != 0)
    return FALSE;
  if (chosen != NULL && strstr (chosen, "secure_boot") != NULL)
    return TRUE;
  policy = read_text (root_fd, "sys/kernel/security/ima/policy", POLICY_BYTES);
  return has_kexec_rule (policy);
}

static gboolean
is_xen (int root_fd)
{
  g_autofree char *type = read_text (root_fd, "sys/hypervisor/type", 64);
  g_autofree char *capabilities = kx_small_file_read (root_fd, "proc/xen/capabilities", 64, NULL);

  return strcmp (g_strchomp (type), "xen") == 0 || capabilities != NULL;
}

void
kx_platform_read (int root_fd, const KxMachine *machine, KxPlatform *platform)
{
  g_autofree char *cmdline = read_text (root_fd, "proc/cmdline", CMDLINE_BYTES);
  g_autofree char *cpuinfo = read_text (root_fd, "proc/cpuinfo", CPUINFO_BYTES);
  KxEncryptionSigns signs = { .cpuinfo = cpuinfo, .release = machine->release, .cmdline = cmdline };

  ask_processor (&signs);
  *platform = (KxPlatform){
    .x86_64 = strcmp (machine->architecture, "x86_64") == 0,
    .locked_down = machine->lockdown == KX_LOCKDOWN_INTEGRITY
                   || machine->lockdown == KX_LOCKDOWN_CONFIDENTIALITY,
    .secure_boot = is_secure_boot (root_fd),
    .ima_appraise = is_appraised (root_fd, cmdline),
    .encryption = kx_platform_find_encryption (&signs),
    .hypervisor = is_xen (root_fd) ? "Xen" : NULL,
    .la57 = machine->la57,
    .no5lvl = !machine->la57 && kx_cmdline_has (cmdline, "no5lvl") && can_use_five_levels (),
  };
}
