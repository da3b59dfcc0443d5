/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hazard-facts.h"

#include <string.h>

#include "block-devices.h"
#include "cgroup.h"
#include "crypttab.h"
#include "listing.h"
#include "plain.h"

#define CGROUPS "/sys/fs/cgroup"
#define MACHINES CGROUPS "/machine.slice"

#define CRYPTTAB_MAX (1024 * 1024)
#define PROC_MAX (64 * 1024)

static char *
read_line (KxRoot *root, const char *path)
{
  char *text = kx_root_read (root, path, PROC_MAX, NULL, NULL);

  return text != NULL ? g_strchomp (text) : g_strdup ("");
}

static gboolean
has_modules (KxRoot *root, const char *release)
{
  static const char *const places[] = { KX_MODULES, KX_MODULES_UNMERGED };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (places[i], release, NULL);

      /* A release is a name of the kernel's choice. */
      if (*release != '\0' && strchr (release, '/') == NULL && kx_root_exists (root, path))
        return TRUE;
    }
  return FALSE;
}

/* Virtual machines and containers that systemd-machined knows, in a stable order. */
static char **
list_guests (KxRoot *root)
{
  g_autoptr (KxListing) listing = kx_listing_new (root, MACHINES);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (listing->names),
                                         (GCompareFunc) strcmp);
  g_autoptr (GStrvBuilder) guests = g_strv_builder_new ();

  for (const GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *guest = kx_cgroup_get_machine (name->data);

      if (guest != NULL)
        g_strv_builder_add (guests, guest);
    }
  return g_strv_builder_end (guests);
}

/* What is counted is memory that is encrypted with a key of its own. Older kernels count it
 * everywhere but at the top. */
static char **
list_confidential_guests (KxRoot *root)
{
  static const char *const counts[] = { CGROUPS "/misc.current", MACHINES "/misc.current",
                                        CGROUPS "/system.slice/misc.current" };

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *text = kx_root_read (root, counts[i], PROC_MAX, NULL, NULL);
      g_auto (GStrv) used = text != NULL ? kx_cgroup_get_used (text) : NULL;

      if (used != NULL && used[0] != NULL)
        return g_steal_pointer (&used);
    }
  return NULL;
}

void
kx_hazard_facts_read (KxRoot *root, KxMachineFacts *facts)
{
  g_autofree char *crypttab = kx_root_read (root, KX_CRYPTTAB, CRYPTTAB_MAX, NULL, NULL);

  facts->crypttab = kx_crypttab_parse (crypttab != NULL ? crypttab : "");
  facts->block_devices = kx_block_devices_list (root);
  facts->running_release = read_line (root, "/proc/sys/kernel/osrelease");
  facts->running_cmdline = read_line (root, "/proc/cmdline");
  facts->running_has_modules = has_modules (root, facts->running_release);
  facts->guests = list_guests (root);
  facts->confidential_guests = list_confidential_guests (root);
  for (guint i = 0; i < facts->subjects->len; i++)
    {
      KxSubject *subject = facts->subjects->pdata[i];

      subject->has_modules = subject->release != NULL && has_modules (root, subject->release);
    }
}
