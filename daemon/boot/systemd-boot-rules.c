/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "systemd-boot-rules.h"

#include "boot-count.h"
#include "entry-glob.h"
#include "version.h"

#include <string.h>

/* One who decides: the EFI variable @name, or the setting @name of loader.conf where @line is not
 * 0. */
typedef struct
{
  const char *name;
  const char *value; /* nullable */
  guint line;
  gboolean spares_bad; /* skips entries without tries left */
} Rule;

KxSystemdBootEntry *
kx_systemd_boot_entry_new (KxEntry *entry)
{
  KxSystemdBootEntry *self = g_new0 (KxSystemdBootEntry, 1);

  self->entry = entry;
  self->left = KX_BOOT_COUNT_NONE;
  self->done = KX_BOOT_COUNT_NONE;
  return self;
}

gboolean
kx_systemd_boot_is_entry_name (const char *name, const char *suffix)
{
  gsize length = strlen (name);
  gsize ending = strlen (suffix);

  return name[0] != '.' && length >= ending
         && g_ascii_strcasecmp (name + length - ending, suffix) == 0
         && g_ascii_strncasecmp (name, "auto-", strlen ("auto-")) != 0;
}

KxSystemdBootEntry *
kx_systemd_boot_entry_for_file (const char *source, const char *path, const char *suffix)
{
  const char *slash = strrchr (path, '/');
  g_auto (KxBootCount) count;
  KxEntry *entry = kx_entry_new (source);
  KxSystemdBootEntry *self = kx_systemd_boot_entry_new (entry);

  kx_boot_count_init (&count, slash != NULL ? slash + 1 : path, suffix);
  self->id = g_ascii_strdown (count.id, -1);
  self->left = count.left;
  self->done = count.done;
  entry->id = g_strdup (count.id);
  entry->title = g_strdup (count.id);
  entry->file = g_strdup (path);
  return self;
}

void
kx_systemd_boot_entry_free (KxSystemdBootEntry *entry)
{
  g_clear_pointer (&entry->entry, kx_entry_free);
  g_free (entry->id);
  g_free (entry->base);
  g_free (entry->sort_key);
  g_free (entry->machine_id);
  g_free (entry->version);
  g_free (entry);
}

static int
compare_numbers (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static const char *
get_base (const KxSystemdBootEntry *entry)
{
  return entry->base != NULL ? entry->base : entry->id;
}

/* By what only entries with a sort key are ordered by. */
static int
compare_keys (const KxSystemdBootEntry *a, const KxSystemdBootEntry *b)
{
  int order = g_strcmp0 (a->sort_key, b->sort_key);

  if (order == 0)
    order = g_strcmp0 (a->machine_id, b->machine_id);
  if (order == 0)
    order = -kx_version_compare (a->version, b->version);
  if (order == 0)
    order = compare_numbers (a->profile, b->profile);
  return order;
}

static int
compare_counts (const KxSystemdBootEntry *a, const KxSystemdBootEntry *b)
{
  if (a->left < 0 || b->left < 0)
    return 0;
  if (a->left != b->left)
    return compare_numbers (b->left, a->left);
  return compare_numbers (a->done, b->done);
}

static int
compare (const KxSystemdBootEntry *a, const KxSystemdBootEntry *b)
{
  int order = compare_numbers (a->place == KX_SYSTEMD_BOOT_AUTOMATIC,
                               b->place == KX_SYSTEMD_BOOT_AUTOMATIC);

  if (order == 0 && a->place == KX_SYSTEMD_BOOT_AUTOMATIC)
    return 0;
  if (order == 0)
    order = compare_numbers (a->left == 0, b->left == 0);
  if (order == 0)
    order = compare_numbers (a->sort_key == NULL, b->sort_key == NULL);
  if (order == 0 && a->sort_key != NULL)
    order = compare_keys (a, b);
  if (order == 0)
    order = -kx_version_compare (get_base (a), get_base (b));
  if (order == 0 && a->base != NULL && b->base != NULL)
    order = compare_numbers (a->profile, b->profile);
  if (order == 0)
    order = compare_counts (a, b);
  return order;
}

/* g_ptr_array_sort() passes pointers to the elements, and is a stable merge sort. */
static int
compare_pointers (gconstpointer a, gconstpointer b)
{
  return compare (*(const KxSystemdBootEntry *const *) a, *(const KxSystemdBootEntry *const *) b);
}

void
kx_systemd_boot_sort (GPtrArray *entries)
{
  g_ptr_array_sort (entries, compare_pointers);
}

/* Which of the titles in the menu occur more than once? */
static GHashTable *
find_ambiguous (GPtrArray *entries)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *ambiguous = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const KxSystemdBootEntry *entry = g_ptr_array_index (entries, i);

      if (entry->place != KX_SYSTEMD_BOOT_HIDDEN && !g_hash_table_add (seen, entry->entry->title))
        g_hash_table_add (ambiguous, g_strdup (entry->entry->title));
    }
  return ambiguous;
}

static char *
dup_distinction (const KxSystemdBootEntry *entry, guint step)
{
  switch (step)
    {
    case 0:
      return g_strdup (entry->version);
    case 1:
      return entry->machine_id != NULL && g_str_is_ascii (entry->machine_id)
                 ? g_strndup (entry->machine_id, 8)
                 : NULL;
    default:
      return g_strdup (entry->id);
    }
}

void
kx_systemd_boot_make_titles_unique (GPtrArray *entries)
{
  for (guint step = 0; step < 3; step++)
    {
      g_autoptr (GHashTable) ambiguous = find_ambiguous (entries);

      for (guint i = 0; i < entries->len; i++)
        {
          const KxSystemdBootEntry *entry = g_ptr_array_index (entries, i);
          g_autofree char *title = entry->entry->title;
          g_autofree char *more = dup_distinction (entry, step);

          if (entry->place != KX_SYSTEMD_BOOT_HIDDEN && more != NULL
              && g_hash_table_contains (ambiguous, title))
            entry->entry->title = g_strdup_printf ("%s (%s)", title, more);
          else
            entry->entry->title = g_steal_pointer (&title);
        }
    }
}

static gboolean
is_saved (const char *value)
{
  return g_ascii_strcasecmp (value, "@saved") == 0;
}

/* What @rule is matched with; NULL for nothing. */
static const char *
get_pattern (const Rule *rule, const KxSystemdBootSettings *settings)
{
  return rule->value != NULL && is_saved (rule->value) ? settings->last_booted : rule->value;
}

/* "the EFI variable X is "Y"", or the same of a file; the caller frees it. */
static char *
describe (const Rule *rule, const KxSystemdBootSettings *settings)
{
  GString *text = g_string_new (NULL);

  if (rule->line > 0)
    g_string_append_printf (text, "\"%s\" in %s, line %u, is \"%s\"", rule->name,
                            settings->conf_file, rule->line, rule->value);
  else
    g_string_append_printf (text, "the EFI variable %s is \"%s\"", rule->name, rule->value);

  if (is_saved (rule->value) && settings->last_booted != NULL)
    g_string_append_printf (text, " and LoaderEntryLastBooted \"%s\"", settings->last_booted);
  return g_string_free (text, FALSE);
}

/* The first entry that @rule names. Sets @doubtful where another one, which could not be read, may
 * come before it. */
static const KxSystemdBootEntry *
find (GPtrArray *entries, const Rule *rule, const char *pattern, gboolean *doubtful)
{
  const KxSystemdBootEntry *first = NULL;
  const KxSystemdBootEntry *unknown = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const KxSystemdBootEntry *entry = g_ptr_array_index (entries, i);

      if (entry->place == KX_SYSTEMD_BOOT_HIDDEN || (rule->spares_bad && entry->left == 0)
          || !kx_entry_glob_match (pattern, entry->id))
        continue;
      if (entry->place == KX_SYSTEMD_BOOT_UNKNOWN)
        unknown = unknown != NULL ? unknown : entry;
      else
        first = first != NULL ? first : entry;
    }

  *doubtful = first != NULL && unknown != NULL;
  return first != NULL ? first : unknown;
}

/* What is started where no setting names anything: the first entry, but never a further profile.
 * Sets @doubt to one that may come before it. */
static const KxSystemdBootEntry *
find_first (GPtrArray *entries, const KxSystemdBootEntry **doubt)
{
  const KxSystemdBootEntry *first = NULL;
  const KxSystemdBootEntry *unknown = NULL;
  guint n_unknown = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const KxSystemdBootEntry *entry = g_ptr_array_index (entries, i);

      /* Without tries left it comes behind all that are good, whatever it says. */
      if (entry->place == KX_SYSTEMD_BOOT_UNKNOWN
          && (entry->left != 0 || first == NULL || first->left == 0))
        {
          unknown = entry;
          n_unknown++;
        }
      else if (entry->place == KX_SYSTEMD_BOOT_SHOWN && entry->profile == 0 && first == NULL)
        first = entry;
    }

  if (first == NULL && n_unknown == 1)
    {
      *doubt = NULL;
      return unknown;
    }
  *doubt = unknown;
  return first;
}

/* @unmatched: (element-type utf8): the settings that named nothing */
static const KxSystemdBootEntry *
choose_first (GPtrArray *entries, const KxSystemdBootSettings *settings, GPtrArray *unmatched,
              char **reason)
{
  g_autofree char *but = NULL;
  const KxSystemdBootEntry *doubt;
  const KxSystemdBootEntry *first = find_first (entries, &doubt);

  if (unmatched->len > 0)
    {
      g_autofree char *settings_text = NULL;

      g_ptr_array_add (unmatched, NULL);
      settings_text = g_strjoinv (", ", (char **) unmatched->pdata);
      but = g_strdup_printf ("%s, which matches none of its entries", settings_text);
    }
  else
    but = g_strdup_printf ("neither an EFI variable nor %s names one", settings->conf_file);

  if (doubt != NULL)
    *reason = g_strdup_printf ("%s; and which entry comes first cannot be told, because \"%s\" "
                               "cannot be read",
                               but, doubt->id);
  else if (first != NULL)
    *reason = g_strdup_printf ("%s; so systemd-boot starts the first one in its order", but);
  else
    *reason = g_strdup_printf ("systemd-boot has no entry that it would start by itself: %s", but);
  return doubt == NULL ? first : NULL;
}

const KxSystemdBootEntry *
kx_systemd_boot_choose (GPtrArray *entries, const KxSystemdBootSettings *settings, char **reason)
{
  const Rule rules[] = {
    { "LoaderEntryPreferred", settings->preferred, 0, TRUE },
    { "preferred", settings->conf->preferred, settings->conf->preferred_line, TRUE },
    { "LoaderEntryDefault", settings->default_entry, 0, FALSE },
    { "default", settings->conf->default_entry, settings->conf->default_line, FALSE },
  };
  g_autoptr (GPtrArray) unmatched = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      const char *pattern = get_pattern (&rules[i], settings);
      gboolean doubtful = FALSE;
      const KxSystemdBootEntry *entry;

      if (rules[i].value == NULL || rules[i].value[0] == '\0')
        continue;

      entry = pattern != NULL ? find (entries, &rules[i], pattern, &doubtful) : NULL;
      if (entry == NULL)
        {
          g_ptr_array_add (unmatched, describe (&rules[i], settings));
          continue;
        }

      *reason = describe (&rules[i], settings);
      if (doubtful)
        {
          g_autofree char *setting = *reason;

          *reason = g_strdup_printf ("%s, and which of the entries that it matches comes first "
                                     "cannot be told, because one of them cannot be read", setting);
          return NULL;
        }
      return entry;
    }

  return choose_first (entries, settings, unmatched, reason);
}

char *
kx_systemd_boot_describe_one_shot (GPtrArray *entries, const KxSystemdBootSettings *settings)
{
  const Rule rule = { "LoaderEntryOneShot", settings->one_shot, 0, FALSE };
  gboolean doubtful;

  if (settings->one_shot == NULL || settings->one_shot[0] == '\0')
    return NULL;
  if (find (entries, &rule, settings->one_shot, &doubtful) == NULL)
    return g_strdup_printf ("the EFI variable LoaderEntryOneShot is \"%s\", which matches no "
                            "entry of systemd-boot known here",
                            settings->one_shot);
  return g_strdup_printf ("the EFI variable LoaderEntryOneShot is \"%s\": systemd-boot starts "
                          "that once",
                          settings->one_shot);
}

char *
kx_systemd_boot_describe_trial (const KxSystemdBootEntry *chosen, const char *unblessed)
{
  if (unblessed != NULL)
    return g_strdup_printf ("this system was started on trial, and %s is not marked as good yet: "
                            "systemd-bless-boot.service does it once the system is up", unblessed);
  if (chosen != NULL && chosen->left > 0)
    return g_strdup_printf ("“%s” is on trial with %d of its starts left, which systemd-boot has to "
                            "count: an ordinary reboot tries it",
                            chosen->entry->title, chosen->left);
  return NULL;
}
