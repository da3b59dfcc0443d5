/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fake-manager.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

/* A test that waits for what never comes must end, too. */
#define PATIENCE_SECONDS 120

static int
on_list_jobs (sd_bus_message *call, void *user_data, sd_bus_error *error)
{
  FakeManager *manager = user_data;
  sd_bus_message *reply = NULL;

  if (manager->temper == FAKE_REFUSES)
    return sd_bus_error_set (error, SD_BUS_ERROR_ACCESS_DENIED, "no");

  g_assert_cmpint (sd_bus_message_new_method_return (call, &reply), >=, 0);
  g_assert_cmpint (sd_bus_message_open_container (reply, 'a', "(usssoo)"), >=, 0);
  for (guint i = 0; manager->jobs[i].unit != NULL; i++)
    g_assert_cmpint (sd_bus_message_append (reply, "(usssoo)", i + 1, manager->jobs[i].unit,
                                            manager->jobs[i].type, "waiting",
                                            "/org/freedesktop/systemd1/job/1",
                                            "/org/freedesktop/systemd1/unit/a"),
                     >=, 0);
  g_assert_cmpint (sd_bus_message_close_container (reply), >=, 0);
  g_assert_cmpint (sd_bus_message_send (reply), >=, 0);
  sd_bus_message_unref (reply);
  return 1;
}

static int
on_odd_list_jobs (sd_bus_message *call, void *user_data, sd_bus_error *error)
{
  return sd_bus_reply_method_return (call, "s", "kexec.target");
}

static const sd_bus_vtable vtable[] = {
  SD_BUS_VTABLE_START (0),
  SD_BUS_METHOD ("ListJobs", NULL, "a(usssoo)", on_list_jobs, SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_VTABLE_END,
};

static const sd_bus_vtable odd_vtable[] = {
  SD_BUS_VTABLE_START (0),
  SD_BUS_METHOD ("ListJobs", NULL, "s", on_odd_list_jobs, SD_BUS_VTABLE_UNPRIVILEGED),
  SD_BUS_VTABLE_END,
};

/* As PID 1 serves its private socket. */
static void
serve (FakeManager *manager, int fd)
{
  sd_bus *bus = NULL;
  sd_id128_t id = SD_ID128_NULL;
  int result;

  g_assert_cmpint (sd_id128_randomize (&id), >=, 0);
  g_assert_cmpint (sd_bus_new (&bus), >=, 0);
  g_assert_cmpint (sd_bus_set_fd (bus, fd, fd), >=, 0);
  g_assert_cmpint (sd_bus_set_server (bus, 1, id), >=, 0);
  g_assert_cmpint (sd_bus_set_trusted (bus, 1), >=, 0);
  g_assert_cmpint (sd_bus_start (bus), >=, 0);
  g_assert_cmpint (sd_bus_add_object_vtable (bus, NULL, "/org/freedesktop/systemd1",
                                             "org.freedesktop.systemd1.Manager",
                                             manager->temper == FAKE_IS_ODD ? odd_vtable : vtable,
                                             manager),
                   >=, 0);
  do
    {
      result = sd_bus_process (bus, NULL);
      if (result == 0)
        result = sd_bus_wait (bus, G_MAXUINT64);
    }
  while (result >= 0);
  sd_bus_flush_close_unref (bus);
}

static gpointer
run (gpointer data)
{
  FakeManager *manager = data;
  int fd = accept (manager->listener, NULL, NULL);

  if (fd < 0)
    return NULL; /* nobody came */
  if (manager->temper == FAKE_HANGS_UP)
    close (fd);
  else
    serve (manager, fd);
  return NULL;
}

FakeManager *
fake_manager_new (const FakeJob *jobs, FakeTemper temper)
{
  FakeManager *manager = g_new0 (FakeManager, 1);
  struct sockaddr_un name = { .sun_family = AF_UNIX };

  alarm (PATIENCE_SECONDS);
  manager->jobs = jobs;
  manager->temper = temper;
  manager->directory = fake_root_new ();
  manager->path = fake_root_get_path (manager->directory, "private");
  manager->address = g_strconcat ("unix:path=", manager->path, NULL);
  manager->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpuint (g_strlcpy (name.sun_path, manager->path, sizeof name.sun_path), <,
                    sizeof name.sun_path);
  g_assert_no_errno (bind (manager->listener, (struct sockaddr *) &name, sizeof name));
  g_assert_no_errno (listen (manager->listener, 1));
  manager->thread = g_thread_new ("manager", run, manager);
  return manager;
}

void
fake_manager_free (FakeManager *manager)
{
  shutdown (manager->listener, SHUT_RDWR);
  g_thread_join (manager->thread);
  close (manager->listener);
  fake_root_free (manager->directory);
  g_free (manager->address);
  g_free (manager->path);
  g_free (manager);
}
