/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* The descriptor that the agent closes when it is registered. */
#define NOTIFY_FD 3

struct _KxAgent
{
  GPid pid;
};

static gboolean
is_wanted (void)
{
  return geteuid () != 0 && isatty (STDIN_FILENO) && isatty (STDOUT_FILENO);
}

/*
 * Runs in the child: an agent must not outlive us. Ctrl-C ends us both.
 */
static void
prepare_child (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/* Waits until the other end of @fd is closed: the agent is registered, or it has ended. */
static void
wait_for_hangup (int fd)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
  char byte;

  for (;;)
    {
      if (poll (&poll_fd, 1, -1) < 0)
        {
          if (errno == EINTR)
            continue;
          return;
        }
      if (read (fd, &byte, 1) <= 0)
        return;
    }
}

KxAgent *
kx_agent_start (void)
{
  const char *argv[] = { "pkttyagent", "--notify-fd", G_STRINGIFY (NOTIFY_FD), "--fallback", NULL };
  g_autoptr (GError) error = NULL;
  int ends[2];
  int target = NOTIFY_FD;
  GPid pid;
  gboolean started;
  KxAgent *self;

  if (!is_wanted ())
    return NULL;
  if (!g_unix_open_pipe (ends, FD_CLOEXEC, NULL))
    return NULL;

  /* GLib closes every other descriptor in the child. */
  started = g_spawn_async_with_pipes_and_fds (
      NULL, argv, NULL,
      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN, prepare_child,
      NULL, -1, -1, -1, &ends[1], &target, 1, &pid, NULL, NULL, NULL, &error);
  close (ends[1]);
  if (!started)
    {
      close (ends[0]);
      return NULL;
    }
  wait_for_hangup (ends[0]);
  close (ends[0]);

  self = g_new0 (KxAgent, 1);
  self->pid = pid;
  return self;
}

void
kx_agent_stop (KxAgent *self)
{
  kill (self->pid, SIGTERM);
  /* It may be stopped, when the user suspended the job. */
  kill (self->pid, SIGCONT);
  while (waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (self->pid);
  g_free (self);
}
