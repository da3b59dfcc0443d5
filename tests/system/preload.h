/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* umockdev is a library that has to be loaded first: starts the test again where it was not. */
void preload_umockdev (char **argv);
