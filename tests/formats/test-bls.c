/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bls.h"

#include <string.h>

static KxBlsEntry *
parse (const char *text)
{
  return kx_bls_entry_new (text, strlen (text));
}

static void
check_list (const GPtrArray *list, const char *words)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? "|" : "", (char *) g_ptr_array_index (list, i));
  g_assert_cmpstr (all->str, ==, words);
}

static void
check_line (const KxBlsLines *lines, guint i, guint number, const char *key, const char *value)
{
  const KxBlsLine *line = kx_bls_lines_get (lines, i);

  g_assert_nonnull (line);
  g_assert_cmpuint (line->number, ==, number);
  g_assert_cmpstr (line->key, ==, key);
  g_assert_cmpstr (line->value, ==, value);
}

/* What is true for all boot loaders: nothing but the line ends and comments is taken away. */
static void
test_lines (void)
{
  static const char text[] = "title\tA  \"b\" \r\n"
                             "\n"
                             "  # a comment\n"
                             " \toptions  x y\t\r"
                             "options\n"
                             "options   \n"
                             "last one";
  g_autoptr (KxBlsLines) lines = kx_bls_lines_new (text, strlen (text));

  g_assert_cmpuint (lines->lines->len, ==, 6);
  check_line (lines, 0, 1, "title", "A  \"b\" ");
  g_assert_cmpstr (kx_bls_lines_get (lines, 0)->text, ==, "title\tA  \"b\" ");
  check_line (lines, 1, 2, "", NULL);
  check_line (lines, 2, 4, "options", "x y\t");
  g_assert_cmpstr (kx_bls_lines_get (lines, 2)->text, ==, "options  x y\t");
  check_line (lines, 3, 5, "options", NULL);
  check_line (lines, 4, 6, "options", NULL);
  check_line (lines, 5, 7, "last", "one");
  g_assert_null (kx_bls_lines_get (lines, 6));
}

/* A file ends where its bytes end, or at a NUL. */
static void
test_ends (void)
{
  static const char text[] = "a 1\nb 2\0c 3\n";
  g_autoptr (KxBlsLines) whole = kx_bls_lines_new (text, sizeof text - 1);
  g_autoptr (KxBlsLines) part = kx_bls_lines_new (text, 3);
  g_autoptr (KxBlsLines) none = kx_bls_lines_new (text, 0);

  g_assert_cmpuint (whole->lines->len, ==, 2);
  check_line (whole, 1, 2, "b", "2");
  g_assert_cmpuint (part->lines->len, ==, 1);
  check_line (part, 0, 1, "a", "1");
  g_assert_cmpuint (none->lines->len, ==, 0);
}

static void
check_value (const char *text, const char *expected)
{
  g_autoptr (KxBlsLines) lines = kx_bls_lines_new (text, strlen (text));
  g_autofree char *value = kx_bls_line_dup_value (kx_bls_lines_get (lines, 0));

  g_assert_cmpstr (value, ==, expected);
}

static void
test_values (void)
{
  check_value ("key", NULL);
  check_value ("key  \t", NULL);
  check_value ("key value", "value");
  check_value ("key \t a value \t", "a value");
  check_value ("key \"a value\" ", "a value");
  check_value ("key 'it'", "it");
  check_value ("key \"\"", "");
  check_value ("key \"", "");
  check_value ("key \"half", "\"half");
  check_value ("key \"a' ", "\"a'");
  check_value ("key root=\"x y\"", "root=\"x y\"");
}

static void
test_entry (void)
{
  g_autoptr (KxBlsEntry) entry
      = parse ("title first\n"
               "title Fedora Linux 40\n"
               "version 6.9.12\n"
               "machine-id 4098b3f648d74c13b1f04ccfba7798e8\n"
               "sort-key fedora\n"
               "linux /a/linux-old\n"
               "linux /a/linux\n"
               "initrd /a/microcode\n"
               "initrd /a/initrd\n"
               "options root=UUID=1 ro\n"
               "options 'quiet splash'\n"
               "devicetree /a/board.dtb\n"
               "devicetree-overlay /a/x.dtbo\n"
               "architecture x64\n"
               "profile 2\n"
               "profile none\n"
               "extra /a/one.cred\n"
               "extra /a/two.sysext.raw\n"
               "grub_users $grub_users\n"
               "Title not a key\n");

  g_assert_cmpint (entry->kind, ==, KX_BLS_LINUX);
  g_assert_cmpstr (entry->program, ==, "/a/linux");
  g_assert_cmpstr (entry->title, ==, "Fedora Linux 40");
  g_assert_cmpstr (entry->version, ==, "6.9.12");
  g_assert_cmpstr (entry->machine_id, ==, "4098b3f648d74c13b1f04ccfba7798e8");
  g_assert_cmpstr (entry->sort_key, ==, "fedora");
  check_list (entry->initrds, "/a/microcode|/a/initrd");
  g_assert_cmpstr (entry->options, ==, "root=UUID=1 ro quiet splash");
  g_assert_cmpstr (entry->devicetree, ==, "/a/board.dtb");
  check_list (entry->architectures, "x64");
  g_assert_cmpuint (entry->profile, ==, 2);
  check_list (entry->extras, "/a/one.cred|/a/two.sysext.raw");
  g_assert_true (kx_bls_entry_is_utf8 (entry));
}

static void
test_nothing (void)
{
  g_autoptr (KxBlsEntry) entry = parse ("");

  g_assert_cmpint (entry->kind, ==, KX_BLS_NOTHING);
  g_assert_null (entry->program);
  g_assert_null (entry->title);
  g_assert_null (entry->options);
  g_assert_cmpuint (entry->initrds->len, ==, 0);
  g_assert_cmpuint (entry->profile, ==, 0);
  g_assert_true (kx_bls_entry_is_for (entry, "x64"));
}

static void
check_kind (const char *text, KxBlsKind kind, const char *program)
{
  g_autoptr (KxBlsEntry) entry = parse (text);

  g_assert_cmpint (entry->kind, ==, kind);
  g_assert_cmpstr (entry->program, ==, program);
}

static void
test_kinds (void)
{
  check_kind ("efi /EFI/tool.efi\n", KX_BLS_EFI, "/EFI/tool.efi");
  check_kind ("uki /x.efi\n", KX_BLS_UKI, "/x.efi");
  check_kind ("uki-url :x.efi\n", KX_BLS_UKI_URL, ":x.efi");
  check_kind ("linux\n", KX_BLS_NOTHING, NULL);
  check_kind ("linux /a\nefi /b\nefi /c\n", KX_BLS_CONFLICT, "/b");
}

static void
test_architecture (void)
{
  g_autoptr (KxBlsEntry) one = parse ("architecture X64\n");
  g_autoptr (KxBlsEntry) two = parse ("architecture x64\narchitecture aa64\n");

  g_assert_true (kx_bls_entry_is_for (one, "x64"));
  g_assert_false (kx_bls_entry_is_for (one, "aa64"));
  g_assert_false (kx_bls_entry_is_for (two, "x64"));
  g_assert_false (kx_bls_entry_is_for (two, "aa64"));
}

/* A mark of the byte order belongs to the first key for every boot loader, which it makes unknown.
 * */
static void
test_bytes (void)
{
  g_autoptr (KxBlsEntry) marked = parse ("\xef\xbb\xbftitle a\nversion 1\n");
  g_autoptr (KxBlsEntry) broken = parse ("title \xff\n");
  g_autoptr (KxBlsEntry) in_list = parse ("initrd /\xff\n");
  g_autoptr (KxBlsEntry) control = parse ("options a\033b\n");

  g_assert_null (marked->title);
  g_assert_cmpstr (marked->version, ==, "1");
  g_assert_false (kx_bls_entry_is_utf8 (broken));
  g_assert_false (kx_bls_entry_is_utf8 (in_list));
  g_assert_cmpstr (control->options, ==, "a\033b");
}

/* Time and memory grow with the file, not with its square. */
static void
test_many_options (void)
{
  const guint count = 100000;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (KxBlsEntry) entry = NULL;

  for (guint i = 0; i < count; i++)
    g_string_append (text, "options x\n");
  entry = kx_bls_entry_new (text->str, text->len);
  g_assert_cmpuint (strlen (entry->options), ==, 2 * count - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bls/lines", test_lines);
  g_test_add_func ("/bls/ends", test_ends);
  g_test_add_func ("/bls/values", test_values);
  g_test_add_func ("/bls/entry", test_entry);
  g_test_add_func ("/bls/nothing", test_nothing);
  g_test_add_func ("/bls/kinds", test_kinds);
  g_test_add_func ("/bls/architecture", test_architecture);
  g_test_add_func ("/bls/bytes", test_bytes);
  g_test_add_func ("/bls/many-options", test_many_options);
  return g_test_run ();
}
