/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "own-memory.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "small-file.h"

#define MEMINFO_MAX 16384
#define KIB G_GUINT64_CONSTANT (1024)

/* To clear_refs: "reset the peak resident set size" (proc(5)). */
#define RESET_PEAK "5"

/* The number of KiB behind "KEY:" at the beginning of a line, in bytes. */
static guint64
find_amount (const char *text, const char *key)
{
  gsize length = strlen (key);

  for (const char *line = text; line != NULL; line = strchr (line, '\n'))
    {
      if (*line == '\n')
        line++;
      if (strncmp (line, key, length) == 0 && line[length] == ':')
        return g_ascii_strtoull (line + length + 1, NULL, 10) * KIB;
    }
  return 0;
}

void
kx_own_memory_reset_peak (void)
{
  int fd = open ("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;

  /* Where the kernel cannot, the peak is that of the whole life. */
  (void) !write (fd, RESET_PEAK, strlen (RESET_PEAK));
  close (fd);
}

guint64
kx_own_memory_get_peak (void)
{
  g_autofree char *text = NULL;

  return g_file_get_contents ("/proc/self/status", &text, NULL, NULL) ? find_amount (text, "VmHWM")
                                                                      : 0;
}

static guint64
read_amount (int root_fd, const char *key)
{
  g_autofree char *text = kx_small_file_read (root_fd, "proc/meminfo", MEMINFO_MAX, NULL);

  return text != NULL ? find_amount (text, key) : 0;
}

guint64
kx_own_memory_get_total (int root_fd)
{
  return read_amount (root_fd, "MemTotal");
}

guint64
kx_own_memory_get_available (int root_fd)
{
  return read_amount (root_fd, "MemAvailable");
}
