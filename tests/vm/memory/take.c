/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB ((size_t) 1 << 20)

/* take MIB MILLISECONDS: takes so much memory, one MiB at a time with a pause after each, says
 * "taken" and keeps it until it is killed. */
int
main (int argc, char **argv)
{
  long wanted = argc == 3 ? atol (argv[1]) : 0;
  useconds_t pause = argc == 3 ? (useconds_t) atol (argv[2]) * 1000 : 0;

  for (long i = 0; i < wanted; i++)
    {
      void *bytes = mmap (NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

      if (bytes == MAP_FAILED)
        return 1;
      memset (bytes, 1, MIB);
      usleep (pause);
    }
  puts ("taken");
  fflush (stdout);
  for (;;)
    sleep (3600);
}
