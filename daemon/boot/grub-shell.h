/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "grub-env.h"
#include "grub-script.h"
#include "grub-world.h"
#include "problems.h"

G_BEGIN_DECLS

/*
 * The interpreter of grub.cfg: what the grub-*.c of this room share. What it cannot know is not
 * guessed. Where only a part depends on that, the part is marked by a doubt: a clause that follows
 * "depends on". Where nothing more can be told, the shell is lost and stops.
 */

/** KX_GRUB_MAX_VALUE: no value of a variable is longer. */
#define KX_GRUB_MAX_VALUE 65536

/** KX_GRUB_MAX_ENTRIES: no menu with its submenus has more. */
#define KX_GRUB_MAX_ENTRIES 16384

/** KxGrubStatus: how a command ended, in GRUB's own numbers (include/grub/err.h), for `$?`. */
typedef enum
{
  KX_GRUB_OK = 0,
  KX_GRUB_FALSE = 1,
  KX_GRUB_BAD_FILE_TYPE = 4,
  KX_GRUB_NOT_FOUND = 5,
  KX_GRUB_BAD_FILENAME = 7,
  KX_GRUB_UNKNOWN_DEVICE = 12,
  KX_GRUB_INVALID_COMMAND = 17,
  KX_GRUB_BAD_ARGUMENT = 18,
  KX_GRUB_NO_KERNEL = 22,
  KX_GRUB_MENU_ERROR = 27,
} KxGrubStatus;

/**
 * KxGrubItem:
 * @id: as GRUB's `default` may call it
 * @title: as it is shown
 * @file: that it is written in, below the root
 * @line: in @file; 0 where it is all of it
 * @version: (nullable): where a file of the Boot Loader Specification says it
 * @parameters: (array zero-terminated=1): $1 … in its body: the title first
 * @body: what GRUB runs when it is chosen
 * @body_line: the line of @file that @body begins in
 * @bls: whether it comes from a file of the Boot Loader Specification
 * @submenu: whether @body makes another menu
 * @doubt: (nullable): what it depends on whether it exists
 *
 * A line of the menu.
 */
typedef struct
{
  char *id;
  char *title;
  char *file;
  guint line;
  char *version;
  char **parameters;
  char *body;
  guint body_line;
  gboolean bls;
  gboolean submenu;
  char *doubt;
} KxGrubItem;

/**
 * KxGrubLoad:
 * @kernel: (nullable): path below the root
 * @cmdline: (nullable): without what names the kernel
 * @initrds: (element-type utf8): paths below the root
 * @booted: `boot` was called: nothing counts after it
 * @problems: what keeps it from being resolved
 *
 * What the body of an entry has loaded.
 */
typedef struct
{
  char *kernel;
  char *cmdline;
  GPtrArray *initrds;
  gboolean booted;
  KxProblems problems;
} KxGrubLoad;

/**
 * KxGrubShell:
 * @world: the machine
 * @fedora: whether it is Fedora's GRUB, or one made of it
 * @env: the variables
 * @items: (element-type KxGrubItem): the menu that is being made
 * @load: (nullable): where an entry's body is run; %NULL where a menu is read
 * @file: the file that is read, below the root
 * @line: the line of the command
 * @parameters: (array zero-terminated=1) (nullable): $1 …
 * @status: of the last command
 * @status_doubt: (nullable): what that depends on
 * @doubt: (nullable): what it depends on whether this command is run at all
 * @words_doubt: (nullable): what the words of this command depend on
 * @words_origin: (nullable): origin of a variable in the words of this command
 * @lost: (nullable): why nothing more can be told: a sentence
 * @pending: whether time may heal that
 * @finished: the reading ended before its end: another menu took over
 * @missing: (nullable): the last file system that a search did not find: a sentence
 * @one_shot: (nullable): next_entry, which is hidden from the script, and its file
 * @blscfg: whether `blscfg` was used
 * @globbing: whether the module was loaded that makes GRUB look for files where a word has `*`
 * @returning, @breaks, @continuing, @loops, @depth: the flow of control
 * @budget: what may still be done, in steps
 * @bls: (nullable): what `blscfg` has read so far
 * @envs: (element-type KxGrubEnv): environments of other menus that took over
 */
typedef struct
{
  const KxGrubWorld *world;
  gboolean fedora;
  KxGrubEnv *env;
  GPtrArray *items;
  KxGrubLoad *load;
  char *file;
  guint line;
  char **parameters;
  KxGrubStatus status;
  char *status_doubt;
  char *doubt;
  char *words_doubt;
  char *words_origin;
  char *lost;
  gboolean pending;
  gboolean finished;
  char *missing;
  char *one_shot;
  gboolean blscfg;
  gboolean globbing;
  gboolean returning;
  guint breaks;
  gboolean continuing;
  guint loops;
  guint depth;
  gint64 budget;
  GPtrArray *bls;
  GPtrArray *envs;
} KxGrubShell;

/** kx_grub_shell_clear: frees what @shell owns but for @env, @items and @load. */
void kx_grub_shell_clear (KxGrubShell *shell);

/** kx_grub_shell_lose: stops @shell for the reason that the printf-like @format makes. */
void kx_grub_shell_lose (KxGrubShell *shell, gboolean pending, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** kx_grub_shell_spend: takes @steps off the budget; @shell is lost where it is used up. */
void kx_grub_shell_spend (KxGrubShell *shell, gsize steps);

/**
 * kx_grub_shell_run:
 * @shell: a shell
 * @text: a script
 * @size: its bytes
 * @line: the number of its first line
 * @is_file: see kx_grub_parser_new()
 *
 * Runs a script, until it ends, returns, or is lost. A syntax error costs the commands that it is
 * in, as in GRUB; it makes @shell lost where the text just ends.
 */
void kx_grub_shell_run (KxGrubShell *shell, const char *text, gsize size, guint line,
                        gboolean is_file);

/**
 * kx_grub_shell_run_file:
 * @shell: a shell
 * @path: of a file below the root
 * @name: what GRUB calls it: "(device)/path"
 *
 * Runs a file, as `source` does: one that does not exist is none.
 *
 * Returns: %KX_GRUB_OK, or %KX_GRUB_NOT_FOUND where it does not exist
 */
KxGrubStatus kx_grub_shell_run_file (KxGrubShell *shell, const char *path, const char *name);

/**
 * kx_grub_shell_expand:
 * @shell: a shell
 * @words: (element-type GArray): words as they are written
 *
 * Replaces variables and takes quotes off. Sets @words_doubt and @words_origin.
 *
 * Returns: (transfer full) (element-type utf8): the words; more or fewer than were written
 */
GPtrArray *kx_grub_shell_expand (KxGrubShell *shell, GPtrArray *words) G_GNUC_WARN_UNUSED_RESULT;

/**
 * kx_grub_shell_command:
 * @shell: a shell
 * @words: (element-type utf8): the name of a command and its arguments; one at least
 * @command: (nullable): where it is written
 *
 * Runs a command of GRUB's own, or a function.
 *
 * Returns: how it ended; @status_doubt tells of more
 */
KxGrubStatus kx_grub_shell_command (KxGrubShell *shell, GPtrArray *words,
                                    const KxGrubCommand *command);

/** kx_grub_shell_other: as kx_grub_shell_command(), of a name that is no command of GRUB's own. */
KxGrubStatus kx_grub_shell_other (KxGrubShell *shell, GPtrArray *words);

/** kx_grub_shell_set: sets @name to @value, both from the words of the command. */
void kx_grub_shell_set (KxGrubShell *shell, const char *name, const char *value);

/**
 * kx_grub_shell_locate:
 * @shell: a shell
 * @name: a file as GRUB calls it: "(device)/path", or "/path" on $root
 * @error: in G_IO_ERROR; %G_IO_ERROR_NOT_FOUND where the device is not known
 *
 * Returns: (transfer full) (nullable): its path below the root
 */
char *kx_grub_shell_locate (KxGrubShell *shell, const char *name,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** kx_grub_shell_doubt_status: makes the status of the command depend on the printf-like @format.
 */
void kx_grub_shell_doubt_status (KxGrubShell *shell, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** kx_grub_item_free: frees @item, a KxGrubItem. */
void kx_grub_item_free (gpointer item);

/**
 * KxGrubFunction: runs a command for kx_grub_shell_command(); @words has its name first. Those
 * below are in grub-blscfg.c, grub-entries.c, grub-files.c, grub-loading.c, grub-search.c and
 * grub-test.c.
 */
typedef KxGrubStatus (*KxGrubFunction) (KxGrubShell *shell, GPtrArray *words,
                                        const KxGrubCommand *command);

KxGrubStatus kx_grub_command_blscfg (KxGrubShell *shell, GPtrArray *words,
                                     const KxGrubCommand *command);
KxGrubStatus kx_grub_command_configfile (KxGrubShell *shell, GPtrArray *words,
                                         const KxGrubCommand *command);
KxGrubStatus kx_grub_command_initrd (KxGrubShell *shell, GPtrArray *words,
                                     const KxGrubCommand *command);
KxGrubStatus kx_grub_command_linux (KxGrubShell *shell, GPtrArray *words,
                                    const KxGrubCommand *command);
KxGrubStatus kx_grub_command_load_env (KxGrubShell *shell, GPtrArray *words,
                                       const KxGrubCommand *command);
KxGrubStatus kx_grub_command_menuentry (KxGrubShell *shell, GPtrArray *words,
                                        const KxGrubCommand *command);
KxGrubStatus kx_grub_command_other_system (KxGrubShell *shell, GPtrArray *words,
                                           const KxGrubCommand *command);
KxGrubStatus kx_grub_command_search (KxGrubShell *shell, GPtrArray *words,
                                     const KxGrubCommand *command);
KxGrubStatus kx_grub_command_search_by (KxGrubShell *shell, GPtrArray *words,
                                        const KxGrubCommand *command);
KxGrubStatus kx_grub_command_source (KxGrubShell *shell, GPtrArray *words,
                                     const KxGrubCommand *command);
KxGrubStatus kx_grub_command_test (KxGrubShell *shell, GPtrArray *words,
                                   const KxGrubCommand *command);

G_END_DECLS
