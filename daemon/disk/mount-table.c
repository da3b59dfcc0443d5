/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mount-table.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "mountinfo.h"

#define MOUNTS "/proc/self/mountinfo"
#define MOUNTS_CAP (16 * 1024 * 1024)

/* The kernel's own table names mount points as this process sees them; it may have been given
 * another root to look at. */
static char *
find_prefix (KxRoot *root, int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", kx_root_get_fd (root));
  g_autofree char *prefix = NULL;
  struct statfs fs;

  if (fstatfs (fd, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC)
    prefix = g_file_read_link (link, NULL);
  return prefix != NULL ? g_steal_pointer (&prefix) : g_strdup ("/");
}

/* What an automounter serves is there from now on, for as long as it lets it. */
static void
wake_automounts (KxRoot *root)
{
  static const char *const points[] = { "/boot", "/efi", "/boot/efi", "/boot/firmware" };

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      int fd = kx_root_open (root, points[i], O_PATH | O_DIRECTORY, NULL);

      if (fd >= 0)
        close (fd);
    }
}

GPtrArray *
kx_mount_table_read (KxRoot *root, char **prefix)
{
  g_autofree char *below = NULL;
  g_autofree char *text = NULL;
  int fd;

  wake_automounts (root);
  fd = kx_root_open (root, MOUNTS, O_PATH, NULL);
  if (fd < 0)
    return NULL;

  below = find_prefix (root, fd);
  close (fd);
  text = kx_root_read (root, MOUNTS, MOUNTS_CAP, NULL, NULL);
  if (text == NULL)
    return NULL;

  *prefix = g_steal_pointer (&below);
  return kx_mountinfo_parse (text);
}
