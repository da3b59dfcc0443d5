/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * What is added to an answer of the type a{sv}. The bus carries UTF-8 only; what comes from files and
 * command lines need not be.
 */

/* Takes @value, where it is floating. */
void kx_dict_add (GVariantBuilder *builder, const char *key, GVariant *value);

/* @text: NULL: "". */
void kx_dict_add_text (GVariantBuilder *builder, const char *key, const char *text);

/* @texts: NULL: none. */
void kx_dict_add_texts (GVariantBuilder *builder, const char *key, const char *const *texts);
