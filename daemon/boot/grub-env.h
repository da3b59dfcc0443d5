/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KxGrubVariable:
 * @value: (nullable): %NULL where it is unset
 * @origin: (nullable): for people: where the value comes from: "saved_entry in /boot/grub/grubenv"
 * @doubt: (nullable): why the value may be another one: a clause that follows "depends on"
 * @exported: whether `configfile` hands it on
 */
typedef struct
{
  char *value;
  char *origin;
  char *doubt;
  gboolean exported;
} KxGrubVariable;

/**
 * KxGrubEnv:
 *
 * GRUB's variables and functions. One may lie on top of another: what is set in it hides what is
 * below and does not alter it, as a menu entry leaves nothing behind.
 */
typedef struct _KxGrubEnv KxGrubEnv;

/**
 * kx_grub_env_new:
 * @below: (nullable): what it lies on; has to live as long
 *
 * Returns: (transfer full): an environment with nothing of its own
 */
KxGrubEnv *kx_grub_env_new (const KxGrubEnv *below) G_GNUC_WARN_UNUSED_RESULT;

/** kx_grub_env_free: frees @env, not what it lies on. */
void kx_grub_env_free (KxGrubEnv *env);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxGrubEnv, kx_grub_env_free)

/** kx_grub_env_find: Returns: (transfer none) (nullable): the variable @name where it is set. */
const KxGrubVariable *kx_grub_env_find (const KxGrubEnv *env, const char *name);

/** kx_grub_env_get: Returns: (transfer none) (nullable): the value of @name, %NULL where unset. */
const char *kx_grub_env_get (const KxGrubEnv *env, const char *name);

/** kx_grub_env_set: sets @name, or unsets it where @value is %NULL; whether exported, it stays. */
void kx_grub_env_set (KxGrubEnv *env, const char *name, const char *value, const char *origin,
                      const char *doubt);

/** kx_grub_env_export: marks @name as exported, which makes an unset one empty. */
void kx_grub_env_export (KxGrubEnv *env, const char *name);

/** kx_grub_env_keep_exported: makes unset in @env all that is set below and not exported. */
void kx_grub_env_keep_exported (KxGrubEnv *env);

/** kx_grub_env_set_function: defines the function @name; @body is counted, KxGrubCommands. */
void kx_grub_env_set_function (KxGrubEnv *env, const char *name, GPtrArray *body);

/** kx_grub_env_find_function: Returns: (transfer none) (nullable): the body of the function @name.
 */
GPtrArray *kx_grub_env_find_function (const KxGrubEnv *env, const char *name);

G_END_DECLS
