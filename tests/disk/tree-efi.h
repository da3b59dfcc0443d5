/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "efi-variable.h"
#include "image-builder.h"
#include "tree.h"

G_BEGIN_DECLS

/* EFI variables and programs of a test's machine. */

/* A variable with @bytes behind its attributes, with text, or with @count numbers. */
void tree_variable (Tree *tree, const char *vendor, const char *name, const guint8 *bytes,
                    gsize size);
void tree_variable_text (Tree *tree, const char *vendor, const char *name, const char *text);
void tree_variable_numbers (Tree *tree, const char *vendor, const char *name,
                            const guint16 *numbers, guint count);

void tree_image (Tree *tree, const char *path, const Image *image);

/* A whole unified kernel image with this os-release and command line (nullable), and further
 * profiles, each "ID=x". */
void tree_uki (Tree *tree, const char *path, const char *osrel, const char *cmdline,
               const char *const *profiles);

G_END_DECLS
