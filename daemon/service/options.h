/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* The options of a method call; which of them a method knows is its own affair. */
typedef struct
{
  char *append;      /* NULL: not given */
  char *cmdline;     /* NULL: not given */
  guint64 expect;    /* valid where has_expect */
  gboolean has_expect;
  gboolean force;
  gboolean ignore_hazards;
  gboolean ignore_inhibitors;
  gboolean ignore_sessions;
  guint64 when;      /* valid where has_when */
  gboolean has_when;
} KxOptions;

void kx_options_clear (KxOptions *options);

/*
 * @variant: the a{sv} of a call. @known: names of the options that the method has, NULL-terminated.
 * FALSE with G_DBUS_ERROR_INVALID_ARGS and @options untouched for an option that is not known, has
 * the wrong type, is given twice or contradicts another one.
 */
gboolean kx_options_parse (GVariant *variant,
                           const char *const *known,
                           KxOptions *options,
                           GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KxOptions, kx_options_clear)
