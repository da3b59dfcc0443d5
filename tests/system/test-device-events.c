/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device-events.h"

#include <umockdev.h>

#include "preload.h"

static const char *const subsystems[] = { "memory", "block", NULL };
static const char *const directories[] = { "/devices/system/memory/", "/devices/virtual/block/", NULL };

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

/* Told of each block of memory and each disk, and of nothing else: what came before the last event was read
 * before it. */
static void
test_events (void)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  g_autofree char *block = umockdev_testbed_add_device (testbed, "memory", "memory33", NULL, "state",
                                                        "offline", NULL, NULL);
  g_autofree char *processor
      = umockdev_testbed_add_device (testbed, "cpu", "cpu1", NULL, "online", "1", NULL, NULL);
  g_autofree char *disk
      = umockdev_testbed_add_device (testbed, "block", "dm-0", NULL, "dev", "253:0", NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;
  g_autoptr (KxDeviceEvents) events = kx_device_events_new (subsystems, directories, count, &n, &error);

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
  umockdev_testbed_uevent (testbed, disk, "change");
  wait_for (&n, 5);
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
  KxDeviceEvents *events = kx_device_events_new (subsystems, directories, count, &n, &error);

  g_assert_no_error (error);
  umockdev_testbed_uevent (testbed, block, "add");
  kx_device_events_free (events);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 0);
}

int
main (int argc, char **argv)
{
  preload_umockdev (argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-events/events", test_events);
  g_test_add_func ("/device-events/freed", test_freed);
  return g_test_run ();
}
