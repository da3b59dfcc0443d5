/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory-events.h"

#include <umockdev.h>

#include "preload.h"

static void
count (gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
wait_for (const guint *n, guint expected)
{
  while (*n < expected)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (*n, ==, expected);
}

/* Told of each block of memory, and of nothing else: what came before the last event was read
 * before it. */
static void
test_events (void)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  g_autofree char *block = umockdev_testbed_add_device (testbed, "memory", "memory33", NULL, "state",
                                                        "offline", NULL, NULL);
  g_autofree char *processor
      = umockdev_testbed_add_device (testbed, "cpu", "cpu1", NULL, "online", "1", NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;
  g_autoptr (KxMemoryEvents) events = kx_memory_events_new (count, &n, &error);

  g_assert_no_error (error);
  umockdev_testbed_uevent (testbed, block, "add");
  wait_for (&n, 1);
  umockdev_testbed_uevent (testbed, processor, "add");
  umockdev_testbed_uevent (testbed, processor, "change");
  umockdev_testbed_uevent (testbed, block, "online");
  wait_for (&n, 2);
  umockdev_testbed_uevent (testbed, block, "offline");
  umockdev_testbed_uevent (testbed, block, "remove");
  wait_for (&n, 4);
}

/* Nobody is told any more, and nothing is left in the main loop. */
static void
test_freed (void)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  g_autofree char *block = umockdev_testbed_add_device (testbed, "memory", "memory33", NULL, "state",
                                                        "offline", NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;
  KxMemoryEvents *events = kx_memory_events_new (count, &n, &error);

  g_assert_no_error (error);
  umockdev_testbed_uevent (testbed, block, "add");
  kx_memory_events_free (events);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 0);
}

int
main (int argc, char **argv)
{
  preload_umockdev (argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory-events/events", test_events);
  g_test_add_func ("/memory-events/freed", test_freed);
  return g_test_run ();
}
