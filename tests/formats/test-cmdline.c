/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cmdline.h"

#include "error.h"

#include <gio/gio.h>
#include <string.h>

#define assert_string(call, expected)                                                              \
  G_STMT_START                                                                                     \
    {                                                                                              \
      g_autofree char *result = call;                                                              \
      g_assert_cmpstr (result, ==, expected);                                                      \
    }                                                                                              \
  G_STMT_END

#define assert_filtered(text, expected) assert_string (kx_cmdline_filter_running (text), expected)
#define assert_appended(base, extra, expected)                                                     \
  assert_string (kx_cmdline_append (base, extra), expected)
#define assert_value(cmdline, key, expected) assert_string (kx_cmdline_get (cmdline, key), expected)

static void
test_filter_running (void)
{
  assert_filtered ("BOOT_IMAGE=/boot/vmlinuz-6.1 root=UUID=1 ro quiet\n", "root=UUID=1 ro quiet");
  assert_filtered ("initrd=\\a\\initrd root=/dev/sda1 initrd=\\b rw", "root=/dev/sda1 rw");
  assert_filtered ("elfcorehdr=0x1000 dmcryptkeys=0x2000 root=/dev/sda1", "root=/dev/sda1");
  assert_filtered ("root=/dev/sda1 BOOT_IMAGE=x", "root=/dev/sda1");
  assert_filtered ("root=/dev/sda1 crashkernel=256M", "root=/dev/sda1 crashkernel=256M");
  assert_filtered ("BOOT_IMAGE=a initrd=b", "");
  assert_filtered ("", "");
  assert_filtered ("\n", "");
}

/* What is not removed stays byte for byte. */
static void
test_filter_verbatim (void)
{
  assert_filtered ("a  b\tc=\"d  e\"  f", "a  b\tc=\"d  e\"  f");
  assert_filtered ("a  BOOT_IMAGE=x  b", "a  b");
  assert_filtered ("rd.luks.name=\xc3\xa4 x", "rd.luks.name=\xc3\xa4 x");
  assert_filtered ("noinitrd initrdmem=1 xBOOT_IMAGE=1 initrd BOOT_IMAGE",
                   "noinitrd initrdmem=1 xBOOT_IMAGE=1 initrd BOOT_IMAGE");
}

static void
test_filter_quotes (void)
{
  assert_filtered ("a=\"x initrd=y z\" initrd=w b", "a=\"x initrd=y z\" b");
  assert_filtered ("initrd=\"a b\" c", "c");
  assert_filtered ("\"initrd=a b\" c", "c");
  assert_filtered ("x=\"unfinished initrd=a", "x=\"unfinished initrd=a");
  assert_filtered ("initrd=\"unfinished b c", "");
  assert_filtered ("initrd=a x=\"unfinished \n", "x=\"unfinished ");
}

static void
test_filter_separator (void)
{
  assert_filtered ("initrd=a b -- initrd=c BOOT_IMAGE=d", "b -- initrd=c BOOT_IMAGE=d");
  assert_filtered ("initrd=a b --- initrd=c", "b ---");
  assert_filtered ("a=\"-- b\" initrd=c", "a=\"-- b\"");
}

/* The kernel takes the byte 0xa0 for white space, also inside a UTF-8 character. */
static void
test_filter_no_break_space (void)
{
  assert_filtered ("a\xa0initrd=b c", "a c");
}

static void
assert_normalised (const char *text, const char *expected)
{
  gsize length = strlen (text);
  g_autofree char *copy = g_memdup2 (text, length); /* without a NUL behind it */
  g_autoptr (GError) error = NULL;

  assert_string (kx_cmdline_normalise (copy, length, &error), expected);
  g_assert_no_error (error);
}

static void
test_normalise (void)
{
  assert_normalised ("root=/dev/sda1 ro quiet\n", "root=/dev/sda1 ro quiet");
  assert_normalised ("root=/dev/sda1", "root=/dev/sda1");
  assert_normalised ("root=/dev/sda1\nro\n\nquiet\n", "root=/dev/sda1 ro quiet");
  assert_normalised ("  a \t b\r\nc  \n", "a b c");
  assert_normalised ("x=\"a  b\"", "x=\"a b\""); /* as tr -s does */
  assert_normalised ("", "");
  assert_normalised ("\n", "");
  assert_normalised ("  ", "");
  assert_normalised ("\xc3\xa4=\xc3\xa0 b", "\xc3\xa4=\xc3\xa0 b");
}

static void
test_normalise_comments (void)
{
  assert_normalised ("# a comment\nroot=/dev/sda1\n", "root=/dev/sda1");
  assert_normalised ("a\n \t# a comment\nb", "a b");
  assert_normalised ("a # no comment\n", "a # no comment");
  assert_normalised ("a\n#b", "a");
  assert_normalised ("#", "");
  assert_normalised ("#a\n#b\n", "");
}

static void
test_normalise_no_text (void)
{
  static const char *const bad[] = { "a\0b", "\0", "a\x7f", "\x01", "#\x1b[31m", "a\vb" };
  static const gsize lengths[] = { 3, 1, 2, 1, 6, 3 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (kx_cmdline_normalise (bad[i], lengths[i], &error));
      g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
    }
}

static void
test_check (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_cmdline_check ("", 1, &error));
  g_assert_true (kx_cmdline_check ("root=/dev/sda1\tro \xc3\xa4", 0, &error));
  g_assert_no_error (error);
}

static void
test_check_length (void)
{
  g_autofree char *longest = g_strnfill (2016, 'x');
  g_autofree char *longer = g_strnfill (2017, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_cmdline_check (longest, 2016, &error));
  g_assert_no_error (error);
  g_assert_true (kx_cmdline_check (longer, 0, &error));
  g_assert_no_error (error);

  g_assert_false (kx_cmdline_check (longer, 2016, &error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
  g_assert_nonnull (strstr (error->message, "2017 bytes"));
  g_assert_nonnull (strstr (error->message, "at most 2016"));
}

static void
test_check_control (void)
{
  static const char *const bad[] = { "a\nb", "a\n", "\x01", "a\x1f", "a\x7f", "a\rb", "\v" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (kx_cmdline_check (bad[i], 100, &error));
      g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
    }
}

static void
test_append (void)
{
  assert_appended ("a b", "c d", "a b c d");
  assert_appended ("a b", "", "a b");
  assert_appended ("", "c", "c");
  assert_appended ("", "", "");
  assert_appended (" a  b ", " c ", "a  b c");
}

static void
test_append_separator (void)
{
  assert_appended ("a -- b", "c", "a c -- b");
  assert_appended ("a", "c -- d", "a c -- d");
  assert_appended ("a -- b", "c -- d", "a c -- b d");
  assert_appended ("-- b", "c", "c -- b");
  assert_appended ("a", "-- d", "a -- d");
  assert_appended ("a --", "c", "a c");
  assert_appended ("-- --", "c", "c -- --");
  assert_appended ("a=\"x -- y\"", "c", "a=\"x -- y\" c");
}

static void
test_append_open_quote (void)
{
  assert_appended ("a=\"x y", "c", "a=\"x y\" c");
  assert_appended ("a=\"x y", "", "a=\"x y");
  assert_appended ("a=\"x\" b", "c", "a=\"x\" b c");
  assert_appended ("a -- b", "c=\"x ", "a c=\"x \" -- b");
  assert_appended ("a -- \"b", "-- c", "a -- \"b\" c");
}

#define assert_panicking(cmdline, expected)                                                        \
  assert_string (kx_cmdline_add_default (cmdline, "panic", "10"), expected)

static void
test_add_default (void)
{
  assert_panicking ("root=/dev/sda1 ro", "root=/dev/sda1 ro panic=10");
  assert_panicking ("", "panic=10");
  assert_panicking ("panic=0 ro", "panic=0 ro");
  assert_panicking ("ro panic=-1", "ro panic=-1");
  assert_panicking ("ro panic", "ro panic");
  assert_panicking ("ro \"panic=5\"", "ro \"panic=5\"");
  /* Others that begin like it, and what is init's. */
  assert_panicking ("panic_on_warn=1 oops=panic", "panic_on_warn=1 oops=panic panic=10");
  assert_panicking ("ro -- panic=5", "ro panic=10 -- panic=5");
  assert_panicking ("a=\"b c", "a=\"b c\" panic=10");
}

static void
test_ignore_efi_initrd (void)
{
  g_autofree char *once = kx_cmdline_ignore_efi_initrd ("root=/dev/sda1 ro -- x");

  g_assert_cmpstr (once, ==, "root=/dev/sda1 ro initrdmem=0,1 -- x");
  assert_string (kx_cmdline_ignore_efi_initrd (once), "root=/dev/sda1 ro initrdmem=0,1 -- x");
  assert_string (kx_cmdline_ignore_efi_initrd ("initrdmem=1G,8M ro"), "initrdmem=1G,8M ro");
  /* It is of that boot alone; another one's is not. */
  assert_filtered (once, "root=/dev/sda1 ro -- x");
  assert_filtered ("initrdmem=1G,8M ro", "initrdmem=1G,8M ro");
  assert_filtered ("ro initrdmem=0,10 -- initrdmem=0,1", "ro initrdmem=0,10 -- initrdmem=0,1");
}

static void
test_has (void)
{
  g_assert_true (kx_cmdline_has ("quiet ro", "quiet"));
  g_assert_true (kx_cmdline_has ("ro quiet", "quiet"));
  g_assert_true (kx_cmdline_has ("panic=5", "panic"));
  g_assert_true (kx_cmdline_has ("panic=", "panic"));
  g_assert_true (kx_cmdline_has ("\"panic=5\"", "panic"));
  g_assert_true (kx_cmdline_has ("\"quiet\"", "quiet"));
  g_assert_true (kx_cmdline_has ("log_buf_len=1M", "log-buf-len"));
  g_assert_true (kx_cmdline_has ("log-buf-len=1M", "log_buf_len"));

  g_assert_false (kx_cmdline_has ("", "quiet"));
  g_assert_false (kx_cmdline_has ("quiet", ""));
  g_assert_false (kx_cmdline_has ("quie", "quiet"));
  g_assert_false (kx_cmdline_has ("quieter", "quiet"));
  g_assert_false (kx_cmdline_has ("xquiet", "quiet"));
  g_assert_false (kx_cmdline_has ("\"quiet\"x", "quiet"));
  g_assert_false (kx_cmdline_has ("a=\"x quiet\"", "quiet"));
  g_assert_false (kx_cmdline_has ("a -- quiet", "quiet"));
  g_assert_false (kx_cmdline_has ("Quiet", "quiet"));
}

static void
test_get (void)
{
  assert_value ("root=/dev/sda1 ro", "root", "/dev/sda1");
  assert_value ("root=UUID=1", "root", "UUID=1");
  assert_value ("root=a root=b", "root", "b");
  assert_value ("root=a root", "root", "a");
  assert_value ("root=", "root", "");
  assert_value ("root", "root", NULL);
  assert_value ("", "root", NULL);
  assert_value ("a -- root=b", "root", NULL);
  assert_value ("x=\"a b\" y", "x", "a b");
  assert_value ("\"x=a b\" y", "x", "a b");
  assert_value ("x=\"a b", "x", "a b");
  assert_value ("x=\"", "x", "");
  assert_value ("x=\"\"", "x", "");
  assert_value ("x=a\"b c\"", "x", "a\"b c\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cmdline/filter-running", test_filter_running);
  g_test_add_func ("/cmdline/filter-running/verbatim", test_filter_verbatim);
  g_test_add_func ("/cmdline/filter-running/quotes", test_filter_quotes);
  g_test_add_func ("/cmdline/filter-running/separator", test_filter_separator);
  g_test_add_func ("/cmdline/filter-running/no-break-space", test_filter_no_break_space);
  g_test_add_func ("/cmdline/normalise", test_normalise);
  g_test_add_func ("/cmdline/normalise/comments", test_normalise_comments);
  g_test_add_func ("/cmdline/normalise/no-text", test_normalise_no_text);
  g_test_add_func ("/cmdline/check", test_check);
  g_test_add_func ("/cmdline/check/length", test_check_length);
  g_test_add_func ("/cmdline/check/control", test_check_control);
  g_test_add_func ("/cmdline/append", test_append);
  g_test_add_func ("/cmdline/append/separator", test_append_separator);
  g_test_add_func ("/cmdline/append/open-quote", test_append_open_quote);
  g_test_add_func ("/cmdline/add-default", test_add_default);
  g_test_add_func ("/cmdline/ignore-efi-initrd", test_ignore_efi_initrd);
  g_test_add_func ("/cmdline/has", test_has);
  g_test_add_func ("/cmdline/get", test_get);

  return g_test_run ();
}
