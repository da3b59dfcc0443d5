/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-root.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

void
fake_root_set_up (FakeRoot *root, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  root->path = g_dir_make_tmp ("kexecd-XXXXXX", &error);
  g_assert_no_error (error);
  root->fd = open (root->path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (root->fd, >=, 0);
}

FakeRoot *
fake_root_new (void)
{
  FakeRoot *root = g_new0 (FakeRoot, 1);

  fake_root_set_up (root, NULL);
  return root;
}

char *
fake_root_get_path (const FakeRoot *root, const char *path)
{
  return g_build_filename (root->path, path, NULL);
}

void
fake_root_write (const FakeRoot *root, const char *path, const char *content)
{
  g_autofree char *file = fake_root_get_path (root, path);
  g_autofree char *directory = g_path_get_dirname (file);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir_with_parents (directory, 0755));
  g_file_set_contents_full (file, content, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error);
  g_assert_no_error (error);
}

static int
remove_one (const char *path, const struct stat *info, int type, struct FTW *ftw)
{
  return remove (path);
}

void
fake_root_tear_down (FakeRoot *root, gconstpointer data)
{
  g_assert_no_errno (nftw (root->path, remove_one, 16, FTW_DEPTH | FTW_PHYS));
  close (root->fd);
  g_free (root->path);
}

void
fake_root_free (FakeRoot *root)
{
  fake_root_tear_down (root, NULL);
  g_free (root);
}
