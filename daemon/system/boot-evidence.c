/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boot-evidence.h"

#include <string.h>

#include "boot-params.h"
#include "kernel-text.h"
#include "parameters.h"
#include "small-file.h"

/* The longest command line that any kernel keeps is 4096 bytes long. */
#define CMDLINE_MAX 16384
#define NUMBER_MAX 64

/* kexec's number among boot loaders (Documentation/arch/x86/boot.rst): the kernel shows it with four
 * bits of its version behind it (Documentation/admin-guide/sysctl/kernel.rst). */
#define LOADER_TYPE_FILE "proc/sys/kernel/bootloader_type"
#define LOADER_KEXEC 0xd

/* What kexec_file_load() leaves where the firmware's tables are a device tree (drivers/of/kexec.c). */
#define TREE_MARK "sys/firmware/devicetree/base/chosen/linux,booted-from-kexec"

/* The kernel has numbers for so many (MAX_DOGS, drivers/watchdog/watchdog_core.h). */
#define WATCHDOGS 32

/* WDIOF_CARDRESET, include/uapi/linux/watchdog.h. */
#define CARD_RESET 0x20

/* The kernel's list of what the boot loader handed on. */
#define SETUP_DATA "sys/kernel/boot_params/setup_data"
#define NODES_MAX 64

static gboolean
is_kexec (int root_fd)
{
  g_autofree char *type = kx_small_file_read_line (root_fd, LOADER_TYPE_FILE, NUMBER_MAX);
  g_autofree char *mark = kx_small_file_read (root_fd, TREE_MARK, 1, NULL);

  return mark != NULL || (type != NULL && g_ascii_strtoull (type, NULL, 10) >> 4 == LOADER_KEXEC);
}

static gboolean
has_watchdog_reset (int root_fd)
{
  for (guint i = 0; i < WATCHDOGS; i++)
    {
      g_autofree char *path = g_strdup_printf ("sys/class/watchdog/watchdog%u/bootstatus", i);
      g_autofree char *status = kx_small_file_read_line (root_fd, path, NUMBER_MAX);

      if (status != NULL && (g_ascii_strtoull (status, NULL, 10) & CARD_RESET) != 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_stamps (int root_fd, guint node, KxPurgatoryStamps *stamps)
{
  g_autofree char *path = g_strdup_printf (SETUP_DATA "/%u/data", node);
  gsize length = 0;
  g_autofree char *data = kx_small_file_read (root_fd, path, sizeof *stamps, &length);

  if (data == NULL || length < sizeof *stamps)
    return FALSE;
  memcpy (stamps, data, sizeof *stamps);
  return stamps->magic == KX_PURGATORY_STAMPS_MAGIC
         && stamps->version == KX_PURGATORY_STAMPS_VERSION && stamps->entered != 0
         && stamps->entered <= stamps->left;
}

static void
find_stamps (int root_fd, KxBootEvidence *evidence)
{
  for (guint i = 0; i < NODES_MAX; i++)
    {
      g_autofree char *path = g_strdup_printf (SETUP_DATA "/%u/type", i);
      g_autofree char *text = kx_small_file_read (root_fd, path, NUMBER_MAX, NULL);
      KxPurgatoryStamps stamps;
      guint64 type;

      if (text == NULL)
        return;
      if (kx_address_parse (text, &type) && type == KX_SETUP_DATA_STAMPS
          && read_stamps (root_fd, i, &stamps))
        {
          evidence->entered = stamps.entered;
          evidence->left = stamps.left;
          return;
        }
    }
}

void
kx_boot_evidence_read (int root_fd, KxBootEvidence *evidence)
{
  *evidence = (KxBootEvidence){
    .cmdline = kx_small_file_read_line (root_fd, "proc/cmdline", CMDLINE_MAX),
    .kexec = is_kexec (root_fd),
    .watchdog = has_watchdog_reset (root_fd),
  };
  find_stamps (root_fd, evidence);
}

void
kx_boot_evidence_clear (KxBootEvidence *evidence)
{
  g_free (evidence->cmdline);
  *evidence = (KxBootEvidence){ 0 };
}
