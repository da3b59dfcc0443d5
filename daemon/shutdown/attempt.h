/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What became of something that was tried in a process of its own. */
typedef enum
{
  KX_ATTEMPT_DONE,    /* it ended in time; see `error` */
  KX_ATTEMPT_STOPPED, /* it took too long and was killed */
  KX_ATTEMPT_STUCK,   /* it cannot even be killed: the kernel does not come back from it */
} KxAttemptEnd;

typedef struct
{
  KxAttemptEnd end;
  int error; /* 0, or the errno with which it failed */
} KxAttempt;

/* Returns 0, or an errno of at most 255. */
typedef int (*KxAttemptFunction) (gconstpointer data);

/*
 * Runs @function in a child of its own, for at most @limit_ms milliseconds; a child that is still
 * there @grace_ms after it was killed is left behind. Blocks. SIGCHLD must be blocked and this must
 * be the only one who has children. A child that cannot be made has ended with the errno of fork().
 */
KxAttempt kx_attempt (KxAttemptFunction function, gconstpointer data, guint limit_ms,
                      guint grace_ms) G_GNUC_WARN_UNUSED_RESULT;
