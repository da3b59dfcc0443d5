/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "uevent-filter.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Whether @message gets through a socket with the filter. */
static gboolean
passes (const char *message)
{
  static const char *const directories[]
      = { "/devices/system/memory/", "/devices/pci", "/devices/virtual/block/", NULL };
  int ends[2];
  char buffer[256];
  ssize_t n;

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends));
  g_assert_true (kx_uevent_filter_attach (ends[1], directories));
  (void) send (ends[0], message, strlen (message) + 1, 0);
  n = recv (ends[1], buffer, sizeof buffer, MSG_DONTWAIT);
  g_assert_true (n <= 0 || g_str_equal (buffer, message));
  close (ends[0]);
  close (ends[1]);
  return n > 0;
}

static void
test_passed (void)
{
  g_assert_true (passes ("add@/devices/system/memory/memory33"));
  g_assert_true (passes ("bind@/devices/system/memory/memory33"));
  g_assert_true (passes ("change@/devices/system/memory/memory33"));
  g_assert_true (passes ("online@/devices/system/memory/memory33"));
  g_assert_true (passes ("remove@/devices/system/memory/memory33"));
  g_assert_true (passes ("offline@/devices/system/memory/memory33"));
  g_assert_true (passes ("offline@/devices/system/memory/"));
  g_assert_true (passes ("change@/devices/pci0000:00/0000:00:04.0/virtio1/block/vda/vda3"));
  g_assert_true (passes ("unbind@/devices/pci0000:00/0000:00:04.0"));
  g_assert_true (passes ("add@/devices/virtual/block/dm-0"));
  g_assert_true (passes ("libudev"));
}

static void
test_dropped (void)
{
  g_assert_false (passes (""));
  g_assert_false (passes ("add"));
  g_assert_false (passes ("add@/devices/system/cpu/cpu1"));
  g_assert_false (passes ("add@/devices/system/memor"));
  g_assert_false (passes ("add@/devices/system/memory"));
  g_assert_false (passes ("change@/devices/platform/battery/power_supply/BAT0"));
  g_assert_false (passes ("online@/devices/system/node/node0/memory/"));
  g_assert_false (passes ("add /devices/system/memory/memory33"));
  g_assert_false (passes ("remove@/devices/system/memorx/memory33"));
  g_assert_false (passes ("add@/devices/virtual/net/veth0"));
  g_assert_false (passes ("add@/devices/pc"));
  g_assert_false (passes ("libudex"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uevent-filter/passed", test_passed);
  g_test_add_func ("/uevent-filter/dropped", test_dropped);
  return g_test_run ();
}
