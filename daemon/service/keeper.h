/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "armed.h"
#include "catalogue.h"
#include "chronicle.h"
#include "config.h"
#include "hazard.h"
#include "hindrance.h"
#include "kexec-calls.h"
#include "kexec-state.h"
#include "machine.h"
#include "memory.h"
#include "plan.h"
#include "protection.h"
#include "quarantine.h"
#include "root.h"
#include "schedule.h"
#include "turns.h"

/*
 * The keeper: the only holder of state. It knows what is loaded and whose it is, and keeps the
 * record of it in /run; it decides nothing and waits for nothing. Main loop only.
 *
 * Whoever changes what is loaded holds the turn (kx_keeper_get_turns()) while doing so, announces
 * it with kx_keeper_begin_*() and says with kx_keeper_end() what became of it.
 *
 * Signals: "changed": anything that Status shows has changed; "quarantine-changed": what may be
 * loaded, and how, has; "progress".
 */
#define KX_TYPE_KEEPER (kx_keeper_get_type ())
G_DECLARE_FINAL_TYPE (KxKeeper, kx_keeper, KX, KEEPER, GObject)

/* @calls is static. Begins with what a predecessor knew (kx_recall()), and the defaults. */
KxKeeper *kx_keeper_new (KxRoot *root, const KxKexecCalls *calls, KxMemoryFiles *memory);

/*
 * The configuration, which may change at any time: whoever needs a value of it asks for it then.
 * @mistakes: what is wrong in its files, a sentence each. Both are copied.
 */
void kx_keeper_set_config (KxKeeper *keeper, const KxConfig *config, char **mistakes);
const KxConfig *kx_keeper_get_config (KxKeeper *keeper);

/* Not owned; NULL or empty: there are none. */
const char *const *kx_keeper_get_config_mistakes (KxKeeper *keeper);

/* What was given; not owned by the caller. */
KxRoot *kx_keeper_get_root (KxKeeper *keeper);
const KxKexecCalls *kx_keeper_get_calls (KxKeeper *keeper);
const KxMachine *kx_keeper_get_machine (KxKeeper *keeper);
KxMemoryFiles *kx_keeper_get_memory (KxKeeper *keeper);
KxTurns *kx_keeper_get_turns (KxKeeper *keeper);

/* Descriptor of the runtime directory (runtime-file.h); -1: there is none. */
int kx_keeper_get_runtime_fd (KxKeeper *keeper);

/* The journal of restarts. Not owned. */
KxChronicle *kx_keeper_get_chronicle (KxKeeper *keeper);

/* What is loaded; NULL: nothing, or it is not known what (kx_keeper_is_unsure()). Not owned. */
KxArmed *kx_keeper_get_armed (KxKeeper *keeper);

/* The files of a staged image; NULL otherwise. Not owned. */
KxPlan *kx_keeper_get_plan (KxKeeper *keeper);

/* Whether the kernel may hold something of ours of which it is not known what it is. */
gboolean kx_keeper_is_unsure (KxKeeper *keeper);

/* Where it is unsure: what was being loaded then; NULL: it is not known, or nothing. Not owned. */
KxArmed *kx_keeper_get_interrupted (KxKeeper *keeper);

guint64 kx_keeper_get_generation (KxKeeper *keeper);
guint64 kx_keeper_get_loads (KxKeeper *keeper);

/* The newest look at /boot; NULL before the first one. Not owned. */
KxCatalogue *kx_keeper_get_catalogue (KxKeeper *keeper);
void kx_keeper_set_catalogue (KxKeeper *keeper, KxCatalogue *catalogue);

/* How far an image of @origin may go now. */
KxLevel kx_keeper_get_level (KxKeeper *keeper, KxOrigin origin);

/* Whether somebody wants the next ordinary reboot to be a cold one; see cold.h. */
gboolean kx_keeper_is_cold_requested (KxKeeper *keeper);
void kx_keeper_set_cold_requested (KxKeeper *keeper, gboolean requested);

/* What keeps images out of the kernel, and its end (@why NULL). */
void kx_keeper_set_hindrance (KxKeeper *keeper, KxHindrance hindrance, const char *why);
const char *kx_keeper_get_hindrance (KxKeeper *keeper, KxHindrance hindrance);
gboolean kx_keeper_is_hindered (KxKeeper *keeper);

/* The gravest of them, in a sentence; NULL: there is none. (transfer full) */
char *kx_keeper_describe_hindrance (KxKeeper *keeper);

/*
 * What may go wrong in a fast restart of this machine; NULL before the first look. Not owned. Those
 * that block are a hindrance. @catalogue: what was known of /boot at that look; NULL: nothing.
 */
KxHazards *kx_keeper_get_hazards (KxKeeper *keeper);
void kx_keeper_set_hazards (KxKeeper *keeper, KxHazards *hazards, KxCatalogue *catalogue);

/* Whether the hazards are those of what the newest look at /boot has found. */
gboolean kx_keeper_is_assessed (KxKeeper *keeper);

/* Why nothing is armed by itself, in a sentence; NULL: it is. */
const char *kx_keeper_get_suspended (KxKeeper *keeper);
void kx_keeper_set_suspended (KxKeeper *keeper, const char *why);

/* What the daemon waits for before it looks at /boot again, in a sentence; NULL: nothing. */
const char *kx_keeper_get_waiting (KxKeeper *keeper);
void kx_keeper_set_waiting (KxKeeper *keeper, const char *what);

/* Why changes somewhere cannot be noticed, in a sentence; NULL: they can. */
const char *kx_keeper_get_problem (KxKeeper *keeper);
void kx_keeper_set_problem (KxKeeper *keeper, const char *problem);

/* Why the default image could not be loaded by itself; NULL: it could, or nobody tried. */
const GError *kx_keeper_get_failure (KxKeeper *keeper);
void kx_keeper_set_failure (KxKeeper *keeper, const GError *failure);

/*
 * What has failed on this machine, which decides what may be loaded and how; NULL: nothing has. Not
 * owned.
 */
const KxQuarantine *kx_keeper_get_quarantine (KxKeeper *keeper);

/* For the chronicle, whenever its journal says something else. Takes @copy. */
void kx_keeper_set_quarantine (KxKeeper *keeper, KxQuarantine *copy);

/* The version of systemd, which decides what an ordinary reboot does; 0: it is not known. */
guint kx_keeper_get_systemd (KxKeeper *keeper);
void kx_keeper_set_systemd (KxKeeper *keeper, guint version);

/* Whether a restart has begun. */
gboolean kx_keeper_is_executing (KxKeeper *keeper);
void kx_keeper_set_executing (KxKeeper *keeper, gboolean executing);

/*
 * The devices that are taken from their drivers before what is armed starts (element-type
 * KxBinding); NULL: none. Immutable; referenced.
 */
GPtrArray *kx_keeper_get_remedies (KxKeeper *keeper);
void kx_keeper_set_remedies (KxKeeper *keeper, GPtrArray *bindings);

/*
 * What gets the machine back should what is armed not come up; NULL: nothing is armed, or nobody has
 * looked yet. Not owned; the setter takes it.
 */
const KxProtection *kx_keeper_get_protection (KxKeeper *keeper);
void kx_keeper_take_protection (KxKeeper *keeper, KxProtection *protection);

/* Whether the service manager's watchdog for restarts by kexec is one that kexecd has had set. */
gboolean kx_keeper_is_guarded (KxKeeper *keeper);
void kx_keeper_set_guarded (KxKeeper *keeper, gboolean guarded);

/* The restart that is scheduled; NULL: none. Not owned. */
KxSchedule *kx_keeper_get_schedule (KxKeeper *keeper);

/* Why the last one that was scheduled did not take place, against its user's wish; NULL: it did, it
 * was cancelled, or there was none. */
const char *kx_keeper_get_schedule_stopped (KxKeeper *keeper);

/* For the scheduler. @schedule is referenced. */
void kx_keeper_set_schedule (KxKeeper *keeper, KxSchedule *schedule, const char *stopped);

/* What is being loaded, in a sentence; NULL: nothing. For Status only. */
const char *kx_keeper_get_activity (KxKeeper *keeper);
void kx_keeper_set_activity (KxKeeper *keeper, const char *activity);

/* Emits "progress" (step s, fraction d), the contract's signal Progress. */
void kx_keeper_announce_progress (KxKeeper *keeper, const char *step, double fraction);

/*
 * Reads the kernel's switches, and compares its flag and its counter with the own record: another
 * program may load or unload at any time and the kernel tells nobody. Cheap: two or three files that
 * lie on no disk.
 * Does not compare while the kernel is being asked for something.
 */
void kx_keeper_observe (KxKeeper *keeper, KxKexecState *kernel);

/*
 * The same also while a restart is under way: the last look before it. FALSE: the kernel does not
 * hold, or may not hold, what was armed.
 */
gboolean kx_keeper_look_again (KxKeeper *keeper);

/* The kernel takes no more calls (kx_kexec_lock()): what it holds now it holds until the restart. */
void kx_keeper_note_lock (KxKeeper *keeper);

/* The kernel is about to be asked for @next, or to drop what it holds. */
void kx_keeper_begin_load (KxKeeper *keeper, KxArmed *next);
void kx_keeper_begin_unload (KxKeeper *keeper);

/*
 * What the kernel holds now, or what is staged with the files of @plan. Both are referenced; @armed
 * NULL: nothing. @loaded: the kernel took an image, so that `loads` grows.
 */
void kx_keeper_end (KxKeeper *keeper, KxArmed *armed, KxPlan *plan, gboolean loaded);

/* The kernel refused: everything is as it was before kx_keeper_begin_*(). */
void kx_keeper_revert (KxKeeper *keeper);

/* Another program called the kernel at the same time: nobody knows what it holds. */
void kx_keeper_lose (KxKeeper *keeper);

/*
 * Whether the kernel tells that it still holds the armed image: it counts the calls of other
 * programs (kx_keeper_observe() compares) or takes no more. Otherwise its flag is all there is, which
 * says that something is loaded and not what.
 */
gboolean kx_keeper_is_certain (KxKeeper *keeper);
