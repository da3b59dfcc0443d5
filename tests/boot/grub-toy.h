/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "grub-menu.h"

G_BEGIN_DECLS

/*
 * A machine for the interpreter that is nothing but texts. It has two file systems: UUID "aaaa-1",
 * label "root", at "/", and UUID "bbbb-2", label "boot", at "/boot". GRUB is on the second one.
 */
typedef struct
{
  KxGrubWorld world;
  KxGrubSystem system;
  GHashTable *files; /* path below the root → text */
  gboolean private;  /* only root may read them */
} GrubToy;

GrubToy *grub_toy_new (void);
void grub_toy_free (GrubToy *toy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrubToy, grub_toy_free)

/* The file at @path, "/boot/grub/grub.cfg". */
void grub_toy_add (GrubToy *toy, const char *path, const char *text);

G_END_DECLS
