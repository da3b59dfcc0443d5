/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "watched.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "identity.h"
#include "naming.h"

/* Never MODIFY: a kernel that is copied makes hundreds of them, and ends with CLOSE_WRITE. */
#define ON_THE_WAY                                                                                 \
  (IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB)
#define AT_THE_END (ON_THE_WAY | IN_CLOSE_WRITE)

#define LARGE_CHANGE (KX_WATCHED_CHANGED | KX_WATCHED_LARGE)

/* What is read at most before the main loop has its turn again. */
#define BUFFER_SIZE (64 * 1024)

/* FAT knows the time by two seconds. */
#define CLOCK_STEP G_GINT64_CONSTANT (2000000000)

/* Where a path led to: onto which device, when it was not asleep last. */
typedef struct
{
  gboolean asleep;
  guint64 device;
} End;

/* A directory, and what in it matters. */
typedef struct
{
  GHashTable *names; /* these */
  gboolean boot_files;
  gboolean everything;
  gboolean unmounted;
} Directory;

struct _KxWatched
{
  KxRoot *root;
  int fd;
  GHashTable *directories; /* watch descriptor -> Directory */
  GHashTable *ends;        /* path -> End */
  int lock;                /* watch descriptor, -1: none */
  char *lock_path;
  char *problem;
};

/* kx_watched_set() under way. */
typedef struct
{
  KxWatched *watched;
  GHashTable *directories; /* what will take the place of the former */
  GHashTable *ends;        /* likewise */
  gint64 since;
  gint64 woken_since;
  gboolean changed;
  /* Of the path in question: */
  char **components;
  guint next;
  gboolean boot_files;
  gboolean everything;
  gboolean gained;
  gint64 newest;  /* when what was gained was altered last */
  guint64 device; /* which the way has come to */
} Update;

static void
directory_free (Directory *directory)
{
  g_hash_table_unref (directory->names);
  g_free (directory);
}

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) directory_free);
}

static GHashTable *
make_ends (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

KxWatched *
kx_watched_new (KxRoot *root, GError **error)
{
  KxWatched *watched;
  int fd = inotify_init1 (IN_CLOEXEC | IN_NONBLOCK);

  if (fd < 0)
    {
      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno),
                   "cannot watch files: %s (see fs.inotify.max_user_instances)",
                   g_strerror (errno));
      return NULL;
    }
  watched = g_new0 (KxWatched, 1);
  watched->root = kx_root_ref (root);
  watched->fd = fd;
  watched->directories = make_table ();
  watched->ends = make_ends ();
  watched->lock = -1;
  return watched;
}

void
kx_watched_free (KxWatched *watched)
{
  kx_root_unref (watched->root);
  close (watched->fd);
  g_hash_table_unref (watched->directories);
  g_hash_table_unref (watched->ends);
  g_free (watched->lock_path);
  g_free (watched->problem);
  g_free (watched);
}

int
kx_watched_get_fd (KxWatched *watched)
{
  return watched->fd;
}

const char *
kx_watched_get_problem (KxWatched *watched)
{
  return watched->problem;
}

static int
add_watch (KxWatched *watched, int fd, guint32 mask)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);

  return inotify_add_watch (watched->fd, path, mask);
}

static void
report_unwatched (KxWatched *watched, const char *const *components)
{
  int saved = errno;
  g_autofree char *path = g_strjoinv ("/", (char **) components);

  if (watched->problem != NULL)
    return;
  watched->problem
      = g_strdup_printf ("changes on the way to /%s cannot be noticed: %s%s", path,
                         g_strerror (saved),
                         saved == ENOSPC ? " (raise fs.inotify.max_user_watches)" : "");
}

static void
gain (Update *update, const struct stat *status)
{
  gint64 ctime = kx_nanoseconds (status->st_ctim);

  update->newest = update->gained ? MAX (update->newest, ctime) : ctime;
  update->gained = TRUE;
}

/* Is this one of the directories that the path names, and not the last thing? */
static gboolean
is_on_the_way (Update *update, const char *name)
{
  if (name == NULL || update->components[update->next] == NULL
      || update->components[update->next + 1] == NULL
      || !g_str_equal (update->components[update->next], name))
    return FALSE;
  update->next++;
  return TRUE;
}

/* Watches one directory on the way, before anything is looked up in it. */
static gboolean
visit (int fd, const struct stat *status, const char *name, gpointer user_data)
{
  Update *update = user_data;
  KxWatched *watched = update->watched;
  guint32 mask = is_on_the_way (update, name) ? ON_THE_WAY : AT_THE_END;
  int wd = add_watch (watched, fd, mask | IN_ONLYDIR | IN_MASK_ADD);
  Directory *directory;

  update->device = status->st_dev;
  if (wd < 0)
    {
      report_unwatched (watched, (const char *const *) update->components);
      return TRUE;
    }

  directory = g_hash_table_lookup (update->directories, GINT_TO_POINTER (wd));
  if (directory == NULL)
    {
      directory = g_new0 (Directory, 1);
      directory->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (update->directories, GINT_TO_POINTER (wd), directory);
      if (!g_hash_table_contains (watched->directories, GINT_TO_POINTER (wd)))
        gain (update, status);
    }
  if (name != NULL)
    g_hash_table_add (directory->names, g_strdup (name));
  else
    {
      directory->boot_files |= update->boot_files;
      directory->everything |= update->everything;
    }
  return TRUE;
}

/* Whether the path was asleep, and leads to where it led before. */
static gboolean
note_end (Update *update, const char *path, gboolean asleep)
{
  const End *former = g_hash_table_lookup (update->watched->ends, path);
  guint64 before = former != NULL ? former->device : 0;
  gboolean woke = former != NULL && former->asleep && !asleep && before == update->device;
  End *end = g_new0 (End, 1);

  end->asleep = asleep;
  end->device = asleep ? before : update->device;
  g_hash_table_replace (update->ends, g_strdup (path), end);
  return woke;
}

/* Whether the way ended at an automount point. */
static gboolean
set_one (Update *update, const char *path)
{
  g_autofree char *plain = g_strdup (path);
  g_auto (GStrv) components = NULL;
  struct stat status;
  KxRootWalk walk;
  gint64 since;

  update->everything = g_str_has_suffix (plain, "/*");
  if (update->everything)
    plain[strlen (plain) - 1] = '\0';
  update->boot_files = !update->everything && g_str_has_suffix (plain, "/");
  if (g_str_has_suffix (plain, "/"))
    plain[strlen (plain) - 1] = '\0';

  components = g_strsplit (plain[0] == '/' ? plain + 1 : plain, "/", -1);
  update->components = components;
  update->next = 0;
  update->gained = FALSE;
  walk = kx_root_walk (update->watched->root, plain, &status, visit, update);
  update->components = NULL;
  if (walk == KX_ROOT_WALK_ARRIVED && update->gained)
    gain (update, &status);
  since = note_end (update, path, walk == KX_ROOT_WALK_ASLEEP) ? update->woken_since : update->since;
  update->changed |= update->gained && update->newest >= since;
  return walk == KX_ROOT_WALK_ASLEEP;
}

/* Ends the watch of what is no more wanted. Whether there was such. */
static gboolean
drop_former (KxWatched *watched, GHashTable *wanted)
{
  GHashTableIter iter;
  gpointer wd;
  gboolean dropped = FALSE;

  g_hash_table_iter_init (&iter, watched->directories);
  while (g_hash_table_iter_next (&iter, &wd, NULL))
    if (!g_hash_table_contains (wanted, wd))
      {
        inotify_rm_watch (watched->fd, GPOINTER_TO_INT (wd));
        dropped = TRUE;
      }
  return dropped;
}

gboolean
kx_watched_set (KxWatched *watched, const char *const *paths, gint64 since, gint64 woken_since)
{
  Update update = {
    .watched = watched,
    .directories = make_table (),
    .ends = make_ends (),
    .since = since,
    .woken_since = MAX (woken_since, G_MININT64 + CLOCK_STEP) - CLOCK_STEP,
  };
  gboolean asleep = FALSE;
  gboolean dropped;

  g_clear_pointer (&watched->problem, g_free);
  for (guint i = 0; paths[i] != NULL; i++)
    asleep |= set_one (&update, paths[i]);

  dropped = drop_former (watched, update.directories);
  g_hash_table_unref (watched->directories);
  watched->directories = update.directories;
  g_hash_table_unref (watched->ends);
  watched->ends = update.ends;
  return update.changed || (dropped && !asleep);
}

void
kx_watched_set_lock (KxWatched *watched, const char *path)
{
  int fd;

  if (g_strcmp0 (watched->lock_path, path) == 0)
    return;

  if (watched->lock >= 0)
    inotify_rm_watch (watched->fd, watched->lock);
  watched->lock = -1;
  g_clear_pointer (&watched->lock_path, g_free);

  fd = path != NULL ? kx_root_open (watched->root, path, O_PATH, NULL) : -1;
  if (fd < 0)
    return;
  /* Not CLOSE: whoever asks for the lock closes it as well, this process not the least. */
  watched->lock = add_watch (watched, fd, IN_CLOSE_WRITE | IN_DELETE_SELF | IN_ATTRIB);
  watched->lock_path = g_strdup (path);
  close (fd);
}

static KxWatchedNews
judge_self (Directory *directory, const struct inotify_event *event)
{
  if ((event->mask & IN_UNMOUNT) != 0)
    {
      directory->unmounted = TRUE;
      return KX_WATCHED_UNMOUNTED;
    }
  if ((event->mask & IN_IGNORED) != 0)
    return directory->unmounted ? KX_WATCHED_NOTHING : KX_WATCHED_MOVED | LARGE_CHANGE;
  if ((event->mask & (IN_DELETE_SELF | IN_MOVE_SELF)) != 0)
    return KX_WATCHED_MOVED | LARGE_CHANGE;
  return LARGE_CHANGE;
}

static KxWatchedNews
judge (KxWatched *watched, const struct inotify_event *event)
{
  Directory *directory;
  KxWatchedNews change;

  if ((event->mask & IN_Q_OVERFLOW) != 0)
    return KX_WATCHED_MOVED | LARGE_CHANGE | KX_WATCHED_LOCK;
  if (event->wd == watched->lock)
    return KX_WATCHED_LOCK;

  directory = g_hash_table_lookup (watched->directories, GINT_TO_POINTER (event->wd));
  if (directory == NULL)
    return KX_WATCHED_NOTHING;
  if (event->len == 0)
    return judge_self (directory, event);
  change = kx_name_is_large (event->name) ? LARGE_CHANGE : KX_WATCHED_CHANGED;
  if (g_hash_table_contains (directory->names, event->name))
    return KX_WATCHED_MOVED | change;
  if ((directory->boot_files && kx_name_is_boot_file (event->name))
      || (directory->everything && !kx_name_is_temporary (event->name)))
    return change;
  return KX_WATCHED_NOTHING;
}

KxWatchedNews
kx_watched_read (KxWatched *watched)
{
  g_autofree char *buffer = g_malloc (BUFFER_SIZE);
  ssize_t length = read (watched->fd, buffer, BUFFER_SIZE);
  KxWatchedNews news = KX_WATCHED_NOTHING;

  for (ssize_t offset = 0; offset < length;)
    {
      const struct inotify_event *event = (const struct inotify_event *) (buffer + offset);

      news |= judge (watched, event);
      offset += (ssize_t) (sizeof *event + event->len);
    }
  return news;
}
