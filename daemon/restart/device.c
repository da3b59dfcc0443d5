/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device.h"

static void
device_free (gpointer data)
{
  KxDevice *device = data;

  g_free ((char *) device->subsystem);
  g_free ((char *) device->address);
  g_free ((char *) device->driver);
  g_free ((char *) device->class);
  g_free ((char *) device->modalias);
  g_free ((char *) device->name);
  g_free (device);
}

static char *
copy (const char *text)
{
  return g_strdup (text != NULL ? text : "");
}

KxDeviceFacts *
kx_device_facts_new (const char *cpu, const char *board)
{
  KxDeviceFacts *devices = g_new0 (KxDeviceFacts, 1);

  devices->items = g_ptr_array_new_with_free_func (device_free);
  devices->cpu = copy (cpu);
  devices->board = copy (board);
  return devices;
}

void
kx_device_facts_free (KxDeviceFacts *devices)
{
  if (devices == NULL)
    return;
  g_ptr_array_unref (devices->items);
  g_free (devices->cpu);
  g_free (devices->board);
  g_free (devices);
}

void
kx_device_facts_add (KxDeviceFacts *devices, const KxDevice *device)
{
  KxDevice *added = g_new (KxDevice, 1);

  *added = (KxDevice){
    .subsystem = copy (device->subsystem),
    .address = copy (device->address),
    .driver = copy (device->driver),
    .class = copy (device->class),
    .modalias = copy (device->modalias),
    .name = copy (device->name),
    .active = device->active,
    .functions = device->functions,
  };
  g_ptr_array_add (devices->items, added);
}
