/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "intent.h"

static void
test_begun (void)
{
  KxBegun begun = KX_BEGUN_FORCE;

  for (int i = KX_BEGUN_EXECUTE; i <= KX_BEGUN_UNSEEN; i++)
    {
      g_assert_true (kx_begun_from_string (kx_begun_to_string ((KxBegun) i), &begun));
      g_assert_cmpint (begun, ==, i);
    }

  begun = KX_BEGUN_ORDINARY;
  g_assert_false (kx_begun_from_string ("orderly", &begun));
  g_assert_false (kx_begun_from_string (NULL, &begun));
  g_assert_cmpint (begun, ==, KX_BEGUN_ORDINARY);
}

static KxArmed *
an_armed (void)
{
  KxArmed *armed = kx_armed_new (KX_ORIGIN_LISTED, KX_LEVEL_ARMED);

  armed->image = g_strdup ("6.1.0-44-amd64");
  armed->cmdline = g_strdup ("root=/dev/vda");
  armed->digest = g_strdup ("0123");
  armed->method = g_strdup ("raw");
  return armed;
}

static void
test_new (void)
{
  g_autoptr (KxArmed) armed = an_armed ();
  g_autoptr (KxArmed) foreign = kx_armed_new (KX_ORIGIN_FOREIGN, KX_LEVEL_ARMED);
  g_autoptr (KxIntent) intent = kx_intent_new (armed, "boot", "6.1.0-43-amd64");

  g_assert_cmpstr (intent->boot_id, ==, "boot");
  g_assert_cmpstr (intent->from, ==, "6.1.0-43-amd64");
  g_assert_cmpstr (intent->image, ==, "6.1.0-44-amd64");
  g_assert_null (intent->release);
  g_assert_cmpstr (intent->cmdline, ==, "root=/dev/vda");
  g_assert_cmpstr (intent->digest, ==, "0123");
  g_assert_cmpstr (intent->method, ==, "raw");
  g_assert_cmpint (intent->begun, ==, KX_BEGUN_EXECUTE);
  g_assert_cmpint (intent->asked.realtime, ==, 0);
  g_assert_cmpint (intent->deadline, ==, 0);
  g_assert_null (intent->dropped);

  /* Nobody knows what it promises. */
  g_assert_null (kx_intent_new (foreign, "boot", "6.1.0-43-amd64"));
}

/* Every string is the copy's own: it outlives the first. */
static void
test_copy (void)
{
  g_autoptr (KxArmed) armed = an_armed ();
  KxIntent *first = kx_intent_new (armed, "boot", "from");
  g_autoptr (KxIntent) copy = NULL;

  first->release = g_strdup ("release");
  first->begun = KX_BEGUN_FORCE;
  first->uid = 1000;
  first->asked = (KxMoment){ .ticks = 5, .realtime = 6 };
  first->khz = 7;
  first->deadline = 8;
  first->dropped = g_strdup ("memory was short");
  copy = kx_intent_copy (first);
  kx_intent_free (first);

  g_assert_cmpstr (copy->boot_id, ==, "boot");
  g_assert_cmpstr (copy->from, ==, "from");
  g_assert_cmpstr (copy->image, ==, "6.1.0-44-amd64");
  g_assert_cmpstr (copy->release, ==, "release");
  g_assert_cmpstr (copy->cmdline, ==, "root=/dev/vda");
  g_assert_cmpstr (copy->digest, ==, "0123");
  g_assert_cmpstr (copy->method, ==, "raw");
  g_assert_cmpint (copy->begun, ==, KX_BEGUN_FORCE);
  g_assert_cmpuint (copy->uid, ==, 1000);
  g_assert_cmpuint (copy->asked.ticks, ==, 5);
  g_assert_cmpint (copy->asked.realtime, ==, 6);
  g_assert_cmpuint (copy->khz, ==, 7);
  g_assert_cmpint (copy->deadline, ==, 8);
  g_assert_cmpstr (copy->dropped, ==, "memory was short");
  g_assert_null (kx_intent_copy (NULL));
  kx_intent_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intent/begun", test_begun);
  g_test_add_func ("/intent/new", test_new);
  g_test_add_func ("/intent/copy", test_copy);
  return g_test_run ();
}
