/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "efi-load-option.h"

#include <string.h>

#include "error.h"
#include "load-option-builder.h"

static KxEfiLoadOption *
parse (const GByteArray *bytes, GError **error)
{
  return kx_efi_load_option_parse (bytes->data, bytes->len, error);
}

static void
test_image (void)
{
  g_autoptr (GByteArray) bytes = load_option_new (1, "Arch Linux");
  g_autoptr (GError) error = NULL;
  g_autoptr (KxEfiLoadOption) option = NULL;

  load_option_add_drive (bytes);
  load_option_add_file (bytes, "\\EFI\\Linux\\arch-linux.efi");
  load_option_end (bytes, "root=/dev/sda2 ro");
  option = parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (option->is_active);
  g_assert_cmpstr (option->description, ==, "Arch Linux");
  g_assert_cmpstr (option->partition_uuid, ==, LOAD_OPTION_PARTITION);
  g_assert_cmpstr (option->file, ==, "/EFI/Linux/arch-linux.efi");
  g_assert_cmpstr (option->arguments, ==, "root=/dev/sda2 ro");
}

static void
check_active (guint32 attributes, gboolean expected)
{
  g_autoptr (GByteArray) bytes = load_option_new (attributes, "x");
  g_autoptr (KxEfiLoadOption) option = NULL;

  load_option_end (bytes, NULL);
  option = parse (bytes, NULL);
  g_assert_cmpint (option->is_active, ==, expected);
  g_assert_null (option->partition_uuid);
  g_assert_null (option->file);
  g_assert_null (option->arguments);
}

static void
test_active (void)
{
  check_active (1, TRUE);
  check_active (9, TRUE); /* hidden from menus, but started */
  check_active (0, FALSE);
  check_active (0x101, FALSE); /* an application of the firmware */
}

/* A path may be split up, the partition may be one of a MBR's, and what follows the first path is
 * another one. */
static void
test_paths (void)
{
  g_autoptr (GByteArray) bytes = load_option_new (1, "");
  g_autoptr (KxEfiLoadOption) option = NULL;
  static const guint8 pci[] = { 1, 1, 6, 0, 0, 2 };
  guint8 drive[42] = { 4, 1, 42, 0, 2 };

  memcpy (drive + 24, "\x78\x56\x34\x12", 4);
  drive[40] = 1;
  drive[41] = 1;
  load_option_add_node (bytes, pci, sizeof pci);
  load_option_add_node (bytes, drive, sizeof drive);
  load_option_add_file (bytes, "\\EFI\\BOOT");
  load_option_add_file (bytes, "BOOTX64.EFI");
  load_option_add_end (bytes);
  load_option_add_file (bytes, "\\other");
  load_option_end (bytes, NULL);
  option = parse (bytes, NULL);
  g_assert_cmpstr (option->description, ==, "");
  g_assert_cmpstr (option->partition_uuid, ==, "12345678-02");
  g_assert_cmpstr (option->file, ==, "/EFI/BOOT/BOOTX64.EFI");
}

/* Firmware leaves marks of its own where the arguments would be. */
static void
test_arguments (void)
{
  static const guint8 binary[] = { 'W', 0, 'I', 0, 1, 0, 0, 0 };
  static const guint8 text[] = { 'a', 0, 0, 0, 1, 0, 9 };
  g_autoptr (GByteArray) first = load_option_new (1, "x");
  g_autoptr (GByteArray) second = NULL;
  g_autoptr (KxEfiLoadOption) with_binary = NULL;
  g_autoptr (KxEfiLoadOption) with_text = NULL;

  load_option_end (first, NULL);
  second = g_byte_array_append (g_byte_array_new (), first->data, first->len);
  g_byte_array_append (first, binary, sizeof binary);
  g_byte_array_append (second, text, sizeof text);
  with_binary = parse (first, NULL);
  with_text = parse (second, NULL);
  g_assert_null (with_binary->arguments);
  g_assert_cmpstr (with_text->arguments, ==, "a");
}

static void
check_refused (const GByteArray *bytes, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (bytes, &error));
  g_assert_error (error, KX_ERROR, KX_ERROR_INVALID_IMAGE);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_damaged (void)
{
  static const guint8 short_drive[] = { 4, 1, 8, 0, 1, 0, 0, 0 };
  static const guint8 no_length[] = { 4, 4, 3, 0 };
  static const guint8 long_node[] = { 4, 4, 99, 0 };
  static const guint8 half[] = { 4, 4, 4 };
  static const guint8 no_text[] = { 4, 4, 6, 0, 0x3d, 0xd8 };
  static const struct
  {
    const guint8 *node;
    gsize size;
    const char *words;
  } nodes[] = {
    { short_drive, sizeof short_drive, "partition that is not whole" },
    { no_length, sizeof no_length, "is damaged" },
    { long_node, sizeof long_node, "is damaged" },
    { half, sizeof half, "device path that is not whole" },
    { no_text, sizeof no_text, "no text" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_autoptr (GByteArray) bytes = load_option_new (1, "x");

      load_option_add_node (bytes, nodes[i].node, nodes[i].size);
      load_option_close (bytes, NULL);
      check_refused (bytes, nodes[i].words);
    }
}

/* No beginning of an option is one, and none is read past its end. */
static void
test_cut (void)
{
  g_autoptr (GByteArray) whole = load_option_new (1, "Arch");

  load_option_add_drive (whole);
  load_option_add_file (whole, "\\a.efi");
  load_option_end (whole, NULL);
  for (guint size = 0; size < whole->len; size++)
    {
      g_autoptr (GByteArray) part = g_byte_array_append (g_byte_array_new (), whole->data, size);
      g_autofree guint8 *exact = g_memdup2 (part->data, size);

      g_assert_null (kx_efi_load_option_parse (exact, size, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/efi-load-option/image", test_image);
  g_test_add_func ("/efi-load-option/active", test_active);
  g_test_add_func ("/efi-load-option/paths", test_paths);
  g_test_add_func ("/efi-load-option/arguments", test_arguments);
  g_test_add_func ("/efi-load-option/damaged", test_damaged);
  g_test_add_func ("/efi-load-option/cut", test_cut);
  return g_test_run ();
}
