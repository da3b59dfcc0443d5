/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * The password prompt on a terminal: pkttyagent, which answers polkit for this process while a
 * call waits. Nothing is started for root, without a terminal, or where the program is missing; a
 * desktop's own agent goes first (--fallback).
 */
typedef struct _KxAgent KxAgent;

/* Starts the agent and waits until it is registered. NULL where there is none to start. */
KxAgent *kx_agent_start (void);

/* Ends the agent and waits for its end, so that it leaves the terminal as it was. */
void kx_agent_stop (KxAgent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KxAgent, kx_agent_stop)
