/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/*
 * A private bus with two connections: the one under test, and one that owns well-known names and
 * answers every method call through one function, in the main loop.
 */

/* Replies to @call by fake_bus_reply() or fake_bus_fail(), at once or later; keeps a reference for
 * the latter. */
typedef void (*FakeAnswer) (GDBusMessage *call, gpointer user_data);

typedef struct
{
  GTestDBus *daemon;
  GDBusConnection *client;
  GDBusConnection *server;
  FakeAnswer answer;
  gpointer user_data;
  GPtrArray *log; /* "Member(parameters)" of each call, in their order */
  gboolean closed; /* what arrives now is for nobody any more */
} FakeBus;

FakeBus *fake_bus_new (FakeAnswer answer, gpointer user_data);
void fake_bus_free (FakeBus *bus);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeBus, fake_bus_free)

void fake_bus_own (FakeBus *bus, const char *name);
GDBusConnection *fake_bus_connect (FakeBus *bus);

/* Both consume a floating @body and send on @bus->server. */
void fake_bus_reply (FakeBus *bus, GDBusMessage *call, GVariant *body);
void fake_bus_fail (FakeBus *bus, GDBusMessage *call, const char *name, const char *message);

/* For a callback of the function under test: keeps the result in *user_data. */
void fake_bus_keep_result (GObject *source, GAsyncResult *result, gpointer user_data);

/* Runs the main loop until *result is set. */
void fake_bus_wait_result (GAsyncResult **result);

/* Runs the main loop until so many calls are in the log. */
void fake_bus_wait_calls (FakeBus *bus, guint n);

const char *fake_bus_call (FakeBus *bus, guint i);
