/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dict.h"

void
kx_dict_add (GVariantBuilder *builder, const char *key, GVariant *value)
{
  g_variant_builder_add (builder, "{sv}", key, value);
}

void
kx_dict_add_text (GVariantBuilder *builder, const char *key, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  kx_dict_add (builder, key, g_variant_new_string (valid));
}

void
kx_dict_add_texts (GVariantBuilder *builder, const char *key, const char *const *texts)
{
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (texts[i], -1);

      g_variant_builder_add (&list, "s", valid);
    }
  kx_dict_add (builder, key, g_variant_builder_end (&list));
}
