/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/*
 * The terminal: colour where it is wanted, and text of others made safe to print.
 */
typedef enum
{
  KX_COLOUR_NONE,
  KX_COLOUR_BOLD,
  KX_COLOUR_DIM,
  KX_COLOUR_GREEN,
  KX_COLOUR_YELLOW,
  KX_COLOUR_RED,
} KxColour;

/*
 * Whether @fd takes escape sequences: it is a terminal, TERM is neither unset nor "dumb".
 */
gboolean kx_term_is_capable (int fd);

/*
 * The sequence that begins @colour on standard output, or "" where that is not capable or NO_COLOR
 * is set; kx_term_end () ends any of them. Static strings.
 */
const char *kx_term_begin (KxColour colour);
const char *kx_term_end (void);

/* The mark in front of a heading: "●", or "*" in a locale without it. Static. */
const char *kx_term_bullet (void);

/*
 * A copy (full) of @text without control characters and invalid UTF-8, each replaced by "?": a
 * title in /boot must not be able to write escape sequences to the terminal.
 */
char *kx_term_safe (const char *text);

/* How many columns @text takes; @text is valid UTF-8. */
gsize kx_term_width (const char *text);

/* A line of a table on standard output: @n cells, each as wide as @widths has it, and what comes
 * last. */
void kx_term_print_cells (const char *const *cells, const gsize *widths, gsize n, const char *last);
