/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "decompress.h"
#include "image-builder.h"

G_BEGIN_DECLS

/* @contents, compressed in one of the ways that kx_decompress() unpacks. */
Image *packer_pack (const Image *contents, KxCompression compression);

G_END_DECLS
