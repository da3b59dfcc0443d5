/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-number.h"
#include "grub-shell.h"

#include <string.h>

static KxGrubStatus
do_nothing (KxGrubShell *shell G_GNUC_UNUSED, GPtrArray *words G_GNUC_UNUSED,
            const KxGrubCommand *command G_GNUC_UNUSED)
{
  return KX_GRUB_OK;
}

static KxGrubStatus
do_false (KxGrubShell *shell G_GNUC_UNUSED, GPtrArray *words G_GNUC_UNUSED,
          const KxGrubCommand *command G_GNUC_UNUSED)
{
  return KX_GRUB_FALSE;
}

static KxGrubStatus
do_set (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  const char *word = words->len > 1 ? words->pdata[1] : NULL;
  const char *equals = word != NULL ? strchr (word, '=') : NULL;
  g_autofree char *name = NULL;

  if (word == NULL)
    return KX_GRUB_OK;
  if (equals == NULL)
    return KX_GRUB_BAD_ARGUMENT;
  name = g_strndup (word, equals - word);
  kx_grub_shell_set (shell, name, equals + 1);
  return KX_GRUB_OK;
}

static KxGrubStatus
do_unset (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  if (words->len < 2)
    return KX_GRUB_BAD_ARGUMENT;
  kx_grub_env_set (shell->env, words->pdata[1], NULL, NULL, shell->words_doubt);
  return KX_GRUB_OK;
}

static KxGrubStatus
do_export (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  if (words->len < 2)
    return KX_GRUB_BAD_ARGUMENT;
  for (guint i = 1; i < words->len; i++)
    kx_grub_env_export (shell->env, words->pdata[i]);
  return KX_GRUB_OK;
}

/* `break` and `continue`, of as many loops as the argument says. */
static KxGrubStatus
do_break (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  const char *name = words->pdata[0];
  guint64 count = 1;
  const char *end = "";

  if (words->len > 2)
    return KX_GRUB_BAD_ARGUMENT;
  if (words->len == 2
      && (!kx_grub_number_parse (words->pdata[1], &count, &end) || *end != '\0' || count == 0))
    return KX_GRUB_BAD_ARGUMENT;
  shell->continuing = name[0] == 'c';
  shell->breaks = (guint) MIN (count, shell->loops);
  return KX_GRUB_OK;
}

static KxGrubStatus
do_return (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  guint64 status = 0;

  if (shell->parameters == NULL || words->len > 2
      || (words->len == 2 && !kx_grub_number_parse (words->pdata[1], &status, NULL)))
    return KX_GRUB_BAD_ARGUMENT;
  shell->returning = TRUE;
  /* GRUB prints the number of any error and goes on with this one. */
  return status == 0 ? KX_GRUB_OK : KX_GRUB_FALSE;
}

static KxGrubStatus
do_setparams (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  if (shell->parameters == NULL)
    return KX_GRUB_INVALID_COMMAND;
  g_strfreev (shell->parameters);
  shell->parameters = g_new0 (char *, words->len);
  for (guint i = 1; i < words->len; i++)
    shell->parameters[i - 1] = g_strdup (words->pdata[i]);
  return KX_GRUB_OK;
}

static KxGrubStatus
do_shift (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  guint count = shell->parameters != NULL ? g_strv_length (shell->parameters) : 0;
  guint64 by = 1;
  char **rest;

  if (words->len == 2 && !kx_grub_number_parse (words->pdata[1], &by, NULL))
    return KX_GRUB_BAD_ARGUMENT;
  if (words->len > 2 || by > count)
    return KX_GRUB_BAD_ARGUMENT;
  if (shell->parameters == NULL)
    return KX_GRUB_OK;
  rest = g_strdupv (shell->parameters + by);
  g_strfreev (shell->parameters);
  shell->parameters = rest;
  return KX_GRUB_OK;
}

static KxGrubStatus
do_insmod (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  if (words->len < 2)
    return KX_GRUB_BAD_ARGUMENT;
  if (g_str_equal (words->pdata[1], "regexp"))
    shell->globbing = TRUE;
  return KX_GRUB_OK;
}

/* Joins its arguments and runs them. */
static KxGrubStatus
do_eval (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  g_autoptr (GString) script = g_string_new (NULL);
  guint line = shell->line;

  for (guint i = 1; i < words->len; i++)
    g_string_append_printf (script, "%s%s", i > 1 ? " " : "", (const char *) words->pdata[i]);
  kx_grub_shell_run (shell, script->str, script->len, line, FALSE);
  return shell->status;
}

/* Fedora's, which count how often a new system was tried. */
static KxGrubStatus
do_count (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command G_GNUC_UNUSED)
{
  const char *name = words->pdata[0];
  const char *value = words->len == 2 ? kx_grub_env_get (shell->env, words->pdata[1]) : NULL;
  g_autofree char *counted = NULL;
  guint64 number;

  if (words->len != 2)
    return KX_GRUB_BAD_ARGUMENT;
  if (value == NULL || !kx_grub_number_parse (value, &number, NULL))
    return KX_GRUB_BAD_ARGUMENT;
  if (name[0] == 'd' && number == 0)
    return KX_GRUB_BAD_ARGUMENT;
  number = name[0] == 'i' ? number + 1 : number - 1;
  counted = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  kx_grub_shell_set (shell, words->pdata[1], counted);
  return KX_GRUB_OK;
}

/* Whether a graphics card is on a list of those that need care: few are. */
static KxGrubStatus
do_hwmatch (KxGrubShell *shell, GPtrArray *words G_GNUC_UNUSED,
            const KxGrubCommand *command G_GNUC_UNUSED)
{
  kx_grub_shell_set (shell, "match", "0");
  return KX_GRUB_OK;
}

/* `fwsetup --is-supported` asks; without, the firmware's settings are opened. */
static KxGrubStatus
do_fwsetup (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command)
{
  if (words->len > 1)
    return KX_GRUB_OK;
  return kx_grub_command_other_system (shell, words, command);
}

static KxGrubStatus
do_boot (KxGrubShell *shell, GPtrArray *words G_GNUC_UNUSED,
         const KxGrubCommand *command G_GNUC_UNUSED)
{
  if (shell->load == NULL)
    return KX_GRUB_NO_KERNEL;
  shell->load->booted = TRUE;
  return KX_GRUB_OK;
}

/* At the top of a file, they keep the menu from being shown, which cannot be meant. */
static KxGrubStatus
do_leave (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command)
{
  if (shell->load != NULL)
    return kx_grub_command_other_system (shell, words, command);
  kx_grub_shell_lose (shell, FALSE, "“%s” in line %u of %s leaves GRUB before there is a menu",
                      (const char *) words->pdata[0], shell->line, shell->file);
  return KX_GRUB_OK;
}

static const struct
{
  const char *name;
  KxGrubFunction function;
} commands[] = {
  { ".", kx_grub_command_source },
  { "[", kx_grub_command_test },
  { "appleloader", kx_grub_command_other_system },
  { "bls_import", kx_grub_command_blscfg },
  { "blscfg", kx_grub_command_blscfg },
  { "boot", do_boot },
  { "break", do_break },
  { "chainloader", kx_grub_command_other_system },
  { "configfile", kx_grub_command_configfile },
  { "continue", do_break },
  { "decrement", do_count },
  { "eval", do_eval },
  { "exit", do_leave },
  { "export", do_export },
  { "extract_entries_configfile", kx_grub_command_configfile },
  { "extract_entries_source", kx_grub_command_source },
  { "false", do_false },
  { "freedos", kx_grub_command_other_system },
  { "fwsetup", do_fwsetup },
  { "halt", do_leave },
  { "hwmatch", do_hwmatch },
  { "increment", do_count },
  { "initrd", kx_grub_command_initrd },
  { "initrd16", kx_grub_command_initrd },
  { "initrdefi", kx_grub_command_initrd },
  { "insmod", do_insmod },
  { "keystatus", do_false },
  { "kfreebsd", kx_grub_command_other_system },
  { "knetbsd", kx_grub_command_other_system },
  { "kopenbsd", kx_grub_command_other_system },
  { "linux", kx_grub_command_linux },
  { "linux16", kx_grub_command_linux },
  { "linuxefi", kx_grub_command_linux },
  { "load_env", kx_grub_command_load_env },
  { "menuentry", kx_grub_command_menuentry },
  { "multiboot", kx_grub_command_other_system },
  { "multiboot2", kx_grub_command_other_system },
  { "normal", kx_grub_command_configfile },
  { "ntldr", kx_grub_command_other_system },
  { "plan9", kx_grub_command_other_system },
  { "poweroff", do_leave },
  { "reboot", do_leave },
  { "return", do_return },
  { "search", kx_grub_command_search },
  { "search.file", kx_grub_command_search_by },
  { "search.fs_label", kx_grub_command_search_by },
  { "search.fs_uuid", kx_grub_command_search_by },
  { "search_fs_file", kx_grub_command_search_by },
  { "search_fs_uuid", kx_grub_command_search_by },
  { "search_label", kx_grub_command_search_by },
  { "set", do_set },
  { "setparams", do_setparams },
  { "shift", do_shift },
  { "source", kx_grub_command_source },
  { "submenu", kx_grub_command_menuentry },
  { "test", kx_grub_command_test },
  { "truecrypt", kx_grub_command_other_system },
  { "unset", do_unset },
  { "xen_hypervisor", kx_grub_command_other_system },
  { "xnu_kernel", kx_grub_command_other_system },
  { "xnu_kernel64", kx_grub_command_other_system },
};

/* They succeed in the usual case, and what they do is nothing to a kernel that kexec starts: the
 * screen, keys, disks that are found by what is on them, memory. */
static const char *const harmless[] = { "acpi",
                                        "authenticate",
                                        "background_color",
                                        "background_image",
                                        "badram",
                                        "btrfs-mount-subvol",
                                        "cat",
                                        "clear",
                                        "cpuid",
                                        "cryptomount",
                                        "cutmem",
                                        "date",
                                        "devicetree",
                                        "drivemap",
                                        "dump",
                                        "echo",
                                        "efitextmode",
                                        "gettext",
                                        "gptsync",
                                        "hello",
                                        "help",
                                        "insmod",
                                        "keymap",
                                        "list_env",
                                        "list_trusted",
                                        "loadfont",
                                        "loopback",
                                        "ls",
                                        "lsefi",
                                        "lsefimmap",
                                        "lsefisystab",
                                        "lsfonts",
                                        "lsmod",
                                        "lspci",
                                        "module",
                                        "module2",
                                        "nativedisk",
                                        "normal_exit",
                                        "outb",
                                        "parttool",
                                        "password",
                                        "password_pbkdf2",
                                        "play",
                                        "rmmod",
                                        "save_env",
                                        "serial",
                                        "sleep",
                                        "terminal",
                                        "terminal_input",
                                        "terminal_output",
                                        "terminfo",
                                        "true",
                                        "trust",
                                        "usb",
                                        "vbeinfo",
                                        "verify_detached",
                                        "videoinfo",
                                        "videotest",
                                        "xen_module",
                                        NULL };

KxGrubStatus
kx_grub_shell_command (KxGrubShell *shell, GPtrArray *words, const KxGrubCommand *command)
{
  const char *name = words->pdata[0];

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (name, commands[i].name))
      return commands[i].function (shell, words, command);
  if (g_strv_contains (harmless, name))
    return do_nothing (shell, words, command);
  return kx_grub_shell_other (shell, words);
}
