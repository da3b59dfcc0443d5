/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-toy.h"

#include <string.h>

static KxMenu *
read_menu (GrubToy *toy)
{
  return kx_grub_menu_read (&toy->world, &toy->system);
}

static KxMenu *
read_config (const char *config)
{
  g_autoptr (GrubToy) toy = grub_toy_new ();

  grub_toy_add (toy, "/boot/grub/grub.cfg", config);
  return read_menu (toy);
}

static const KxEntry *
entry (const KxMenu *menu, guint i)
{
  g_assert_cmpuint (i, <, menu->entries->len);
  return menu->entries->pdata[i];
}

static const char *
problem (const KxEntry *entry)
{
  return kx_problems_any (&entry->problems) ? entry->problems.sentences->pdata[0] : NULL;
}

static void
assert_in (const char *text, const char *part)
{
  if (text == NULL || strstr (text, part) == NULL)
    g_error ("“%s” is not in “%s”", part, text);
}

/* Three entries, the second one in a submenu with another. */
#define THREE                                                                                      \
  "menuentry One --id one { linux /k1 a }\n"                                                       \
  "submenu 'The others' --id sub {\n"                                                              \
  "  menuentry Two --id two { linux /k2 b }\n"                                                     \
  "  menuentry '2 > 1' { linux /k3 c }\n"                                                          \
  "}\n"                                                                                            \
  "menuentry 'Four 4' { linux /k4 d }\n"

typedef struct
{
  const char *name;
  const char *value;
  const char *upstream;
  const char *fedora;
} Default;

static const Default defaults[] = {
  { "none", NULL, "one", "one" },
  { "empty", "", "one", "one" },
  { "number", "2", "Four 4", "Four 4" },
  { "id", "one", "one", "one" },
  { "title", "Four 4", "Four 4", "Four 4" },
  { "unknown", "nobody", "one", "one" },
  { "too-large", "17", "one", "one" },
  { "overflow", "99999999999999999999999", "one", "one" },
  { "hexadecimal", "0x2", "Four 4", "Four 4" },
  { "digits-first", "2nd", "Four 4", "one" },
  { "submenu-path", "sub>two", "sub>two", "sub>two" },
  { "submenu-title", "The others>Two", "sub>two", "sub>two" },
  { "submenu-numbers", "1>0", "sub>two", "one" },
  { "submenu-number-in", "sub>1", "sub>2 >> 1", "sub>2 >> 1" },
  { "submenu-escaped", "sub>2 >> 1", "sub>two", "one" },
  { "submenu-alone", "sub", "sub>two", "sub>two" },
  { "submenu-alone-number", "1", "sub>2 >> 1", "sub>2 >> 1" },
  { "submenu-open-end", "sub>", "sub>two", "sub>two" },
  { "submenu-unknown", "sub>nobody", "sub>two", "sub>two" },
  { "id-and-more", "one two", "one", "one" },
};

static void
check_default (const Default *test, gboolean fedora)
{
  g_autoptr (GrubToy) toy = grub_toy_new ();
  g_autofree char *config = test->value != NULL
                                ? g_strdup_printf ("set default='%s'\n" THREE, test->value)
                                : g_strdup (THREE);
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (toy, "/boot/grub/grub.cfg", config);
  toy->system.fedora = fedora;
  menu = read_menu (toy);
  g_assert_nonnull (menu->chosen);
  g_test_message ("%s", menu->reason);
  g_assert_cmpstr (menu->chosen->id, ==, fedora ? test->fedora : test->upstream);
}

static void
test_default (gconstpointer data)
{
  check_default (data, FALSE);
  check_default (data, TRUE);
}

static void
test_entries (void)
{
  g_autoptr (KxMenu) menu = read_config ("set default='sub>two'\n" THREE);

  g_assert_cmpuint (menu->entries->len, ==, 4);
  g_assert_cmpstr (entry (menu, 1)->id, ==, "sub>two");
  g_assert_cmpstr (entry (menu, 1)->title, ==, "Two");
  g_assert_cmpstr (entry (menu, 1)->source, ==, "grub");
  g_assert_cmpstr (entry (menu, 1)->file, ==, "/boot/grub/grub.cfg");
  g_assert_cmpuint (entry (menu, 1)->line, ==, 4);
  g_assert_cmpstr (entry (menu, 1)->kernel, ==, "/boot/k2");
  g_assert_cmpstr (entry (menu, 1)->cmdline, ==, "b");
  g_assert_null (entry (menu, 1)->initrds[0]);
  g_assert_cmpstr (menu->reason, ==, "GRUB's default is “sub>two” (/boot/grub/grub.cfg, line 1)");
}

static void
test_reasons (void)
{
  g_autoptr (KxMenu) none = read_config (THREE);
  g_autoptr (KxMenu) unknown = read_config ("default=x\n" THREE);
  g_autoptr (KxMenu) digits = read_config ("default=2nd\n" THREE);
  g_autoptr (KxMenu) first = read_config ("default=sub\n" THREE);
  g_autoptr (KxMenu) again = read_config ("default=1\n" THREE);
  g_autoptr (KxMenu) empty = read_config ("submenu a { true; }\n");

  assert_in (none->reason, "no default is set in /boot/grub/grub.cfg");
  assert_in (unknown->reason, "its default “x” (/boot/grub/grub.cfg, line 1) names none");
  assert_in (digits->reason, "takes what begins with a digit for a number");
  assert_in (first->reason, "a submenu, in which it names no entry");
  assert_in (again->reason, "a submenu, in which it is looked for once more");
  assert_in (empty->reason, "there is no entry");
  g_assert_null (empty->chosen);
}

typedef struct
{
  const char *name;
  const char *body;
  const char *cmdline;
} Line;

/* The command line that the first entry's kernel is given. */
static const Line lines[] = {
  { "plain", "linux /k root=/dev/sda1 ro  quiet", "root=/dev/sda1 ro quiet" },
  { "none", "linux /k", "" },
  { "spaces", "linux /k 'a b' c", "\"a b\" c" },
  { "quotes", "linux /k a='\"x y\"' \"it's\"", "\"a=\\\"x y\\\"\" it\\'s" },
  { "backslash", "linux /k 'a\\x2db' a\\ b", "a\\\\x2db \"a b\"" },
  { "unquoted-escape", "linux /k a\\x2db", "ax2db" },
  { "variable", "set x='a b'; linux /k $x \"$x\" [$x]", "a b \"a b\" [a b]" },
  { "unset", "linux /k a $nothing b ${nothing}c", "a b c" },
  { "parameters", "linux /k $1 \"$@\" $# ${2}", "The title \"The title\" 1" },
  { "status", "false; linux /k $?", "1" },
  { "semicolon", "linux /k a\\;b 'c;d' e#f", "a;b c;d e#f" },
  { "glob", "insmod gzio; linux /k a*b c?", "a*b c?" },
  { "glob-quoted", "insmod regexp; linux /k 'a*b' c\\?", "a*b c?" },
  { "if", "if [ a = b ]; then x=1; elif [ a = a ]; then x=2; else x=3; fi; linux /k $x", "2" },
  { "else", "if false; then x=1; else x=2; fi; linux /k $x", "2" },
  { "lone-operators", "if [ -n ]; then x=1; fi; if [ -e ]; then x=${x}2; fi; linux /k $x", "12" },
  { "for",
    "x=; for i in a b c d; do if [ $i = b ]; then continue; fi; if [ $i = d ]; then break; "
    "fi; x=\"$x$i\"; done; linux /k $x",
    "ac" },
  { "for-nested",
    "x=; for i in a b; do for j in 1 2; do if [ $j = 2 ]; then continue 2; fi; "
    "x=$x$i$j; done; done; linux /k $x",
    "a1b1" },
  { "while", "x=; while [ \"$x\" != aaa ]; do x=a$x; done; linux /k $x", "aaa" },
  { "until", "x=; until [ \"$x\" = aa ]; do x=a$x; done; linux /k $x", "aa" },
  { "not", "if ! false; then x=1; fi; if ! true; then x=2; fi; linux /k $x", "1" },
  { "function", "outer a b; linux /k $result $1", "b-2-b The title" },
  { "return", "if early; then x=1; else x=0; fi; linux /k $x $result", "0 yes" },
  { "shift", "setparams a b c; shift; linux /k $1 $#; ", "b 2" },
  { "eval", "x='set y=1 z'; eval $x; linux /k $y", "1" },
  { "environment", "linux /k $grub_platform $grub_cpu $feature_menuentry_id $root $prefix",
    "efi x86_64 y boot (boot)/grub" },
  { "chosen", "linux /k \"$chosen\"", "\"The title\"" },
  { "count", "x=3; increment x; increment x; decrement x; linux /k $x", "4" },
  { "unset-variable", "x=1; unset x; linux /k [$x]", "[]" },
  { "translated", "x=1; linux /k $\"a $x ${x}b \\\"c\\\"\"", "\"a 1 1b \\\"c\\\"\"" },
  { "last-kernel", "linux /a b; linux /k c", "c" },
  { "boot", "linux /k a; boot; linux /other b", "a" },
};

static void
test_line (gconstpointer data)
{
  const Line *test = data;
  g_autofree char *config = g_strdup_printf ("function outer { inner $2 $#; result=$result-$2; }\n"
                                             "function inner { result=\"$1-$2\"; }\n"
                                             "function early { result=yes; return 1; result=no; }\n"
                                             "menuentry 'The title' {\n%s\n}\n",
                                             test->body);
  g_autoptr (KxMenu) menu = read_config (config);

  g_assert_cmpstr (problem (entry (menu, 0)), ==, NULL);
  g_assert_cmpstr (entry (menu, 0)->kernel, ==, "/boot/k");
  g_assert_cmpstr (entry (menu, 0)->cmdline, ==, test->cmdline);
}

/* Conditions that hold, and some that do not. */
static const char *const conditions[] = {
  "a = a",
  "a == a",
  "a != b",
  "-n a",
  "-z ''",
  "a",
  "! ''",
  "1 -lt 2",
  "2 -le 2",
  "10 -gt 9",
  "2 -ge 2",
  "0x10 -eq 16",
  "-3 -lt 2",
  "3 -ne 4",
  "a '<' b",
  "b '>' a",
  "a '<=' a",
  "a '>=' a",
  "a -a b",
  "'' -o b",
  "'' -a '' -o b",
  "'(' a -a '' ')' -o b",
  "! '(' a -a '' ')'",
  "vmlinuz-2 -plt vmlinuz-11",
  "vmlinuz-11 -pgt vmlinuz-2",
  "-e /grub/grub.cfg",
  "-f (boot)/grub/grub.cfg",
  "-d /grub",
  "-d /grub/",
  "-s /grub/grub.cfg",
  "! -s /grub/empty",
  "! -e /grub/nothing",
  "! -f /grub",
  "! -d (nobody)/",
  "! -e relative",
  "/grub/grub.cfg -nt /grub/empty",
  "/grub/empty -ot /grub/grub.cfg",
  "/grub/empty -nt /nothing",
  "/nothing -ot /grub/empty",
  "/grub/empty -nt1000 /grub/grub.cfg",
  "1 = 1 -a 2 = 2",
};

static void
test_conditions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_autoptr (GrubToy) toy = grub_toy_new ();
      g_autofree char *config = g_strdup_printf ("menuentry a { if [ %s ]; then x=yes; else x=no; "
                                                 "fi\n"
                                                 "if test ! '(' %s ')'; then x=inverted; fi; linux "
                                                 "/k $x; }\n",
                                                 conditions[i], conditions[i]);
      g_autoptr (KxMenu) menu = NULL;

      g_test_message ("%s", conditions[i]);
      grub_toy_add (toy, "/boot/grub/grub.cfg", config);
      grub_toy_add (toy, "/boot/grub/empty", "");
      menu = read_menu (toy);
      g_assert_cmpstr (entry (menu, 0)->cmdline, ==, "yes");
    }
}

typedef struct
{
  const char *name;
  const char *body;
  const char *problem;
  gboolean kernel;
} Trouble;

static const Trouble troubles[] = {
  { "nothing", "true", "it loads no kernel", FALSE },
  { "chainloader", "chainloader /EFI/Microsoft/bootmgfw.efi", "another system (chainloader)",
    FALSE },
  { "multiboot", "multiboot2 /xen.gz; module2 /k", "another system (multiboot2)", FALSE },
  { "firmware", "fwsetup", "leaves GRUB (fwsetup)", FALSE },
  { "configfile", "configfile /other.cfg", "opens another menu (/other.cfg)", FALSE },
  { "no-device", "set root=hd0,gpt2; linux /k", "nobody knows hd0,gpt2", FALSE },
  { "not-mounted", "set root=hd0; search --fs-uuid --set=root cccc-3; linux /k",
    "the file system with the UUID cccc-3 is not mounted here", FALSE },
  { "subvolume", "linux (root)/elsewhere/k", "not mounted", FALSE },
  { "relative", "linux k", "is no path", FALSE },
  { "initrd-first", "initrd /i", "comes before its kernel", FALSE },
  { "initrd-missing", "linux /k; initrd (nobody)/i", "nobody knows", TRUE },
  { "newc", "linux /k; initrd newc:a:/i", "packs the file", TRUE },
  { "last-fails", "linux /k; false", "its last command fails", TRUE },
  { "last-unknown", "linux /k; unheard_of", "depends on what GRUB's command “unheard_of” does",
    TRUE },
  { "unknown-decides", "if unheard_of; then linux /k a; else linux /k b; fi",
    "what it starts depends on what GRUB's command “unheard_of” does, in line 2", TRUE },
  { "unknown-sets", "if unheard_of; then x=1; fi; linux /k $x",
    "what it starts depends on what GRUB's command “unheard_of” does", TRUE },
  { "unknown-variable", "unheard_of --fs-uuid --set uuid (root); linux /k root=UUID=$uuid",
    "depends on what GRUB's command “unheard_of” does", TRUE },
  { "unknown-variable-equals", "unheard_of --set=uuid (root); linux /k root=UUID=$uuid",
    "depends on what GRUB's command “unheard_of” does", TRUE },
  { "unknown-variable-number", "unheard_of -s 1:part '(.*)' hd0; linux /k $part",
    "depends on what GRUB's command “unheard_of” does", TRUE },
  { "unknown-status", "unheard_of; linux /k $?", "depends on what GRUB's command", TRUE },
  { "unknown-compares", "if unheard_of; then x=1; fi; if [ \"$x\" = 1 ]; then y=2; fi; linux /k $y",
    "depends on what GRUB's command", TRUE },
  { "unknown-loop", "while unheard_of; do x=1; done", "how often the loop", FALSE },
  { "unknown-match", "regexp -s 1:x a b; linux /k $x", "depends on", TRUE },
  { "unknown-files", "insmod regexp; for i in /k*; do linux $i; done",
    "depends on which files there are for the “*” in line 2", TRUE },
  { "unknown-at-start", "linux /k $HOUR", "depends on what GRUB has in $HOUR when it starts",
    TRUE },
  { "unknown-boot", "linux /k; if unheard_of; then boot; fi", "depends on", TRUE },
  { "unknown-list", "if unheard_of; then x='a b'; fi; for i in $x; do linux /k $i; done",
    "depends on", TRUE },
  { "endless", "while true; do x=1; done", "does not come to an end", FALSE },
  { "endless-function", "again", "without end", FALSE },
  { "endless-eval", "x='eval $x'; eval $x", "without end", FALSE },
  { "growing", "x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done", "longer than", FALSE },
  { "cut", "eval \"'\"; linux /k", "ends in line", FALSE },
  { "not-utf8", "linux /k \xff", "not UTF-8", TRUE },
  { "kernel-not-utf8", "linux /k\xff", "not UTF-8", FALSE },
};

static void
test_trouble (gconstpointer data)
{
  const Trouble *test = data;
  g_autofree char *config
      = g_strdup_printf ("function again { again; }\nmenuentry 'a' { %s\n}\n", test->body);
  g_autoptr (KxMenu) menu = read_config (config);

  g_assert_true (menu->chosen == entry (menu, 0));
  assert_in (problem (menu->chosen), test->problem);
  g_assert_cmpint (menu->chosen->kernel != NULL, ==, test->kernel);
}

static void
test_initrds (void)
{
  g_autoptr (KxMenu) menu = read_config ("menuentry a {\n"
                                         "search --no-floppy --set -u aaaa-1\n"
                                         "linuxefi /boot/k\n"
                                         "initrdefi /boot/old\n"
                                         "initrdefi /boot/ucode (boot)/i /boot/j\n"
                                         "devicetree /dtb\n}\n");
  const KxEntry *first = entry (menu, 0);

  g_assert_cmpstr (problem (first), ==, NULL);
  g_assert_cmpstr (first->kernel, ==, "/boot/k");
  g_assert_cmpstr (first->initrds[0], ==, "/boot/ucode");
  g_assert_cmpstr (first->initrds[1], ==, "/boot/i");
  g_assert_cmpstr (first->initrds[2], ==, "/boot/j");
  g_assert_null (first->initrds[3]);
}

static const char *const searches[] = {
  "search --no-floppy --fs-uuid --set=root --hint-bios=hd0 --hint='hd0,gpt2' aaaa-1",
  "search --fs-uuid --set=root --hint-whatever=x aaaa-1",
  "search -n -u aaaa-1 -s",
  "search -nu aaaa-1 -s root",
  "search -u --set=dev aaaa-1; set root=$dev",
  "search --label --set root",
  "search -l -s root root",
  "search --file /only-here --set=root",
  "search --file --set=root /only-here",
  "search.fs_uuid aaaa-1 root hd0,gpt2",
  "search.fs_label root root",
  "search.file /only-here root",
  "search --set -u -- aaaa-1",
};

static void
test_searches (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (GrubToy) toy = grub_toy_new ();
      g_autofree char *config = g_strdup_printf ("menuentry a {\n%s\nlinux /k\n}\n", searches[i]);
      g_autoptr (KxMenu) menu = NULL;

      g_test_message ("%s", searches[i]);
      grub_toy_add (toy, "/boot/grub/grub.cfg", config);
      grub_toy_add (toy, "/only-here", "");
      menu = read_menu (toy);
      g_assert_cmpstr (entry (menu, 0)->kernel, ==, "/k");
    }
}

static void
test_search_fails (void)
{
  g_autoptr (KxMenu) menu = read_config ("menuentry a {\n"
                                         "if search -u nobody --set=root; then x=1; fi\n"
                                         "if search -u --fs-label; then x=2; fi\n"
                                         "if search aaaa-1; then x=3; fi\n"
                                         "if search; then x=4; fi\n"
                                         "if search --hint; then x=5; fi\n"
                                         "if search.fs_uuid; then x=6; fi\n"
                                         "linux /k [$x]\n}\n");

  g_assert_cmpstr (entry (menu, 0)->cmdline, ==, "[]");
}

static void
test_files (void)
{
  g_autoptr (GrubToy) toy = grub_toy_new ();
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (toy, "/boot/grub/grub.cfg",
                "source ${config_directory}/custom.cfg\n. (root)/second.cfg\nsource /not-there\n"
                "menuentry Last { linux /k $x $config_file; }\n");
  grub_toy_add (toy, "/boot/grub/custom.cfg", "\nmenuentry Custom { linux /c; }\nset x=1\n");
  grub_toy_add (toy, "/second.cfg", "set x=$x$config_file\n");
  menu = read_menu (toy);
  g_assert_cmpstr (entry (menu, 0)->file, ==, "/boot/grub/custom.cfg");
  g_assert_cmpuint (entry (menu, 0)->line, ==, 2);
  g_assert_cmpstr (entry (menu, 1)->file, ==, "/boot/grub/grub.cfg");
  g_assert_cmpstr (entry (menu, 1)->cmdline, ==, "1(root)/second.cfg");
}

/* The file on an EFI system partition that leads to the real one. */
static void
test_configfile (void)
{
  g_autoptr (GrubToy) toy = grub_toy_new ();
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (toy, "/boot/grub/grub.cfg",
                "search.fs_uuid aaaa-1 root\nset prefix=($root)'/boot/grub'\nset hidden=1\n"
                "set shown=2\nexport shown\nconfigfile /not-there\n"
                "menuentry Forgotten { true; }\nconfigfile $prefix/real.cfg\nset default=7\n");
  grub_toy_add (toy, "/boot/grub/real.cfg",
                "set default=b\nmenuentry a { true; }\nmenuentry b { linux /k [$hidden$shown]; "
                "}\n");
  menu = read_menu (toy);
  g_assert_cmpuint (menu->entries->len, ==, 2);
  g_assert_cmpstr (menu->chosen->id, ==, "b");
  g_assert_cmpstr (menu->chosen->kernel, ==, "/k");
  g_assert_cmpstr (menu->chosen->cmdline, ==, "[2]");
  g_assert_cmpstr (menu->chosen->file, ==, "/boot/grub/real.cfg");
}

#define BLOCK "# GRUB Environment Block\n"

static void
test_load_env (void)
{
  g_autoptr (GrubToy) toy = grub_toy_new ();
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (toy, "/boot/grub/grub.cfg",
                "if [ -s $prefix/grubenv ]; then load_env; fi\n"
                "load_env --file (root)/other --skip-sig x y\n"
                "if load_env -f /nothing; then z=1; fi\n"
                "if load_env --unheard-of; then z=2; fi\n"
                "if [ \"${next_entry}\" ]; then set default=\"${next_entry}\"; else set "
                "default=\"${saved_entry}\"; fi\n"
                "save_env next_entry\n"
                "menuentry a { linux /k; }\nmenuentry b { linux /k $x $y $z $hidden; }\n");
  grub_toy_add (toy, "/boot/grub/grubenv", BLOCK "saved_entry=b\nnext_entry=a\n######");
  grub_toy_add (toy, "/other", BLOCK "x=1\nhidden=2\ny=3\n");
  menu = read_menu (toy);
  g_assert_cmpstr (menu->chosen->id, ==, "b");
  g_assert_cmpstr (menu->chosen->cmdline, ==, "1 3");
  assert_in (menu->one_shot, "“a” is started at the next start only: next_entry in "
                             "/boot/grub/grubenv");
  assert_in (menu->reason, "GRUB's default is “b” (saved_entry in /boot/grub/grubenv)");
}

typedef struct
{
  const char *name;
  const char *config;
  const char *grubenv;
  const char *reason;
  gboolean pending;
} Lost;

#define GENERATED "#\n# DO NOT EDIT THIS FILE\n#\n"

/* What GRUB starts cannot be told. */
static const Lost losses[] = {
  { "cut-block", "menuentry a { true; }\nmenuentry b {\n linux", NULL, "ends in line", TRUE },
  { "cut-quote", "menuentry a { true; }\nset x='", NULL, "within quotes", TRUE },
  { "cut-section", GENERATED "### BEGIN /etc/grub.d/10_linux ###\nmenuentry a { true; }\n", NULL,
    "the end of its part /etc/grub.d/10_linux ### is missing", TRUE },
  { "cut-end", "### BEGIN a ###\nmenuentry a { true; }\n### END a", NULL, "is missing", TRUE },
  { "cut-header", GENERATED, NULL, "only its beginning is there", TRUE },
  { "empty-grubenv", "load_env\nmenuentry a { true; }\n", "", "grubenv", TRUE },
  { "tested-empty-grubenv", "if [ -s $prefix/grubenv ]; then load_env; fi\nmenuentry a { true; }\n",
    "", "grubenv", TRUE },
  { "broken-grubenv", "load_env\nmenuentry a { true; }\n",
    "this is not an environment block at all", "does not begin with", FALSE },
  { "endless", "source $config_file\n", NULL, "without end", FALSE },
  { "endless-configfile", "configfile $config_file\n", NULL, "without end", FALSE },
  { "endless-loop", "while true; do x=1; done\n", NULL, "does not come to an end", FALSE },
  { "many-entries",
    "for a in 1 2 3 4 5 6 7 8 9 0; do for b in 1 2 3 4 5 6 7 8 9 0; do for c in 1 2 3 4 5 6 7 8 9 "
    "0; "
    "do for d in 1 2 3 4 5 6 7 8 9 0; do menuentry x { a; }; menuentry y { a; }; done; done; done; "
    "done\n",
    NULL, "more than 16384 entries", FALSE },
  { "unknown-default", "if unheard_of; then default=1; fi\nmenuentry a { true; }\n", NULL,
    "depends on what GRUB's command “unheard_of” does, in line 1 of /boot/grub/grub.cfg", FALSE },
  { "unknown-entry",
    "if unheard_of; then\nmenuentry a { linux /k; }\nfi\nmenuentry b { linux /k; }\n", NULL,
    "depends on what GRUB's command", FALSE },
  { "unknown-file", "if unheard_of; then x=1; fi\nsource /$x\n", NULL, "depends on", FALSE },
  { "unknown-menu", "if unheard_of; then configfile /a; fi\n", NULL, "depends on", FALSE },
  { "not-mounted", "search -u cccc-3 --set=dev\nconfigfile ($dev)/grub.cfg\n", NULL,
    "the UUID cccc-3 is not mounted here", FALSE },
  { "not-mounted-known", "set dev=hd0\nsearch -u cccc-3 --set=dev\nconfigfile ($dev)/grub.cfg\n",
    NULL, "the UUID cccc-3 is not mounted here", FALSE },
  { "subvolume", "source (root)/elsewhere/x\n", NULL, "not mounted", FALSE },
  { "leaves", "if true; then reboot; fi\nmenuentry a { true; }\n", NULL, "leaves GRUB", FALSE },
  { "nothing", "set timeout=1\n", NULL, "there is no entry", FALSE },
};

static void
test_lost (gconstpointer data)
{
  const Lost *test = data;
  g_autoptr (GrubToy) toy = grub_toy_new ();
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (toy, "/boot/grub/grub.cfg", test->config);
  if (test->grubenv != NULL)
    grub_toy_add (toy, "/boot/grub/grubenv", test->grubenv);
  menu = read_menu (toy);
  g_assert_null (menu->chosen);
  assert_in (menu->reason, test->reason);
  g_assert_cmpint (menu->pending, ==, test->pending);
}

static void
test_unreadable (void)
{
  g_autoptr (GrubToy) toy = grub_toy_new ();
  g_autoptr (KxMenu) menu = NULL;

  grub_toy_add (toy, "/boot/grub/grub.cfg", THREE);
  toy->private = TRUE;
  menu = read_menu (toy);
  g_assert_null (menu->chosen);
  assert_in (menu->reason, "run this as root");
}

/* A syntax error costs its own commands only; entries that may exist do not move those before them.
 */
static void
test_mistakes (void)
{
  g_autoptr (KxMenu) menu = read_config ("set default=1\n}\nmenuentry none { }\nmenuentry { true; "
                                         "}\n"
                                         "menuentry without-block\nmenuentry --id\n"
                                         "menuentry a { linux /k; }\nmenuentry a { linux /l; }\n"
                                         "if unheard_of; then menuentry c { linux /m; }; fi\n");

  g_assert_cmpuint (menu->entries->len, ==, 3);
  g_assert_cmpstr (entry (menu, 0)->id, ==, "a");
  g_assert_cmpstr (entry (menu, 1)->id, ==, "1");
  g_assert_true (menu->chosen == entry (menu, 1));
  assert_in (problem (entry (menu, 2)), "whether GRUB offers it depends on");
}

static void
test_roles (void)
{
  g_autoptr (KxMenu) menu = read_config ("menuentry a --id x-recovery-y { linux /k; }\n"
                                         "menuentry b { linux /k ro single; }\n"
                                         "menuentry c { linux /k singlet; }\n"
                                         "menuentry d { linux /k systemd.unit=rescue.target; }\n");

  g_assert_cmpint (entry (menu, 0)->role, ==, KX_IMAGE_RESCUE);
  g_assert_cmpint (entry (menu, 1)->role, ==, KX_IMAGE_RESCUE);
  g_assert_cmpint (entry (menu, 2)->role, ==, KX_IMAGE_NORMAL);
  g_assert_cmpint (entry (menu, 3)->role, ==, KX_IMAGE_RESCUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      g_autofree char *path = g_strconcat ("/grub-menu/default/", defaults[i].name, NULL);

      g_test_add_data_func (path, &defaults[i], test_default);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *path = g_strconcat ("/grub-menu/line/", lines[i].name, NULL);

      g_test_add_data_func (path, &lines[i], test_line);
    }
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autofree char *path = g_strconcat ("/grub-menu/trouble/", troubles[i].name, NULL);

      g_test_add_data_func (path, &troubles[i], test_trouble);
    }
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      g_autofree char *path = g_strconcat ("/grub-menu/lost/", losses[i].name, NULL);

      g_test_add_data_func (path, &losses[i], test_lost);
    }
  g_test_add_func ("/grub-menu/entries", test_entries);
  g_test_add_func ("/grub-menu/reasons", test_reasons);
  g_test_add_func ("/grub-menu/conditions", test_conditions);
  g_test_add_func ("/grub-menu/initrds", test_initrds);
  g_test_add_func ("/grub-menu/searches", test_searches);
  g_test_add_func ("/grub-menu/search-fails", test_search_fails);
  g_test_add_func ("/grub-menu/files", test_files);
  g_test_add_func ("/grub-menu/configfile", test_configfile);
  g_test_add_func ("/grub-menu/load-env", test_load_env);
  g_test_add_func ("/grub-menu/unreadable", test_unreadable);
  g_test_add_func ("/grub-menu/mistakes", test_mistakes);
  g_test_add_func ("/grub-menu/roles", test_roles);
  return g_test_run ();
}
