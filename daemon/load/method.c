/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "method.h"

#include "cmdline.h"
#include "words.h"

static const char *const names[] = {
  [KX_METHOD_RAW] = "raw",
  [KX_METHOD_BZIMAGE] = "bzimage",
  [KX_METHOD_FILES] = "files",
};

/* What only the kernel's unpacker looks at when it chooses a place for the kernel: see
 * arch/x86/boot/compressed/kaslr.c and acpi.c in Linux. */
static const char *const of_the_unpacker[] = { "mem", "memmap", "movable_node" };

const char *
kx_method_to_string (KxMethod method)
{
  g_return_val_if_fail ((gsize) method < G_N_ELEMENTS (names), NULL);

  return names[method];
}

gboolean
kx_method_from_string (const char *text, KxMethod *method)
{
  int found = kx_words_find (names, G_N_ELEMENTS (names), text);

  if (found < 0)
    return FALSE;

  *method = (KxMethod) found;
  return TRUE;
}

KxMethod
kx_method_pass_over (KxMethod method, guint failed)
{
  while (method < KX_METHOD_FILES && (failed & 1u << method) != 0)
    method++;
  return method;
}

/* Why only the running kernel can load here; NULL: it is not so. */
static char *
why_files (const KxPlatform *platform)
{
  const char *reason = NULL;

  if (!platform->x86_64)
    reason = "only kernels for x86-64 are laid out here, and this machine is another one";
  else if (platform->locked_down)
    reason = "the running kernel is locked down: it loads only files whose signature it checks itself";
  else if (platform->secure_boot)
    reason = "Secure Boot is on: the running kernel checks the signature of the file itself";
  else if (platform->ima_appraise)
    reason = "the policy of IMA demands that the running kernel checks the file's signature itself";
  else if (platform->encryption != NULL)
    return g_strdup_printf ("the memory of this machine is encrypted (%s): only the running kernel "
                            "knows how to hand it over", platform->encryption);
  else if (platform->hypervisor != NULL)
    return g_strdup_printf ("this system runs under %s, which takes part in a restart by kexec",
                            platform->hypervisor);
  else
    reason = platform->untold;
  return g_strdup (reason);
}

/* Why the image cannot be entered by another way than the kernel's own; NULL: it can. */
static const char *
why_not_segments (const KxPlatform *platform, const KxTarget *target)
{
  if (!target->bzimage)
    return "the kernel is no bzImage that can be entered in 64-bit mode";
  if (platform->la57 && !target->la57)
    return "five levels of page tables are in use, and the kernel cannot be entered with them";
  return NULL;
}

/* Why the kernel must unpack itself; NULL: it need not. */
static char *
why_not_raw (const KxPlatform *platform, const KxTarget *target)
{
  if (platform->la57 && !target->la57_on)
    return g_strdup ("five levels of page tables are in use, and the kernel has to turn them off "
                     "before it is unpacked");
  if (platform->la57 && kx_cmdline_has (target->cmdline, "no5lvl"))
    return g_strdup ("five levels of page tables are in use, and no5lvl on the command line asks the "
                     "kernel to turn them off before it is unpacked");
  if (platform->no5lvl && target->la57_on && !kx_cmdline_has (target->cmdline, "no5lvl"))
    return g_strdup ("no5lvl keeps the running kernel from five levels of page tables, and only a kernel "
                     "that unpacks itself turns them on again");

  for (gsize i = 0; i < G_N_ELEMENTS (of_the_unpacker); i++)
    if (kx_cmdline_has (target->cmdline, of_the_unpacker[i]))
      return g_strdup_printf ("%s on the command line leaves less room for the kernel: it unpacks "
                              "itself and chooses its place", of_the_unpacker[i]);
  return NULL;
}

KxMethod
kx_method_choose (KxMethod first, const KxPlatform *platform, const KxTarget *target, char **reason)
{
  char *why = first == KX_METHOD_FILES ? g_strdup ("Method=files is set") : why_files (platform);

  if (why == NULL)
    why = g_strdup (why_not_segments (platform, target));
  if (why != NULL)
    {
      *reason = why;
      return KX_METHOD_FILES;
    }

  why = first == KX_METHOD_BZIMAGE ? g_strdup ("Method=bzimage is set")
                                   : why_not_raw (platform, target);
  if (why != NULL)
    {
      *reason = why;
      return KX_METHOD_BZIMAGE;
    }

  *reason = g_strdup ("nothing stands in the way of the fastest");
  return KX_METHOD_RAW;
}
