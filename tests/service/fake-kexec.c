/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-kexec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

static char *
path_of (const char *name)
{
  const char *directory = g_getenv ("KEXECD_TEST_KERNEL");

  g_assert (directory != NULL);
  return g_build_filename (directory, name, NULL);
}

typedef struct
{
  int errnum;
  int times;
  int delay;
  int ima; /* what is no file of a file system has no signature: refused; 2: and a file is touched */
} Orders;

static void
read_orders (Orders *orders)
{
  g_autofree char *path = path_of ("control");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  memset (orders, 0, sizeof *orders);
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      (void) !sscanf (lines[i], "errno %d %d", &orders->errnum, &orders->times);
      (void) !sscanf (lines[i], "delay %d", &orders->delay);
      (void) !sscanf (lines[i], "ima %d", &orders->ima);
    }
}

/* Counts one failure down. */
static void
write_orders (const Orders *orders)
{
  g_autofree char *path = path_of ("control");
  g_autofree char *text
      = g_strdup_printf ("errno %d %d\ndelay %d\nima %d\n", orders->errnum, orders->times,
                         orders->delay, orders->ima);

  (void) !g_file_set_contents (path, text, -1, NULL);
}

static int
count_call (void)
{
  g_autofree char *disabled = path_of ("root/proc/sys/kernel/kexec_load_disabled");
  g_autofree char *limit = path_of ("root/proc/sys/kernel/kexec_load_limit_reboot");
  g_autofree char *text = NULL;
  g_autofree char *left = NULL;

  if (g_file_get_contents (disabled, &text, NULL, NULL) && atoi (text) == 1)
    return -EPERM;
  if (g_file_get_contents (limit, &left, NULL, NULL) && atoi (left) >= 0)
    {
      g_autofree char *fewer = g_strdup_printf ("%d\n", MAX (atoi (left) - 1, 0));

      (void) !g_file_set_contents (limit, fewer, -1, NULL);
      if (atoi (left) == 0)
        return -EPERM;
    }
  return 0;
}

/*
 * The switches of the real kernel, below the root. Every call costs one of the limit, also one that
 * finds the kernel busy.
 */
static int
check_switches (void)
{
  g_autofree char *guard = path_of ("switches");
  int fd = open (guard, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int r;

  g_assert (fd >= 0 && flock (fd, LOCK_EX) == 0);
  r = count_call ();
  close (fd);
  return r;
}

/* Reads as the kernel does, without moving the offset. */
static int
digest (int fd, char **sum)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (1 << 16);
  off_t offset = 0;

  if ((fcntl (fd, F_GETFL) & O_ACCMODE) == O_WRONLY)
    return -EBADF;
  for (;;)
    {
      ssize_t n = pread (fd, buffer, 1 << 16, offset);

      if (n < 0)
        return -errno;
      if (n == 0)
        break;
      g_checksum_update (checksum, buffer, n);
      offset += n;
    }
  if (offset == 0)
    return -EINVAL;
  *sum = g_strdup (g_checksum_get_string (checksum));
  return 0;
}

static int
open_lock (void)
{
  g_autofree char *path = path_of ("lock");
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert (fd >= 0);
  return fd;
}

static void
write_file (const char *path, int flags, const char *text)
{
  int fd = open (path, O_WRONLY | O_CREAT | flags, 0644);

  if (fd < 0 || write (fd, text, strlen (text)) < 0)
    _exit (1);
  close (fd);
}

/*
 * Takes effect in a process of its own, so that killing the daemon does not stop it half-way. Only
 * what is safe after a fork in a program with threads.
 */
static void
commit (int lock, const char *line, const char *image)
{
  g_autofree char *log = path_of ("log");
  g_autofree char *state = path_of ("image");
  g_autofree char *new_state = path_of ("image.new");
  g_autofree char *flag = path_of ("root/sys/kernel/kexec_loaded");
  g_autofree char *new_flag = path_of ("root/sys/kernel/.kexec_loaded");
  char done = 0;
  int ends[2];
  pid_t child;

  g_assert (pipe2 (ends, O_CLOEXEC) == 0);
  child = fork ();
  g_assert (child >= 0);
  if (child == 0)
    {
      if (image != NULL)
        {
          write_file (new_state, O_TRUNC, image);
          rename (new_state, state);
        }
      else
        unlink (state);
      write_file (new_flag, O_TRUNC, image != NULL ? "1\n" : "0\n");
      rename (new_flag, flag);
      write_file (log, O_APPEND, line);
      _exit (write (ends[1], "y", 1) == 1 ? 0 : 1);
    }
  close (ends[1]);
  /* Not by its exit code: under valgrind that says something else. */
  g_assert (read (ends[0], &done, 1) == 1 && done == 'y');
  close (ends[0]);
  waitpid (child, NULL, 0);
  /* The child shared the lock. */
  close (lock);
}

static void
log_failure (const char *line)
{
  g_autofree char *log = path_of ("log");
  int fd = open (log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

  g_assert (fd >= 0 && write (fd, line, strlen (line)) > 0);
  close (fd);
}

/* The end that both ways of loading have in common. */
static int
finish_load (int lock, int r, const char *image)
{
  g_autofree char *line = g_strdup_printf ("load %d %s", r, image);

  if (r < 0)
    {
      log_failure (line);
      close (lock);
      return r;
    }
  commit (lock, line, image);
  return 0;
}

/* The kernel's lock, its switches, and what the test ordered. @lock: (out): set where it is 0. */
static int
begin_load (int *lock)
{
  Orders orders;
  int r;

  r = check_switches ();
  *lock = open_lock ();
  /* Whoever comes second is told at once. */
  if (flock (*lock, LOCK_EX | LOCK_NB) < 0)
    {
      close (*lock);
      *lock = -1;
      log_failure ("load -16 busy\n");
      return -EBUSY;
    }
  read_orders (&orders);
  if (r == 0 && orders.times != 0)
    {
      r = -orders.errnum;
      if (orders.times > 0)
        {
          orders.times--;
          write_orders (&orders);
        }
    }
  if (orders.delay > 0)
    g_usleep ((gulong) orders.delay * 1000);
  return r;
}

/* What IMA says to it. @fd: -1: pages */
static int
appraise (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *file = g_file_read_link (link, NULL);
  Orders orders;

  read_orders (&orders);
  if (orders.ima == 0)
    return 0;
  if (file == NULL || g_str_has_prefix (file, "/memfd:"))
    return -EACCES;
  if (orders.ima == 2)
    g_assert_no_errno (futimens (fd, NULL));
  return 0;
}

static int
fake_load (const KxSegments *segments)
{
  g_autofree char *image = NULL;
  int lock;
  int r = begin_load (&lock);

  if (lock < 0)
    return r;
  if (r == 0)
    r = appraise (-1);

  for (guint i = 0; r == 0 && i < segments->n; i++)
    {
      const KxSegment *segment = &segments->items[i];

      if (segment->address % 4096 != 0 || segment->memory_size % 4096 != 0)
        r = -EADDRNOTAVAIL;
      else if (segment->size > segment->memory_size)
        r = -EINVAL;
    }
  image = g_strdup_printf ("segments=%u memory=%" G_GUINT64_FORMAT "\n", segments->n,
                           segments->memory);
  return finish_load (lock, r, image);
}

static int
fake_file_load (int kernel_fd, int initrd_fd, const char *cmdline)
{
  g_autofree char *kernel = NULL;
  g_autofree char *initrd = NULL;
  g_autofree char *escaped = g_strescape (cmdline, NULL);
  g_autofree char *image = NULL;
  int lock;
  int r = begin_load (&lock);

  if (lock < 0)
    return r;

  if (r == 0)
    r = appraise (kernel_fd);
  if (r == 0 && initrd_fd >= 0)
    r = appraise (initrd_fd);
  if (r == 0)
    r = digest (kernel_fd, &kernel);
  if (r == 0 && initrd_fd >= 0)
    r = digest (initrd_fd, &initrd);

  image = g_strdup_printf ("kernel=%s initrd=%s cmdline=%s\n", kernel != NULL ? kernel : "-",
                           initrd != NULL ? initrd : "-", escaped);
  return finish_load (lock, r, image);
}

static int
fake_unload (void)
{
  g_autofree char *line = NULL;
  int r = check_switches ();
  int lock = open_lock ();
  Orders orders;

  if (flock (lock, LOCK_EX | LOCK_NB) < 0)
    {
      close (lock);
      return -EBUSY;
    }
  read_orders (&orders);
  line = g_strdup_printf ("unload %d\n", r);
  if (r < 0)
    {
      log_failure (line);
      close (lock);
      return r;
    }
  commit (lock, line, NULL);
  return 0;
}

const KxKexecCalls fake_kexec_calls = {
  .load = fake_load,
  .file_load = fake_file_load,
  .unload = fake_unload,
};
