/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image-builder.h"

/* So many zeros. */
Image *image_zeros (gsize size);

/* Appends an entry of a cpio archive ("newc"), a regular file, with all padding that it needs. */
void archive_add (Image *archive, const char *name, const void *contents, gsize size);

/* Appends the entry that ends an archive, and zeros up to a multiple of @block bytes. */
void archive_end (Image *archive, gsize block);

/* An archive with one file, without more padding than it needs. */
Image *archive_of (const char *name, const char *contents);

/* Appends zeros up to a multiple of @block bytes. */
void archive_pad (Image *archive, gsize block);

/* Appends another image. */
void archive_append (Image *archive, const Image *other);

/* Appends a boot configuration, as bootconfig(8) does, with a sum that is wrong by @error. */
void archive_add_config (Image *archive, const char *text, guint32 error);
