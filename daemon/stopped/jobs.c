/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "jobs.h"

#include <string.h>
#include <systemd/sd-bus.h>

#include "error.h"

#define NAME "org.freedesktop.systemd1"
#define PATH "/org/freedesktop/systemd1"
#define MANAGER "org.freedesktop.systemd1.Manager"

/* A job of ListJobs: number, unit, type, state, its path and that of the unit. */
#define JOB "usssoo"

#define PATIENCE_USEC (10 * G_USEC_PER_SEC)

/* Each of the targets that end in a restart or a stop of the machine pulls it in. */
#define SHUTDOWN "shutdown.target"
#define SOFT_REBOOT "soft-reboot.target"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sd_bus, sd_bus_flush_close_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sd_bus_message, sd_bus_message_unref)

typedef struct
{
  gboolean is_shutdown;
  gboolean is_soft;
  KxStopTarget target;
} Found;

static void
look_at (const char *unit, const char *type, Found *found)
{
  KxStopTarget target = kx_stop_target_from_unit (unit);

  if (strcmp (type, "start") != 0)
    return;
  if (target != KX_STOP_TARGET_UNKNOWN)
    found->target = target;
  if (target != KX_STOP_TARGET_UNKNOWN || strcmp (unit, SHUTDOWN) == 0)
    found->is_shutdown = TRUE;
  if (strcmp (unit, SOFT_REBOOT) == 0)
    found->is_soft = TRUE;
}

/* A negative errno on failure, as sd-bus has it. */
static int
read_jobs (sd_bus_message *reply, Found *found)
{
  const char *unit;
  const char *type;
  int result = sd_bus_message_enter_container (reply, SD_BUS_TYPE_ARRAY, "(" JOB ")");

  if (result < 0)
    return result;
  while ((result = sd_bus_message_read (reply, "(" JOB ")", NULL, &unit, &type, NULL, NULL, NULL))
         > 0)
    look_at (unit, type, found);
  return result;
}

static int
ask (const char *address, Found *found)
{
  g_autoptr (sd_bus) bus = NULL;
  g_autoptr (sd_bus_message) reply = NULL;
  int result = sd_bus_new (&bus);

  if (result >= 0)
    result = sd_bus_set_address (bus, address);
  if (result >= 0)
    result = sd_bus_set_method_call_timeout (bus, PATIENCE_USEC);
  if (result >= 0)
    result = sd_bus_start (bus);
  if (result >= 0)
    result = sd_bus_call_method (bus, NAME, PATH, MANAGER, "ListJobs", NULL, &reply, NULL);
  if (result >= 0)
    result = read_jobs (reply, found);
  return result;
}

gboolean
kx_jobs_find_target (const char *address, gboolean *is_shutdown, KxStopTarget *target,
                     GError **error)
{
  Found found = { .target = KX_STOP_TARGET_UNKNOWN };
  int result = ask (address, &found);

  if (result < 0)
    {
      g_set_error (error, KX_ERROR, KX_ERROR_FAILED,
                   "the service manager does not say where the machine is going (%s): %s", address,
                   g_strerror (-result));
      return FALSE;
    }

  *is_shutdown = found.is_shutdown && !found.is_soft;
  *target = found.target;
  return TRUE;
}
