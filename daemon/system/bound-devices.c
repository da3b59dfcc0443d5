/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bound-devices.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unbind-list.h"

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* A driver's directory has a link to each of its devices, and one to its module. */
static gboolean
is_device (int directory, const char *name)
{
  struct stat status;

  return strcmp (name, "module") != 0
         && fstatat (directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK (status.st_mode);
}

void
kx_bound_devices_add (int root_fd, const char *bus, const char *driver, GPtrArray *bindings)
{
  g_autofree char *path = g_strdup_printf ("sys/bus/%s/drivers/%s", bus, driver);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  int fd = openat (root_fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *directory = fd >= 0 ? fdopendir (fd) : NULL;

  if (directory == NULL)
    return;

  for (struct dirent *entry; (entry = readdir (directory)) != NULL;)
    if (is_device (fd, entry->d_name))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (directory);

  g_ptr_array_sort (names, compare);
  for (guint i = 0; i < names->len; i++)
    {
      KxBinding *binding = kx_binding_new (bus, driver, g_ptr_array_index (names, i));

      if (binding != NULL)
        g_ptr_array_add (bindings, binding);
    }
}
