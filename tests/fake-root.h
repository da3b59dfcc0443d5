/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* A directory that stands for the root of a machine, or for one below it; gone with the test. */
typedef struct
{
  char *path;
  int fd;
} FakeRoot;

FakeRoot *fake_root_new (void);
void fake_root_free (FakeRoot *root);

/* For g_test_add(). */
void fake_root_set_up (FakeRoot *root, gconstpointer data);
void fake_root_tear_down (FakeRoot *root, gconstpointer data);

/* Where @path below it really is. (transfer full) */
char *fake_root_get_path (const FakeRoot *root, const char *path);

/* Only its owner may write to it, whatever the umask is. */
void fake_root_write (const FakeRoot *root, const char *path, const char *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeRoot, fake_root_free)
