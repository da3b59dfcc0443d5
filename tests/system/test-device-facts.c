/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device-facts.h"

#include <fcntl.h>
#include <string.h>
#include <umockdev.h>
#include <unistd.h>

#include "fake-root.h"
#include "preload.h"

static const char *const subsystems[] = { "pci", "i2c", NULL };

static KxDeviceFacts *
read_own (const char *const *wanted)
{
  int fd = open ("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  KxDeviceFacts *devices;

  g_assert_cmpint (fd, >=, 0);
  devices = kx_device_facts_read (fd, wanted);
  close (fd);
  return devices;
}

static const KxDevice *
find (const KxDeviceFacts *devices, const char *address)
{
  for (guint i = 0; i < devices->items->len; i++)
    {
      const KxDevice *device = devices->items->pdata[i];

      if (strcmp (device->address, address) == 0)
        return device;
    }
  return NULL;
}

/* What a device is bound to is a link in sysfs. */
static void
bind_driver (UMockdevTestbed *testbed, const char *device, const char *subsystem,
             const char *driver)
{
  g_autofree char *sys = umockdev_testbed_get_sys_dir (testbed);
  g_autofree char *relative = g_build_filename ("bus", subsystem, "drivers", driver, NULL);
  g_autofree char *directory = g_build_filename (sys, relative, NULL);
  g_autofree char *target = g_build_filename ("/sys", relative, NULL);

  g_assert_no_errno (g_mkdir_with_parents (directory, 0755));
  umockdev_testbed_set_attribute_link (testbed, device, "driver", target);
}

static void
test_devices (void)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  g_autofree char *gpu = umockdev_testbed_add_device (
      testbed, "pci", "0000:00:02.0", NULL, "class", "0x030000", "modalias",
      "pci:v00008086d00003E92bc03sc00i00", "power/runtime_status", "suspended", NULL,
      "ID_VENDOR_FROM_DATABASE", "Intel", "ID_MODEL_FROM_DATABASE", "UHD \xff Graphics", NULL);
  g_autofree char *nic = umockdev_testbed_add_device (testbed, "pci", "0000:00:03.0", NULL, "class",
                                                      "0x020000", "sriov_numvfs", "7", NULL, NULL);
  g_autofree char *touch = umockdev_testbed_add_device (
      testbed, "i2c", "i2c-ELAN0501:00", NULL, "power/runtime_status", "active", NULL, NULL);
  g_autofree char *other = umockdev_testbed_add_device (testbed, "usb", "1-1", NULL, NULL, NULL);
  g_autoptr (KxDeviceFacts) devices = NULL;
  const KxDevice *device;

  bind_driver (testbed, gpu, "pci", "i915");
  bind_driver (testbed, touch, "i2c", "i2c_hid_acpi");
  g_assert_nonnull (other);
  devices = read_own (subsystems);
  g_assert_cmpuint (devices->items->len, ==, 3);

  device = find (devices, "0000:00:02.0");
  g_assert_cmpstr (device->subsystem, ==, "pci");
  g_assert_cmpstr (device->driver, ==, "i915");
  g_assert_cmpstr (device->class, ==, "030000");
  g_assert_cmpstr (device->modalias, ==, "pci:v00008086d00003E92bc03sc00i00");
  g_assert_cmpstr (device->name, ==, "Intel UHD \xef\xbf\xbd Graphics");
  g_assert_false (device->active);
  g_assert_cmpuint (device->functions, ==, 0);

  device = find (devices, "0000:00:03.0");
  g_assert_cmpstr (device->driver, ==, "");
  g_assert_cmpstr (device->name, ==, "");
  g_assert_true (device->active);
  g_assert_cmpuint (device->functions, ==, 7);

  device = find (devices, "i2c-ELAN0501:00");
  g_assert_cmpstr (device->subsystem, ==, "i2c");
  g_assert_cmpstr (device->driver, ==, "i2c_hid_acpi");
  g_assert_cmpstr (device->class, ==, "");
  g_assert_true (device->active);
}

/* One that is pulled out is gone the next time. */
static void
test_unplugged (void)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  g_autofree char *nic = umockdev_testbed_add_device (testbed, "pci", "0000:00:03.0", NULL, "class",
                                                      "0x020000", NULL, NULL);
  g_autoptr (KxDeviceFacts) before = read_own (subsystems);
  g_autoptr (KxDeviceFacts) after = NULL;

  umockdev_testbed_remove_device (testbed, nic);
  after = read_own (subsystems);
  g_assert_cmpuint (before->items->len, ==, 1);
  g_assert_cmpuint (after->items->len, ==, 0);
}

static void
test_long (void)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  g_autofree char *text = g_strnfill (1000, 'x');
  g_autofree char *path = umockdev_testbed_add_device (
      testbed, "pci", "0000:00:03.0", NULL, "modalias", text, "sriov_numvfs", "-1", NULL,
      "ID_MODEL_FROM_DATABASE", text, NULL);
  g_autoptr (KxDeviceFacts) devices = read_own (subsystems);
  const KxDevice *device = find (devices, "0000:00:03.0");

  g_assert_nonnull (path);
  g_assert_cmpuint (strlen (device->modalias), <=, 256);
  g_assert_cmpuint (strlen (device->name), <=, 256);
  g_assert_cmpuint (device->functions, ==, 0);
}

/* A device as far as sysfs needs it, without an event. */
static void
add_bare_device (const char *sys, const char *name)
{
  g_autofree char *directory = g_build_filename (sys, "devices", name, NULL);
  g_autofree char *uevent = g_build_filename (directory, "uevent", NULL);
  g_autofree char *subsystem = g_build_filename (directory, "subsystem", NULL);
  g_autofree char *link = g_build_filename (sys, "bus/pci/devices", name, NULL);
  g_autofree char *target = g_build_filename ("../../../devices", name, NULL);

  g_assert_no_errno (g_mkdir_with_parents (directory, 0755));
  g_assert_true (g_file_set_contents (uevent, "", 0, NULL));
  g_assert_no_errno (symlink ("../../bus/pci", subsystem));
  g_assert_no_errno (symlink (target, link));
}

static void
test_many (void)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  g_autofree char *path = umockdev_testbed_add_device (testbed, "pci", "first", NULL, NULL, NULL);
  g_autofree char *sys = umockdev_testbed_get_sys_dir (testbed);
  g_autoptr (KxDeviceFacts) devices = NULL;

  g_assert_nonnull (path);
  for (guint i = 0; i < 4100; i++)
    {
      g_autofree char *name = g_strdup_printf ("0000:%04x", i);

      add_bare_device (sys, name);
    }
  devices = read_own (subsystems);
  g_assert_cmpuint (devices->items->len, ==, 4096);
}

static void
test_machine (void)
{
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (KxDeviceFacts) devices = NULL;

  fake_root_write (root, "proc/cpuinfo",
                   "processor\t: 0\nmodel name\t: Celeron N5105\nflags\t: x\n");
  fake_root_write (root, "sys/class/dmi/id/sys_vendor", "QEMU\n");
  fake_root_write (root, "sys/class/dmi/id/product_name", "Standard PC \n");
  devices = kx_device_facts_read (root->fd, subsystems);
  g_assert_cmpstr (devices->cpu, ==, "Celeron N5105");
  g_assert_cmpstr (devices->board, ==, "QEMU/Standard PC/");
}

/* The devices of this machine are not those of one that is rooted elsewhere. */
static void
test_other_root (void)
{
  g_autoptr (UMockdevTestbed) testbed = umockdev_testbed_new ();
  g_autofree char *nic = umockdev_testbed_add_device (testbed, "pci", "0000:00:03.0", NULL, "class",
                                                      "0x020000", NULL, NULL);
  g_autoptr (FakeRoot) root = fake_root_new ();
  g_autoptr (KxDeviceFacts) devices = kx_device_facts_read (root->fd, subsystems);

  g_assert_nonnull (nic);
  g_assert_cmpuint (devices->items->len, ==, 0);
  g_assert_cmpstr (devices->cpu, ==, "");
  g_assert_cmpstr (devices->board, ==, "//");
}

int
main (int argc, char **argv)
{
  preload_umockdev (argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-facts/devices", test_devices);
  g_test_add_func ("/device-facts/unplugged", test_unplugged);
  g_test_add_func ("/device-facts/long", test_long);
  g_test_add_func ("/device-facts/many", test_many);
  g_test_add_func ("/device-facts/machine", test_machine);
  g_test_add_func ("/device-facts/other-root", test_other_root);
  return g_test_run ();
}
