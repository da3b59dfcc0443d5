/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "events.h"

#include "announcement.h"
#include "event-ids.h"

/* Names come from files and need not be UTF-8. */
static void
insert_text (GVariantDict *fields, const char *field, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  g_variant_dict_insert (fields, field, "s", valid);
}

static void
send (GLogLevelFlags level, GVariantDict *fields)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_dict_end (fields));

  g_log_variant (G_LOG_DOMAIN, level, variant);
}

/* All events have the same fields; what does not apply is empty. @id: NULL: a message without one.
 * */
static void G_GNUC_PRINTF (5, 6)
log_event (GLogLevelFlags level,
           const char *id,
           const KxArmed *armed,
           const char *reason,
           const char *format,
           ...)
{
  g_autofree char *text = NULL;
  GVariantDict fields;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_variant_dict_init (&fields, NULL);
  insert_text (&fields, "MESSAGE", text);
  if (id != NULL)
    g_variant_dict_insert (&fields, "MESSAGE_ID", "s", id);
  if (armed != NULL)
    {
      insert_text (&fields, KX_EVENT_FIELD_IMAGE, armed->image);
      insert_text (&fields, KX_EVENT_FIELD_RELEASE, armed->release);
      g_variant_dict_insert (&fields, KX_EVENT_FIELD_ORIGIN, "s",
                             kx_origin_to_string (armed->origin));
    }
  if (reason != NULL)
    insert_text (&fields, KX_EVENT_FIELD_REASON, reason);
  send (level, &fields);
}

static const char *
name_of (const KxArmed *armed)
{
  if (armed == NULL || armed->image == NULL)
    return "an unknown image";
  return *armed->image != '\0' ? armed->image : "an image of a caller's own";
}

void
kx_event_loading (const KxArmed *next)
{
  log_event (G_LOG_LEVEL_MESSAGE, NULL, next, NULL, "loading %s", name_of (next));
}

void
kx_event_loaded (const KxArmed *armed, const char *hindrance)
{
  const char *why = armed->origin == KX_ORIGIN_CUSTOM     ? "it is an image of a caller's own"
                    : armed->origin == KX_ORIGIN_FALLBACK ? "the default image is quarantined"
                    : hindrance != NULL                   ? hindrance
                                                          : "“Level=staged” in kexecd.conf";

  if (armed->level == KX_LEVEL_ARMED)
    log_event (G_LOG_LEVEL_MESSAGE, KX_EVENT_ARMED, armed, NULL, "%s is armed (%s)",
               name_of (armed), kx_origin_to_string (armed->origin));
  else
    log_event (G_LOG_LEVEL_MESSAGE, KX_EVENT_STAGED, armed, why, "%s is staged (%s)",
               name_of (armed), kx_origin_to_string (armed->origin));
}

void
kx_event_load_failed (const char *image, const GError *error)
{
  g_autoptr (KxArmed) armed = kx_armed_new (KX_ORIGIN_DEFAULT, KX_LEVEL_OFF);

  armed->image = g_strdup (image);
  log_event (G_LOG_LEVEL_WARNING, KX_EVENT_LOAD_FAILED, armed, error->message,
             "%s could not be loaded: %s", name_of (armed), error->message);
}

void
kx_event_unloaded (const KxArmed *armed)
{
  log_event (G_LOG_LEVEL_MESSAGE, KX_EVENT_UNLOADED, armed, "on request", "%s is unloaded",
             name_of (armed));
}

void
kx_event_foreign (const KxArmed *foreign)
{
  log_event (G_LOG_LEVEL_WARNING, KX_EVENT_FOREIGN, NULL,
             foreign->replaced != NULL
                 ? "the kernel has counted calls that kexecd has not made "
                   "(kernel.kexec_load_limit_reboot)"
                 : "the kernel says that an image is loaded, and kexecd did not load it",
             "another program has loaded an image; it is left alone and not started");
}

void
kx_event_cold_due (const char *reasons)
{
  log_event (G_LOG_LEVEL_MESSAGE, KX_EVENT_COLD_DUE, NULL, reasons,
             "a cold restart is due: %s", reasons);
}

void
kx_event_cold_over (const char *reasons)
{
  log_event (G_LOG_LEVEL_MESSAGE, KX_EVENT_COLD_OVER, NULL, reasons,
             "no cold restart is due any more; it was: %s", reasons);
}

void
kx_event_restart_cold (void)
{
  log_event (G_LOG_LEVEL_WARNING, KX_EVENT_RESTART_COLD, NULL, NULL,
             "the kernel no longer holds what was announced, for another program has loaded or "
             "dropped an image; the restart goes through the firmware");
}

void
kx_event_executing (const KxArmed *armed, uid_t uid)
{
  log_event (G_LOG_LEVEL_MESSAGE, KX_EVENT_EXECUTING, armed, NULL,
             "restarting into %s, asked by user %u", name_of (armed), (guint) uid);
}

void
kx_event_execute_refused (const KxArmed *armed, const GError *error)
{
  log_event (G_LOG_LEVEL_MESSAGE, KX_EVENT_EXECUTE_REFUSED, armed, error->message,
             "the restart was refused: %s", error->message);
}

void
kx_event_config_mistakes (char **mistakes)
{
  for (char **mistake = mistakes; *mistake != NULL; mistake++)
    log_event (G_LOG_LEVEL_WARNING, KX_EVENT_CONFIG_MISTAKE, NULL, *mistake, "%s", *mistake);
}

void
kx_event_hazard (const char *sentence)
{
  log_event (G_LOG_LEVEL_WARNING, KX_EVENT_HAZARD, NULL, sentence,
             "this machine might not come through a fast restart: %s", sentence);
}

void
kx_event_hazard_over (void)
{
  log_event (G_LOG_LEVEL_MESSAGE, KX_EVENT_HAZARD_OVER, NULL, NULL,
             "nothing stands in the way of a fast restart any more");
}

void
kx_event_unloaded_for_memory (const KxArmed *armed)
{
  log_event (G_LOG_LEVEL_WARNING, KX_EVENT_UNLOADED, armed, "memory is short",
             "memory is short: %s is out of the kernel", name_of (armed));
}

/* The events of a schedule. @reason: NULL: it has none. */
static void
log_schedule (GLogLevelFlags level,
              const char *id,
              const KxSchedule *schedule,
              const char *reason,
              const char *what)
{
  g_autofree char *moment = kx_announcement_moment (schedule->when);
  g_autofree char *user = kx_announcement_user (schedule);
  g_autofree char *text
      = g_strdup_printf ("the restart into %s that %s scheduled for %s %s%s%s",
                         *schedule->image != '\0' ? schedule->image : "an image of a caller's own",
                         user, moment, what, reason != NULL ? ": " : "",
                         reason != NULL ? reason : "");
  GVariantDict fields;

  g_variant_dict_init (&fields, NULL);
  insert_text (&fields, "MESSAGE", text);
  insert_text (&fields, "MESSAGE_ID", id);
  insert_text (&fields, KX_EVENT_FIELD_IMAGE, schedule->image);
  insert_text (&fields, KX_EVENT_FIELD_RELEASE, schedule->release);
  insert_text (&fields, KX_EVENT_FIELD_ORIGIN, kx_origin_to_string (schedule->origin));
  insert_text (&fields, KX_EVENT_FIELD_WHEN, moment);
  insert_text (&fields, KX_EVENT_FIELD_REASON, reason);
  send (level, &fields);
}

void
kx_event_scheduled (const KxSchedule *schedule)
{
  log_schedule (G_LOG_LEVEL_MESSAGE, KX_EVENT_SCHEDULED, schedule, NULL, "is kept until then");
}

void
kx_event_schedule_cancelled (const KxSchedule *schedule, uid_t uid)
{
  g_autofree char *reason = g_strdup_printf ("on the wish of user %u", (guint) uid);

  log_schedule (G_LOG_LEVEL_MESSAGE, KX_EVENT_SCHEDULE_CANCELLED, schedule, reason,
                "was cancelled");
}

void
kx_event_schedule_stopped (const KxSchedule *schedule, const char *why)
{
  log_schedule (G_LOG_LEVEL_WARNING, KX_EVENT_SCHEDULE_STOPPED, schedule, why,
                "does not take place");
}

/* "8.4 s, 31.2 s less than a cold boot". */
static char *
describe_downtime (const KxRestart *restart)
{
  g_autofree char *total = NULL;
  double saved = (double) restart->saved / G_TIME_SPAN_SECOND;

  if (restart->downtime.total < 0)
    return g_strdup ("a time that could not be measured");

  total = g_strdup_printf ("%.1f s", (double) restart->downtime.total / G_TIME_SPAN_SECOND);
  if (restart->saved == -1)
    return g_steal_pointer (&total);
  return g_strdup_printf ("%s, %.1f s %s than a cold boot", total, ABS (saved),
                          saved < 0 ? "more" : "less");
}

void
kx_event_restarted (const KxRestart *restart)
{
  gboolean arrived = restart->verdict == KX_VERDICT_ARRIVED;
  const char *image = restart->intent->image;
  const char *name = image != NULL && *image != '\0' ? image : "an image of a caller's own";
  g_autofree char *downtime = describe_downtime (restart);
  g_autofree char *text
      = arrived ? g_strdup_printf ("the restart into %s arrived; it took %s", name, downtime)
                : g_strdup_printf ("the restart into %s did not arrive (%s): %s", name,
                                   kx_verdict_to_string (restart->verdict), restart->reason);
  GVariantDict fields;

  g_variant_dict_init (&fields, NULL);
  insert_text (&fields, "MESSAGE", text);
  insert_text (&fields, "MESSAGE_ID", arrived ? KX_EVENT_RESTARTED : KX_EVENT_RESTART_MISSED);
  insert_text (&fields, KX_EVENT_FIELD_IMAGE, name);
  insert_text (&fields, KX_EVENT_FIELD_RELEASE, restart->intent->release);
  insert_text (&fields, KX_EVENT_FIELD_VERDICT, kx_verdict_to_string (restart->verdict));
  insert_text (&fields, KX_EVENT_FIELD_DOWNTIME, downtime);
  insert_text (&fields, KX_EVENT_FIELD_REASON, restart->reason);
  send (arrived ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_WARNING, &fields);
}

void
kx_event_journal_aside (const char *what)
{
  log_event (G_LOG_LEVEL_WARNING, KX_EVENT_JOURNAL_ASIDE, NULL, what, "%s", what);
}

void
kx_event_journal_unwritten (const GError *error)
{
  log_event (G_LOG_LEVEL_WARNING, KX_EVENT_JOURNAL_UNWRITTEN, NULL, error->message,
             "the journal of restarts cannot be written: %s", error->message);
}

void
kx_event_forgiven (const char *image, guint records, uid_t uid)
{
  g_autoptr (KxArmed) armed = kx_armed_new (KX_ORIGIN_DEFAULT, KX_LEVEL_OFF);
  g_autofree char *whose = g_strdup_printf ("on the wish of user %u", (guint) uid);

  armed->image = g_strdup (*image != '\0' ? image : "all images");
  log_event (G_LOG_LEVEL_MESSAGE, KX_EVENT_FORGIVEN, armed, whose,
             "what failed is tried again: %s (%u), %s", armed->image, records, whose);
}
