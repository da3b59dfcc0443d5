/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "fake-root.h"

/* A job that waits while everything stops. */
typedef struct
{
  const char *unit;
  const char *type;
} FakeJob;

/* What becomes of the one who asks. */
typedef enum
{
  FAKE_ANSWERS,
  FAKE_REFUSES,  /* an error for an answer */
  FAKE_IS_ODD,   /* an answer of another type */
  FAKE_HANGS_UP, /* as soon as somebody calls */
} FakeTemper;

/*
 * A service manager that one caller can ask for its jobs without a bus, by the library that the real one
 * has, in a thread of its own.
 */
typedef struct
{
  char *address;
  FakeRoot *directory;
  char *path;
  int listener;
  const FakeJob *jobs; /* ended by one without a unit */
  FakeTemper temper;
  GThread *thread;
} FakeManager;

FakeManager *fake_manager_new (const FakeJob *jobs, FakeTemper temper);
void fake_manager_free (FakeManager *manager);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeManager, fake_manager_free)
