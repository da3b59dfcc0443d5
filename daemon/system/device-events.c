/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device-events.h"

#include <errno.h>
#include <glib-unix.h>
#include <libudev.h>

#include "error.h"
#include "uevent-filter.h"

struct _KxDeviceEvents
{
  struct udev *udev;
  struct udev_monitor *monitor;
  GSource *source;
  void (*changed) (gpointer user_data);
  gpointer user_data;
};

static gboolean
received (int fd, GIOCondition condition, gpointer data)
{
  KxDeviceEvents *events = data;
  struct udev_device *device;

  /* errno tells what there is when there is no device: nothing (more), or too much was sent. */
  errno = 0;
  device = udev_monitor_receive_device (events->monitor);
  if (device != NULL || errno == ENOBUFS)
    events->changed (events->user_data);
  if (device != NULL)
    udev_device_unref (device);
  return (condition & (G_IO_HUP | G_IO_NVAL)) == 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
listen_to_kernel (KxDeviceEvents *events, const char *const *subsystems)
{
  events->udev = udev_new ();
  if (events->udev == NULL)
    return FALSE;
  events->monitor = udev_monitor_new_from_netlink (events->udev, "kernel");
  if (events->monitor == NULL)
    return FALSE;
  for (; *subsystems != NULL; subsystems++)
    if (udev_monitor_filter_add_match_subsystem_devtype (events->monitor, *subsystems, NULL) < 0)
      return FALSE;
  return udev_monitor_enable_receiving (events->monitor) >= 0;
}

KxDeviceEvents *
kx_device_events_new (const char *const *subsystems, const char *const *directories,
                      void (*changed) (gpointer user_data), gpointer user_data, GError **error)
{
  g_autoptr (KxDeviceEvents) events = g_new0 (KxDeviceEvents, 1);
  int fd;

  events->changed = changed;
  events->user_data = user_data;
  if (!listen_to_kernel (events, subsystems))
    {
      g_set_error (error, KX_ERROR, KX_ERROR_FAILED,
                   "cannot listen for devices that come or go: %s", g_strerror (errno));
      return NULL;
    }

  /* libudev's own filter knows only what udev has prepared; it still sorts out what is left. */
  fd = udev_monitor_get_fd (events->monitor);
  (void) kx_uevent_filter_attach (fd, directories);

  events->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_callback (events->source, G_SOURCE_FUNC (received), events, NULL);
  g_source_set_static_name (events->source, "device events");
  g_source_attach (events->source, g_main_context_get_thread_default ());
  return g_steal_pointer (&events);
}

void
kx_device_events_free (KxDeviceEvents *events)
{
  if (events->source != NULL)
    {
      g_source_destroy (events->source);
      g_source_unref (events->source);
    }
  if (events->monitor != NULL)
    udev_monitor_unref (events->monitor);
  if (events->udev != NULL)
    udev_unref (events->udev);
  g_free (events);
}
