/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-toy.h"

#include <string.h>

#define DIRECTORY "/boot/loader/entries/"

static GrubToy *
toy_new (const char *config)
{
  GrubToy *toy = grub_toy_new ();

  toy->system.fedora = TRUE;
  grub_toy_add (toy, "/boot/grub/grub.cfg", config);
  return toy;
}

static KxMenu *
read_menu (GrubToy *toy)
{
  return kx_grub_menu_read (&toy->world, &toy->system);
}

static const KxEntry *
entry (const KxMenu *menu, guint i)
{
  g_assert_cmpuint (i, <, menu->entries->len);
  return menu->entries->pdata[i];
}

static void
test_entry (void)
{
  g_autoptr (GrubToy) toy = toy_new ("set kernelopts='root=UUID=1 ro'\nblscfg\n");
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (toy, DIRECTORY "mid-6.5.6-300.fc39.x86_64.conf",
                "# a comment\n"
                "title Fedora Linux (6.5.6-300.fc39.x86_64) 39\n"
                "  version\t 6.5.6-300.fc39.x86_64\n"
                "linux /vmlinuz-6.5.6\n"
                "initrd /ucode.img\n"
                "initrd /initramfs-6.5.6.img $tuned_initrd\n"
                "options $kernelopts $tuned_params quiet\n"
                "options second\n"
                "grub_users $grub_users\n"
                "\n"
                "options behind-an-empty-line\n");
  menu = read_menu (toy);
  g_assert_cmpuint (menu->entries->len, ==, 1);
  g_assert_true (menu->chosen == entry (menu, 0));
  g_assert_cmpstr (menu->chosen->id, ==, "mid-6.5.6-300.fc39.x86_64");
  g_assert_cmpstr (menu->chosen->title, ==, "Fedora Linux (6.5.6-300.fc39.x86_64) 39");
  g_assert_cmpstr (menu->chosen->source, ==, "bls");
  g_assert_cmpstr (menu->chosen->file, ==, DIRECTORY "mid-6.5.6-300.fc39.x86_64.conf");
  g_assert_cmpuint (menu->chosen->line, ==, 0);
  g_assert_cmpstr (menu->chosen->kernel, ==, "/boot/vmlinuz-6.5.6");
  g_assert_cmpstr (menu->chosen->cmdline, ==, "root=UUID=1 ro quiet");
  g_assert_cmpstr (menu->chosen->initrds[0], ==, "/boot/ucode.img");
  g_assert_cmpstr (menu->chosen->initrds[1], ==, "/boot/initramfs-6.5.6.img");
  g_assert_null (menu->chosen->initrds[2]);
}

typedef struct
{
  const char *name;
  const char *settings;
  const char *options; /* a line, or none */
  const char *cmdline;
} Options;

/* As grub-core/commands/blscfg.c of Fedora's GRUB: what looks strange is what it does. */
static const Options options[] = {
  { "plain", "", "options root=/dev/sda1  ro", "root=/dev/sda1 ro" },
  { "variables", "a=1\nb=2\n", "options $a $b c=$b,3 ${a}", "1 2 c=2 ,3" },
  { "unset", "", "options x $a y", "x" },
  { "unset-alone", "default_kernelopts='the default'\n", "options $a", "the default" },
  { "unset-two", "default_kernelopts='the default'\n", "options $a $b", "" },
  { "missing", "default_kernelopts='the $x default'\nx=1\n", NULL, "the 1 default" },
  { "missing-both", "", NULL, "" },
  { "single-character", "", "options a", "" },
  { "single-character-at-end", "abc=1\n", "options x y $abc z", "x y 1" },
  { "variable-of-one-letter", "a=1\n", "options xy $a", "xy" },
  { "adjacent", "ab=1\ncd=2\n", "options $ab$cd", "1 2" },
  { "escaped", "ab=1\n", "options x \\$ab y", "x $ab y" },
  { "quotes", "", "options x=\"a b\" 'c d' e", "\"x=a b\" \"c d\" e" },
  { "hexadecimal", "", "options systemd.mask=dev\\x2dsda.device x",
    "systemd.mask=dev\\x2dsda.device x" },
  { "tab", "", "options\tx y z", "" },
  { "tab-and-no-space", "", "options\txyz", "xyz" },
};

static void
test_options (gconstpointer data)
{
  const Options *test = data;
  g_autofree char *config = g_strconcat (test->settings, "blscfg\n", NULL);
  g_autoptr (GrubToy) toy = toy_new (config);
  g_autofree char *text
      = g_strdup_printf ("linux /k\n%s\n", test->options != NULL ? test->options : "title x");
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (toy, DIRECTORY "a.conf", text);
  menu = read_menu (toy);
  g_assert_cmpstr (entry (menu, 0)->cmdline, ==, test->cmdline);
}

static void
test_order (void)
{
  static const char *const newest_first[]
      = { "mid-6.10.1-1.fc39", "mid-6.9.9-200.fc39", "mid-6.9.9-100.fc39", "mid-0-rescue", "a" };
  g_autoptr (GrubToy) toy = toy_new ("set default=1\nblscfg\n");
  g_autoptr (KxMenu) menu = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (newest_first); i++)
    {
      g_autofree char *path = g_strconcat (DIRECTORY, newest_first[i], ".conf", NULL);

      grub_toy_add (toy, path, "title x\nlinux /k\n");
    }
  /* No entries: not named so, hidden, nothing but a suffix, without a kernel, equal to another one.
   */
  grub_toy_add (toy, DIRECTORY "b.conf.bak", "linux /k\n");
  grub_toy_add (toy, DIRECTORY ".c.conf", "linux /k\n");
  grub_toy_add (toy, DIRECTORY ".conf", "linux /k\n");
  grub_toy_add (toy, DIRECTORY "d.conf", "title d\n");
  grub_toy_add (toy, DIRECTORY "mid-6_9_9-100_fc39.conf", "linux /k\n");
  menu = read_menu (toy);
  g_assert_cmpuint (menu->entries->len, ==, G_N_ELEMENTS (newest_first));
  for (guint i = 0; i < G_N_ELEMENTS (newest_first); i++)
    g_assert_cmpstr (entry (menu, i)->id, ==, newest_first[i]);
  g_assert_true (menu->chosen == entry (menu, 1));
  g_assert_cmpint (entry (menu, 3)->role, ==, KX_IMAGE_RESCUE);
}

static void
test_directories (void)
{
  static const struct
  {
    const char *config;
    const char *id;
  } cases[] = {
    { "blscfg\n", "fallback" },
    { "blsdir=/mine\nblscfg\n", "mine" },
    { "blsdir=/nothing\nblscfg\n", "fallback" },
    { "blscfg (root)/other\n", "other" },
    { "blscfg (boot)/mine/mine.conf\n", "mine" },
    { "set root=root\nblscfg\n", "root" },
    { "bls_import\n", "fallback" },
    { "blsdir=/mine\nblscfg mine\nblscfg nobody\n", "mine" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GrubToy) toy = toy_new (cases[i].config);
      g_autoptr (KxMenu) menu = NULL;

      g_test_message ("%s", cases[i].config);
      grub_toy_add (toy, "/boot/boot/loader/entries/fallback.conf", "linux /k\n");
      grub_toy_add (toy, "/boot/mine/mine.conf", "linux /k\n");
      grub_toy_add (toy, "/other/other.conf", "linux /k\n");
      grub_toy_add (toy, "/loader/entries/root.conf", "linux /k\n");
      menu = read_menu (toy);
      g_assert_cmpuint (menu->entries->len, ==, 1);
      g_assert_cmpstr (entry (menu, 0)->id, ==, cases[i].id);
    }
}

static void
test_early_initrd (void)
{
  g_autoptr (GrubToy) toy = toy_new ("early_initrd='early1 early2'\nsave_default=true\n"
                                     "function savedefault { saved=1; }\nblscfg\n");
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (toy, DIRECTORY "b.conf", "linux /k\ninitrd /sub/i\n");
  grub_toy_add (toy, DIRECTORY "a.conf", "linux /dir/k\n");
  menu = read_menu (toy);
  g_assert_cmpstr (entry (menu, 0)->initrds[0], ==, "/boot/sub/early1");
  g_assert_cmpstr (entry (menu, 0)->initrds[1], ==, "/boot/sub/early2");
  g_assert_cmpstr (entry (menu, 0)->initrds[2], ==, "/boot/sub/i");
  g_assert_cmpstr (entry (menu, 1)->initrds[0], ==, "/boot/dir/early1");
  g_assert_cmpstr (entry (menu, 1)->title, ==, "/dir/k");
}

static void
test_arguments (void)
{
  g_autoptr (GrubToy) toy = toy_new ("blscfg\n");
  g_autoptr (KxMenu) menu = NULL;

  /* The line becomes a part of a script, in which a backslash protects. */
  grub_toy_add (toy, DIRECTORY "b.conf", "title T\nlinux /k\noptions x \\$2 y\ngrub_arg second\n");
  menu = read_menu (toy);
  g_assert_cmpstr (entry (menu, 0)->cmdline, ==, "x $2 y");
}

static void
test_troubles (void)
{
  g_autoptr (GrubToy) doubtful = toy_new ("if unheard_of; then kernelopts=x; fi\nblscfg\n");
  g_autoptr (GrubToy) nowhere = toy_new ("set root=hd0\nblscfg\n");
  g_autoptr (GrubToy) half = toy_new ("blscfg default\n");
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (doubtful, DIRECTORY "b.conf", "linux /k\noptions $kernelopts\n");
  menu = read_menu (doubtful);
  g_assert_nonnull (strstr (entry (menu, 0)->problems.sentences->pdata[0], "depends on"));
  g_clear_pointer (&menu, kx_menu_free);

  menu = read_menu (nowhere);
  g_assert_null (menu->chosen);
  g_assert_nonnull (strstr (menu->reason, "nobody knows hd0"));
  g_clear_pointer (&menu, kx_menu_free);

  menu = read_menu (half);
  g_assert_null (menu->chosen);
  g_assert_nonnull (strstr (menu->reason, "not understood"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *path = g_strconcat ("/grub-blscfg/options/", options[i].name, NULL);

      g_test_add_data_func (path, &options[i], test_options);
    }
  g_test_add_func ("/grub-blscfg/entry", test_entry);
  g_test_add_func ("/grub-blscfg/order", test_order);
  g_test_add_func ("/grub-blscfg/directories", test_directories);
  g_test_add_func ("/grub-blscfg/early-initrd", test_early_initrd);
  g_test_add_func ("/grub-blscfg/arguments", test_arguments);
  g_test_add_func ("/grub-blscfg/troubles", test_troubles);
  return g_test_run ();
}
