/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "assessment.h"
#include "follower.h"
#include "keeper.h"
#include "scheduler.h"

/*
 * The object on the bus: translates method calls into what the keeper, the follower and the other
 * parts do, after everybody has been asked who is to be asked. Holds no state of its own.
 */
#define KX_TYPE_MANAGER (kx_manager_get_type ())
G_DECLARE_FINAL_TYPE (KxManager, kx_manager, KX, MANAGER, GObject)

/* Exports the object on @connection. Errors: those of g_dbus_interface_skeleton_export(). */
KxManager *kx_manager_new (GDBusConnection *connection,
                           KxKeeper *keeper,
                           KxFollower *follower,
                           KxAssessment *assessment,
                           KxScheduler *scheduler,
                           GError **error);
