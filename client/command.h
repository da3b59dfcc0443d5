/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "context.h"

/*
 * The commands of kexecctl. Each lives in a file of its own and is listed in the table of
 * command.c.
 */
typedef struct
{
  const char *name;
  const char *parameters;      /* for --help; "" without any */
  const char *summary;         /* one line for the list of commands */
  guint max_arguments;         /* words behind the command */
  const GOptionEntry *options; /* its own options; NULL without any */

  /*
   * Does it. @arguments (NULL-terminated) are the words behind the command. Returns FALSE and sets
   * @error on failure; what it had to say is printed.
   */
  gboolean (*run) (KxContext *context, char **arguments, GError **error);
} KxCommand;

/* The command of that name, or NULL. */
const KxCommand *kx_command_find (const char *name);

/* The list of commands for --help (full). */
char *kx_command_summary (void);

gboolean kx_status_run (KxContext *context, char **arguments, GError **error);
gboolean kx_list_run (KxContext *context, char **arguments, GError **error);
gboolean kx_explain_run (KxContext *context, char **arguments, GError **error);
gboolean kx_doctor_run (KxContext *context, char **arguments, GError **error);
gboolean kx_load_run (KxContext *context, char **arguments, GError **error);
gboolean kx_unload_run (KxContext *context, char **arguments, GError **error);
gboolean kx_execute_run (KxContext *context, char **arguments, GError **error);
gboolean kx_next_run (KxContext *context, char **arguments, GError **error);
gboolean kx_history_run (KxContext *context, char **arguments, GError **error);
gboolean kx_forgive_run (KxContext *context, char **arguments, GError **error);
gboolean kx_cancel_run (KxContext *context, char **arguments, GError **error);
gboolean kx_rescan_run (KxContext *context, char **arguments, GError **error);
gboolean kx_monitor_run (KxContext *context, char **arguments, GError **error);

extern const GOptionEntry kx_list_options[];
extern const GOptionEntry kx_explain_options[];
extern const GOptionEntry kx_load_options[];
extern const GOptionEntry kx_unload_options[];
extern const GOptionEntry kx_execute_options[];
extern const GOptionEntry kx_forgive_options[];
