/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "keeper.h"
#include "recipe.h"

/*
 * Makes the plan of a recipe in a thread. Files that do not answer, those of a network or of
 * another process, are given up after a while instead of holding up everybody: the thread then
 * stays behind until they do.
 *
 * @keeper announces the progress of what is slow. Errors: those of kx_recipe_make(),
 *   KX_ERROR_FAILED
 * for files that do not answer.
 */
void kx_gather_async (KxKeeper *keeper,
                      KxRecipe *recipe,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
KxPlan *kx_gather_finish (GAsyncResult *result, GError **error);
