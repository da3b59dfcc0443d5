/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "device.h"
#include "hazard-table.h"

/*
 * Adds to @hazards what @table has against these devices and this machine: the id is the rule's,
 * the device its address, "" for the machine. Devices that kexecd can take from their drivers
 * (Unbind=yes) are added to the bindings.
 */
void kx_device_hazards_judge (const KxHazardTable *table, const KxDeviceFacts *devices,
                              KxHazards *hazards);
