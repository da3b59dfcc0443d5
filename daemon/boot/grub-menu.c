/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-menu.h"

#include <string.h>

#include "grub-default.h"
#include "grub-shell.h"

/* Submenus in submenus: nobody has that many. */
#define MAX_LEVELS 8

/* What the body of one entry may do, in steps: it is a dozen lines. */
#define BODY_BUDGET 20000

/* The way to where an entry is, and what holds there. */
typedef struct
{
  const KxGrubShell *shell; /* that has read this level of the menu */
  const char *prefix;       /* ids of the submenus that lead here, each with ">" behind it */
  const char *numbers;      /* their numbers, likewise */
  const char *doubt;        /* (nullable): what it depends on whether the way is there */
  const char *value_above;  /* (nullable): of `default` in the menu above */
  guint level;
  gint64 *budget;
} Level;

/* The menu that is made of it, and the ids that are taken. */
typedef struct
{
  KxMenu *menu;
  GHashTable *ids;
} Result;

static void
init_shell (KxGrubShell *shell, const Level *level, const KxGrubItem *item)
{
  const KxGrubShell *above = level->shell;
  g_autofree char *chosen = g_strconcat (level->prefix, item->id, NULL);

  *shell = (KxGrubShell){
    .world = above->world,
    .fedora = above->fedora,
    .globbing = above->globbing,
    .env = kx_grub_env_new (above->env),
    .file = g_strdup (item->file),
    .line = item->line,
    .missing = g_strdup (above->missing),
    .parameters = g_strdupv (item->parameters),
    .doubt = g_strdup (level->doubt != NULL ? level->doubt : item->doubt),
    .budget = MIN (BODY_BUDGET + (gint64) strlen (item->body) / 4, *level->budget),
  };
  kx_grub_env_set (shell->env, "chosen", chosen, NULL, NULL);
  kx_grub_env_set (shell->env, "default",
                   kx_grub_default_get_rest (kx_grub_env_get (above->env, "default")), NULL, NULL);
}

static void
run_body (KxGrubShell *shell, const Level *level, const KxGrubItem *item)
{
  gint64 budget = shell->budget;

  kx_grub_shell_run (shell, item->body, strlen (item->body), MAX (item->body_line, 1), FALSE);
  *level->budget -= budget - shell->budget;
}

static void
load_clear (KxGrubLoad *load)
{
  g_free (load->kernel);
  g_free (load->cmdline);
  g_ptr_array_unref (load->initrds);
  kx_problems_clear (&load->problems);
}

static gboolean
has_word (const char *cmdline, const char *word)
{
  gsize length = strlen (word);

  for (const char *found = strstr (cmdline, word); found != NULL; found = strstr (found + 1, word))
    if ((found == cmdline || found[-1] == ' ') && (found[length] == '\0' || found[length] == ' '))
      return TRUE;
  return FALSE;
}

static gboolean
is_rescue (const KxEntry *entry)
{
  static const char *const words[] = { "single",
                                       "recovery",
                                       "rescue",
                                       "emergency",
                                       "systemd.unit=rescue.target",
                                       "systemd.unit=emergency.target" };

  if (strstr (entry->id, "recovery") != NULL || strstr (entry->id, "rescue") != NULL)
    return TRUE;
  for (guint i = 0; entry->cmdline != NULL && i < G_N_ELEMENTS (words); i++)
    if (has_word (entry->cmdline, words[i]))
      return TRUE;
  return FALSE;
}

static char **
steal_strings (GPtrArray *strings)
{
  char **list = g_new0 (char *, strings->len + 1);

  for (guint i = 0; strings->len > 0; i++)
    list[i] = g_ptr_array_steal_index (strings, 0);
  return list;
}

/* Runs the body of @item as GRUB does when it is chosen. */
static void
fill_entry (KxEntry *entry, const Level *level, const KxGrubItem *item)
{
  KxGrubShell shell;
  KxGrubLoad load = { .initrds = g_ptr_array_new_with_free_func (g_free) };

  kx_problems_init (&load.problems);
  init_shell (&shell, level, item);
  shell.load = &load;
  /* That the entry may not exist is no news inside of it. */
  g_clear_pointer (&shell.doubt, g_free);
  run_body (&shell, level, item);

  kx_problems_add_all (&entry->problems, &load.problems);
  if (shell.lost != NULL)
    kx_problems_add (&entry->problems, shell.pending ? KX_OUTLOOK_PENDING : KX_OUTLOOK_LASTING,
                     "%s", shell.lost);
  else if (!kx_problems_any (&entry->problems) && load.kernel == NULL)
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING, "it loads no kernel");
  else if (!kx_problems_any (&entry->problems) && !load.booted && shell.status_doubt != NULL)
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING, "whether GRUB starts it depends on %s",
                     shell.status_doubt);
  else if (!kx_problems_any (&entry->problems) && !load.booted && shell.status != KX_GRUB_OK)
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING,
                     "its last command fails, so that GRUB does not start it");

  if (load.kernel != NULL)
    {
      entry->kernel = g_steal_pointer (&load.kernel);
      entry->cmdline = g_steal_pointer (&load.cmdline);
      entry->initrds = steal_strings (load.initrds);
    }
  kx_grub_env_free (shell.env);
  kx_grub_shell_clear (&shell);
  load_clear (&load);
}

/* As GRUB writes an id into a path of ids. */
static char *
escape_id (const char *id)
{
  GString *escaped = g_string_new (NULL);

  for (; *id != '\0'; id++)
    g_string_append (escaped, *id == '>' ? ">>" : ((char[]){ *id, '\0' }));
  return g_string_free (escaped, FALSE);
}

/* The path of ids, or, where that is empty or taken, of numbers. */
static char *
make_id (Result *result, const Level *level, const KxGrubItem *item, guint number)
{
  g_autofree char *escaped = escape_id (item->id);
  g_autofree char *valid = g_utf8_make_valid (escaped, -1);
  char *id = g_strconcat (level->prefix, valid, NULL);

  if (item->id[0] == '\0' || g_hash_table_contains (result->ids, id))
    {
      g_free (id);
      id = g_strdup_printf ("%s%u", level->numbers, number);
    }
  while (g_hash_table_contains (result->ids, id))
    {
      char *longer = g_strconcat (id, "'", NULL);

      g_free (id);
      id = longer;
    }
  g_hash_table_add (result->ids, g_strdup (id));
  return id;
}

static KxEntry *
add_entry (Result *result, const Level *level, const KxGrubItem *item, guint number)
{
  KxEntry *entry = kx_entry_new (item->bls ? "bls" : "grub");
  const char *doubt = level->doubt != NULL ? level->doubt : item->doubt;

  entry->id = make_id (result, level, item, number);
  entry->title = g_utf8_make_valid (item->title, -1);
  entry->version = item->version != NULL ? g_utf8_make_valid (item->version, -1) : NULL;
  entry->file = g_strdup (item->file);
  entry->line = item->line;
  if (doubt != NULL)
    kx_problems_add (&entry->problems, KX_OUTLOOK_LASTING, "whether GRUB offers it depends on %s",
                     doubt);
  fill_entry (entry, level, item);
  if (is_rescue (entry))
    entry->role = KX_IMAGE_RESCUE;
  kx_menu_add (result->menu, entry);
  return entry;
}

static void read_level (Result *result, const Level *level, const KxEntry **chosen, char **reason);

/* Runs the body of a submenu and reads what it makes. */
static void
read_submenu (Result *result, const Level *level, const KxGrubItem *item, guint number,
              const KxEntry **chosen, char **reason)
{
  KxGrubShell shell;
  g_autofree char *escaped = escape_id (item->id);
  g_autofree char *valid = g_utf8_make_valid (escaped, -1);
  g_autofree char *prefix = g_strdup_printf ("%s%s>", level->prefix, valid);
  g_autofree char *numbers = g_strdup_printf ("%s%u>", level->numbers, number);
  Level next = *level;

  init_shell (&shell, level, item);
  shell.items = g_ptr_array_new_with_free_func (kx_grub_item_free);
  if (level->level < MAX_LEVELS)
    run_body (&shell, level, item);
  else
    kx_grub_shell_lose (&shell, FALSE, "the submenu in line %u of %s is too deep", item->line,
                        item->file);

  next.shell = &shell;
  next.value_above = kx_grub_env_get (level->shell->env, "default");
  next.prefix = prefix;
  next.numbers = numbers;
  next.doubt = level->doubt != NULL ? level->doubt : item->doubt;
  next.level++;
  read_level (result, &next, chosen, reason);

  g_ptr_array_unref (shell.items);
  kx_grub_env_free (shell.env);
  kx_grub_shell_clear (&shell);
}

/* Adds the entries of one menu. Sets @chosen, if it is not NULL, to the one that GRUB starts in it,
 * and
 * @reason to why. */
static void
read_level (Result *result, const Level *level, const KxEntry **chosen, char **reason)
{
  const KxGrubShell *shell = level->shell;
  int index = -1;

  if (chosen != NULL && shell->lost != NULL)
    {
      g_free (*reason);
      *reason = g_strdup_printf ("what GRUB starts cannot be told: %s", shell->lost);
      result->menu->pending = shell->pending;
    }
  else if (chosen != NULL && shell->items->len == 0)
    {
      g_free (*reason);
      *reason
          = g_strdup_printf ("GRUB starts nothing by itself: there is no entry in %s", shell->file);
    }
  else if (chosen != NULL)
    index = kx_grub_default_choose (shell, level->value_above, reason);

  for (guint i = 0; i < shell->items->len; i++)
    {
      const KxGrubItem *item = shell->items->pdata[i];
      gboolean is_chosen = index == (int) i;

      if (item->submenu)
        read_submenu (result, level, item, i, is_chosen ? chosen : NULL, is_chosen ? reason : NULL);
      else
        {
          const KxEntry *entry = add_entry (result, level, item, i);

          if (is_chosen)
            *chosen = entry;
        }
    }
}

static void
init_variables (KxGrubEnv *env, const KxGrubSystem *system)
{
  /* grub-core/normal/main.c of GRUB 2.12 */
  static const char *const features[] = { "feature_200_final",
                                          "feature_all_video_module",
                                          "feature_chainloader_bpb",
                                          "feature_default_font_path",
                                          "feature_menuentry_id",
                                          "feature_menuentry_options",
                                          "feature_nativedisk_cmd",
                                          "feature_ntldr",
                                          "feature_platform_search_hint",
                                          "feature_timeout_style" };
  /* What the firmware, the network and the clock (datehook) set. */
  static const char *const unknown[] = { "cmdpath",
                                         "fw_path",
                                         "lockdown",
                                         "net_default_ip",
                                         "net_default_mac",
                                         "net_default_server",
                                         "pxe_default_server",
                                         "shim_lock",
                                         "YEAR",
                                         "MONTH",
                                         "DAY",
                                         "HOUR",
                                         "MINUTE",
                                         "SECOND",
                                         "WEEKDAY" };
  const char *slash = strrchr (system->name, '/');
  g_autofree char *prefix
      = g_strdup_printf ("(%s)%.*s", system->device, (int) (slash - system->name), system->name);

  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    {
      kx_grub_env_set (env, features[i], "y", NULL, NULL);
      kx_grub_env_export (env, features[i]);
    }
  kx_grub_env_set (env, "grub_platform", system->platform, NULL, NULL);
  kx_grub_env_export (env, "grub_platform");
  kx_grub_env_set (env, "grub_cpu", system->cpu, NULL, NULL);
  kx_grub_env_export (env, "grub_cpu");
  kx_grub_env_set (env, "root", system->device, NULL, NULL);
  kx_grub_env_export (env, "root");
  kx_grub_env_set (env, "prefix", prefix, NULL, NULL);
  kx_grub_env_export (env, "prefix");
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autofree char *doubt = g_strdup_printf ("what GRUB has in $%s when it starts", unknown[i]);

      kx_grub_env_set (env, unknown[i], NULL, NULL, doubt);
    }
}

/* Whoever sets the default of a GRUB that has its configuration in itself takes the names of files
 * for ids, as systemd-boot does. */
static void
settle_default (KxGrubEnv *env, const char *preset)
{
  const KxGrubVariable *variable = kx_grub_env_find (env, "default");
  const char *value = preset != NULL ? preset : variable != NULL ? variable->value : NULL;
  g_autofree char *origin = g_strdup (preset != NULL ? "the EFI variable LoaderEntryDefault"
                                      : variable != NULL ? variable->origin : NULL);
  g_autofree char *id = g_strdup (value);

  if (id == NULL)
    return;
  if (g_str_has_suffix (id, ".conf"))
    id[strlen (id) - strlen (".conf")] = '\0';
  kx_grub_env_set (env, "default", id, origin, NULL);
}

KxMenu *
kx_grub_menu_read (const KxGrubWorld *world, const KxGrubSystem *system)
{
  KxMenu *menu = kx_menu_new (KX_LOADER_GRUB);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (KxGrubEnv) env = kx_grub_env_new (NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (kx_grub_item_free);
  KxGrubShell shell = { .world = world,
                        .fedora = system->fedora,
                        .env = env,
                        .items = items,
                        .file = g_strdup (system->config),
                        .budget = system->budget };
  gint64 budget = system->budget;
  Result result = { menu, ids };
  Level level = { .shell = &shell, .prefix = "", .numbers = "", .budget = &budget };

  init_variables (env, system);
  if (system->script != NULL)
    {
      kx_grub_shell_run (&shell, system->script, strlen (system->script), 1, TRUE);
      settle_default (env, system->preset);
    }
  else if (kx_grub_shell_run_file (&shell, system->config, system->name) != KX_GRUB_OK)
    kx_grub_shell_lose (&shell, TRUE, "%s went away while it was read", system->config);
  read_level (&result, &level, &menu->chosen, &menu->reason);
  menu->one_shot = g_steal_pointer (&shell.one_shot);
  kx_grub_shell_clear (&shell);
  return menu;
}
