/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** KX_GRUB_MAX_OPTIONS: no command has more. */
#define KX_GRUB_MAX_OPTIONS 16

/** KxGrubOption: @name behind "--", @letter behind "-" or NUL, and whether a value follows. */
typedef struct
{
  const char *name;
  char letter;
  enum
  {
    KX_GRUB_VALUE_NONE,
    KX_GRUB_VALUE_OPTIONAL,
    KX_GRUB_VALUE_NEEDED,
  } value;
} KxGrubOption;

/**
 * KxGrubOptions:
 * @set: which options were given
 * @values: (nullable): the last value of each; not owned
 * @arguments: (element-type utf8): what is no option; its strings are not owned
 */
typedef struct
{
  gboolean set[KX_GRUB_MAX_OPTIONS];
  const char *values[KX_GRUB_MAX_OPTIONS];
  GPtrArray *arguments;
} KxGrubOptions;

/**
 * kx_grub_options_parse:
 * @options: (array length=count): what the command knows
 * @count: how many
 * @accept_dash: whether an unknown option is an argument, instead of an error
 * @words: (element-type utf8): the command's name and what follows; must outlive @parsed
 * @parsed: (out): set where the answer is %TRUE; @arguments is to be freed
 *
 * Takes options and arguments apart as GRUB does (grub-core/lib/arg.c of GRUB 2.12).
 *
 * Returns: whether GRUB accepts them
 */
gboolean kx_grub_options_parse (const KxGrubOption *options, guint count, gboolean accept_dash,
                                const GPtrArray *words, KxGrubOptions *parsed);

G_END_DECLS
