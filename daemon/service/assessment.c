/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "assessment.h"

#include "device-events.h"
#include "device-facts.h"
#include "device-hazards.h"
#include "events.h"
#include "hazard-facts.h"
#include "hazard-files.h"
#include "waiters.h"
#include "wanted.h"

/* Devices come in crowds; and udev writes down what it has found only after the kernel's event. */
#define SETTLE_MS 2000

struct _KxAssessment
{
  GObject parent_instance;

  KxKeeper *keeper;
  gulong changed_id;
  KxDeviceEvents *events; /* NULL: changes of devices go unnoticed */
  guint settling;         /* source */

  KxCatalogue *catalogue; /* as of the newest look; NULL: /boot had not been looked at */
  guint64 generation;     /* likewise */
  gboolean looking;
  gboolean again;      /* something has changed meanwhile */
  KxWaiters *waiters;  /* for the look that is under way */
  KxWaiters *patients; /* for the one after it */
};

G_DEFINE_FINAL_TYPE (KxAssessment, kx_assessment, G_TYPE_OBJECT)

/* What the thread needs; immutable. */
typedef struct
{
  KxRoot *root;
  GPtrArray *subjects; /* of KxSubject */
  KxCatalogue *catalogue;
} Job;

static void
kx_assessment_init (KxAssessment *self)
{
  self->waiters = kx_waiters_new ();
  self->patients = kx_waiters_new ();
}

static void
kx_assessment_dispose (GObject *object)
{
  KxAssessment *self = KX_ASSESSMENT (object);

  if (self->keeper != NULL)
    g_clear_signal_handler (&self->changed_id, self->keeper);
  g_clear_object (&self->keeper);
  g_clear_handle_id (&self->settling, g_source_remove);
  g_clear_pointer (&self->events, kx_device_events_free);
  g_clear_pointer (&self->catalogue, kx_catalogue_unref);

  G_OBJECT_CLASS (kx_assessment_parent_class)->dispose (object);
}

static void
kx_assessment_finalize (GObject *object)
{
  KxAssessment *self = KX_ASSESSMENT (object);

  kx_waiters_free (self->waiters);
  kx_waiters_free (self->patients);

  G_OBJECT_CLASS (kx_assessment_parent_class)->finalize (object);
}

static void
kx_assessment_class_init (KxAssessmentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kx_assessment_dispose;
  G_OBJECT_CLASS (klass)->finalize = kx_assessment_finalize;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  kx_root_unref (job->root);
  g_ptr_array_unref (job->subjects);
  g_clear_pointer (&job->catalogue, kx_catalogue_unref);
  g_free (job);
}

/* The table is read anew: a quirk file counts from the next look on. */
static void
judge_devices (KxRoot *root, KxHazards *hazards)
{
  g_autoptr (KxHazardTable) table = kx_hazard_files_load (root, NULL);
  g_auto (GStrv) subsystems = kx_hazard_table_list_subsystems (table);
  g_autoptr (KxDeviceFacts) devices
      = kx_device_facts_read (kx_root_get_fd (root), (const char *const *) subsystems);

  kx_device_hazards_judge (table, devices, hazards);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_autoptr (KxHazards) hazards = kx_hazards_new ();
  g_auto (KxMachineFacts) facts = { .subjects = g_ptr_array_ref (job->subjects) };

  kx_hazard_facts_read (job->root, &facts);
  kx_machine_hazards_judge (&facts, hazards);
  judge_devices (job->root, hazards);
  g_task_return_pointer (task, g_steal_pointer (&hazards), (GDestroyNotify) kx_hazards_unref);
}

/* What Execute would start, and what is to be loaded in its place. */
static GPtrArray *
list_subjects (KxKeeper *keeper)
{
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) kx_subject_free);
  const KxArmed *armed = kx_keeper_get_armed (keeper);
  const KxImage *choice = kx_wanted_choice (keeper);

  if (armed != NULL && armed->origin != KX_ORIGIN_FOREIGN)
    g_ptr_array_add (subjects, kx_subject_new (armed->origin, armed->release, armed->cmdline));
  if (choice != NULL
      && (armed == NULL
          || (!kx_origin_is_pinned (armed->origin) && g_strcmp0 (armed->stamp, choice->stamp) != 0)))
    g_ptr_array_add (subjects,
                     kx_subject_new (KX_ORIGIN_DEFAULT, choice->release, choice->cmdline));
  return subjects;
}

/* An administrator is told when it begins and when it is over, not of each word that changes. */
static void
announce (const KxHazards *before, const KxHazards *now)
{
  g_autofree char *sentence = kx_hazards_describe_blocking (now);
  gboolean blocked = before != NULL && kx_hazards_block (before);

  if (sentence != NULL && !blocked)
    kx_event_hazard (sentence);
  else if (sentence == NULL && blocked)
    kx_event_hazard_over ();
}

static void look (KxAssessment *self);

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KxAssessment *self = KX_ASSESSMENT (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (KxHazards) hazards = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->keeper == NULL)
    return;

  /* Who is told now may want another look: that one begins below. */
  announce (kx_keeper_get_hazards (self->keeper), hazards);
  kx_keeper_set_hazards (self->keeper, hazards, job->catalogue);
  kx_waiters_release (self->waiters, NULL);
  self->looking = FALSE;
  if (self->again)
    look (self);
}

static void
look (KxAssessment *self)
{
  g_autoptr (GTask) task = NULL;
  KxCatalogue *catalogue = kx_keeper_get_catalogue (self->keeper);
  KxWaiters *waiters = self->waiters;
  Job *job;

  self->again = self->looking;
  if (self->looking)
    return;

  g_clear_pointer (&self->catalogue, kx_catalogue_unref);
  self->catalogue = catalogue != NULL ? kx_catalogue_ref (catalogue) : NULL;
  self->generation = kx_keeper_get_generation (self->keeper);
  self->looking = TRUE;
  self->waiters = self->patients;
  self->patients = waiters;

  job = g_new0 (Job, 1);
  job->root = kx_root_ref (kx_keeper_get_root (self->keeper));
  job->subjects = list_subjects (self->keeper);
  job->catalogue = catalogue != NULL ? kx_catalogue_ref (catalogue) : NULL;
  task = g_task_new (self, NULL, on_looked, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run);
}

static void
on_changed (KxAssessment *self)
{
  if (kx_keeper_get_catalogue (self->keeper) != self->catalogue
      || kx_keeper_get_generation (self->keeper) != self->generation)
    look (self);
}

static gboolean
on_settled (gpointer user_data)
{
  KxAssessment *self = user_data;

  self->settling = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
on_devices_changed (gpointer user_data)
{
  KxAssessment *self = user_data;

  if (self->settling == 0)
    self->settling = g_timeout_add (SETTLE_MS, on_settled, self);
}

KxAssessment *
kx_assessment_new (KxKeeper *keeper)
{
  static const char *const subsystems[] = { "block", "i2c", "pci", NULL };
  static const char *const directories[]
      = { "/devices/pci", "/devices/platform/", "/devices/virtual/block/", NULL };
  KxAssessment *self = g_object_new (KX_TYPE_ASSESSMENT, NULL);
  g_autoptr (GError) error = NULL;

  self->keeper = g_object_ref (keeper);
  self->events = kx_device_events_new (subsystems, directories, on_devices_changed, self, &error);
  if (self->events == NULL)
    g_warning ("%s; hazards of devices are looked for at each look at /boot and before a restart "
               "only",
               error->message);
  self->changed_id = g_signal_connect_swapped (keeper, "changed", G_CALLBACK (on_changed), self);
  look (self);
  return self;
}

void
kx_assessment_look_async (KxAssessment *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  kx_waiters_add (self->patients, self, cancellable, callback, user_data);
  look (self);
}

gboolean
kx_assessment_look_finish (GAsyncResult *result, GError **error)
{
  return kx_waiters_add_finish (result, error);
}
