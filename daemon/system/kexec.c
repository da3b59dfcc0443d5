/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kexec.h"

#include <errno.h>

#include "kexec-errno.h"

/*
 * The pauses between tries while the kernel's lock is held, in milliseconds. Another loader holds
 * it for as long as its initrd takes, a reboot for ever.
 */
static const guint load_pauses[] = { 20, 50, 100, 200, 400, 800, 1500, 2000, 2500, 2500 };
static const guint unload_pauses[] = { 10, 20, 40, 80, 150, 200 };

/* The kernel's counter is the whole machine's; so is this one the whole process's. */
static guint made;

guint
kx_kexec_get_made (void)
{
  return (guint) g_atomic_int_get (&made);
}

/* Counts as the kernel does: whatever the end of the call, if only there is such a call. */
static int
counted (int result)
{
  if (result != -ENOSYS)
    g_atomic_int_inc (&made);
  return result;
}

/* Sleeps; ends early when cancelled. */
static gboolean
pause_unless_cancelled (guint milliseconds, GCancellable *cancellable, GError **error)
{
  GPollFD pollfd;

  if (g_cancellable_make_pollfd (cancellable, &pollfd))
    {
      g_poll (&pollfd, 1, (gint) milliseconds);
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep (milliseconds * 1000UL);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* One of the two ways to load. */
typedef struct
{
  const KxKexecCalls *calls;
  const KxSegments *segments; /* NULL: the files */
  int kernel_fd;
  int initrd_fd;
  const char *cmdline;
} Attempt;

static int
try (const Attempt *attempt)
{
  if (attempt->segments != NULL)
    return counted (attempt->calls->load (attempt->segments));

  return counted (attempt->calls->file_load (attempt->kernel_fd, attempt->initrd_fd,
                                             attempt->cmdline));
}

static gboolean
load (const Attempt *attempt, GCancellable *cancellable, int *errnum, GError **error)
{
  int r;

  for (gsize i = 0;; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      r = try (attempt);
      /* ETXTBSY is not waited for: it ends with the installation, which is watched for anyway. */
      if (r != -EBUSY || i == G_N_ELEMENTS (load_pauses))
        break;
      if (!pause_unless_cancelled (load_pauses[i], cancellable, error))
        return FALSE;
    }

  if (r == 0)
    return TRUE;

  if (errnum != NULL)
    *errnum = -r;
  kx_kexec_errno_set_error (attempt->segments != NULL ? KX_KEXEC_CALL_LOAD
                                                      : KX_KEXEC_CALL_FILE_LOAD,
                            -r, error);
  return FALSE;
}

gboolean
kx_kexec_load (const KxKexecCalls *calls, const KxSegments *segments, GCancellable *cancellable,
               GError **error)
{
  const Attempt attempt = { .calls = calls, .segments = segments };

  return load (&attempt, cancellable, NULL, error);
}

gboolean
kx_kexec_file_load (const KxKexecCalls *calls, int kernel_fd, int initrd_fd, const char *cmdline,
                    GCancellable *cancellable, int *errnum, GError **error)
{
  const Attempt attempt = { .calls = calls,
                            .kernel_fd = kernel_fd,
                            .initrd_fd = initrd_fd,
                            .cmdline = cmdline };

  return load (&attempt, cancellable, errnum, error);
}

gboolean
kx_kexec_unload (const KxKexecCalls *calls, GError **error)
{
  int r;

  for (gsize i = 0;; i++)
    {
      r = counted (calls->unload ());
      if (r != -EBUSY || i == G_N_ELEMENTS (unload_pauses))
        break;
      g_usleep (unload_pauses[i] * 1000UL);
    }

  if (r < 0)
    {
      kx_kexec_errno_set_error (KX_KEXEC_CALL_UNLOAD, -r, error);
      return FALSE;
    }
  return TRUE;
}
