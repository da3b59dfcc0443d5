/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int
a_descriptor (void)
{
  int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static char *
digest_of (const char *kernel, const char *initrd, const char *cmdline)
{
  g_autoptr (KxPlan) plan
      = kx_plan_new (a_descriptor (), initrd != NULL ? a_descriptor () : -1, cmdline, NULL, kernel,
                     initrd, 1);

  return g_strdup (plan->digest);
}

/* Any two plans that differ in one part differ in their digest. */
static void
test_digest (void)
{
  char *digests[] = { digest_of ("k", "i", "c"),    digest_of ("K", "i", "c"),
                                 digest_of ("k", "I", "c"),    digest_of ("k", NULL, "c"),
                                 digest_of ("k", "i", "C"),    digest_of ("k", "i", ""),
                                 digest_of ("k", "i", "c\n") };
  g_autofree char *again = digest_of ("k", "i", "c");

  g_assert_cmpstr (digests[0], ==, again);
  for (gsize i = 0; i < G_N_ELEMENTS (digests); i++)
    for (gsize j = 0; j < i; j++)
      g_assert_cmpstr (digests[i], !=, digests[j]);
  for (gsize i = 0; i < G_N_ELEMENTS (digests); i++)
    g_free (digests[i]);
}

/* The plan owns its descriptors, and only the last reference closes them. */
static void
test_descriptors (void)
{
  int kernel = a_descriptor (), initrd = a_descriptor ();
  KxPlan *plan = kx_plan_new (kernel, initrd, "c", "r", "k", "i", 1);

  kx_plan_ref (plan);
  kx_plan_unref (plan);
  g_assert_cmpint (fcntl (kernel, F_GETFD), >=, 0);
  kx_plan_unref (plan);
  g_assert_cmpint (fcntl (kernel, F_GETFD), ==, -1);
  g_assert_cmpint (errno, ==, EBADF);
  g_assert_cmpint (fcntl (initrd, F_GETFD), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/digest", test_digest);
  g_test_add_func ("/plan/descriptors", test_descriptors);
  return g_test_run ();
}
