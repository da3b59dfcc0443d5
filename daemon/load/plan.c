/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan.h"

#include <unistd.h>

/* One digest for the whole: each part is preceded by its name, so that no two plans collide by
 * moving bytes from one part to the next. */
static char *
digest_of (const char *kernel_digest, const char *initrd_digest, const char *cmdline)
{
  g_autofree char *text = g_strdup_printf ("kernel %s\ninitrd %s\ncmdline %s\n", kernel_digest,
                                           initrd_digest != NULL ? initrd_digest : "none", cmdline);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

KxPlan *
kx_plan_new (int kernel_fd,
             int initrd_fd,
             const char *cmdline,
             const char *release,
             const char *kernel_digest,
             const char *initrd_digest,
             guint64 memory)
{
  KxPlan *plan = g_atomic_rc_box_new0 (KxPlan);

  plan->kernel_fd = kernel_fd;
  plan->initrd_fd = initrd_fd;
  plan->cmdline = g_strdup (cmdline);
  plan->release = g_strdup (release);
  plan->digest = digest_of (kernel_digest, initrd_digest, cmdline);
  plan->memory = memory;
  return plan;
}

KxPlan *
kx_plan_ref (KxPlan *plan)
{
  return g_atomic_rc_box_acquire (plan);
}

static void
plan_clear (KxPlan *plan)
{
  close (plan->kernel_fd);
  if (plan->initrd_fd >= 0)
    close (plan->initrd_fd);
  g_free (plan->cmdline);
  g_free (plan->release);
  g_free (plan->digest);
}

void
kx_plan_unref (KxPlan *plan)
{
  g_atomic_rc_box_release_full (plan, (GDestroyNotify) plan_clear);
}
