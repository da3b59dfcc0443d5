/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tree-efi.h"

#include "efi.h"
#include "pe.h"

void
tree_variable (Tree *tree, const char *vendor, const char *name, const guint8 *bytes, gsize size)
{
  static const guint8 attributes[4] = { 7, 0, 0, 0 };
  g_autofree char *path = kx_efi_path (vendor, name);
  g_autoptr (GByteArray) file = g_byte_array_new ();

  g_byte_array_append (file, attributes, sizeof attributes);
  g_byte_array_append (file, bytes, (guint) size);
  tree_write_bytes (tree, path, file->data, file->len);
}

void
tree_variable_text (Tree *tree, const char *vendor, const char *name, const char *text)
{
  glong units = 0;
  g_autofree gunichar2 *utf16 = g_utf8_to_utf16 (text, -1, NULL, &units, NULL);

  for (glong i = 0; i < units; i++)
    utf16[i] = GUINT16_TO_LE (utf16[i]);
  tree_variable (tree, vendor, name, (const guint8 *) utf16, (gsize) (units + 1) * 2);
}

void
tree_variable_numbers (Tree *tree, const char *vendor, const char *name, const guint16 *numbers,
                       guint count)
{
  g_autofree guint16 *little = g_new (guint16, count);

  for (guint i = 0; i < count; i++)
    little[i] = GUINT16_TO_LE (numbers[i]);
  tree_variable (tree, vendor, name, (const guint8 *) little, count * sizeof *little);
}

void
tree_image (Tree *tree, const char *path, const Image *image)
{
  tree_write_bytes (tree, path, image->data, image->len);
}

void
tree_uki (Tree *tree, const char *path, const char *osrel, const char *cmdline,
          const char *const *profiles)
{
  g_autoptr (Image) uki = image_uki_empty (KX_PE_MACHINE_X86_64);
  g_autoptr (Image) kernel = image_bzimage_efi ();

  image_uki_add_text (uki, ".osrel", osrel);
  if (cmdline != NULL)
    image_uki_add_text (uki, ".cmdline", cmdline);
  image_uki_add (uki, ".linux", kernel->data, kernel->len);
  for (guint i = 0; profiles != NULL && profiles[i] != NULL; i++)
    image_uki_add_text (uki, ".profile", profiles[i]);
  tree_image (tree, path, uki);
}
