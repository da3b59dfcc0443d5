/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "notify.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

/* What systemd passed at start: descriptors and their names, taken over on first use. */
static struct
{
  gboolean taken;
  int n;
  char **names;
} store;

void
kx_notify_ready (void)
{
  (void) sd_notify (0, "READY=1");
}

void
kx_notify_reloading (void)
{
  /* Of CLOCK_MONOTONIC: by it systemd tells this reload from one that it asked for later. */
  (void) sd_notifyf (0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time ());
}

void
kx_notify_stopping (void)
{
  (void) sd_notify (0, "STOPPING=1");
}

void
kx_notify_status (const char *status)
{
  g_autofree char *line = g_strdelimit (g_strdup (status), "\n", ' ');

  (void) sd_notifyf (0, "STATUS=%s", line);
}

gboolean
kx_fdstore_put (const char *name, int fd)
{
  g_autofree char *message = g_strdup_printf ("FDSTORE=1\nFDNAME=%s", name);

  kx_fdstore_remove (name);
  /* systemd drops stored descriptors that hang up; files and memfds never do. */
  return sd_pid_notify_with_fds (0, 0, message, &fd, 1) > 0;
}

void
kx_fdstore_remove (const char *name)
{
  (void) sd_notifyf (0, "FDSTOREREMOVE=1\nFDNAME=%s", name);
}

static void
take_over (void)
{
  if (store.taken)
    return;
  store.taken = TRUE;
  store.n = sd_listen_fds_with_names (TRUE, &store.names);
  if (store.n < 0)
    store.n = 0;
}

int
kx_fdstore_take (const char *name)
{
  take_over ();
  for (int i = 0; i < store.n; i++)
    {
      if (store.names == NULL || store.names[i] == NULL || strcmp (store.names[i], name) != 0)
        continue;
      free (store.names[i]);
      store.names[i] = NULL;
      return SD_LISTEN_FDS_START + i;
    }
  return -1;
}

void
kx_fdstore_close_rest (void)
{
  take_over ();
  for (int i = 0; i < store.n; i++)
    {
      if (store.names == NULL || store.names[i] == NULL)
        continue;
      close (SD_LISTEN_FDS_START + i);
      free (store.names[i]);
    }
  free (store.names);
  store.names = NULL;
  store.n = 0;
}
