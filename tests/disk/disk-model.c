/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "disk-model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int __real_openat (int dir_fd, const char *name, int flags, ...);
int __real_openat64 (int dir_fd, const char *name, int flags, ...);
ssize_t __real_write (int fd, const void *buffer, size_t size);
int __real_fsync (int fd);
int __real_close (int fd);
int __real_renameat (int from_fd, const char *from, int to_fd, const char *to);
int __real_unlinkat (int dir_fd, const char *name, int flags);

int __wrap_openat (int dir_fd, const char *name, int flags, ...);
int __wrap_openat64 (int dir_fd, const char *name, int flags, ...);
ssize_t __wrap_write (int fd, const void *buffer, size_t size);
int __wrap_fsync (int fd);
int __wrap_close (int fd);
int __wrap_renameat (int from_fd, const char *from, int to_fd, const char *to);
int __wrap_unlinkat (int dir_fd, const char *name, int flags);

/* Names that are only for the model: what a rename has replaced or taken away is kept under them. */
#define KEPT "replaced-by-a-rename"

typedef enum
{
  OFF,
  CUT,
  FAIL,
  FAILED, /* once is enough */
} Mode;

static Mode mode;
static DiskModelLoss lost;
static guint left;
static int failure;
static int directory;
static gboolean renamed;

static int written = -1;  /* the file that is being written, here */
static int unsynced = -1; /* the same file as long as it is not synced, in a descriptor of the model's */

/* The rename that the directory has not been synced after. */
static char *renamed_to;
static gboolean had_former;

static G_NORETURN void
cut (int code)
{
  if (lost == DISK_MODEL_LOSE_FILES && unsynced >= 0 && ftruncate (unsynced, 0) < 0)
    code = 1;
  if (lost == DISK_MODEL_LOSE_NAMES && renamed_to != NULL
      && (had_former ? __real_renameat (directory, KEPT, directory, renamed_to)
                     : __real_unlinkat (directory, renamed_to, 0))
             < 0)
    code = 1;
  __real_unlinkat (directory, KEPT, 0);
  _exit (code);
}

/* Whether the call is made; if not, errno says why. */
static gboolean
take_call (void)
{
  if (mode == OFF || mode == FAILED)
    return TRUE;
  if (left > 0)
    {
      left--;
      return TRUE;
    }
  if (mode == CUT)
    cut (DISK_MODEL_CUT);

  mode = FAILED;
  errno = failure;
  return FALSE;
}

static int
note_opened (int fd)
{
  if (mode == CUT && fd >= 0)
    {
      written = fd;
      unsynced = fcntl (fd, F_DUPFD_CLOEXEC, 0);
    }
  return fd;
}

static mode_t
get_mode (int flags, va_list arguments)
{
  return (flags & O_CREAT) != 0 ? va_arg (arguments, mode_t) : 0;
}

int
__wrap_openat (int dir_fd, const char *name, int flags, ...)
{
  va_list arguments;
  mode_t permissions;

  va_start (arguments, flags);
  permissions = get_mode (flags, arguments);
  va_end (arguments);
  if ((flags & O_CREAT) == 0)
    return __real_openat (dir_fd, name, flags);
  return take_call () ? note_opened (__real_openat (dir_fd, name, flags, permissions)) : -1;
}

int
__wrap_openat64 (int dir_fd, const char *name, int flags, ...)
{
  va_list arguments;
  mode_t permissions;

  va_start (arguments, flags);
  permissions = get_mode (flags, arguments);
  va_end (arguments);
  if ((flags & O_CREAT) == 0)
    return __real_openat64 (dir_fd, name, flags);
  return take_call () ? note_opened (__real_openat64 (dir_fd, name, flags, permissions)) : -1;
}

/* A byte at a time: the power is cut, or the disk is full, in the middle of a file, too. */
ssize_t
__wrap_write (int fd, const void *buffer, size_t size)
{
  return take_call () ? __real_write (fd, buffer, mode != OFF ? MIN (size, 1) : size) : -1;
}

int
__wrap_fsync (int fd)
{
  int result = take_call () ? __real_fsync (fd) : -1;

  if (result == 0 && fd == written && unsynced >= 0)
    {
      __real_close (unsynced);
      unsynced = -1;
    }
  if (result == 0 && fd == directory && mode == CUT)
    {
      g_clear_pointer (&renamed_to, g_free);
      __real_unlinkat (directory, KEPT, 0);
    }
  return result;
}

/* One that fails has closed the file all the same. */
int
__wrap_close (int fd)
{
  gboolean taken = take_call ();
  int saved = errno;
  int result = __real_close (fd);

  if (fd == written)
    written = -1;
  if (taken)
    return result;
  errno = saved;
  return -1;
}

int
__wrap_renameat (int from_fd, const char *from, int to_fd, const char *to)
{
  int result;

  if (!take_call ())
    return -1;

  if (mode == CUT)
    had_former = linkat (to_fd, to, directory, KEPT, 0) == 0;
  result = __real_renameat (from_fd, from, to_fd, to);
  renamed |= result == 0;
  if (mode == CUT && result == 0)
    renamed_to = g_strdup (to);
  return result;
}

int
__wrap_unlinkat (int dir_fd, const char *name, int flags)
{
  return take_call () ? __real_unlinkat (dir_fd, name, flags) : -1;
}

void
disk_model_cut_power (int dir_fd, guint calls, DiskModelLoss loss)
{
  directory = dir_fd;
  left = calls;
  lost = loss;
  mode = CUT;
}

void
disk_model_end (void)
{
  cut (DISK_MODEL_COMPLETED);
}

void
disk_model_fail (int dir_fd, guint calls, int number)
{
  directory = dir_fd;
  left = calls;
  failure = number;
  renamed = FALSE;
  mode = FAIL;
}

gboolean
disk_model_has_failed (void)
{
  return mode == FAILED;
}

gboolean
disk_model_has_renamed (void)
{
  return renamed;
}

void
disk_model_off (void)
{
  mode = OFF;
}
