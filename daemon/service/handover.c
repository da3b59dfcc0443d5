/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "handover.h"

#include <errno.h>
#include <malloc.h>
#include <sys/random.h>

#include "boot-facts-files.h"
#include "bzimage-setup.h"
#include "error.h"
#include "kexec-state.h"
#include "kexec.h"
#include "mapping.h"
#include "memory-floor.h"
#include "original.h"
#include "own-memory.h"
#include "platform.h"

#define MIB G_GUINT64_CONSTANT (1048576)

/* The plan and the machine, as far as laying out needs them. */
typedef struct
{
  KxMapping kernel;
  KxMapping initrd;
  KxPlatform platform;
  KxMemoryMap *map;
  KxBootFacts *facts;
  GError *untold; /* why one of them is not there; NULL: they are */
} Ground;

/* The files that the plan is a copy of: what IMA checks stands beside their contents, where a copy has
 * nothing. */
typedef struct
{
  KxOriginal kernel;
  KxOriginal initrd;
} Originals;

static void
ground_clear (Ground *ground)
{
  kx_mapping_clear (&ground->kernel);
  kx_mapping_clear (&ground->initrd);
  g_clear_pointer (&ground->map, kx_memory_map_free);
  g_clear_pointer (&ground->facts, kx_boot_facts_free);
  g_clear_error (&ground->untold);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ground, ground_clear)

/* What kind of kernel this is, as far as the method depends on it. */
static void
look_at_kernel (const KxMapping *kernel, KxTarget *target)
{
  KxBzimageSetup setup;

  if (!kx_bzimage_setup_parse (kernel->bytes, kernel->size, &setup, NULL))
    return;

  target->bzimage = TRUE;
  target->la57 = (setup.xloadflags & KX_XLF_5LEVEL) != 0;
  target->la57_on = (setup.xloadflags & KX_XLF_5LEVEL_ENABLED) != 0;
}

/* What the machine does not tell keeps from laying out, and is no error. */
static void
look_at_machine (const KxHandover *self, Ground *ground)
{
  int root_fd = kx_root_get_fd (self->root);

  kx_platform_read (root_fd, self->machine, &ground->platform);
  if (!ground->platform.x86_64)
    return;

  ground->map = kx_memory_files_read (self->memory, &ground->untold);
  if (ground->map != NULL)
    ground->facts = kx_boot_facts_read (root_fd, &ground->untold);
  if (ground->untold != NULL)
    ground->platform.untold = ground->untold->message;
}

char *
kx_handover_map_digest (KxMemoryFiles *memory)
{
  g_autoptr (KxMemoryMap) map = kx_memory_files_read (memory, NULL);

  return map != NULL ? kx_memory_map_digest (map) : NULL;
}

/* How much memory may be taken, as far as that is known. */
static guint64
available_above_floor (const KxHandover *self)
{
  guint64 available = kx_own_memory_get_available (kx_root_get_fd (self->root));

  return MIN (available, kx_memory_floor_get_spare (self->floor, available));
}

static gboolean
load_segments (const KxHandover *self, const KxPlan *plan, const Ground *ground, KxMethod method,
               GCancellable *cancellable, KxHandedOver *done, GError **error)
{
  guint8 random[KX_SEGMENTS_RANDOM];
  const KxSegmentsInput input = { .kernel = ground->kernel.bytes,
                                  .kernel_size = ground->kernel.size,
                                  .initrd = ground->initrd.bytes,
                                  .initrd_size = ground->initrd.size,
                                  .cmdline = plan->cmdline,
                                  .map = ground->map,
                                  .facts = ground->facts,
                                  .available = available_above_floor (self),
                                  .random = random };
  g_autoptr (KxSegments) segments = NULL;

  if (getrandom (random, sizeof random, 0) != sizeof random)
    {
      g_set_error_literal (error, KX_ERROR, KX_ERROR_UNSUPPORTED,
                           "the kernel gives no random numbers for it");
      return FALSE;
    }

  segments = kx_segments_new (&input, method, error);
  explicit_bzero (random, sizeof random);
  if (segments == NULL || !kx_kexec_load (self->calls, segments, cancellable, error))
    return FALSE;

  done->memory = segments->memory;
  done->map = kx_memory_map_digest (ground->map);
  return TRUE;
}

/* The kernel reads the files and then copies them to pages of their own. */
static gboolean
check_floor (const KxHandover *self, guint64 needed, GError **error)
{
  guint64 available = kx_own_memory_get_available (kx_root_get_fd (self->root));

  if (needed <= kx_memory_floor_get_spare (self->floor, available))
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_NO_MEMORY,
               "the kernel would need %" G_GUINT64_FORMAT " MiB for it, %" G_GUINT64_FORMAT
               " MiB are available, and “MemoryFloor=” in kexecd.conf keeps %" G_GUINT64_FORMAT
               " MiB of them for the rest of the machine",
               needed / MIB, available / MIB, self->floor / MIB);
  return FALSE;
}

static void
originals_clear (Originals *originals)
{
  kx_original_close (&originals->kernel);
  kx_original_close (&originals->initrd);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Originals, originals_clear)

/* FALSE: the kernel is no file of this machine, as it is. */
static gboolean
open_originals (const KxHandover *self, const Ground *ground, Originals *originals)
{
  if (!kx_original_open (&originals->kernel, self->root, self->kernel, ground->kernel.bytes,
                         ground->kernel.size))
    return FALSE;

  /* What is joined of several files is given as it is. */
  (void) !kx_original_open (&originals->initrd, self->root, self->initrd, ground->initrd.bytes,
                            ground->initrd.size);
  return TRUE;
}

static gboolean
load_originals (const KxHandover *self, const KxPlan *plan, const Originals *originals,
                GCancellable *cancellable, GError **error)
{
  int initrd_fd = originals->initrd.fd >= 0 ? originals->initrd.fd : plan->initrd_fd;

  if (!kx_kexec_file_load (self->calls, originals->kernel.fd, initrd_fd, plan->cmdline, cancellable,
                           NULL, error))
    return FALSE;
  if (kx_original_is_unchanged (&originals->kernel)
      && (originals->initrd.fd < 0 || kx_original_is_unchanged (&originals->initrd)))
    return TRUE;

  g_set_error (error, KX_ERROR, KX_ERROR_FOREIGN,
               "“%s” or its initrd was changed while the kernel read it, so that it is not known what "
               "the kernel holds; load it again when that is over",
               self->kernel);
  return FALSE;
}

static gboolean
load_any_files (const KxHandover *self, const KxPlan *plan, const Ground *ground,
                GCancellable *cancellable, GError **error)
{
  g_auto (Originals) originals = { .kernel.fd = -1, .initrd.fd = -1 };
  g_autoptr (GError) refusal = NULL;
  int errnum = 0;

  /* Copies would cost a call in vain. */
  if (ground->platform.ima_appraise && open_originals (self, ground, &originals))
    return load_originals (self, plan, &originals, cancellable, error);

  if (kx_kexec_file_load (self->calls, plan->kernel_fd, plan->initrd_fd, plan->cmdline, cancellable,
                          &errnum, &refusal))
    return TRUE;
  /* Not every policy can be seen. */
  if (errnum == EACCES && !ground->platform.ima_appraise
      && open_originals (self, ground, &originals))
    return load_originals (self, plan, &originals, cancellable, error);

  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static gboolean
load_files (const KxHandover *self, const KxPlan *plan, const Ground *ground,
            GCancellable *cancellable, KxHandedOver *done, GError **error)
{
  if (!check_floor (self, 2 * plan->memory, error)
      || !load_any_files (self, plan, ground, cancellable, error))
    return FALSE;

  done->memory = plan->memory;
  return TRUE;
}

/* The way to try after @method met @refusal. FALSE: there is none. */
static gboolean
next_method (KxMethod method, const GError *refusal, KxMethod *next)
{
  if (method == KX_METHOD_FILES)
    return FALSE;

  /* The kernel may still take what it can check itself, and nothing that it cannot. */
  if (g_error_matches (refusal, KX_ERROR, KX_ERROR_LOCKED_DOWN)
      || g_error_matches (refusal, KX_ERROR, KX_ERROR_DISABLED)
      || g_error_matches (refusal, KX_ERROR, KX_ERROR_FAILED))
    {
      *next = KX_METHOD_FILES;
      return TRUE;
    }

  *next = method + 1;
  return g_error_matches (refusal, KX_ERROR, KX_ERROR_UNSUPPORTED)
         || g_error_matches (refusal, KX_ERROR, KX_ERROR_NO_MEMORY);
}

/* The administrator named a way that does not do. */
static gboolean
insist (KxMethod method, int code, const char *why, GError **error)
{
  g_set_error (error, KX_ERROR, code,
               "the way to load that kexecd.conf names (“Method=%s”) does not do here: %s; "
               "“Method=auto” takes another one",
               kx_method_to_string (method), why);
  return FALSE;
}

/* Goes on to a way that did not fail. FALSE: there is no need to, or there is none. */
static gboolean
pass_over_failed (const KxHandover *self, KxMethod *method)
{
  KxMethod next = self->only ? *method : kx_method_pass_over (*method, self->failed);

  if (next == *method)
    return FALSE;
  *method = next;
  return TRUE;
}

/* From @method on, one after the other. @reason: why it begins there. */
static gboolean
try_methods (const KxHandover *self, const KxPlan *plan, const Ground *ground, KxMethod method,
             const char *reason, GCancellable *cancellable, KxHandedOver *done, GError **error)
{
  g_autofree char *why = g_strdup (reason);

  for (;;)
    {
      g_autoptr (GError) refusal = NULL;
      KxKexecState kernel;
      KxMethod next;

      if (method == KX_METHOD_FILES ? load_files (self, plan, ground, cancellable, done, &refusal)
                                    : load_segments (self, plan, ground, method, cancellable, done,
                                                     &refusal))
        {
          done->method = method;
          done->reason = (self->failed & 1u << method) == 0
                             ? g_steal_pointer (&why)
                             : g_strdup_printf ("%s; %s failed before, but no other way is left", why,
                                                kx_method_to_string (method));
          return TRUE;
        }

      kx_kexec_state_read (kx_root_get_fd (self->root), &kernel);
      kx_kexec_state_explain_refusal (&kernel, self->machine->lockdown, &refusal);
      g_free (why);
      why = g_strdup_printf ("%s does not do: %s", kx_method_to_string (method), refusal->message);
      if (!next_method (method, refusal, &next))
        {
          g_propagate_error (error, g_steal_pointer (&refusal));
          return FALSE;
        }
      if (self->only)
        return insist (method, refusal->code, refusal->message, error);
      if (pass_over_failed (self, &next))
        {
          g_autofree char *first = why;

          why = g_strdup_printf ("%s; %s", first, self->failure);
        }
      /* Each refusal by the kernel costs one of the calls that it allows. */
      method = kernel.limit != 1 ? next : KX_METHOD_FILES;
    }
}

static gboolean
choose (const KxHandover *self, const KxTarget *target, const KxPlatform *platform,
        KxMethod *method, char **reason, GError **error)
{
  g_autofree char *why = NULL;

  *method = kx_method_choose (self->first, platform, target, &why);
  if (self->only && *method != self->first)
    return insist (self->first, KX_ERROR_UNSUPPORTED, why, error);

  if (self->last_call && !self->only && *method != KX_METHOD_FILES)
    {
      *method = KX_METHOD_FILES;
      g_clear_pointer (&why, g_free);
      why = g_strdup ("the kernel allows one more load only, which must not be spent on a way that "
                      "a policy may forbid");
    }

  if (pass_over_failed (self, method))
    {
      g_free (why);
      why = g_strdup (self->failure);
    }

  *reason = g_steal_pointer (&why);
  return TRUE;
}

gboolean
kx_handover_load (const KxHandover *self, const KxPlan *plan, GCancellable *cancellable,
                  KxHandedOver *done, GError **error)
{
  g_auto (Ground) ground = { 0 };
  KxTarget target = { .cmdline = plan->cmdline };
  KxHandedOver result = { 0 };
  g_autofree char *reason = NULL;
  KxMethod method;
  gboolean loaded;

  if (!kx_mapping_init (&ground.kernel, plan->kernel_fd, error)
      || !kx_mapping_init (&ground.initrd, plan->initrd_fd, error))
    return FALSE;

  look_at_kernel (&ground.kernel, &target);
  look_at_machine (self, &ground);
  if (!choose (self, &target, &ground.platform, &method, &reason, error))
    return FALSE;

  kx_own_memory_reset_peak ();
  loaded = try_methods (self, plan, &ground, method, reason, cancellable, &result, error);
  result.memory_peak = kx_own_memory_get_peak ();
  malloc_trim (0);
  if (loaded)
    *done = result;
  return loaded;
}

void
kx_handed_over_clear (KxHandedOver *done)
{
  g_clear_pointer (&done->reason, g_free);
  g_clear_pointer (&done->map, g_free);
}
