/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* How an image is loaded, the fastest first. */
typedef enum
{
  KX_METHOD_RAW,     /* own purgatory; the kernel unpacked, laid out and relocated beforehand */
  KX_METHOD_BZIMAGE, /* own purgatory; the kernel unpacks itself */
  KX_METHOD_FILES,   /* kexec_file_load: the running kernel does everything */
} KxMethod;

/* kx_method_to_string: "raw", "bzimage", "files": Status's `method`. */
const char *kx_method_to_string (KxMethod method);
gboolean kx_method_from_string (const char *text, KxMethod *method);

/* What decides on the machine's side. Of this boot; plain values. */
typedef struct
{
  gboolean x86_64;
  gboolean locked_down;   /* integrity or confidentiality */
  gboolean secure_boot;
  gboolean ima_appraise;  /* IMA's policy demands signed kernels of kexec, as far as can be seen */
  const char *encryption; /* "SEV", "TDX", "SME": memory is encrypted; NULL: it is not */
  const char *hypervisor; /* "Xen": kexec goes through it; NULL: nothing of the kind */
  gboolean la57;          /* five levels of page tables are in use */
  gboolean no5lvl;        /* … and are not because the command line of this boot says so */
  const char *untold;     /* why it is not known what laying out takes; NULL: it is */
} KxPlatform;

/* … and on the image's side. */
typedef struct
{
  gboolean bzimage; /* an x86 bzImage that can be entered in 64-bit mode */
  gboolean la57;    /* XLF_5LEVEL: its unpacker may be entered with five levels */
  gboolean la57_on; /* XLF_5LEVEL_ENABLED: the kernel itself, too */
  const char *cmdline;
} KxTarget;

/*
 * kx_method_pass_over:
 * @failed: ways that are not to be taken, as bits: 1 << KxMethod
 *
 * Returns: the fastest way that is not faster than @method and may be taken; the last one, which is
 * the kernel's own, where none may.
 */
KxMethod kx_method_pass_over (KxMethod method, guint failed);

/*
 * kx_method_choose:
 * @first: the fastest that may be taken: KX_METHOD_RAW without a setting
 * @reason: (out) (transfer full): a sentence for Status: why this one and none that is faster
 *
 * What is sound on this machine with this image, as far as can be told before it is unpacked.
 */
KxMethod kx_method_choose (KxMethod first, const KxPlatform *platform, const KxTarget *target,
                           char **reason);
