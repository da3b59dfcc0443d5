/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "catalogue.h"
#include "fake-root.h"
#include "root.h"

G_BEGIN_DECLS

/* A directory of a test that stands for `/`, gone with the test. */
typedef struct
{
  FakeRoot *files;
  const char *path; /* of the files */
  KxRoot *root;
} Tree;

Tree *tree_new (void);

/* With the kernels 6.1 and 6.2 in /boot, each with an initrd and modules, and no boot loader. */
Tree *tree_new_with_kernels (void);

void tree_free (Tree *tree);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tree, tree_free)

/* Where @path of the tree really is. */
char *tree_path (Tree *tree, const char *path);

/* Each of these makes the directories on the way. */
void tree_mkdir (Tree *tree, const char *path);
void tree_write (Tree *tree, const char *path, const char *text);
void tree_write_bytes (Tree *tree, const char *path, gconstpointer bytes, gsize size);
void tree_link (Tree *tree, const char *path, const char *target);
/* A whole kernel for x86_64. */
void tree_kernel (Tree *tree, const char *path, const char *release);

void tree_chmod (Tree *tree, const char *path, int mode);
void tree_remove (Tree *tree, const char *path);
void tree_rename (Tree *tree, const char *from, const char *to);

/* What is found in it. (transfer full) */
KxCatalogue *tree_scan (Tree *tree);

G_END_DECLS
