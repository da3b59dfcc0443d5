/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "notify.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Stands for the service manager's end of the notification socket. */
static int
listen_as_manager (char **path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  *path = g_strdup_printf ("%s/kexecd-notify-%ld", g_get_tmp_dir (), (long) getpid ());
  g_strlcpy (address.sun_path, *path, sizeof address.sun_path);
  g_assert_no_errno (bind (fd, (struct sockaddr *) &address, sizeof address));
  return fd;
}

/* One message, and the descriptor that came with it or -1. */
static char *
receive (int socket_fd, int *fd)
{
  char buffer[1024];
  union
  {
    char bytes[CMSG_SPACE (sizeof (int)) + CMSG_SPACE (sizeof (struct ucred))];
    struct cmsghdr align;
  } control;
  struct iovec iov = { .iov_base = buffer, .iov_len = sizeof buffer };
  struct msghdr message = { .msg_iov = &iov,
                            .msg_iovlen = 1,
                            .msg_control = &control,
                            .msg_controllen = sizeof control };
  ssize_t n = recvmsg (socket_fd, &message, MSG_CMSG_CLOEXEC);

  g_assert_cmpint (n, >, 0);
  *fd = -1;
  for (struct cmsghdr *c = CMSG_FIRSTHDR (&message); c != NULL; c = CMSG_NXTHDR (&message, c))
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
      memcpy (fd, CMSG_DATA (c), sizeof *fd);
  return g_strndup (buffer, (gsize) n);
}

static void
test_put (void)
{
  g_autofree char *path = NULL;
  g_autofree char *removal = NULL;
  g_autofree char *message = NULL;
  int manager = listen_as_manager (&path);
  int file = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  int none, got;
  struct stat a, b;

  g_setenv ("NOTIFY_SOCKET", path, TRUE);
  g_assert_true (kx_fdstore_put ("kernel", file));
  removal = receive (manager, &none);
  g_assert_cmpstr (removal, ==, "FDSTOREREMOVE=1\nFDNAME=kernel");
  g_assert_cmpint (none, ==, -1);
  message = receive (manager, &got);
  g_assert_nonnull (strstr (message, "FDSTORE=1"));
  g_assert_nonnull (strstr (message, "FDNAME=kernel"));
  g_assert_cmpint (got, >=, 0);
  g_assert_no_errno (fstat (file, &a));
  g_assert_no_errno (fstat (got, &b));
  g_assert_cmpuint (a.st_ino, ==, b.st_ino);

  g_unsetenv ("NOTIFY_SOCKET");
  g_assert_false (kx_fdstore_put ("kernel", file));
  kx_fdstore_remove ("kernel");
  close (got);
  close (file);
  close (manager);
  unlink (path);
}

static void
test_status (void)
{
  g_autofree char *path = NULL;
  g_autofree char *message = NULL;
  g_autofree char *ready = NULL;
  int manager = listen_as_manager (&path);
  int none;

  g_setenv ("NOTIFY_SOCKET", path, TRUE);
  kx_notify_status ("armed\nREADY=1");
  message = receive (manager, &none);
  g_assert_cmpstr (message, ==, "STATUS=armed READY=1");
  kx_notify_ready ();
  ready = receive (manager, &none);
  g_assert_cmpstr (ready, ==, "READY=1");
  g_unsetenv ("NOTIFY_SOCKET");
  close (manager);
  unlink (path);
}

/* In a process of its own, as systemd starts it: descriptors from 3 on. */
static int
take_in_child (void)
{
  g_autofree char *pid = g_strdup_printf ("%ld", (long) getpid ());
  int a = fcntl (open ("/dev/null", O_RDONLY), F_DUPFD, 100);
  int b = fcntl (open ("/dev/zero", O_RDONLY), F_DUPFD, 100);
  struct stat zero, got;

  dup2 (a, 3);
  dup2 (b, 4);
  dup2 (b, 5);
  g_setenv ("LISTEN_PID", pid, TRUE);
  g_setenv ("LISTEN_FDS", "3", TRUE);
  g_setenv ("LISTEN_FDNAMES", "kernel:initrd:rest", TRUE);

  if (kx_fdstore_take ("initrd") != 4 || kx_fdstore_take ("initrd") != -1)
    return 1;
  if (kx_fdstore_take ("kernel") != 3 || kx_fdstore_take ("other") != -1)
    return 2;
  if (fstat (4, &got) < 0 || stat ("/dev/zero", &zero) < 0 || got.st_rdev != zero.st_rdev)
    return 3;
  if ((fcntl (4, F_GETFD) & FD_CLOEXEC) == 0 || g_getenv ("LISTEN_FDS") != NULL)
    return 4;
  kx_fdstore_close_rest ();
  if (fcntl (5, F_GETFD) >= 0 || fcntl (4, F_GETFD) < 0)
    return 5;
  return 0;
}

static void
test_take (void)
{
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    _exit (take_in_child ());
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
test_take_nothing (void)
{
  g_assert_cmpint (kx_fdstore_take ("kernel"), ==, -1);
  kx_fdstore_close_rest ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notify/take", test_take);
  g_test_add_func ("/notify/take-nothing", test_take_nothing);
  g_test_add_func ("/notify/put", test_put);
  g_test_add_func ("/notify/status", test_status);
  return g_test_run ();
}
