/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "attempt.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Waits for @child; FALSE where it is still there after @limit_ms. */
static gboolean
wait_for (pid_t child, guint limit_ms, int *status)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) limit_ms * 1000;
  sigset_t child_ended;

  sigemptyset (&child_ended);
  sigaddset (&child_ended, SIGCHLD);
  while (waitpid (child, status, WNOHANG) != child)
    {
      gint64 left = deadline - g_get_monotonic_time ();
      struct timespec timeout
          = { .tv_sec = left / G_USEC_PER_SEC, .tv_nsec = left % G_USEC_PER_SEC * 1000 };

      if (left <= 0)
        return FALSE;
      sigtimedwait (&child_ended, NULL, &timeout);
    }
  return TRUE;
}

KxAttempt
kx_attempt (KxAttemptFunction function, gconstpointer data, guint limit_ms, guint grace_ms)
{
  int status = 0;
  pid_t child = fork ();

  if (child < 0)
    return (KxAttempt){ .end = KX_ATTEMPT_DONE, .error = errno };
  if (child == 0)
    _exit (function (data));

  if (wait_for (child, limit_ms, &status))
    return (KxAttempt){ .end = KX_ATTEMPT_DONE,
                        .error = WIFEXITED (status) ? WEXITSTATUS (status) : EINTR };

  kill (child, SIGKILL);
  return (KxAttempt){ .end = wait_for (child, grace_ms, &status) ? KX_ATTEMPT_STOPPED
                                                                 : KX_ATTEMPT_STUCK };
}
