/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"

/*
 * The images that the follower loads by itself: which one is under way, and which have failed, so
 * that they are not tried again before something changes. Images are known by their stamps.
 */
typedef struct
{
  char *image; /* id of the one that is under way */
  char *stamp; /* … and its stamp */
  gboolean standing_in; /* … which takes the place of the one that is wanted */
  char *failed;  /* the one that is wanted and could not be loaded; NULL: none */
  char *useless; /* the one that could not be loaded in its place; NULL: none */
} KxAttempts;

void kx_attempts_clear (KxAttempts *attempts);

void kx_attempts_begin (KxAttempts *attempts, const char *image, const char *stamp,
                        gboolean standing_in);

/* It is loaded. */
void kx_attempts_succeed (KxAttempts *attempts);

/* It could not be: logged, and told to @keeper unless what is wanted has failed before it. */
void kx_attempts_fail (KxAttempts *attempts, KxKeeper *keeper, const GError *error);

/* What failed may go better now. */
void kx_attempts_forget (KxAttempts *attempts);

/* Whether the image that is wanted is known to have failed. */
gboolean kx_attempts_have_failed (const KxAttempts *attempts, const char *stamp);

/*
 * What to load where the default image failed and nothing is loaded: where it is quarantined, the
 * image that runs now. NULL: nothing. Not owned.
 */
const KxImage *kx_attempts_find_fallback (const KxAttempts *attempts, KxKeeper *keeper);

/* Whether an attempt that ended with @error may go better in a moment, with nothing in /boot having
 * changed. */
gboolean kx_attempts_may_heal (const GError *error);
