/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "requests.h"

#include "assurance.h"
#include "authorise.h"
#include "cold-reason.h"
#include "cold.h"
#include "error.h"
#include "execution.h"
#include "logind.h"
#include "names.h"

const char *const kx_execute_options[] = { KX_OPTION_EXPECT, KX_OPTION_FORCE,
                                           KX_OPTION_IGNORE_HAZARDS, KX_OPTION_IGNORE_INHIBITORS,
                                           KX_OPTION_IGNORE_SESSIONS, KX_OPTION_WHEN, NULL };

/* CanExecute gathers what Execute would stumble over, instead of stopping at the first thing. */
typedef struct
{
  KxCall *call;
  gboolean challenge;
  GPtrArray *reasons;  /* char* */
  GPtrArray *consents; /* static char* */
} Question;

static Question *
question_new (KxCall *call)
{
  Question *question = g_new0 (Question, 1);

  question->call = call;
  question->reasons = g_ptr_array_new_with_free_func (g_free);
  question->consents = g_ptr_array_new ();
  return question;
}

/* No obstacle: whoever calls Execute has asked for it. But he should know. */
static GVariant *
build_cold_reasons (KxKeeper *keeper)
{
  g_autoptr (GPtrArray) reasons = kx_cold_get_reasons (keeper);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < reasons->len; i++)
    {
      g_autofree char *valid
          = g_utf8_make_valid (((const KxColdReason *) reasons->pdata[i])->text, -1);

      g_variant_builder_add (&builder, "s", valid);
    }
  return g_variant_builder_end (&builder);
}

/* What the last one that arrived would have saved against the last cold boot. */
static void
add_saved (GVariantDict *details, KxKeeper *keeper)
{
  const KxJournal *journal = kx_chronicle_get_journal (kx_keeper_get_chronicle (keeper));
  const KxRestart *arrived = kx_journal_find_arrived (journal);
  gint64 saved = arrived != NULL ? kx_downtime_get_saved (&arrived->downtime, journal->cold) : -1;

  if (saved != -1)
    g_variant_dict_insert (details, "saved", "x", saved);
}

static void
answer (Question *question)
{
  KxRequest *request = question->call->data;
  KxArmed *armed = kx_keeper_get_armed (request->service->keeper);
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);
  gboolean known = armed != NULL && armed->origin != KX_ORIGIN_FOREIGN;
  const char *verdict = question->reasons->len > 0 ? "no"
                        : question->challenge      ? "challenge"
                                                   : "yes";

  g_variant_dict_insert_value (&details, "reasons",
                               g_variant_new_strv ((const char *const *) question->reasons->pdata,
                                                   question->reasons->len));
  g_variant_dict_insert_value (&details, "consents",
                               g_variant_new_strv ((const char *const *) question->consents->pdata,
                                                   question->consents->len));
  g_variant_dict_insert_value (&details, "cold-reasons",
                               build_cold_reasons (request->service->keeper));
  g_variant_dict_insert (&details, "image", "s", known ? armed->image : "");
  g_variant_dict_insert (&details, "release", "s",
                         known && armed->release != NULL ? armed->release : "");
  g_variant_dict_insert (&details, "generation", "t", request->generation);
  add_saved (&details, request->service->keeper);
  kx_call_return (question->call,
                  g_variant_new ("(s@a{sv})", verdict, g_variant_dict_end (&details)));

  g_ptr_array_unref (question->reasons);
  g_ptr_array_unref (question->consents);
  g_free (question);
}

static void
add_obstacle (Question *question, char *sentence, gboolean consented, const char *consent)
{
  if (sentence == NULL || consented)
    {
      g_free (sentence);
      return;
    }

  g_ptr_array_add (question->reasons, sentence);
  g_ptr_array_add (question->consents, (gpointer) consent);
}

static void
on_situation (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  const KxRequest *request = question->call->data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KxLogindSituation) situation = kx_logind_situation_finish (result, &error);

  if (situation != NULL)
    {
      add_obstacle (question, kx_logind_situation_describe_sessions (situation),
                    request->options.ignore_sessions, KX_OPTION_IGNORE_SESSIONS);
      add_obstacle (question, kx_logind_situation_describe_inhibitors (situation),
                    request->options.ignore_inhibitors, KX_OPTION_IGNORE_INHIBITORS);
    }
  else if (!request->options.force || !g_error_matches (error, KX_ERROR, KX_ERROR_UNSUPPORTED))
    g_ptr_array_add (question->reasons, g_strdup (error->message));

  answer (question);
}

static void
on_assessed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  KxRequest *request = question->call->data;
  KxService *service = request->service;
  g_autoptr (GError) error = NULL;

  if (kx_assessment_look_finish (result, &error))
    add_obstacle (question, kx_execute_request_describe_hazards (service->keeper),
                  request->options.ignore_hazards, KX_OPTION_IGNORE_HAZARDS);
  else
    g_ptr_array_add (question->reasons, g_strdup (error->message));

  kx_logind_situation_async (service->connection, question->call->uid, question->call->cancellable,
                             on_situation, question);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxCall *call = user_data;
  KxRequest *request = call->data;
  KxService *service = request->service;
  Question *question = question_new (call);
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) obstacle = NULL;
  KxKexecState kernel;

  kx_keeper_observe (service->keeper, &kernel);
  if (!kx_authorise_finish (result, &refusal))
    {
      if (g_error_matches (refusal, KX_ERROR, KX_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED))
        question->challenge = TRUE;
      else
        g_ptr_array_add (question->reasons, g_strdup (refusal->message));
    }

  if (!kx_execute_request_check_armed (service->keeper, &obstacle))
    g_ptr_array_add (question->reasons, g_strdup (obstacle->message));
  else if (kx_keeper_get_plan (service->keeper) != NULL && !kx_kexec_state_check (&kernel, &obstacle))
    g_ptr_array_add (question->reasons, g_strdup (obstacle->message));
  else if (!kx_assure_check (service->keeper, &obstacle))
    g_ptr_array_add (question->reasons, g_strdup (obstacle->message));
  else if (request->options.has_expect && request->options.expect != request->generation)
    g_ptr_array_add (question->reasons,
                     g_strdup ("what would be started has changed since you looked"));
  else if (request->options.has_when && !kx_scheduler_check_free (service->scheduler, &obstacle))
    g_ptr_array_add (question->reasons, g_strdup (obstacle->message));

  /* Who is logged in now, and what runs now, matters when it comes due. */
  if (request->options.has_when)
    answer (question);
  else
    kx_assessment_look_async (service->assessment, call->cancellable, on_assessed, question);
}

static void
ask_without_prompt (KxCall *call)
{
  kx_request_authorise (call, FALSE, on_asked);
}

static void
look (KxCall *call)
{
  const KxRequest *request = call->data;

  kx_request_look (call, kx_assure_needs_look (request->service->keeper), ask_without_prompt);
}

gboolean
kx_request_can_execute (KxDbusManager *skeleton,
                        GDBusMethodInvocation *invocation,
                        GVariant *options,
                        KxService *service)
{
  kx_request_open_with (kx_request_new (service, KX_MEMBER_EXECUTE, NULL), invocation, options,
                        kx_execute_options, look);
  return TRUE;
}
