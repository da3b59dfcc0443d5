/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "metrics-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chronicle.h"
#include "metrics.h"
#include "write-all.h"

/* The exporter reads what ends in ".prom". */
#define FILE_NAME "kexecd.prom"
#define TEMPORARY FILE_NAME ".new"

struct _KxMetricsFile
{
  KxKeeper *keeper;
  gulong changed_id;

  char *directory; /* where the file is, or is about to be; "": nowhere */
  char *text;      /* what it says; NULL: to be written */
  char *problem;   /* what has been told last */

  GCancellable *writing; /* NULL: nothing is being written */
  gboolean again;
};

/* What the thread needs; immutable. */
typedef struct
{
  KxRoot *root;
  char *directory; /* "": nothing is to be written */
  char *text;
  char *former; /* the directory in which the file is not wanted any more; NULL: there is none */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  kx_root_unref (job->root);
  g_free (job->directory);
  g_free (job->text);
  g_free (job->former);
  g_free (job);
}

static gboolean
fail (GError **error, const char *what)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "cannot %s " FILE_NAME ": %s", what,
               g_strerror (code));
  return FALSE;
}

/* The directory may be another user's: nothing in it is followed or trusted. */
static gboolean
replace (int directory, const char *text, GError **error)
{
  gboolean written;
  int fd;

  unlinkat (directory, TEMPORARY, 0);
  fd = openat (directory, TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return fail (error, "create");

  written = (kx_write_all (fd, text, strlen (text)) && fchmod (fd, 0644) == 0)
            || fail (error, "write");
  close (fd);
  if (written
      && (renameat (directory, TEMPORARY, directory, FILE_NAME) == 0 || fail (error, "replace")))
    return TRUE;

  unlinkat (directory, TEMPORARY, 0);
  return FALSE;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  int directory;

  if (job->former != NULL)
    {
      directory = kx_root_open (job->root, job->former, O_RDONLY | O_DIRECTORY, NULL);
      if (directory >= 0)
        {
          unlinkat (directory, FILE_NAME, 0);
          close (directory);
        }
    }

  if (*job->directory != '\0')
    {
      directory = kx_root_open (job->root, job->directory, O_RDONLY | O_DIRECTORY, &error);
      if (directory >= 0)
        {
          replace (directory, job->text, &error);
          close (directory);
        }
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void update (KxMetricsFile *self);

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxMetricsFile *self = user_data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* there is no self any more */

  g_clear_object (&self->writing);
  if (error != NULL)
    {
      g_clear_pointer (&self->text, g_free);
      if (g_strcmp0 (self->problem, error->message) != 0)
        g_warning ("the metrics are not written to %s (MetricsDirectory=): %s; does the directory "
                   "exist, belong to root, and stand in ReadWritePaths= of the unit?",
                   self->directory, error->message);
    }
  g_free (self->problem);
  self->problem = error != NULL ? g_strdup (error->message) : NULL;

  if (self->again)
    update (self);
}

static void
update (KxMetricsFile *self)
{
  const KxConfig *config = kx_keeper_get_config (self->keeper);
  gboolean same = g_str_equal (self->directory, config->metrics_directory);
  g_autoptr (GTask) task = NULL;
  g_autofree char *text = NULL;
  Job *job;

  self->again = self->writing != NULL;
  if (self->writing != NULL || (same && *self->directory == '\0'))
    return;

  text = kx_metrics_format (kx_chronicle_get_journal (kx_keeper_get_chronicle (self->keeper)),
                            config->max_failures);
  if (same && g_strcmp0 (self->text, text) == 0)
    return;

  job = g_new0 (Job, 1);
  job->root = kx_root_ref (kx_keeper_get_root (self->keeper));
  job->directory = g_strdup (config->metrics_directory);
  job->text = g_strdup (text);
  job->former = same || *self->directory == '\0' ? NULL : g_strdup (self->directory);
  g_free (self->directory);
  self->directory = g_strdup (config->metrics_directory);
  g_free (self->text);
  self->text = g_steal_pointer (&text);

  self->writing = g_cancellable_new ();
  task = g_task_new (NULL, self->writing, on_written, self);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run);
}

KxMetricsFile *
kx_metrics_file_new (KxKeeper *keeper)
{
  KxMetricsFile *self = g_new0 (KxMetricsFile, 1);

  self->keeper = g_object_ref (keeper);
  self->directory = g_strdup ("");
  self->changed_id = g_signal_connect_swapped (keeper, "changed", G_CALLBACK (update), self);
  update (self);
  return self;
}

void
kx_metrics_file_free (KxMetricsFile *self)
{
  g_clear_signal_handler (&self->changed_id, self->keeper);
  if (self->writing != NULL)
    g_cancellable_cancel (self->writing);
  g_clear_object (&self->writing);
  g_clear_object (&self->keeper);
  g_free (self->directory);
  g_free (self->text);
  g_free (self->problem);
  g_free (self);
}
