/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * A disk whose power can be cut, and that can fail. It stands between a room's code and the C library
 * (the linker's --wrap: see DISK_MODEL_WRAP in local.mk) and counts the calls that change a file or
 * its name: openat to create, write, fsync, close of what is written, renameat, unlinkat. In one thread.
 */

/* What a power cut takes besides all that comes later. */
typedef enum
{
  DISK_MODEL_LOSE_NOTHING, /* the kernel goes on: the process was merely killed */
  DISK_MODEL_LOSE_FILES,   /* names are kept; files that were not synced are empty */
  DISK_MODEL_LOSE_NAMES,   /* a rename is undone where the directory was not synced afterwards */
} DiskModelLoss;

/* Exit codes of the process whose power is cut. */
#define DISK_MODEL_CUT 3
#define DISK_MODEL_COMPLETED 4

/* From now on the disk takes @calls calls; instead of the next one the power is cut. */
void disk_model_cut_power (int dir_fd, guint calls, DiskModelLoss loss);

/* All is done: the power is cut now. */
G_NORETURN void disk_model_end (void);

/* From now on, after @calls calls that succeed, one fails with @number, an errno. */
void disk_model_fail (int dir_fd, guint calls, int number);

/* Whether that has happened yet; whether a renameat has succeeded since disk_model_fail(). */
gboolean disk_model_has_failed (void);
gboolean disk_model_has_renamed (void);

/* A disk as any other again. */
void disk_model_off (void);
