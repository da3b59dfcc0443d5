/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-root.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

FakeRoot *
fake_root_new (void)
{
  FakeRoot *root = g_new0 (FakeRoot, 1);
  g_autoptr (GError) error = NULL;

  root->path = g_dir_make_tmp ("kexecd-XXXXXX", &error);
  g_assert_no_error (error);
  root->fd = open (root->path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (root->fd, >=, 0);
  return root;
}

void
fake_root_write (FakeRoot *root, const char *path, const char *content)
{
  g_autofree char *file = g_build_filename (root->path, path, NULL);
  g_autofree char *directory = g_path_get_dirname (file);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir_with_parents (directory, 0755));
  g_file_set_contents (file, content, -1, &error);
  g_assert_no_error (error);
}

static int
remove_one (const char *path, const struct stat *info, int type, struct FTW *ftw)
{
  return remove (path);
}

void
fake_root_free (FakeRoot *root)
{
  nftw (root->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  close (root->fd);
  g_free (root->path);
  g_free (root);
}
