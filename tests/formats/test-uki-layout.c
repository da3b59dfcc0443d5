/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "uki-layout.h"

#include "error.h"
#include "image-builder.h"
#include "pe.h"

#include <string.h>

static KxUkiLayout
parse (const Image *image, int profile)
{
  g_autoptr (GError) error = NULL;
  KxUkiLayout layout;

  g_assert_true (kx_uki_layout_parse (image->data, image->len, image->len, profile, &layout, &error));
  g_assert_no_error (error);
  return layout;
}

static void
assert_refused (const Image *image, guint64 size, int profile, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  KxUkiLayout layout = { .n_profiles = 1234 };

  g_assert_false (kx_uki_layout_parse (image->data, image->len, size, profile, &layout, &error));
  g_assert_error (error, KX_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_cmpuint (layout.n_profiles, ==, 1234);
}

static void
assert_text (const Image *image, const KxUkiLayout *layout, KxUkiSection section, const char *text)
{
  const KxUkiRange *range = &layout->sections[section];

  g_assert_true (range->present);
  g_assert_cmpmem (image->data + range->offset, range->size, text, strlen (text));
}

static void
test_sections (void)
{
  g_autoptr (Image) image = image_uki ();
  KxUkiLayout layout = parse (image, KX_UKI_BASE);

  g_assert_true (kx_uki_probe (image->data, image->len));
  g_assert_cmpstr (layout.architecture, ==, "x86_64");
  g_assert_cmpuint (layout.n_profiles, ==, 0);
  g_assert_cmpuint (layout.declared_size, ==, image->len);
  g_assert_false (layout.is_signed);
  assert_text (image, &layout, KX_UKI_CMDLINE, IMAGE_UKI_CMDLINE);
  assert_text (image, &layout, KX_UKI_OSREL, IMAGE_UKI_OSREL);
  assert_text (image, &layout, KX_UKI_UNAME, IMAGE_RELEASE);
  assert_text (image, &layout, KX_UKI_INITRD, IMAGE_UKI_INITRD);
  g_assert_true (layout.sections[KX_UKI_LINUX].present);
  g_assert_false (layout.sections[KX_UKI_UCODE].present);

  /* The first profile is implied, others are not. */
  layout = parse (image, 0);
  assert_text (image, &layout, KX_UKI_CMDLINE, IMAGE_UKI_CMDLINE);
  assert_refused (image, image->len, 1, KX_ERROR_UNSUPPORTED, "no profile @1");
}

static void
test_signed (void)
{
  g_autoptr (Image) image = image_uki ();
  KxUkiLayout layout;

  image_sign (image);
  layout = parse (image, 0);
  g_assert_true (layout.is_signed);
  g_assert_cmpuint (layout.declared_size, ==, image->len);
  assert_refused (image, image->len - 1, 0, KX_ERROR_INCOMPLETE, "promise");
}

static void
test_profiles (void)
{
  g_autoptr (Image) image = image_uki ();
  KxUkiLayout layout;

  image_uki_add_text (image, ".profile", "ID=main");
  image_uki_add_text (image, ".profile", "ID=rescue");
  image_uki_add_text (image, ".cmdline", "single");
  image_uki_add_text (image, ".dtbauto", "one");
  image_uki_add_text (image, ".dtbauto", "two");

  layout = parse (image, KX_UKI_BASE);
  g_assert_cmpuint (layout.n_profiles, ==, 2);
  g_assert_false (layout.sections[KX_UKI_PROFILE].present);

  layout = parse (image, 0);
  assert_text (image, &layout, KX_UKI_PROFILE, "ID=main");
  assert_text (image, &layout, KX_UKI_CMDLINE, IMAGE_UKI_CMDLINE);
  g_assert_false (layout.sections[KX_UKI_DTBAUTO].present);

  layout = parse (image, 1);
  assert_text (image, &layout, KX_UKI_PROFILE, "ID=rescue");
  assert_text (image, &layout, KX_UKI_CMDLINE, "single");
  assert_text (image, &layout, KX_UKI_OSREL, IMAGE_UKI_OSREL);
  g_assert_true (layout.sections[KX_UKI_DTBAUTO].present);

  assert_refused (image, image->len, 2, KX_ERROR_UNSUPPORTED, "only 2");
}

/* What both the file and the memory have room for; what takes no memory is not there. */
static void
test_sizes (void)
{
  g_autoptr (Image) image = image_uki ();
  KxUkiLayout layout;

  image_put32 (image, image_uki_section (1) + 8, 4);
  layout = parse (image, 0);
  assert_text (image, &layout, KX_UKI_CMDLINE, "root");

  image_put32 (image, image_uki_section (1) + 8, 100000);
  layout = parse (image, 0);
  g_assert_cmpuint (layout.sections[KX_UKI_CMDLINE].size, ==, 512);

  image_put32 (image, image_uki_section (1) + 16, 0);
  layout = parse (image, 0);
  g_assert_true (layout.sections[KX_UKI_CMDLINE].present);
  g_assert_cmpuint (layout.sections[KX_UKI_CMDLINE].size, ==, 0);

  image_put32 (image, image_uki_section (1) + 8, 0);
  layout = parse (image, 0);
  g_assert_false (layout.sections[KX_UKI_CMDLINE].present);
}

static void
test_damage (void)
{
  g_autoptr (Image) image = image_uki ();
  gsize last = image_uki_section (4);

  assert_refused (image, image->len - 1, 0, KX_ERROR_INCOMPLETE, ".initrd");
  assert_refused (image, 0x100, 0, KX_ERROR_INCOMPLETE, "section table");

  image_put32 (image, last + 20, 0xfffffff0);
  assert_refused (image, image->len, 0, KX_ERROR_INVALID_IMAGE, "4 GiB");
  image_put32 (image, last + 20, 0);
  image_put32 (image, last + 12, 0xffffffff);
  assert_refused (image, image->len, 0, KX_ERROR_INVALID_IMAGE, "4 GiB");
  image_put32 (image, last + 12, 0);
  image_put (image, last, ".linux\0", 8);
  assert_refused (image, image->len, 0, KX_ERROR_INVALID_IMAGE, ".linux is there twice");
}

static void
test_long_text (void)
{
  g_autoptr (Image) image = image_uki ();
  g_autofree char *text = g_strnfill (KX_UKI_TEXT_MAX + 1, 'a');

  image_uki_add (image, ".pcrsig", text, KX_UKI_TEXT_MAX + 1);
  parse (image, 0);
  image_uki_add (image, ".profile", text, KX_UKI_TEXT_MAX);
  parse (image, 0);
  image_uki_add (image, ".profile", text, KX_UKI_TEXT_MAX + 1);
  assert_refused (image, image->len, 0, KX_ERROR_INVALID_IMAGE, ".profile");
}

static void
test_addon (void)
{
  g_autoptr (Image) addon = image_uki_empty (KX_PE_MACHINE_AARCH64);
  KxUkiLayout layout;

  image_uki_add_text (addon, ".cmdline", "debug");
  layout = parse (addon, KX_UKI_BASE);
  g_assert_false (kx_uki_probe (addon->data, addon->len));
  g_assert_cmpstr (layout.architecture, ==, "aarch64");
  assert_text (addon, &layout, KX_UKI_CMDLINE, "debug");
}

static void
test_cmdline (void)
{
  static const struct
  {
    const char *text;
    const char *cmdline;
  } cases[] = {
    { "", "" },
    { " \t\n", "" },
    { "quiet", "quiet" },
    { "\n root=/dev/vda1\tquiet  rw \n\n", "root=/dev/vda1 quiet  rw" },
    { "a\x7f" "b\x01" "c", "a b c" },
    { "käse", "käse" },
    { "bad \xff", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cmdline
          = kx_uki_normalise_cmdline (cases[i].text, strlen (cases[i].text));

      g_assert_cmpstr (cmdline, ==, cases[i].cmdline);
    }

  /* A NUL is the end; so is the length. */
  {
    g_autofree char *cut = kx_uki_normalise_cmdline ("one\0two", 7);
    g_autofree char *counted = kx_uki_normalise_cmdline ("one two", 4);

    g_assert_cmpstr (cut, ==, "one");
    g_assert_cmpstr (counted, ==, "one");
  }
}

static void
test_options (void)
{
  static const struct
  {
    const char *options;
    int profile;
    const char *rest;
  } cases[] = {
    { "", 7, "" },
    { "quiet @1", 7, "quiet @1" },
    { "@1", 1, "" },
    { "@12 quiet", 12, "quiet" },
    { "@0  quiet", 0, " quiet" },
    { "@x", 7, "@x" },
    { "@1x", 7, "@1x" },
    { "@99999999999999999999", 7, "@99999999999999999999" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int profile = 7;

      g_assert_cmpstr (kx_uki_split_options (cases[i].options, &profile), ==, cases[i].rest);
      g_assert_cmpint (profile, ==, cases[i].profile);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uki-layout/sections", test_sections);
  g_test_add_func ("/uki-layout/signed", test_signed);
  g_test_add_func ("/uki-layout/profiles", test_profiles);
  g_test_add_func ("/uki-layout/sizes", test_sizes);
  g_test_add_func ("/uki-layout/damage", test_damage);
  g_test_add_func ("/uki-layout/long-text", test_long_text);
  g_test_add_func ("/uki-layout/addon", test_addon);
  g_test_add_func ("/uki-layout/cmdline", test_cmdline);
  g_test_add_func ("/uki-layout/options", test_options);

  return g_test_run ();
}
