/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "machine.h"

#include <string.h>
#include <sys/utsname.h>

#include "architecture.h"
#include "small-file.h"

/* The first CPU's line of flags ends long before this on every processor there is. */
#define CPUINFO_BYTES 16384

/* The first line of a file, or the fallback. */
static char *
read_line (int root_fd, const char *path, const char *fallback)
{
  g_autofree char *text = kx_small_file_read_line (root_fd, path, 256);

  if (text != NULL && *text != '\0' && g_utf8_validate (text, -1, NULL))
    return g_steal_pointer (&text);
  return g_strdup (fallback);
}

KxMachine *
kx_machine_read (int root_fd)
{
  KxMachine *machine = g_new0 (KxMachine, 1);
  g_autofree char *lockdown = NULL;
  g_autofree char *cpuinfo = NULL;
  struct utsname name;

  if (uname (&name) < 0)
    memset (&name, 0, sizeof name);
  machine->release = read_line (root_fd, "proc/sys/kernel/osrelease", name.release);
  machine->architecture = read_line (root_fd, "proc/sys/kernel/arch", name.machine);
  machine->boot_id = read_line (root_fd, "proc/sys/kernel/random/boot_id", "");

  lockdown = kx_small_file_read (root_fd, "sys/kernel/security/lockdown", 256, NULL);
  machine->lockdown = lockdown == NULL ? KX_LOCKDOWN_UNKNOWN : kx_lockdown_parse (lockdown);

  machine->needs_guard = kx_architecture_needs_guard (machine->architecture, root_fd);

  cpuinfo = kx_small_file_read (root_fd, "proc/cpuinfo", CPUINFO_BYTES, NULL);
  machine->la57 = cpuinfo != NULL && kx_cpuinfo_has_flag (cpuinfo, "la57");
  return machine;
}

void
kx_machine_free (KxMachine *machine)
{
  if (machine == NULL)
    return;
  g_free (machine->release);
  g_free (machine->architecture);
  g_free (machine->boot_id);
  g_free (machine);
}
