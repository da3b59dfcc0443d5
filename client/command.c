/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command.h"

static const KxCommand commands[] = {
  { "status", "", "Whether a fast restart would work, into what, and why (or why not)", 0, NULL,
    kx_status_run },
  { "list", "", "The kernels of this machine", 0, kx_list_options, kx_list_run },
  { "explain", "", "Look at /boot without the daemon: what would be chosen, and why", 0,
    kx_explain_options, kx_explain_run },
  { "doctor", "", "What may go wrong in a fast restart here, and what to do about it", 0, NULL,
    kx_doctor_run },
  { "load", "[IMAGE]", "Make an image of the list ready, or files of your own (--kernel)", 1,
    kx_load_options, kx_load_run },
  { "unload", "", "Drop what is ready: the next restart is an ordinary one", 0, kx_unload_options,
    kx_unload_run },
  { "execute", "", "Restart into what is ready, services stopped in order", 0, kx_execute_options,
    kx_execute_run },
  { "next", "cold|fast", "Whether the next ordinary reboot goes through the firmware", 1, NULL,
    kx_next_run },
  { "history", "", "What became of the restarts, and how long they took", 0, NULL, kx_history_run },
  { "forgive", "IMAGE", "Let an image be loaded again that has failed (--all: every one)", 1,
    kx_forgive_options, kx_forgive_run },
  { "cancel", "", "End your calls that are still waiting, and the restart that you scheduled", 0,
    NULL, kx_cancel_run },
  { "rescan", "", "Look at /boot again now", 0, NULL, kx_rescan_run },
  { "monitor", "", "Follow what happens until Ctrl-C", 0, NULL, kx_monitor_run },
};

const KxCommand *
kx_command_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

char *
kx_command_summary (void)
{
  GString *text = g_string_new ("Restarts the machine into the kernel that kexecd keeps loaded.\n\n"
                                "Commands:\n");

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *synopsis
          = g_strdup_printf ("%s %s", commands[i].name, commands[i].parameters);

      g_string_append_printf (text, "  %-15s%s\n", synopsis, commands[i].summary);
    }
  g_string_append (text, "\n'kexecctl COMMAND --help' shows a command's own options. Without a "
                         "command: status.");
  return g_string_free (text, FALSE);
}
