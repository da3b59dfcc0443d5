/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "key-file-group.h"

#include "key-file-bytes.h"

#define TEXT \
  "[some]\nword=quiet\nempty=\nnumber=7\nnegative=-7\nnone=x\nlargest=18446744073709551615\n" \
  "larger=18446744073709551616\n"

static GKeyFile *
load (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_data (file, TEXT, sizeof TEXT - 1, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  kx_key_file_set_bytes (file, "some", "bytes", "\xff\xfe");
  return file;
}

static void
test_good (void)
{
  g_autoptr (GKeyFile) file = load ();
  KxKeyFileGroup group = { .file = file, .name = "some" };
  g_autofree char *word = kx_key_file_group_get_word (&group, "word");
  g_autofree char *empty = kx_key_file_group_get_word (&group, "empty");
  g_autofree char *bytes = kx_key_file_group_get_bytes (&group, "bytes");

  g_assert_cmpstr (word, ==, "quiet");
  g_assert_cmpstr (empty, ==, "");
  g_assert_cmpstr (bytes, ==, "\xff\xfe");
  g_assert_cmpuint (kx_key_file_group_get_unsigned (&group, "number", 7), ==, 7);
  g_assert_cmpuint (kx_key_file_group_get_unsigned (&group, "largest", G_MAXUINT64), ==,
                    G_MAXUINT64);
  g_assert_cmpint (kx_key_file_group_get_signed (&group, "number", 7, 7), ==, 7);
  g_assert_cmpint (kx_key_file_group_get_signed (&group, "negative", -7, 0), ==, -7);
  g_assert_false (group.bad);
}

static void
assert_bad (const char *name, const char *key, guint64 max, gint64 least, gint64 most)
{
  g_autoptr (GKeyFile) file = load ();
  KxKeyFileGroup without_sign = { .file = file, .name = name };
  KxKeyFileGroup with_sign = { .file = file, .name = name };

  g_test_message ("%s", key);
  kx_key_file_group_get_unsigned (&without_sign, key, max);
  g_assert_true (without_sign.bad);
  kx_key_file_group_get_signed (&with_sign, key, least, most);
  g_assert_true (with_sign.bad);
}

static void
test_bad_numbers (void)
{
  assert_bad ("some", "missing", G_MAXUINT64, G_MININT64, G_MAXINT64);
  assert_bad ("other", "number", G_MAXUINT64, G_MININT64, G_MAXINT64);
  assert_bad ("some", "none", G_MAXUINT64, G_MININT64, G_MAXINT64);
  assert_bad ("some", "larger", G_MAXUINT64 - 1, 0, G_MAXINT64 - 1);
  assert_bad ("some", "negative", G_MAXINT64, -6, 0);
  assert_bad ("some", "number", 6, 0, 6);
  assert_bad ("some", "number", 6, 8, 9);
}

/* It stays bad, whatever is read behind that. */
static void
test_bad_texts (void)
{
  g_autoptr (GKeyFile) file = load ();
  KxKeyFileGroup words = { .file = file, .name = "some" };
  KxKeyFileGroup bytes = { .file = file, .name = "some" };
  g_autofree char *word = NULL;

  g_assert_null (kx_key_file_group_get_word (&words, "missing"));
  g_assert_true (words.bad);
  word = kx_key_file_group_get_word (&words, "word");
  g_assert_cmpuint (kx_key_file_group_get_unsigned (&words, "number", 7), ==, 7);
  g_assert_true (words.bad);
  g_assert_null (kx_key_file_group_get_bytes (&bytes, "missing"));
  g_assert_true (bytes.bad);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-file-group/good", test_good);
  g_test_add_func ("/key-file-group/bad-numbers", test_bad_numbers);
  g_test_add_func ("/key-file-group/bad-texts", test_bad_texts);

  return g_test_run ();
}
