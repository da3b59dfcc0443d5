/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kexec.h"

#include <errno.h>

#include "error.h"
#include "kexec-errno.h"

static struct
{
  int result;     /* of every call but the first busy ones */
  int busy;       /* so many calls answer EBUSY first */
  int calls;
  int kernel_fd;
  int initrd_fd;
  const char *cmdline;
  const KxSegments *segments;
  GCancellable *cancel; /* cancelled by the first call */
} fake;

static int
answer (void)
{
  fake.calls++;
  if (fake.cancel != NULL)
    g_cancellable_cancel (fake.cancel);
  if (fake.busy > 0)
    {
      fake.busy--;
      return -EBUSY;
    }
  return fake.result;
}

static int
fake_file_load (int kernel_fd, int initrd_fd, const char *cmdline)
{
  fake.kernel_fd = kernel_fd;
  fake.initrd_fd = initrd_fd;
  fake.cmdline = cmdline;
  return answer ();
}

static int
fake_load (const KxSegments *segments)
{
  fake.segments = segments;
  return answer ();
}

static const KxKexecCalls calls = { .load = fake_load, .file_load = fake_file_load, .unload = answer };

static void
reset (int result, int busy)
{
  memset (&fake, 0, sizeof fake);
  fake.result = result;
  fake.busy = busy;
}

static void
test_arguments (void)
{
  g_autoptr (GError) error = NULL;

  reset (0, 0);
  g_assert_true (kx_kexec_file_load (&calls, 5, -1, "root=/dev/vda1", NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fake.calls, ==, 1);
  g_assert_cmpint (fake.kernel_fd, ==, 5);
  g_assert_cmpint (fake.initrd_fd, ==, -1);
  g_assert_cmpstr (fake.cmdline, ==, "root=/dev/vda1");
}

static void
test_segments (void)
{
  const KxSegments segments = { .n = 1 };
  g_autoptr (GError) error = NULL;

  reset (0, 0);
  g_assert_true (kx_kexec_load (&calls, &segments, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fake.calls, ==, 1);
  g_assert_true (fake.segments == &segments);
}

/* Every call that there is, whatever becomes of it: the kernel counts the same. */
static void
test_made (void)
{
  guint before = kx_kexec_get_made ();

  reset (0, 2);
  g_assert_true (kx_kexec_file_load (&calls, 5, -1, "", NULL, NULL, NULL));
  g_assert_cmpuint (kx_kexec_get_made () - before, ==, 3);
  reset (-EPERM, 0);
  g_assert_false (kx_kexec_unload (&calls, NULL));
  g_assert_cmpuint (kx_kexec_get_made () - before, ==, 4);
  reset (-ENOSYS, 0);
  g_assert_false (kx_kexec_unload (&calls, NULL));
  g_assert_cmpuint (kx_kexec_get_made () - before, ==, 4);
}

typedef struct
{
  int errnum;
  KxError code;
} Expected;

static void
assert_meaning (const GError *error, const Expected *expected)
{
  g_assert_error (error, KX_ERROR, (int) expected->code);
  g_assert_cmpint (fake.calls, ==, 1);
  g_assert_nonnull (strstr (error->message, g_strerror (expected->errnum)));
  /* Says what to do, not only what happened. */
  g_assert_true (strchr (error->message, ';') != NULL || expected->code == KX_ERROR_FAILED);
  g_assert_false (g_str_has_suffix (error->message, "."));
}

/* Section 1 of the notes on kexec, written out again: not derived from the table under test. */
static void
test_errnos (void)
{
  static const Expected expected[] = {
    { EPERM, KX_ERROR_DISABLED },
    { EACCES, KX_ERROR_SIGNATURE_REJECTED },
    { EINVAL, KX_ERROR_INVALID_IMAGE },
    { ENOEXEC, KX_ERROR_INVALID_IMAGE },
    { EADDRNOTAVAIL, KX_ERROR_NO_MEMORY },
    { ENOMEM, KX_ERROR_NO_MEMORY },
    { EFAULT, KX_ERROR_FAILED },
    { EOPNOTSUPP, KX_ERROR_UNSUPPORTED },
    { ENOSYS, KX_ERROR_UNSUPPORTED },
    { ETXTBSY, KX_ERROR_BUSY },
    { ENOKEY, KX_ERROR_SIGNATURE_REJECTED },
    { EKEYREJECTED, KX_ERROR_SIGNATURE_REJECTED },
    { EBADMSG, KX_ERROR_SIGNATURE_REJECTED },
    { ELIBBAD, KX_ERROR_SIGNATURE_REJECTED },
    { ENOPKG, KX_ERROR_SIGNATURE_REJECTED },
    { EXDEV, KX_ERROR_FAILED }, /* not in the table */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GError) error = NULL;
      int errnum = 0;

      reset (-expected[i].errnum, 0);
      g_assert_false (kx_kexec_file_load (&calls, 3, 4, "", NULL, &errnum, &error));
      assert_meaning (error, &expected[i]);
      g_assert_cmpint (errnum, ==, expected[i].errnum);
    }
}

/* Of the other call; here EACCES means that the kernel wants to see the files themselves. */
static void
test_segments_errnos (void)
{
  static const Expected expected[] = {
    { EPERM, KX_ERROR_DISABLED },       { EACCES, KX_ERROR_LOCKED_DOWN },
    { EINVAL, KX_ERROR_NO_MEMORY },     { ENOMEM, KX_ERROR_NO_MEMORY },
    { EADDRNOTAVAIL, KX_ERROR_FAILED }, { EOPNOTSUPP, KX_ERROR_UNSUPPORTED },
    { ENOSYS, KX_ERROR_UNSUPPORTED },   { EFAULT, KX_ERROR_FAILED },
    { ENOKEY, KX_ERROR_FAILED }, /* not in the table */
  };
  const KxSegments segments = { .n = 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GError) error = NULL;

      reset (-expected[i].errnum, 0);
      g_assert_false (kx_kexec_load (&calls, &segments, NULL, &error));
      assert_meaning (error, &expected[i]);
    }
}

static void
test_busy (void)
{
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();

  reset (0, 3);
  g_assert_true (kx_kexec_file_load (&calls, 3, -1, "", NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fake.calls, ==, 4);
  /* 20 + 50 + 100 ms of pauses */
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 170 * 1000);
}

static void
test_busy_cancelled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 begin = g_get_monotonic_time ();

  reset (0, 1000);
  fake.cancel = cancellable;
  g_assert_false (kx_kexec_file_load (&calls, 3, -1, "", cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (fake.calls, ==, 1);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
}

static void
test_unload (void)
{
  g_autoptr (GError) error = NULL;

  reset (0, 2);
  g_assert_true (kx_kexec_unload (&calls, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fake.calls, ==, 3);

  reset (0, 1000);
  g_assert_false (kx_kexec_unload (&calls, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_BUSY);
  g_clear_error (&error);

  reset (-EACCES, 0);
  g_assert_false (kx_kexec_unload (&calls, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_LOCKED_DOWN);
}

/* The real ones with descriptors that are none: the kernel refuses, whoever asks. */
static void
test_real_calls (void)
{
  g_assert_cmpint (kx_kexec_calls.file_load (-1, -1, ""), <, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kexec/made", test_made);
  g_test_add_func ("/kexec/arguments", test_arguments);
  g_test_add_func ("/kexec/errnos", test_errnos);
  g_test_add_func ("/kexec/segments", test_segments);
  g_test_add_func ("/kexec/segments-errnos", test_segments_errnos);
  g_test_add_func ("/kexec/busy", test_busy);
  g_test_add_func ("/kexec/busy-cancelled", test_busy_cancelled);
  g_test_add_func ("/kexec/unload", test_unload);
  g_test_add_func ("/kexec/real-calls", test_real_calls);
  return g_test_run ();
}
