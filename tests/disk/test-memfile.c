/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memfile.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "error.h"

#define CAP (64 * 1024 * 1024)
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)

static int
make_file (const void *bytes, gsize size)
{
  int fd = memfd_create ("test", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, bytes, size, 0), ==, size);
  return fd;
}

static void
assert_contains (int fd, const char *bytes, gsize size)
{
  g_autofree char *read_back = g_malloc0 (size + 1);

  g_assert_cmpint (pread (fd, read_back, size + 1, 0), ==, size);
  g_assert_cmpmem (read_back, size, bytes, size);
}

static void
assert_refused (int fd, guint64 cap, KxError code, const char *word)
{
  g_autoptr (GError) error = NULL;
  char untouched[] = "untouched";
  char *digest = untouched;

  g_assert_cmpint (kx_memfile_copy (&fd, 1, cap, 4, "kernel", NULL, NULL, &digest, &error), ==, -1);
  g_assert_error (error, KX_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_true (digest == untouched);
}

static void
test_copy (void)
{
  int fds[] = { make_file ("12345", 5), make_file ("abcd", 4), make_file ("x", 1) };
  static const char expected[] = "12345\0\0\0abcdx\0\0\0";
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *wanted = NULL;
  KxDigest whole;
  gsize progress = 0;
  int copy;

  kx_digest_init (&whole);
  kx_digest_update (&whole, (const guint8 *) expected, 16);
  wanted = kx_digest_finish (&whole);
  /* The caller's offset is the caller's. */
  lseek (fds[0], 3, SEEK_SET);
  copy = kx_memfile_copy (fds, 3, 16, 4, "initrd", &progress, NULL, &digest, &error);
  g_assert_no_error (error);
  assert_contains (copy, expected, 16);
  g_assert_cmpstr (digest, ==, wanted);
  g_assert_cmpuint (progress, ==, 10);
  g_assert_cmpint (lseek (fds[0], 0, SEEK_CUR), ==, 3);

  /* Nobody can change it, not through this descriptor nor through a new one. */
  g_assert_cmpint (fcntl (copy, F_GETFL) & O_ACCMODE, ==, O_RDONLY);
  g_assert_cmpint (fcntl (copy, F_GET_SEALS) & SEALS, ==, SEALS);
  g_assert_cmpint (fcntl (copy, F_GETFD) & FD_CLOEXEC, !=, 0);
  close (copy);
  for (guint i = 0; i < 3; i++)
    close (fds[i]);
}

static void
test_large (void)
{
  gsize size = 3 * 1024 * 1024 + 17;
  g_autofree char *bytes = g_malloc (size);
  g_autoptr (GError) error = NULL;
  int fd, copy;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (char) (i * 31 + i / 4096);
  fd = make_file (bytes, size);
  copy = kx_memfile_copy (&fd, 1, CAP, 1, "kernel", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_contains (copy, bytes, size);
  close (fd);
  close (copy);
}

/* The original may do what it likes afterwards. */
static void
test_independent (void)
{
  int fd = make_file ("before", 6);
  g_autoptr (GError) error = NULL;
  int copy = kx_memfile_copy (&fd, 1, CAP, 1, "kernel", NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (pwrite (fd, "after!", 6, 0), ==, 6);
  assert_contains (copy, "before", 6);
  close (fd);
  close (copy);
}

static void
test_not_regular (void)
{
  g_autofree char *directory = g_dir_make_tmp ("kexecd-test-XXXXXX", NULL);
  g_autofree char *fifo = g_build_filename (directory, "fifo", NULL);
  int pipe_fds[2], sockets[2];
  int fd;

  fd = open (directory, O_RDONLY | O_CLOEXEC);
  assert_refused (fd, CAP, KX_ERROR_INVALID_IMAGE, "directory");
  close (fd);

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  fd = open (fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  assert_refused (fd, CAP, KX_ERROR_INVALID_IMAGE, "FIFO");
  close (fd);
  unlink (fifo);
  rmdir (directory);

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  assert_refused (pipe_fds[0], CAP, KX_ERROR_INVALID_IMAGE, "FIFO");
  close (pipe_fds[0]);
  close (pipe_fds[1]);

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, sockets), ==, 0);
  assert_refused (sockets[0], CAP, KX_ERROR_INVALID_IMAGE, "socket");
  close (sockets[0]);
  close (sockets[1]);

  fd = open ("/dev/zero", O_RDONLY | O_CLOEXEC);
  assert_refused (fd, CAP, KX_ERROR_INVALID_IMAGE, "device");
  close (fd);
}

static void
test_not_readable (void)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("kexecd-test-XXXXXX", &path, NULL);
  int other;

  g_assert_cmpint (write (fd, "x", 1), ==, 1);
  close (fd);

  other = open (path, O_WRONLY | O_CLOEXEC);
  assert_refused (other, CAP, KX_ERROR_INVALID_IMAGE, "O_RDONLY");
  close (other);
  other = open (path, O_PATH | O_CLOEXEC);
  assert_refused (other, CAP, KX_ERROR_INVALID_IMAGE, "O_RDONLY");
  close (other);
  assert_refused (-1, CAP, KX_ERROR_INVALID_IMAGE, "descriptor");
  unlink (path);
}

static void
test_size (void)
{
  int empty = memfd_create ("empty", MFD_CLOEXEC);
  int fds[] = { make_file ("12345", 5), make_file ("12345", 5) };
  g_autoptr (GError) error = NULL;
  int proc = open ("/proc/self/status", O_RDONLY | O_CLOEXEC);

  assert_refused (empty, CAP, KX_ERROR_INVALID_IMAGE, "empty");
  assert_refused (proc, CAP, KX_ERROR_INVALID_IMAGE, "empty");
  assert_refused (fds[0], 4, KX_ERROR_INVALID_IMAGE, "allowed");
  /* The cap is that of all together, and of their padding. */
  g_assert_cmpint (kx_memfile_copy (fds, 2, 12, 4, "initrd", NULL, NULL, NULL, &error), ==, -1);
  g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
  close (empty);
  close (proc);
  close (fds[0]);
  close (fds[1]);
}

/* Does something to a file as soon as it is being read. */
typedef struct
{
  int fd;
  gsize *progress;
  void (*meddle) (int fd);
} Meddler;

static gpointer
meddle (gpointer data)
{
  Meddler *meddler = data;

  while (GPOINTER_TO_SIZE (g_atomic_pointer_get (meddler->progress)) == 0)
    g_thread_yield ();
  meddler->meddle (meddler->fd);
  return NULL;
}

static void
shrink (int fd)
{
  g_assert_cmpint (ftruncate (fd, 1), ==, 0);
}

static void
grow (int fd)
{
  g_assert_cmpint (ftruncate (fd, 256 * 1024 * 1024), ==, 0);
}

/* Until that can be seen: the kernel's time stamps advance by ticks of its clock. */
static void
rewrite (int fd)
{
  struct stat before, after;

  g_assert_cmpint (fstat (fd, &before), ==, 0);
  do
    {
      g_assert_cmpint (pwrite (fd, "!", 1, 0), ==, 1);
      g_assert_cmpint (fstat (fd, &after), ==, 0);
    }
  while (after.st_mtim.tv_sec == before.st_mtim.tv_sec
         && after.st_mtim.tv_nsec == before.st_mtim.tv_nsec);
}

static void
test_meddled_with (gconstpointer data)
{
  int fd = memfd_create ("test", MFD_CLOEXEC);
  gsize progress = 0;
  Meddler meddler = { .fd = fd, .progress = &progress, .meddle = data };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  g_assert_cmpint (ftruncate (fd, 128 * 1024 * 1024), ==, 0);
  thread = g_thread_new ("meddler", meddle, &meddler);
  g_assert_cmpint (kx_memfile_copy (&fd, 1, G_MAXUINT32, 1, "kernel", &progress, NULL, NULL,
                                    &error), ==, -1);
  g_thread_join (thread);
  g_assert_error (error, KX_ERROR, KX_ERROR_CHANGED);
  close (fd);
}

static void
test_cancelled (void)
{
  int fd = make_file ("12345", 5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (kx_memfile_copy (&fd, 1, CAP, 1, "kernel", NULL, cancellable, NULL, &error), ==,
                   -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memfile/copy", test_copy);
  g_test_add_func ("/memfile/large", test_large);
  g_test_add_func ("/memfile/independent", test_independent);
  g_test_add_func ("/memfile/not-regular", test_not_regular);
  g_test_add_func ("/memfile/not-readable", test_not_readable);
  g_test_add_func ("/memfile/size", test_size);
  g_test_add_data_func ("/memfile/shrinks", shrink, test_meddled_with);
  g_test_add_data_func ("/memfile/grows", grow, test_meddled_with);
  g_test_add_data_func ("/memfile/rewritten", rewrite, test_meddled_with);
  g_test_add_func ("/memfile/cancelled", test_cancelled);
  return g_test_run ();
}
