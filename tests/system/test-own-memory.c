/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "own-memory.h"

#include <string.h>
#include <sys/mman.h>

#include "fake-root.h"

#define MIB ((gsize) 1 << 20)

/* What is taken shows, and is forgotten when counting begins anew. */
static void
test_peak (void)
{
  guint64 before;
  guint64 most;
  void *bytes;

  kx_own_memory_reset_peak ();
  before = kx_own_memory_get_peak ();
  g_assert_cmpuint (before, >, 0);

  bytes = mmap (NULL, 64 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (bytes != MAP_FAILED);
  memset (bytes, 1, 64 * MIB);
  munmap (bytes, 64 * MIB);
  most = kx_own_memory_get_peak ();
  g_assert_cmpuint (most, >=, before + 60 * MIB);

  kx_own_memory_reset_peak ();
  g_assert_cmpuint (kx_own_memory_get_peak (), <, most);
}

static void
test_available (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();

  g_assert_cmpuint (kx_own_memory_get_available (root->fd), ==, 0);
  fake_root_write (root, "proc/meminfo",
                   "MemTotal: 4096 kB\nMemAvailableNot: 1 kB\nMemAvailable:  2048 kB\nBuffers: 3 kB\n");
  g_assert_cmpuint (kx_own_memory_get_available (root->fd), ==, 2 * MIB);
  g_assert_cmpuint (kx_own_memory_get_total (root->fd), ==, 4 * MIB);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/own-memory/peak", test_peak);
  g_test_add_func ("/own-memory/available", test_available);
  return g_test_run ();
}
