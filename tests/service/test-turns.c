/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "turns.h"

typedef struct
{
  GString *order;
  char name;
  gboolean got;
  GError *error;
} Waiter;

static void
on_turn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->got = kx_turns_take_finish (result, &waiter->error);
  g_string_append_c (waiter->order, waiter->got ? waiter->name : '!');
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_order (void)
{
  KxTurns *turns = kx_turns_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  Waiter a = { .order = order, .name = 'a' };
  Waiter b = { .order = order, .name = 'b' };
  Waiter c = { .order = order, .name = 'c' };

  kx_turns_take_async (turns, NULL, on_turn, &a);
  kx_turns_take_async (turns, NULL, on_turn, &b);
  kx_turns_take_async (turns, NULL, on_turn, &c);
  g_assert_cmpstr (order->str, ==, "");
  iterate ();
  g_assert_cmpstr (order->str, ==, "a");
  kx_turns_give (turns);
  iterate ();
  g_assert_cmpstr (order->str, ==, "ab");
  kx_turns_give (turns);
  iterate ();
  g_assert_cmpstr (order->str, ==, "abc");
  g_assert_true (kx_turns_taken (turns));
  kx_turns_give (turns);
  g_assert_false (kx_turns_taken (turns));
  kx_turns_free (turns);
}

/* Who goes while waiting is skipped; who has the turn already must hear of it. */
static void
test_cancel (void)
{
  KxTurns *turns = kx_turns_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  g_autoptr (GCancellable) cancel_a = g_cancellable_new ();
  g_autoptr (GCancellable) cancel_b = g_cancellable_new ();
  Waiter a = { .order = order, .name = 'a' };
  Waiter b = { .order = order, .name = 'b' };
  Waiter c = { .order = order, .name = 'c' };

  kx_turns_take_async (turns, cancel_a, on_turn, &a);
  kx_turns_take_async (turns, cancel_b, on_turn, &b);
  kx_turns_take_async (turns, NULL, on_turn, &c);
  g_cancellable_cancel (cancel_a);
  g_cancellable_cancel (cancel_b);
  iterate ();
  g_assert_true (a.got);
  g_assert_error (b.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (order->str, ==, "a!");
  kx_turns_give (turns);
  iterate ();
  g_assert_true (c.got);
  kx_turns_give (turns);
  kx_turns_free (turns);
  g_clear_error (&b.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/turns/order", test_order);
  g_test_add_func ("/turns/cancel", test_cancel);
  return g_test_run ();
}
