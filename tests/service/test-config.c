/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "error.h"

static void
test_values (void)
{
  KxConfig config;

  kx_config_init (&config);
  g_assert_cmpint (config.level, ==, KX_LEVEL_ARMED);
  g_assert_true (kx_config_parse (&config, "f", "", NULL));
  g_assert_cmpint (config.level, ==, KX_LEVEL_ARMED);
  g_assert_true (kx_config_parse (&config, "f",
                                  "# comment\n; another\n\n  [kexecd]  \n Level = staged \n", NULL));
  g_assert_cmpint (config.level, ==, KX_LEVEL_STAGED);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nLevel=off\nLevel=armed", NULL));
  g_assert_cmpint (config.level, ==, KX_LEVEL_ARMED);
}

static void
test_methods (void)
{
  static const struct
  {
    const char *text;
    KxMethod method;
    gboolean is_only_method;
  } cases[] = {
    { "[kexecd]\nMethod=auto\n", KX_METHOD_RAW, FALSE },
    { "[kexecd]\nMethod=raw\n", KX_METHOD_RAW, TRUE },
    { "[kexecd]\nMethod=bzimage\n", KX_METHOD_BZIMAGE, TRUE },
    { "[kexecd]\nMethod=files\n", KX_METHOD_FILES, TRUE },
    { "[kexecd]\nMethod=files\nMethod=auto\n", KX_METHOD_RAW, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KxConfig config;

      g_test_message ("%s", cases[i].text);
      kx_config_init (&config);
      g_assert_cmpint (config.method, ==, KX_METHOD_RAW);
      g_assert_false (config.is_only_method);
      g_assert_true (kx_config_parse (&config, "f", cases[i].text, NULL));
      g_assert_cmpint (config.method, ==, cases[i].method);
      g_assert_cmpint (config.is_only_method, ==, cases[i].is_only_method);
      g_assert_cmpint (config.level, ==, KX_LEVEL_ARMED);
    }
}

static void
test_ordinary (void)
{
  KxConfig config;

  kx_config_init (&config);
  g_assert_cmpint (config.ordinary, ==, KX_ORDINARY_FOLLOW);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nOrdinaryReboot=cold\n", NULL));
  g_assert_cmpint (config.ordinary, ==, KX_ORDINARY_COLD);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nOrdinaryReboot=follow\n", NULL));
  g_assert_cmpint (config.ordinary, ==, KX_ORDINARY_FOLLOW);
}

static void
test_remedies (void)
{
  KxConfig config;

  kx_config_init (&config);
  g_assert_true (config.apply_remedies);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nApplyRemedies=no\n", NULL));
  g_assert_false (config.apply_remedies);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nApplyRemedies=yes\n", NULL));
  g_assert_true (config.apply_remedies);
}

static void
test_memory_floor (void)
{
  KxConfig config;

  kx_config_init (&config);
  g_assert_cmpuint (config.memory_floor.bytes, ==, 128 * 1024 * 1024);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nMemoryFloor=5%\n", NULL));
  g_assert_cmpuint (config.memory_floor.percent, ==, 5);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nMemoryFloor=0\n", NULL));
  g_assert_cmpuint (config.memory_floor.percent, ==, 0);
  g_assert_cmpuint (config.memory_floor.bytes, ==, 0);
}

static void
test_numbers (void)
{
  KxConfig config;

  kx_config_init (&config);
  g_assert_cmpuint (config.max_failures, ==, 3);
  g_assert_cmpuint (config.panic_timeout, ==, 10);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nMaxFailures=0\nPanicTimeout=3600\n", NULL));
  g_assert_cmpuint (config.max_failures, ==, 0);
  g_assert_cmpuint (config.panic_timeout, ==, 3600);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nMaxFailures=1000\nPanicTimeout=0\n", NULL));
  g_assert_cmpuint (config.max_failures, ==, 1000);
  g_assert_cmpuint (config.panic_timeout, ==, 0);
}

static void
test_watchdog (void)
{
  KxConfig config;

  kx_config_init (&config);
  g_assert_cmpuint (config.watchdog, ==, 300 * G_USEC_PER_SEC);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nWatchdog=90s\n", NULL));
  g_assert_cmpuint (config.watchdog, ==, 90 * G_USEC_PER_SEC);
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nWatchdog=0\n", NULL));
  g_assert_cmpuint (config.watchdog, ==, 0);
}

static void
test_metrics (void)
{
  KxConfig config;

  kx_config_init (&config);
  g_assert_cmpstr (config.metrics_directory, ==, "");
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nMetricsDirectory=/var/m\n", NULL));
  g_assert_cmpstr (config.metrics_directory, ==, "/var/m");
  g_assert_true (kx_config_parse (&config, "f", "[kexecd]\nMetricsDirectory=\n", NULL));
  g_assert_cmpstr (config.metrics_directory, ==, "");
}

static void
test_long_path (void)
{
  g_autofree char *path = g_strnfill (KX_CONFIG_PATH_MAX - 1, '/');
  g_autofree char *good = g_strconcat ("[kexecd]\nMetricsDirectory=", path, NULL);
  g_autofree char *bad = g_strconcat (good, "/", NULL);
  KxConfig config;

  kx_config_init (&config);
  g_assert_false (kx_config_parse (&config, "f", bad, NULL));
  g_assert_cmpstr (config.metrics_directory, ==, "");
  g_assert_true (kx_config_parse (&config, "f", good, NULL));
  g_assert_cmpstr (config.metrics_directory, ==, path);
}

/* A mistake anywhere leaves out the whole file, and is named with its line. */
static void
test_mistakes (void)
{
  static const struct
  {
    const char *text;
    const char *where;
  } cases[] = {
    { "Level=off\n", "f:1: " },
    { "[kexecd]\nLevel=off\nLevel=high\n", "f:3: " },
    { "[kexecd]\nLevel=\n", "f:2: " },
    { "[kexecd]\nlevel=off\n", "f:2: " },
    { "[kexecd]\nLevel off\n", "f:2: " },
    { "\n[Kexecd]\nLevel=off\n", "f:2: " },
    { "[kexecd\nLevel=off\n", "f:1: " },
    { "[kexecd]\nMethod=segments\n", "f:2: " },
    { "[kexecd]\nMethod=\n", "f:2: " },
    { "[kexecd]\nMemoryFloor=lots\n", "f:2: " },
    { "[kexecd]\nLevel=off\nMethod=AUTO\n", "f:3: " },
    { "[kexecd]\nOrdinaryReboot=warm\n", "f:2: " },
    { "[kexecd]\nWatchdog=1s\n", "f:2: " },
    { "[kexecd]\nMetricsDirectory=var\n", "f:2: " },
    { "[kexecd]\nApplyRemedies=true\n", "f:2: " },
    { "[kexecd]\nMaxFailures=\n", "f:2: " },
    { "[kexecd]\nMaxFailures=-1\n", "f:2: " },
    { "[kexecd]\nMaxFailures=1001\n", "f:2: " },
    { "[kexecd]\nPanicTimeout=10s\n", "f:2: " },
    { "[kexecd]\nPanicTimeout=3601\n", "f:2: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KxConfig config = { .level = KX_LEVEL_STAGED, .method = KX_METHOD_BZIMAGE };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_false (kx_config_parse (&config, "f", cases[i].text, &error));
      g_assert_error (error, KX_ERROR, KX_ERROR_FAILED);
      g_assert_true (g_str_has_prefix (error->message, cases[i].where));
      g_assert_cmpint (config.level, ==, KX_LEVEL_STAGED);
      g_assert_cmpint (config.method, ==, KX_METHOD_BZIMAGE);
      g_assert_false (config.is_only_method);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/values", test_values);
  g_test_add_func ("/config/methods", test_methods);
  g_test_add_func ("/config/ordinary", test_ordinary);
  g_test_add_func ("/config/remedies", test_remedies);
  g_test_add_func ("/config/memory-floor", test_memory_floor);
  g_test_add_func ("/config/numbers", test_numbers);
  g_test_add_func ("/config/watchdog", test_watchdog);
  g_test_add_func ("/config/metrics", test_metrics);
  g_test_add_func ("/config/long-path", test_long_path);
  g_test_add_func ("/config/mistakes", test_mistakes);
  return g_test_run ();
}
