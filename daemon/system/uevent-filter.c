/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "uevent-filter.h"

#include <linux/filter.h>
#include <string.h>
#include <sys/socket.h>

#define EVERYTHING 0xffffffffu

#define PREFIX_MAX 65
#define BLOCK_MAX (2 * PREFIX_MAX + 1)

/* Lengths of the kernel's actions: add; move, bind; remove, change, online, unbind; offline. Ascending:
 * to load from behind the end of a message is to drop it, and a message that is too short
 * for one of them is so for the longer ones. */
static const guint actions[] = { 3, 4, 6, 7 };

/* Accepts what has @text at @offset; what has not falls through. */
static guint
accept_text (struct sock_filter *program, guint offset, const char *text)
{
  guint length = (guint) strlen (text);
  guint n = 0;

  for (guint i = 0; i < length; i++)
    {
      program[n++] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_B | BPF_ABS, offset + i);
      program[n] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint8) text[i], 0,
                                                  (guint8) (2 * length - n));
      n++;
    }
  program[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, EVERYTHING);
  return n;
}

gboolean
kx_uevent_filter_attach (int fd, const char *const *directories)
{
  struct sock_filter
      program[(KX_UEVENT_DIRECTORIES * G_N_ELEMENTS (actions) + 1) * BLOCK_MAX + 1];
  struct sock_fprog filter = { .filter = program };
  guint n = accept_text (program, 0, "libudev");

  g_return_val_if_fail (g_strv_length ((char **) directories) <= KX_UEVENT_DIRECTORIES, FALSE);

  for (gsize d = 0; directories[d] != NULL; d++)
    {
      g_autofree char *path = g_strconcat ("@", directories[d], NULL);

      g_return_val_if_fail (strlen (path) <= PREFIX_MAX, FALSE);
      for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
        n += accept_text (program + n, actions[i], path);
    }
  program[n++] = (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, 0);
  filter.len = (unsigned short) n;
  return setsockopt (fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}
