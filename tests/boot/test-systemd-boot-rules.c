/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "systemd-boot-rules.h"

#include <string.h>

/* An entry of these tests in a few words; an @id that ends in ".efi" is a unified kernel image. */
typedef struct
{
  const char *file;
  const char *sort_key;
  const char *machine_id;
  const char *version;
  const char *profile_id;
  guint profile;
  KxSystemdBootPlace place;
} Sketch;

static GPtrArray *
build (const Sketch *sketches, gsize count)
{
  GPtrArray *entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_systemd_boot_entry_free);

  for (gsize i = 0; i < count; i++)
    {
      const Sketch *sketch = &sketches[i];
      gboolean is_image = g_str_has_suffix (sketch->file, ".efi");
      KxSystemdBootEntry *entry = kx_systemd_boot_entry_for_file (
          is_image ? "uki" : "bls", sketch->file, is_image ? ".efi" : ".conf");

      entry->sort_key = g_strdup (sketch->sort_key);
      entry->machine_id = g_strdup (sketch->machine_id);
      entry->version = g_strdup (sketch->version);
      entry->profile = sketch->profile;
      entry->place = sketch->place;
      if (sketch->profile_id != NULL)
        {
          entry->base = entry->id;
          entry->id = g_strconcat (entry->base, "@", sketch->profile_id, NULL);
        }
      g_ptr_array_add (entries, entry);
    }
  kx_systemd_boot_sort (entries);
  return entries;
}

static void
check_order (const Sketch *sketches, gsize count, const char *ids)
{
  g_autoptr (GPtrArray) entries = build (sketches, count);
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? " " : "",
                            ((KxSystemdBootEntry *) g_ptr_array_index (entries, i))->id);
  g_assert_cmpstr (all->str, ==, ids);
}

static void
test_names (void)
{
  g_assert_true (kx_systemd_boot_is_entry_name ("a.conf", ".conf"));
  g_assert_true (kx_systemd_boot_is_entry_name ("A.CONF", ".conf"));
  g_assert_false (kx_systemd_boot_is_entry_name (".a.conf", ".conf"));
  g_assert_false (kx_systemd_boot_is_entry_name ("a.conf.tmp", ".conf"));
  g_assert_false (kx_systemd_boot_is_entry_name ("Auto-a.conf", ".conf"));
  g_assert_false (kx_systemd_boot_is_entry_name ("conf", ".conf"));
}

static void
test_file (void)
{
  KxSystemdBootEntry *entry
      = kx_systemd_boot_entry_for_file ("uki", "/efi/EFI/Linux/Arch+3-1.efi", ".efi");

  g_assert_cmpstr (entry->id, ==, "arch.efi");
  g_assert_cmpstr (entry->entry->id, ==, "Arch.efi");
  g_assert_cmpstr (entry->entry->title, ==, "Arch.efi");
  g_assert_cmpstr (entry->entry->source, ==, "uki");
  g_assert_cmpstr (entry->entry->file, ==, "/efi/EFI/Linux/Arch+3-1.efi");
  g_assert_cmpint (entry->left, ==, 3);
  g_assert_cmpint (entry->done, ==, 1);
  kx_systemd_boot_entry_free (entry);
}

/* Without sort keys the ids decide, as versions, the newest first. */
static void
test_order_by_id (void)
{
  static const Sketch sketches[] = {
    { .file = "linux-9.conf", .version = "99" },
    { .file = "linux-10.conf", .version = "1" },
    { .file = "Linux-11.conf" },
    { .file = "arch.conf" },
  };

  check_order (sketches, G_N_ELEMENTS (sketches),
               "linux-11.conf linux-10.conf linux-9.conf arch.conf");
}

static void
test_order_by_key (void)
{
  static const Sketch sketches[] = {
    { .file = "z.conf" },
    { .file = "a.conf", .sort_key = "fedora", .machine_id = "2", .version = "1" },
    { .file = "b.conf", .sort_key = "fedora", .machine_id = "1", .version = "9" },
    { .file = "c.conf", .sort_key = "fedora", .machine_id = "1", .version = "10" },
    { .file = "d.conf", .sort_key = "debian", .machine_id = "3", .version = "1" },
    { .file = "e.conf", .sort_key = "debian", .version = "1" },
    { .file = "f.conf", .sort_key = "fedora", .machine_id = "1", .version = "9" },
    { .file = "g.conf", .sort_key = "Debian" },
  };

  check_order (sketches, G_N_ELEMENTS (sketches),
               "g.conf e.conf d.conf c.conf f.conf b.conf a.conf z.conf");
}

static void
test_order_of_profiles (void)
{
  static const Sketch sketches[] = {
    { .file = "b.efi", .sort_key = "os", .version = "1", .profile_id = "factory", .profile = 1 },
    { .file = "b.efi", .sort_key = "os", .version = "1" },
    { .file = "a.efi", .sort_key = "os", .version = "1" },
    { .file = "a.efi", .sort_key = "os", .version = "1", .profile_id = "2", .profile = 2 },
  };
  static const Sketch plain[] = {
    { .file = "a.efi", .profile_id = "y", .profile = 2 },
    { .file = "a.efi", .profile_id = "z", .profile = 1 },
    { .file = "a.efi" },
  };

  check_order (sketches, G_N_ELEMENTS (sketches), "b.efi a.efi b.efi@factory a.efi@2");
  check_order (plain, G_N_ELEMENTS (plain), "a.efi@z a.efi@y a.efi");
}

/* Those without tries left come last, but before what is there automatically. */
static void
test_order_of_counts (void)
{
  static const Sketch sketches[] = {
    { .file = "auto-x", .place = KX_SYSTEMD_BOOT_AUTOMATIC },
    { .file = "auto-b", .place = KX_SYSTEMD_BOOT_AUTOMATIC },
    { .file = "linux-9+0-3.conf", .sort_key = "a" },
    { .file = "linux-8+1-2.conf" },
    { .file = "linux-7.conf", .sort_key = "a" },
  };
  static const Sketch same[] = {
    { .file = "x+1-1.conf" },
    { .file = "x+2-3.conf" },
    { .file = "x+2-1.conf" },
    { .file = "x+0-1.conf" },
  };
  g_autoptr (GPtrArray) entries = build (same, G_N_ELEMENTS (same));
  static const int left[] = { 2, 2, 1, 0 };
  static const int done[] = { 1, 3, 1, 1 };

  check_order (sketches, G_N_ELEMENTS (sketches),
               "linux-7.conf linux-8.conf linux-9.conf auto-x auto-b");
  for (guint i = 0; i < entries->len; i++)
    {
      const KxSystemdBootEntry *entry = g_ptr_array_index (entries, i);

      g_assert_cmpint (entry->left, ==, left[i]);
      g_assert_cmpint (entry->done, ==, done[i]);
    }
}

static void
set_title (GPtrArray *entries, guint i, const char *title)
{
  KxSystemdBootEntry *entry = g_ptr_array_index (entries, i);

  g_free (entry->entry->title);
  entry->entry->title = g_strdup (title);
}

static void
check_title (GPtrArray *entries, guint i, const char *title)
{
  const KxSystemdBootEntry *entry = g_ptr_array_index (entries, i);

  g_assert_cmpstr (entry->entry->title, ==, title);
}

static void
test_titles (void)
{
  static const Sketch sketches[] = {
    { .file = "f.conf", .machine_id = "1111111111", .version = "2" },
    { .file = "e.conf", .machine_id = "2222222222", .version = "1" },
    { .file = "d.conf", .machine_id = "1111111111", .version = "1" },
    { .file = "c.conf", .machine_id = "1111111111", .version = "1" },
    { .file = "b.conf" },
    { .file = "a.conf", .version = "1", .place = KX_SYSTEMD_BOOT_HIDDEN },
  };
  g_autoptr (GPtrArray) entries = build (sketches, G_N_ELEMENTS (sketches));

  for (guint i = 0; i < entries->len; i++)
    set_title (entries, i, i == 4 ? "Other" : "Linux");
  kx_systemd_boot_make_titles_unique (entries);
  check_title (entries, 0, "Linux (2)");
  check_title (entries, 1, "Linux (1) (22222222)");
  check_title (entries, 2, "Linux (1) (11111111) (d.conf)");
  check_title (entries, 3, "Linux (1) (11111111) (c.conf)");
  check_title (entries, 4, "Other");
  check_title (entries, 5, "Linux");
}

/* An id, or "" for none; and words of the reason. */
static void
check_choice (GPtrArray *entries, const KxSystemdBootSettings *settings, const char *id,
              const char *words)
{
  g_autofree char *reason = NULL;
  const KxSystemdBootEntry *entry = kx_systemd_boot_choose (entries, settings, &reason);

  g_assert_cmpstr (entry != NULL ? entry->id : "", ==, id);
  if (strstr (reason, words) == NULL)
    g_error ("not \"%s\" in \"%s\"", words, reason);
}

/* c has no tries left, d is not shown, e starts another system. */
static const Sketch several[] = {
  { .file = "a.conf" },
  { .file = "b.conf" },
  { .file = "c+0-3.conf" },
  { .file = "d.conf", .place = KX_SYSTEMD_BOOT_HIDDEN },
  { .file = "auto-e", .place = KX_SYSTEMD_BOOT_AUTOMATIC },
};

static void
test_choice (void)
{
  g_autoptr (GPtrArray) entries = build (several, G_N_ELEMENTS (several));
  KxLoaderConf conf = { .auto_entries = TRUE };
  KxSystemdBootSettings settings = { .conf = &conf, .conf_file = "/efi/loader/loader.conf" };

  check_choice (entries, &settings, "b.conf", "neither an EFI variable nor "
                                              "/efi/loader/loader.conf");
  conf.default_entry = (char *) "A*";
  conf.default_line = 4;
  check_choice (entries, &settings, "a.conf", "\"default\" in /efi/loader/loader.conf, line 4, "
                                              "is \"A*\"");
  settings.default_entry = "B.conf";
  check_choice (entries, &settings, "b.conf", "the EFI variable LoaderEntryDefault is \"B.conf\"");
  conf.preferred = (char *) "a.conf";
  conf.preferred_line = 5;
  check_choice (entries, &settings, "a.conf", "\"preferred\" in /efi/loader/loader.conf, line 5,");
  settings.preferred = "b.conf";
  check_choice (entries, &settings, "b.conf", "the EFI variable LoaderEntryPreferred is");
  settings.preferred = "auto-e";
  check_choice (entries, &settings, "auto-e", "LoaderEntryPreferred");
}

/* What is preferred has to be good; what is the default has not; neither is what is not shown. */
static void
test_bad_and_hidden (void)
{
  g_autoptr (GPtrArray) entries = build (several, G_N_ELEMENTS (several));
  KxLoaderConf conf = { .auto_entries = TRUE };
  KxSystemdBootSettings settings = { .conf = &conf, .conf_file = "/efi/loader/loader.conf" };

  settings.preferred = "c.conf";
  check_choice (entries, &settings, "b.conf",
                "LoaderEntryPreferred is \"c.conf\", which matches none of its entries");
  settings.default_entry = "c.conf";
  check_choice (entries, &settings, "c.conf", "LoaderEntryDefault is \"c.conf\"");
  settings.default_entry = "d.conf";
  check_choice (entries, &settings, "b.conf", "LoaderEntryDefault is \"d.conf\", which matches "
                                              "none");
  settings.default_entry = "";
  settings.preferred = NULL;
  check_choice (entries, &settings, "b.conf", "neither an EFI variable");
}

static void
test_saved (void)
{
  g_autoptr (GPtrArray) entries = build (several, G_N_ELEMENTS (several));
  KxLoaderConf conf = { .auto_entries = TRUE };
  KxSystemdBootSettings settings = { .conf = &conf, .conf_file = "/efi/loader/loader.conf" };

  settings.default_entry = "@SAVED";
  check_choice (entries, &settings, "b.conf", "LoaderEntryDefault is \"@SAVED\", which matches "
                                              "none");
  settings.last_booted = "a.conf";
  check_choice (entries, &settings, "a.conf",
                "LoaderEntryDefault is \"@SAVED\" and LoaderEntryLastBooted \"a.conf\"");
  settings.last_booted = "gone.conf";
  check_choice (entries, &settings, "b.conf", "and LoaderEntryLastBooted \"gone.conf\", which "
                                              "matches");
}

/* A further profile is never taken by itself, and the system's own offers are not either. */
static void
test_first (void)
{
  static const Sketch sketches[] = {
    { .file = "z.conf", .profile = 1 },
    { .file = "y.efi", .profile_id = "x", .profile = 1 },
    { .file = "a+0.conf" },
    { .file = "auto-e", .place = KX_SYSTEMD_BOOT_AUTOMATIC },
  };
  g_autoptr (GPtrArray) entries = build (sketches, G_N_ELEMENTS (sketches));
  g_autoptr (GPtrArray) automatic = build (sketches + 3, 1);
  KxLoaderConf conf = { .auto_entries = TRUE };
  KxSystemdBootSettings settings = { .conf = &conf, .conf_file = "/efi/loader/loader.conf" };

  check_choice (entries, &settings, "a.conf", "first one in its order");
  check_choice (automatic, &settings, "", "no entry that it would start by itself");
  settings.default_entry = "y.efi@*";
  check_choice (entries, &settings, "y.efi@x", "LoaderEntryDefault");
}

/* What could not be read counts only where it could be meant. */
static void
test_unknown (void)
{
  static const Sketch sketches[] = {
    { .file = "linux-1.conf" },
    { .file = "linux-2.conf", .place = KX_SYSTEMD_BOOT_UNKNOWN },
    { .file = "other.conf" },
  };
  g_autoptr (GPtrArray) entries = build (sketches, G_N_ELEMENTS (sketches));
  KxLoaderConf conf = { .auto_entries = TRUE };
  KxSystemdBootSettings settings = { .conf = &conf, .conf_file = "/efi/loader/loader.conf" };

  check_choice (entries, &settings, "", "cannot be told, because \"linux-2.conf\" cannot be read");
  settings.default_entry = "linux-2.conf";
  check_choice (entries, &settings, "linux-2.conf", "LoaderEntryDefault");
  settings.default_entry = "linux-*";
  check_choice (entries, &settings, "", "which of the entries that it matches comes first");
  settings.default_entry = "other.conf";
  check_choice (entries, &settings, "other.conf", "LoaderEntryDefault");
}

/* What could not be read is the first where there is nothing else, and not where it has no tries
 * left. */
static void
test_unknown_alone (void)
{
  static const Sketch sketches[] = {
    { .file = "a.efi", .place = KX_SYSTEMD_BOOT_UNKNOWN },
    { .file = "b+0-3.efi", .place = KX_SYSTEMD_BOOT_UNKNOWN },
    { .file = "c.efi" },
  };
  g_autoptr (GPtrArray) one = build (sketches, 1);
  g_autoptr (GPtrArray) both = build (sketches, 2);
  g_autoptr (GPtrArray) bad = build (sketches + 1, 2);
  KxLoaderConf conf = { .auto_entries = TRUE };
  KxSystemdBootSettings settings = { .conf = &conf, .conf_file = "/efi/loader/loader.conf" };

  check_choice (one, &settings, "a.efi", "first one");
  check_choice (both, &settings, "", "cannot be told");
  check_choice (bad, &settings, "c.efi", "first one");
}

static void
test_one_shot (void)
{
  g_autoptr (GPtrArray) entries = build (several, G_N_ELEMENTS (several));
  KxLoaderConf conf = { .auto_entries = TRUE };
  KxSystemdBootSettings settings = { .conf = &conf, .conf_file = "/efi/loader/loader.conf" };
  g_autofree char *none = kx_systemd_boot_describe_one_shot (entries, &settings);
  g_autofree char *empty = NULL;
  g_autofree char *one = NULL;
  g_autofree char *unmatched = NULL;

  g_assert_null (none);
  settings.one_shot = "";
  empty = kx_systemd_boot_describe_one_shot (entries, &settings);
  g_assert_null (empty);
  settings.one_shot = "c.conf";
  one = kx_systemd_boot_describe_one_shot (entries, &settings);
  g_assert_nonnull (strstr (one, "LoaderEntryOneShot is \"c.conf\": systemd-boot starts that "
                                 "once"));
  check_choice (entries, &settings, "b.conf", "neither");
  settings.one_shot = "gone.conf";
  unmatched = kx_systemd_boot_describe_one_shot (entries, &settings);
  g_assert_nonnull (strstr (unmatched, "matches no entry"));
}

static void
check_trial (const char *file, const char *unblessed, const char *words)
{
  const Sketch sketch = { .file = file };
  g_autoptr (GPtrArray) entries = build (&sketch, 1);
  g_autofree char *trial
      = kx_systemd_boot_describe_trial (g_ptr_array_index (entries, 0), unblessed);

  if (words == NULL)
    g_assert_null (trial);
  else
    g_assert_nonnull (strstr (trial, words));
}

/* Neither an entry that is good nor one without tries left is on trial. */
static void
test_trial (void)
{
  g_autofree char *none = kx_systemd_boot_describe_trial (NULL, NULL);
  g_autofree char *running = kx_systemd_boot_describe_trial (NULL, "/efi/a+2-1.conf");

  g_assert_null (none);
  g_assert_nonnull (strstr (running, "/efi/a+2-1.conf is not marked as good yet"));
  check_trial ("a.conf", NULL, NULL);
  check_trial ("a+0-3.conf", NULL, NULL);
  check_trial ("a+3.conf", NULL, "on trial with 3 of its starts left");
  check_trial ("a+1-2.conf", NULL, "on trial with 1 of");
  check_trial ("a.conf", "/efi/b+2-1.conf", "/efi/b+2-1.conf");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/systemd-boot-rules/names", test_names);
  g_test_add_func ("/systemd-boot-rules/file", test_file);
  g_test_add_func ("/systemd-boot-rules/order-by-id", test_order_by_id);
  g_test_add_func ("/systemd-boot-rules/order-by-key", test_order_by_key);
  g_test_add_func ("/systemd-boot-rules/order-of-profiles", test_order_of_profiles);
  g_test_add_func ("/systemd-boot-rules/order-of-counts", test_order_of_counts);
  g_test_add_func ("/systemd-boot-rules/titles", test_titles);
  g_test_add_func ("/systemd-boot-rules/choice", test_choice);
  g_test_add_func ("/systemd-boot-rules/bad-and-hidden", test_bad_and_hidden);
  g_test_add_func ("/systemd-boot-rules/saved", test_saved);
  g_test_add_func ("/systemd-boot-rules/first", test_first);
  g_test_add_func ("/systemd-boot-rules/unknown", test_unknown);
  g_test_add_func ("/systemd-boot-rules/unknown-alone", test_unknown_alone);
  g_test_add_func ("/systemd-boot-rules/one-shot", test_one_shot);
  g_test_add_func ("/systemd-boot-rules/trial", test_trial);
  return g_test_run ();
}
