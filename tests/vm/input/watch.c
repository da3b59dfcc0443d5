/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * watch: says what comes from each input device, until it is ended.
 * watch --hold: also takes them for itself (EVIOCGRAB), and the screens (DRM master, with a picture of
 * its own), and says so.
 *
 * A line on standard output: the device ("ps2-keyboard", "usb-pointer" …) and an event as "type code
 * value", or "ready".
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/input.h>

#include "screen.h"

#define DEVICES_MAX 32
#define CONNECTORS_MAX 8
#define MODES_MAX 128

static struct pollfd devices[DEVICES_MAX];
static char names[DEVICES_MAX][64];
static unsigned n_devices;

static const char *
bus_name (unsigned bus)
{
  return bus == BUS_I8042 ? "ps2" : bus == BUS_USB ? "usb" : "other";
}

static void
open_input (void)
{
  for (unsigned i = 0; i < DEVICES_MAX; i++)
    {
      char path[64];
      struct input_id id;
      unsigned long types = 0;
      unsigned long keys[KEY_CNT / (8 * sizeof (unsigned long)) + 1] = { 0 };
      const char *kind = "other";
      int fd;

      snprintf (path, sizeof path, "/dev/input/event%u", i);
      fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
      if (fd < 0)
        continue;
      if (ioctl (fd, EVIOCGID, &id) != 0 || ioctl (fd, EVIOCGBIT (0, sizeof types), &types) < 0
          || ioctl (fd, EVIOCGBIT (EV_KEY, sizeof keys), keys) < 0)
        exit (EXIT_FAILURE);

      if ((types & (1ul << EV_REL | 1ul << EV_ABS)) != 0)
        kind = "pointer";
      else if ((keys[0] & 1ul << KEY_A) != 0)
        kind = "keyboard";
      snprintf (names[n_devices], sizeof names[0], "%s-%s", bus_name (id.bustype), kind);
      devices[n_devices++] = (struct pollfd){ .fd = fd, .events = POLLIN };
    }
}

static void
grab (void)
{
  for (unsigned i = 0; i < n_devices; i++)
    printf ("%s %s\n", names[i], ioctl (devices[i].fd, EVIOCGRAB, 1) == 0 ? "grabbed" : strerror (errno));
}

/* The first mode of a connector; false where nothing is connected to it. */
static bool
get_mode (int fd, uint32_t connector, Mode *mode)
{
  Mode modes[MODES_MAX] = { 0 };
  Connector ask = { .connector = connector };

  if (ioctl (fd, SCREEN_GET_CONNECTOR, &ask) != 0 || ask.n_modes == 0 || ask.n_modes > MODES_MAX)
    return false;
  ask.n_properties = ask.n_encoders = 0;
  ask.modes = (uintptr_t) modes;
  if (ioctl (fd, SCREEN_GET_CONNECTOR, &ask) != 0)
    return false;
  *mode = modes[0];
  return true;
}

static bool
show_picture (int fd, uint32_t connector, uint32_t crtc)
{
  Memory memory = { .bits = 32 };
  Picture picture = { .bits = 32, .depth = 24 };
  Crtc set = { .connectors = (uintptr_t) &connector, .n_connectors = 1, .crtc = crtc, .has_mode = 1 };

  if (!get_mode (fd, connector, &set.mode))
    return false;
  memory.width = picture.width = set.mode.width;
  memory.height = picture.height = set.mode.height;
  if (ioctl (fd, SCREEN_CREATE_MEMORY, &memory) != 0)
    return false;
  picture.pitch = memory.pitch;
  picture.memory = memory.memory;
  if (ioctl (fd, SCREEN_ADD_PICTURE, &picture) != 0)
    return false;
  set.picture = picture.picture;
  return ioctl (fd, SCREEN_SET_CRTC, &set) == 0;
}

/* As a graphical session does. */
static void
take_screen (const char *path)
{
  uint32_t crtcs[CONNECTORS_MAX], connectors[CONNECTORS_MAX];
  Resources resources = { .crtcs = (uintptr_t) crtcs, .n_crtcs = CONNECTORS_MAX,
                          .connectors = (uintptr_t) connectors, .n_connectors = CONNECTORS_MAX };
  int fd = open (path, O_RDWR | O_CLOEXEC);
  const char *what;

  if (fd < 0)
    return;
  if (ioctl (fd, SCREEN_SET_MASTER, 0) != 0)
    what = "not ours";
  else if (ioctl (fd, SCREEN_GET_RESOURCES, &resources) != 0 || resources.n_crtcs == 0
           || resources.n_connectors == 0 || !show_picture (fd, connectors[0], crtcs[0]))
    what = "ours, no picture";
  else
    what = "ours, with a picture";
  printf ("%s %s\n", path, what);
}

static void
show_events (void)
{
  while (poll (devices, n_devices, -1) > 0)
    for (unsigned i = 0; i < n_devices; i++)
      {
        struct input_event event;

        while (read (devices[i].fd, &event, sizeof event) == (ssize_t) sizeof event)
          if (event.type != EV_SYN && event.type != EV_MSC)
            printf ("%s %u %u %d\n", names[i], event.type, event.code, event.value);
      }
}

int
main (int argc, char **argv)
{
  setvbuf (stdout, NULL, _IOLBF, 0);
  open_input ();
  if (argc == 2 && strcmp (argv[1], "--hold") == 0)
    {
      grab ();
      take_screen ("/dev/dri/card0");
      take_screen ("/dev/dri/card1");
    }
  for (unsigned i = 0; i < n_devices; i++)
    printf ("%s ready\n", names[i]);
  printf ("all ready\n");
  show_events ();
  return EXIT_FAILURE;
}
