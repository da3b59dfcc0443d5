/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device-facts.h"

#include <libudev.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel-text.h"
#include "small-file.h"

#define DEVICES_MAX 4096
#define TEXT_MAX 256
#define CPUINFO_BYTES 16384
#define DMI "sys/class/dmi/id/"

/* What may be shown: valid, and of bearable length. */
static char *
clean (const char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    return g_strdup ("");
  valid = g_utf8_make_valid (text, (gssize) strnlen (text, TEXT_MAX));
  return g_steal_pointer (&valid);
}

/* "0x030000" as "030000". */
static const char *
skip_prefix (const char *class)
{
  return class != NULL && g_str_has_prefix (class, "0x") ? class + 2 : class;
}

static char *
name_device (struct udev_device *device)
{
  const char *vendor = udev_device_get_property_value (device, "ID_VENDOR_FROM_DATABASE");
  const char *model = udev_device_get_property_value (device, "ID_MODEL_FROM_DATABASE");
  g_autofree char *both = NULL;

  if (model == NULL)
    return g_strdup ("");
  if (vendor == NULL)
    return clean (model);
  both = g_strdup_printf ("%s %s", vendor, model);
  return clean (both);
}

static void
add_device (KxDeviceFacts *devices, struct udev_device *device)
{
  const char *power = udev_device_get_sysattr_value (device, "power/runtime_status");
  const char *functions = udev_device_get_sysattr_value (device, "sriov_numvfs");
  g_autofree char *subsystem = clean (udev_device_get_subsystem (device));
  g_autofree char *address = clean (udev_device_get_sysname (device));
  g_autofree char *driver = clean (udev_device_get_driver (device));
  g_autofree char *class = clean (skip_prefix (udev_device_get_sysattr_value (device, "class")));
  g_autofree char *modalias = clean (udev_device_get_sysattr_value (device, "modalias"));
  g_autofree char *name = name_device (device);
  guint64 count = 0;

  if (functions != NULL)
    g_ascii_string_to_unsigned (functions, 10, 0, G_MAXUINT, &count, NULL);

  kx_device_facts_add (devices, &(KxDevice){
                               .subsystem = subsystem,
                               .address = address,
                               .driver = driver,
                               .class = class,
                               .modalias = modalias,
                               .name = name,
                               .active = power == NULL || strcmp (power, "suspended") != 0,
                               .functions = (guint) count,
                           });
}

static void
add_devices (KxDeviceFacts *devices, struct udev *udev, const char *subsystem)
{
  struct udev_enumerate *enumerate = udev_enumerate_new (udev);
  struct udev_list_entry *entry;

  if (enumerate == NULL)
    return;
  if (udev_enumerate_add_match_subsystem (enumerate, subsystem) >= 0
      && udev_enumerate_scan_devices (enumerate) >= 0)
    udev_list_entry_foreach (entry, udev_enumerate_get_list_entry (enumerate))
      {
        /* NULL: it went away in between. */
        struct udev_device *device
            = devices->items->len < DEVICES_MAX
                  ? udev_device_new_from_syspath (udev, udev_list_entry_get_name (entry))
                  : NULL;

        if (device != NULL)
          {
            add_device (devices, device);
            udev_device_unref (device);
          }
      }
  udev_enumerate_unref (enumerate);
}

static char *
read_dmi (int root_fd, const char *path)
{
  g_autofree char *text = kx_small_file_read (root_fd, path, TEXT_MAX, NULL);

  return clean (text != NULL ? g_strstrip (text) : NULL);
}

static KxDeviceFacts *
read_machine (int root_fd)
{
  g_autofree char *cpuinfo = kx_small_file_read (root_fd, "proc/cpuinfo", CPUINFO_BYTES, NULL);
  g_autofree char *model = cpuinfo != NULL ? kx_cpuinfo_find (cpuinfo, "model name") : NULL;
  g_autofree char *cpu = clean (model);
  g_autofree char *vendor = read_dmi (root_fd, DMI "sys_vendor");
  g_autofree char *product = read_dmi (root_fd, DMI "product_name");
  g_autofree char *board_name = read_dmi (root_fd, DMI "board_name");
  g_autofree char *board = g_strdup_printf ("%s/%s/%s", vendor, product, board_name);

  return kx_device_facts_new (cpu, board);
}

static gboolean
is_own_root (int root_fd)
{
  struct stat root;
  struct stat own;

  return fstat (root_fd, &root) == 0 && stat ("/", &own) == 0 && root.st_dev == own.st_dev
         && root.st_ino == own.st_ino;
}

KxDeviceFacts *
kx_device_facts_read (int root_fd, const char *const *subsystems)
{
  KxDeviceFacts *devices = read_machine (root_fd);
  struct udev *udev = is_own_root (root_fd) ? udev_new () : NULL;

  if (udev == NULL)
    return devices;
  for (gsize i = 0; subsystems[i] != NULL; i++)
    add_devices (devices, udev, subsystems[i]);
  udev_unref (udev);
  return devices;
}
