/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "efi-variable.h"

#define ATTRIBUTES "\7\0\0\0"

/* A literal, without the NUL that the compiler puts behind it. */
#define DUP_STRING(literal) \
  kx_efi_variable_dup_string ((const guint8 *) literal, sizeof literal - 1)
#define DUP_STRINGS(literal) \
  kx_efi_variable_dup_strings ((const guint8 *) literal, sizeof literal - 1)
#define DUP_NUMBERS(literal) \
  kx_efi_variable_dup_numbers ((const guint8 *) literal, sizeof literal - 1)
#define IS_SET(literal) kx_efi_variable_is_set ((const guint8 *) literal, sizeof literal - 1)

static void
check (char *string, const char *expected)
{
  g_autofree char *owned = string;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_string (void)
{
  check (DUP_STRING (ATTRIBUTES "a\0b\0\0\0"), "ab");
  check (DUP_STRING (ATTRIBUTES "a\0b\0"), "ab");
  check (DUP_STRING (ATTRIBUTES "a\0\0\0b\0"), "a");
  check (DUP_STRING (ATTRIBUTES "\xe9\0\x3d\xd8\x00\xde"), "é😀");
  check (DUP_STRING (ATTRIBUTES), "");
  check (DUP_STRING (ATTRIBUTES "\0\0"), "");
}

static void
test_no_string (void)
{
  check (DUP_STRING (""), NULL);
  check (DUP_STRING ("\7\0\0"), NULL);
  check (DUP_STRING (ATTRIBUTES "a"), NULL);
  check (DUP_STRING (ATTRIBUTES "a\0\0"), NULL);
  check (DUP_STRING (ATTRIBUTES "\x3d\xd8"), NULL);
  check (DUP_STRING (ATTRIBUTES "\x00\xde" "a\0"), NULL);
}

static void
check_strings (char **strings, const char *joined)
{
  g_auto (GStrv) owned = strings;
  g_autofree char *all = NULL;

  g_assert_nonnull (owned);
  all = g_strjoinv ("|", owned);
  g_assert_cmpstr (all, ==, joined);
}

static void
test_strings (void)
{
  check_strings (DUP_STRINGS (ATTRIBUTES "a\0\0\0b\0c\0\0\0"), "a|bc");
  check_strings (DUP_STRINGS (ATTRIBUTES "a\0\0\0b\0"), "a|b");
  check_strings (DUP_STRINGS (ATTRIBUTES "\0\0b\0"), "|b");
  check_strings (DUP_STRINGS (ATTRIBUTES), "");
  g_assert_null (DUP_STRINGS ("\7"));
  g_assert_null (DUP_STRINGS (ATTRIBUTES "a\0\0"));
  g_assert_null (DUP_STRINGS (ATTRIBUTES "a\0\0\0\x3d\xd8\0\0"));
}

static void
test_numbers (void)
{
  g_autoptr (GArray) order = DUP_NUMBERS (ATTRIBUTES "\3\0\1\x20");
  g_autoptr (GArray) none = DUP_NUMBERS (ATTRIBUTES);

  g_assert_cmpuint (order->len, ==, 2);
  g_assert_cmpuint (g_array_index (order, guint16, 0), ==, 3);
  g_assert_cmpuint (g_array_index (order, guint16, 1), ==, 0x2001);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (DUP_NUMBERS (ATTRIBUTES "\3"));
  g_assert_null (DUP_NUMBERS ("\3\0"));
}

static void
check_bits (const char *file, gsize size, gboolean good, guint64 expected)
{
  guint64 bits = 42;

  g_assert_cmpint (kx_efi_variable_get_bits ((const guint8 *) file, size, &bits), ==, good);
  g_assert_cmpuint (bits, ==, expected);
}

static void
test_bits (void)
{
  static const char file[] = ATTRIBUTES "\1\2\0\0\0\0\0\x80\0";

  check_bits (file, 12, TRUE, G_GUINT64_CONSTANT (0x8000000000000201));
  check_bits (file, 13, FALSE, 42);
  check_bits (file, 11, FALSE, 42);
  check_bits (file, 4, FALSE, 42);
  check_bits (file, 3, FALSE, 42);
}

static void
test_byte (void)
{
  g_assert_true (IS_SET (ATTRIBUTES "\1"));
  g_assert_false (IS_SET (ATTRIBUTES "\0"));
  g_assert_false (IS_SET (ATTRIBUTES));
  g_assert_false (IS_SET (ATTRIBUTES "\1\1"));
  g_assert_false (IS_SET ("\1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/efi-variable/string", test_string);
  g_test_add_func ("/efi-variable/no-string", test_no_string);
  g_test_add_func ("/efi-variable/strings", test_strings);
  g_test_add_func ("/efi-variable/numbers", test_numbers);
  g_test_add_func ("/efi-variable/bits", test_bits);
  g_test_add_func ("/efi-variable/byte", test_byte);
  return g_test_run ();
}
