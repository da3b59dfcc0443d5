/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reads the time stamp counter where a bench needs it. In a guest whose clock counts instructions
 * the counter counts them, too, and goes on counting across a kexec.
 *
 *   stamp run PROGRAM…   runs it and prints how much was counted meanwhile; its exit code
 *   stamp exec           tells the count and starts the kernel that is loaded, without stopping anything
 *   as process 1         tells the count, and waits
 *
 * What is told goes to the kernel's log, whose line says what the kernel's own clock is then; process 1
 * also tells by how many nanoseconds that clock was ever put forward.
 */

#include <fcntl.h>
#include <linux/reboot.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

/* Priority 0 gets past `quiet`. */
static int
tell (int log, const char *what, uint64_t count, long long forward)
{
  char line[96];
  int length = snprintf (line, sizeof line, "<0>kx-%s %llu %lld\n", what, (unsigned long long) count, forward);

  return write (log, line, length) == length ? 0 : 1;
}

/*
 * The clock of the log follows ticks at first and changes over to the counter when that is found to
 * be steady; kernel/sched/clock.c says so in "sched_clock: Marking stable (A, B)->(C, forward)".
 */
static long long
clock_put_forward (int log)
{
  char record[8192];
  ssize_t length;

  while ((length = read (log, record, sizeof record - 1)) > 0)
    {
      char *found;

      record[length] = '\0';
      found = strstr (record, "Marking stable");
      if (found != NULL && (found = strstr (found, ")->(")) != NULL && (found = strchr (found, ',')) != NULL)
        return atoll (found + 1);
    }
  return 0;
}

static _Noreturn void
first_process (void)
{
  uint64_t count = __rdtsc ();
  int log;

  mkdir ("/dev", 0755);
  mknod ("/dev/kx-log", S_IFCHR | 0600, makedev (1, 11));
  log = open ("/dev/kx-log", O_RDWR | O_NONBLOCK);
  tell (log, "init", count, 0);
  tell (log, "clock", count, clock_put_forward (log));
  for (;;)
    pause ();
}

static int
run (char **command)
{
  uint64_t before = __rdtsc ();
  pid_t child = vfork ();
  int status = -1;

  if (child == 0)
    {
      execvp (command[0], command);
      _exit (127);
    }
  if (child < 0 || waitpid (child, &status, 0) != child)
    return 1;
  printf ("%llu\n", (unsigned long long) (__rdtsc () - before));
  return WIFEXITED (status) ? WEXITSTATUS (status) : 1;
}

int
main (int argc, char **argv)
{
  if (getpid () == 1)
    first_process ();
  if (argc > 2 && strcmp (argv[1], "run") == 0)
    return run (argv + 2);
  if (argc == 2 && strcmp (argv[1], "exec") == 0)
    {
      int log = open ("/dev/kmsg", O_WRONLY);

      if (log < 0 || tell (log, "exec", __rdtsc (), 0) != 0)
        return 1;
      syscall (SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC, 0);
    }
  return 1;
}
