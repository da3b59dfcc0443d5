/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "pe.h"

#include "error.h"
#include "image-builder.h"

static void
assert_refused (const Image *image, gsize size, int code)
{
  g_autofree guint8 *head = g_memdup2 (image->data, size);
  g_autoptr (GError) error = NULL;
  KxPe pe = { .machine = 0x1234 };

  g_assert_false (kx_pe_parse (head, size, &pe, &error));
  g_assert_error (error, KX_ERROR, code);
  g_assert_cmpuint (pe.machine, ==, 0x1234);
}

static void
test_headers (void)
{
  g_autoptr (Image) image = image_bzimage_signed ();
  g_autoptr (GError) error = NULL;
  KxPe pe;

  g_assert_true (kx_pe_parse (image->data, image->len, &pe, &error));
  g_assert_no_error (error);
  g_assert_cmphex (pe.machine, ==, KX_PE_MACHINE_X86_64);
  g_assert_cmpuint (pe.n_sections, ==, 1);
  g_assert_cmphex (pe.sections, ==, 0x40 + 184);
  g_assert_cmpuint (pe.sections_end, ==, IMAGE_BZIMAGE_SIZE);
  g_assert_cmpuint (pe.certificate_end, ==, IMAGE_BZIMAGE_SIZE + IMAGE_CERTIFICATE_SIZE);
}

static void
test_truncated (void)
{
  g_autoptr (Image) image = image_efi_program ();
  const gsize headers = 0x40 + 184 + 40;
  KxPe pe;

  for (gsize size = 0; size < 2; size++)
    assert_refused (image, size, KX_ERROR_INVALID_IMAGE);
  for (gsize size = 2; size < headers; size++)
    assert_refused (image, size, KX_ERROR_INCOMPLETE);
  g_assert_true (kx_pe_parse (image->data, headers, &pe, NULL));
}

static void
test_header_beyond_the_end (void)
{
  static const guint32 offsets[] = { 4096 - 23, 4096, 0x7fffffff, 0xfffffffb, 0xffffffff };

  for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_autoptr (Image) image = image_efi_program ();

      image_put32 (image, 0x3c, offsets[i]);
      assert_refused (image, image->len, KX_ERROR_INCOMPLETE);
    }
}

static void
test_signature (void)
{
  g_autoptr (Image) image = image_efi_program ();

  image_put (image, 0x40, "PF", 2);
  assert_refused (image, image->len, KX_ERROR_INVALID_IMAGE);
}

static void
test_sections (void)
{
  g_autoptr (Image) image = image_efi_program ();
  KxPe pe;

  image_put16 (image, 0x46, 97);
  assert_refused (image, image->len, KX_ERROR_INVALID_IMAGE);

  image_put16 (image, 0x46, 96); /* allowed, but the table must be there */
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  assert_refused (image, 0x40 + 184 + 96 * 40 - 1, KX_ERROR_INCOMPLETE);
  g_assert_true (kx_pe_parse (image->data, 0x40 + 184 + 96 * 40, &pe, NULL));

  image_put16 (image, 0x46, 0);
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmpuint (pe.sections_end, ==, 0);
}

static void
test_section_end_does_not_wrap (void)
{
  g_autoptr (Image) image = image_efi_program ();
  KxPe pe;

  image_put32 (image, 0x40 + 184 + 16, 0xffffffff);
  image_put32 (image, 0x40 + 184 + 20, 0xffffffff);
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmphex (pe.sections_end, ==, G_GUINT64_CONSTANT (0x1fffffffe));

  image_put32 (image, 0x40 + 184 + 16, 0); /* without data its offset means nothing */
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmphex (pe.sections_end, ==, 0);
}

static void
test_certificate (void)
{
  g_autoptr (Image) image = image_bzimage_signed ();
  const gsize optional = 0x40 + 24;
  KxPe pe;

  image_put32 (image, optional + 108, 4); /* as many directories, the fifth is the certificates' */
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmpuint (pe.certificate_end, ==, 0);

  image_put32 (image, optional + 108, 5);
  image_put32 (image, optional + 148, 0); /* its size */
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmpuint (pe.certificate_end, ==, 0);

  image_put32 (image, optional + 144, 0xffffffff);
  image_put32 (image, optional + 148, 0xffffffff);
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmphex (pe.certificate_end, ==, G_GUINT64_CONSTANT (0x1fffffffe));

  image_put16 (image, optional, 0x107); /* a ROM image's header has no directories */
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmpuint (pe.certificate_end, ==, 0);
}

static void
test_certificate_32_bit (void)
{
  g_autoptr (Image) image = image_efi_program ();
  const gsize optional = 0x40 + 24;
  KxPe pe;

  image_put16 (image, optional, 0x10b);
  image_put32 (image, optional + 92, 5);
  image_put32 (image, optional + 128, 4000);
  image_put32 (image, optional + 132, 90);
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmpuint (pe.certificate_end, ==, 4090);

  image_put16 (image, 0x40 + 20, 135); /* the optional header ends inside the directory's entry */
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmpuint (pe.certificate_end, ==, 0);

  image_put16 (image, 0x40 + 20, 0);
  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_cmpuint (pe.certificate_end, ==, 0);
}

static void
test_section_names (void)
{
  g_autoptr (Image) image = image_efi_program ();
  KxPe pe;

  g_assert_true (kx_pe_parse (image->data, image->len, &pe, NULL));
  g_assert_true (kx_pe_has_section (image->data, &pe, ".text"));
  g_assert_false (kx_pe_has_section (image->data, &pe, ".tex"));
  g_assert_false (kx_pe_has_section (image->data, &pe, ".text1"));

  image_put (image, 0x40 + 184, ".pcrpkey", 8); /* all of its 8 bytes, no NUL */
  g_assert_true (kx_pe_has_section (image->data, &pe, ".pcrpkey"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pe/headers", test_headers);
  g_test_add_func ("/pe/truncated", test_truncated);
  g_test_add_func ("/pe/header-beyond-the-end", test_header_beyond_the_end);
  g_test_add_func ("/pe/signature", test_signature);
  g_test_add_func ("/pe/sections", test_sections);
  g_test_add_func ("/pe/section-end-does-not-wrap", test_section_end_does_not_wrap);
  g_test_add_func ("/pe/certificate", test_certificate);
  g_test_add_func ("/pe/certificate-32-bit", test_certificate_32_bit);
  g_test_add_func ("/pe/section-names", test_section_names);

  return g_test_run ();
}
