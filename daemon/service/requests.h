/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gunixfdlist.h>

#include "generated.h"
#include "request.h"

/* The options of Execute and CanExecute. */
extern const char *const kx_execute_options[];

/* The methods that need to be authorised, as handlers of the generated skeleton's signals. */

gboolean kx_request_load (KxDbusManager *skeleton,
                          GDBusMethodInvocation *invocation,
                          const char *image,
                          GVariant *options,
                          KxService *service);
gboolean kx_request_load_files (KxDbusManager *skeleton,
                                GDBusMethodInvocation *invocation,
                                GUnixFDList *fd_list,
                                GVariant *kernel,
                                GVariant *initrds,
                                const char *cmdline,
                                GVariant *options,
                                KxService *service);
gboolean kx_request_rescan (KxDbusManager *skeleton,
                            GDBusMethodInvocation *invocation,
                            KxService *service);
gboolean kx_request_unload (KxDbusManager *skeleton,
                            GDBusMethodInvocation *invocation,
                            GVariant *options,
                            KxService *service);
gboolean kx_request_set_next_restart (KxDbusManager *skeleton,
                                      GDBusMethodInvocation *invocation,
                                      const char *kind,
                                      KxService *service);
gboolean kx_request_forgive (KxDbusManager *skeleton,
                             GDBusMethodInvocation *invocation,
                             const char *image,
                             KxService *service);
gboolean kx_request_execute (KxDbusManager *skeleton,
                             GDBusMethodInvocation *invocation,
                             GVariant *options,
                             KxService *service);
gboolean kx_request_can_execute (KxDbusManager *skeleton,
                                 GDBusMethodInvocation *invocation,
                                 GVariant *options,
                                 KxService *service);
