/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quarantine.h"

#include <string.h>

/* There are three ways to load; a record never lists more than that by far. */
#define METHODS_MAX 8

void
kx_failure_record_free (KxFailureRecord *record)
{
  if (record == NULL)
    return;

  g_free (record->digest);
  g_free (record->image);
  g_free (record->release);
  g_strfreev (record->methods);
  g_free (record->reason);
  g_free (record);
}

static KxFailureRecord *
copy_record (const KxFailureRecord *record)
{
  KxFailureRecord *copy = g_new (KxFailureRecord, 1);

  *copy = *record;
  copy->digest = g_strdup (record->digest);
  copy->image = g_strdup (record->image);
  copy->release = g_strdup (record->release);
  copy->methods = g_strdupv (record->methods);
  copy->reason = g_strdup (record->reason);
  return copy;
}

KxQuarantine *
kx_quarantine_new (void)
{
  KxQuarantine *quarantine = g_new (KxQuarantine, 1);

  quarantine->records
      = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_failure_record_free);
  return quarantine;
}

KxQuarantine *
kx_quarantine_copy (const KxQuarantine *quarantine)
{
  KxQuarantine *copy = kx_quarantine_new ();

  for (guint i = 0; i < quarantine->records->len; i++)
    g_ptr_array_add (copy->records, copy_record (quarantine->records->pdata[i]));
  return copy;
}

void
kx_quarantine_free (KxQuarantine *quarantine)
{
  if (quarantine == NULL)
    return;

  g_ptr_array_unref (quarantine->records);
  g_free (quarantine);
}

static gboolean
find (const KxQuarantine *quarantine, const char *digest, guint *index)
{
  for (guint i = 0; digest != NULL && i < quarantine->records->len; i++)
    {
      const KxFailureRecord *record = quarantine->records->pdata[i];

      if (strcmp (record->digest, digest) == 0)
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

const KxFailureRecord *
kx_quarantine_find (const KxQuarantine *quarantine, const char *digest)
{
  guint index;

  return find (quarantine, digest, &index) ? quarantine->records->pdata[index] : NULL;
}

static gboolean
has_method (const KxFailureRecord *record, const char *method)
{
  return record->methods != NULL && g_strv_contains ((const char *const *) record->methods, method);
}

static void
add_method (KxFailureRecord *record, const char *method)
{
  guint length = record->methods != NULL ? g_strv_length (record->methods) : 0;

  if (method == NULL || has_method (record, method) || length >= METHODS_MAX)
    return;

  record->methods = g_renew (char *, record->methods, length + 2);
  record->methods[length] = g_strdup (method);
  record->methods[length + 1] = NULL;
}

/* The record of the image, taken out of the list, or a new one. */
static KxFailureRecord *
take_record (KxQuarantine *quarantine, const char *digest)
{
  KxFailureRecord *record;
  guint index;

  if (find (quarantine, digest, &index))
    return g_ptr_array_steal_index (quarantine->records, index);

  record = g_new0 (KxFailureRecord, 1);
  record->digest = g_strdup (digest);
  return record;
}

void
kx_quarantine_add (KxQuarantine *quarantine, const KxIntent *intent, KxVerdict verdict,
                   const char *reason, gint64 when)
{
  KxFailureRecord *record;

  g_return_if_fail (intent->digest != NULL);
  g_return_if_fail (verdict != KX_VERDICT_PENDING && verdict != KX_VERDICT_ARRIVED);

  record = take_record (quarantine, intent->digest);
  g_free (record->image);
  g_free (record->release);
  g_free (record->reason);
  record->image = g_strdup (intent->image);
  record->release = g_strdup (intent->release);
  record->reason = g_strdup (reason);
  record->failures += record->failures < G_MAXUINT;
  add_method (record, intent->method);
  record->last = verdict;
  record->when = when;

  g_ptr_array_add (quarantine->records, record);
  if (quarantine->records->len > KX_QUARANTINE_MAX)
    g_ptr_array_remove_index (quarantine->records, 0);
}

void
kx_quarantine_note_arrival (KxQuarantine *quarantine, const char *digest)
{
  KxFailureRecord *record;
  guint index;

  if (!find (quarantine, digest, &index))
    return;

  record = quarantine->records->pdata[index];
  record->failures = 0;
  if (record->methods == NULL || record->methods[0] == NULL)
    g_ptr_array_remove_index (quarantine->records, index);
}

gboolean
kx_quarantine_has_failed (const KxQuarantine *quarantine, const char *digest, const char *method)
{
  const KxFailureRecord *record = kx_quarantine_find (quarantine, digest);

  return record != NULL && method != NULL && has_method (record, method);
}

/* How people have to type the name of what is to be forgiven: an id may have blanks in it. */
static char *
describe_target (const KxFailureRecord *record)
{
  const char *plain = G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-._+:@/,=";
  const char *name = record->image != NULL && *record->image != '\0' ? record->image
                                                                     : record->digest;
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  return valid[strspn (valid, plain)] == '\0' ? g_steal_pointer (&valid) : g_shell_quote (valid);
}

static char *
describe_moment (gint64 when)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (when / G_USEC_PER_SEC);

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%d %H:%M %Z") : g_strdup ("?");
}

static char *
describe_reason (const KxFailureRecord *record)
{
  return g_utf8_make_valid (record->reason != NULL ? record->reason
                                                   : kx_verdict_to_string (record->last),
                            -1);
}

char *
kx_quarantine_explain_methods (const KxQuarantine *quarantine, const char *digest)
{
  const KxFailureRecord *record = kx_quarantine_find (quarantine, digest);
  g_autofree char *methods = NULL;
  g_autofree char *target = NULL;
  g_autofree char *moment = NULL;
  g_autofree char *reason = NULL;

  if (record == NULL || record->methods == NULL || record->methods[0] == NULL)
    return NULL;

  methods = g_strjoinv (", ", record->methods);
  target = describe_target (record);
  moment = describe_moment (record->when);
  reason = describe_reason (record);
  return g_strdup_printf ("a restart into this image by %s failed, on %s: %s; “kexecctl forgive %s” "
                          "allows it again",
                          methods, moment, reason, target);
}

char *
kx_quarantine_explain (const KxQuarantine *quarantine, const char *digest, guint max)
{
  const KxFailureRecord *record = kx_quarantine_find (quarantine, digest);
  g_autofree char *target = NULL;
  g_autofree char *moment = NULL;
  g_autofree char *reason = NULL;

  if (record == NULL || max == 0 || record->failures < max)
    return NULL;

  target = describe_target (record);
  moment = describe_moment (record->when);
  reason = describe_reason (record);
  if (record->failures == 1)
    return g_strdup_printf ("the last restart into it, on %s, failed: %s; “kexecctl forgive %s” "
                            "allows it again",
                            moment, reason, target);
  return g_strdup_printf ("the last %u restarts into it failed, most recently on %s: %s; "
                          "“kexecctl forgive %s” allows it again",
                          record->failures, moment, reason, target);
}

guint
kx_quarantine_forgive (KxQuarantine *quarantine, const char *what)
{
  guint before = quarantine->records->len;

  for (guint i = before; i > 0; i--)
    {
      const KxFailureRecord *record = quarantine->records->pdata[i - 1];

      if (*what == '\0' || g_strcmp0 (record->image, what) == 0
          || strcmp (record->digest, what) == 0)
        g_ptr_array_remove_index (quarantine->records, i - 1);
    }

  return before - quarantine->records->len;
}
