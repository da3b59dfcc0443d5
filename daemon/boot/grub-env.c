/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-env.h"

struct _KxGrubEnv
{
  const KxGrubEnv *below;
  GHashTable *variables; /* name → KxGrubVariable; one without a value hides that below */
  GHashTable *functions; /* name → GPtrArray of KxGrubCommand */
};

static void
variable_free (gpointer data)
{
  KxGrubVariable *variable = data;

  g_free (variable->value);
  g_free (variable->origin);
  g_free (variable->doubt);
  g_free (variable);
}

static void
commands_unref (gpointer commands)
{
  g_ptr_array_unref (commands);
}

KxGrubEnv *
kx_grub_env_new (const KxGrubEnv *below)
{
  KxGrubEnv *env = g_new0 (KxGrubEnv, 1);

  env->below = below;
  env->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, variable_free);
  env->functions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, commands_unref);
  return env;
}

void
kx_grub_env_free (KxGrubEnv *env)
{
  g_hash_table_unref (env->variables);
  g_hash_table_unref (env->functions);
  g_free (env);
}

static const KxGrubVariable *
find_even_unset (const KxGrubEnv *env, const char *name)
{
  const KxGrubVariable *variable = NULL;

  for (; env != NULL && variable == NULL; env = env->below)
    variable = g_hash_table_lookup (env->variables, name);
  return variable;
}

const KxGrubVariable *
kx_grub_env_find (const KxGrubEnv *env, const char *name)
{
  const KxGrubVariable *variable = find_even_unset (env, name);

  /* One that may be unset matters to whoever asks for it. */
  return variable != NULL && (variable->value != NULL || variable->doubt != NULL) ? variable : NULL;
}

const char *
kx_grub_env_get (const KxGrubEnv *env, const char *name)
{
  const KxGrubVariable *variable = find_even_unset (env, name);

  return variable != NULL ? variable->value : NULL;
}

void
kx_grub_env_set (KxGrubEnv *env, const char *name, const char *value, const char *origin,
                 const char *doubt)
{
  const KxGrubVariable *former = find_even_unset (env, name);
  KxGrubVariable *variable = g_new0 (KxGrubVariable, 1);

  variable->value = g_strdup (value);
  variable->origin = g_strdup (origin);
  variable->doubt = g_strdup (doubt);
  variable->exported = value != NULL && former != NULL && former->exported;
  g_hash_table_replace (env->variables, g_strdup (name), variable);
}

void
kx_grub_env_export (KxGrubEnv *env, const char *name)
{
  const KxGrubVariable *former = find_even_unset (env, name);
  KxGrubVariable *variable = g_new0 (KxGrubVariable, 1);

  variable->value = g_strdup (former != NULL && former->value != NULL ? former->value : "");
  variable->origin = g_strdup (former != NULL ? former->origin : NULL);
  variable->doubt = g_strdup (former != NULL ? former->doubt : NULL);
  variable->exported = TRUE;
  g_hash_table_replace (env->variables, g_strdup (name), variable);
}

void
kx_grub_env_keep_exported (KxGrubEnv *env)
{
  for (const KxGrubEnv *below = env->below; below != NULL; below = below->below)
    {
      GHashTableIter iter;
      gpointer name;

      g_hash_table_iter_init (&iter, below->variables);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        if (!find_even_unset (env, name)->exported)
          kx_grub_env_set (env, name, NULL, NULL, NULL);
    }
}

void
kx_grub_env_set_function (KxGrubEnv *env, const char *name, GPtrArray *body)
{
  g_hash_table_replace (env->functions, g_strdup (name), g_ptr_array_ref (body));
}

GPtrArray *
kx_grub_env_find_function (const KxGrubEnv *env, const char *name)
{
  GPtrArray *body = NULL;

  for (; env != NULL && body == NULL; env = env->below)
    body = g_hash_table_lookup (env->functions, name);
  return body;
}
