/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* A directory that stands for the root of a machine; removed by fake_root_free(). */
typedef struct
{
  char *path;
  int fd;
} FakeRoot;

FakeRoot *fake_root_new (void);
void fake_root_write (FakeRoot *root, const char *path, const char *content);
void fake_root_free (FakeRoot *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeRoot, fake_root_free)
