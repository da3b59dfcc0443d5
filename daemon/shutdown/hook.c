/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attempt.h"
#include "below.h"
#include "unbind-list.h"

#define NOTICE 5
#define WARNING 4
#define EMERGENCY 0

const KxHookLimits kx_hook_limits = { .each = 10000, .grace = 5000, .all = 30000 };

typedef struct
{
  int root_fd;
  const KxBinding *binding;
} Task;

/* Each line through a descriptor of its own: the kernel drops lines of one that says much. */
static void G_GNUC_PRINTF (3, 4)
say (int root_fd, int level, const char *format, ...)
{
  static const char *const names[] = { "dev", "kmsg", NULL };
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strdup_printf ("<%d>kexecd-shutdown: %s\n", level, text);
  kx_below_write (root_fd, names, line); /* where that fails there is nobody else to tell */
}

/* Nobody but this user can have written it. */
static gboolean
is_own (int fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_uid == geteuid ()
         && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* -1: it cannot be read. */
static gssize
read_list (int fd, char *buffer, gsize size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = read (fd, buffer + done, size - done);

      if (n < 0 && errno != EINTR)
        return -1;
      if (n == 0)
        break;
      done += (gsize) MAX (n, 0);
    }
  return (gssize) done;
}

/* NULL: there is nothing to do. */
static GPtrArray *
load_list (int root_fd)
{
  g_auto (GStrv) names = g_strsplit (KX_UNBIND_LIST, "/", -1);
  g_autofree char *buffer = g_malloc (KX_UNBIND_MAX_BYTES);
  g_autoptr (GError) error = NULL;
  GPtrArray *bindings = NULL;
  gssize size = -1;
  int fd = kx_below_open (root_fd, (const char *const *) names, O_RDONLY | O_NONBLOCK);

  if (fd < 0)
    {
      if (errno != ENOENT)
        say (root_fd, WARNING, "/" KX_UNBIND_LIST " cannot be opened: %s", g_strerror (errno));
      return NULL;
    }

  if (is_own (fd))
    size = read_list (fd, buffer, KX_UNBIND_MAX_BYTES);
  close (fd);
  if (size < 0)
    say (root_fd, WARNING, "/" KX_UNBIND_LIST " is not root's alone or cannot be read; ignored");
  else
    bindings = kx_unbind_list_parse (buffer, (gsize) size, &error);
  if (error != NULL)
    say (root_fd, WARNING, "%s; ignored", error->message);
  return bindings;
}

/* In a process of its own. */
static int
unbind (gconstpointer data)
{
  const Task *task = data;
  const char *names[] = { "sys",    "bus", task->binding->bus, "drivers", task->binding->driver,
                          "unbind", NULL };

  return kx_below_write (task->root_fd, names, task->binding->device);
}

/* A kexec would wait for this device for ever. */
static void
reset (int root_fd, const KxBinding *binding)
{
  static const char *const names[] = { "proc", "sysrq-trigger", NULL };
  int error;

  say (root_fd, EMERGENCY,
       "the kernel does not come back from removing %s from its driver %s, and a kexec would wait "
       "for that, too: resetting the machine",
       binding->device, binding->driver);
  error = kx_below_write (root_fd, names, "b");
  if (error != 0)
    say (root_fd, EMERGENCY, "it cannot be reset: %s", g_strerror (error));
}

/* Returns FALSE where nothing else must be tried. */
static gboolean
treat (int root_fd, const KxBinding *binding, const KxHookLimits *limits)
{
  Task task = { .root_fd = root_fd, .binding = binding };
  KxAttempt attempt = kx_attempt (unbind, &task, limits->each, limits->grace);

  switch (attempt.end)
    {
    case KX_ATTEMPT_DONE:
      if (attempt.error == 0)
        say (root_fd, NOTICE, "%s is removed from its driver %s (%s)", binding->device,
             binding->driver, binding->bus);
      else
        say (root_fd, WARNING, "%s cannot be removed from its driver %s (%s): %s", binding->device,
             binding->driver, binding->bus, g_strerror (attempt.error));
      return TRUE;

    case KX_ATTEMPT_STOPPED:
      say (root_fd, WARNING, "%s was not removed from its driver %s (%s) within %u ms",
           binding->device, binding->driver, binding->bus, limits->each);
      return TRUE;

    case KX_ATTEMPT_STUCK:
    default:
      reset (root_fd, binding);
      return FALSE;
    }
}

void
kx_hook_run (int root_fd, const char *verb, const KxHookLimits *limits)
{
  g_autoptr (GPtrArray) bindings = NULL;
  gint64 deadline = g_get_monotonic_time () + (gint64) limits->all * 1000;
  sigset_t child_ended;

  if (strcmp (verb, "kexec") != 0)
    return;

  sigemptyset (&child_ended);
  sigaddset (&child_ended, SIGCHLD);
  sigprocmask (SIG_BLOCK, &child_ended, NULL);

  bindings = load_list (root_fd);
  for (guint i = 0; bindings != NULL && i < bindings->len; i++)
    {
      if (g_get_monotonic_time () >= deadline)
        {
          say (root_fd, WARNING, "no time for %u more devices", bindings->len - i);
          return;
        }
      if (!treat (root_fd, g_ptr_array_index (bindings, i), limits))
        return;
    }
}
