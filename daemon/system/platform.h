/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "machine.h"
#include "method.h"

/*
 * kx_platform_read:
 * @root_fd: descriptor of the root directory
 * @platform: (out): always filled in; `untold` is NULL
 *
 * What decides on the method on this machine, from /sys and /proc below @root_fd, and from the
 * processor itself where it is x86: a guest's kernel does not show in any file that its memory is
 * encrypted by SEV.
 */
void kx_platform_read (int root_fd, const KxMachine *machine, KxPlatform *platform);

/* What tells whether memory is encrypted. */
typedef struct
{
  const char *cpuinfo; /* the beginning of /proc/cpuinfo */
  const char *release; /* of the running kernel */
  const char *cmdline; /* of the running kernel */
  gboolean cpuid_sev;  /* CPUID 0x8000001f, EAX bit 1 */
  guint8 isolation;    /* that Hyper-V tells: CPUID 0x4000000c, EBX bits 0 to 3; 0: none */
} KxEncryptionSigns;

/*
 * kx_platform_find_encryption:
 *
 * Returns: (transfer none) (nullable): as KxPlatform's `encryption`. A host whose processor could
 *   encrypt memory for its guests, or could encrypt its own but does not, has none.
 */
const char *kx_platform_find_encryption (const KxEncryptionSigns *signs);
