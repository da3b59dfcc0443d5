/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "explain.h"

#include <json-glib/json-glib.h>

#include "cold-reason.h"
#include "scan.h"

/* JSON is UTF-8; what files and the kernel say need not be. */
static void
add_value (JsonBuilder *builder, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  json_builder_add_string_value (builder, valid);
}

static void
add_string (JsonBuilder *builder, const char *key, const char *value)
{
  json_builder_set_member_name (builder, key);
  if (value != NULL)
    add_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_list (JsonBuilder *builder, const char *key, const char *const *list)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; list[i] != NULL; i++)
    add_value (builder, list[i]);
  json_builder_end_array (builder);
}

static void
add_boolean (JsonBuilder *builder, const char *key, gboolean value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

static void
add_image (JsonBuilder *builder, const KxCatalogue *catalogue, const KxImage *image)
{
  g_autofree char *why = kx_catalogue_explain (catalogue, image);

  json_builder_begin_object (builder);
  add_string (builder, "id", image->id);
  add_string (builder, "title", image->title);
  add_string (builder, "version", image->version);
  add_string (builder, "release", image->release);
  add_string (builder, "architecture", image->architecture);
  add_string (builder, "format", image->format);
  add_string (builder, "source", image->source);
  add_string (builder, "file", image->file);
  json_builder_set_member_name (builder, "line");
  json_builder_add_int_value (builder, image->line);
  add_string (builder, "kernel", image->kernel);
  add_list (builder, "initrds", image->initrds);
  add_string (builder, "cmdline", image->cmdline);
  add_boolean (builder, "default", image == catalogue->choice);
  add_string (builder, "why", why);
  add_boolean (builder, "complete", image->complete);
  add_list (builder, "problems", image->problems);
  json_builder_end_object (builder);
}

static void
add_cold_reasons (JsonBuilder *builder, const GPtrArray *reasons)
{
  json_builder_set_member_name (builder, "cold-reasons");
  json_builder_begin_array (builder);
  for (guint i = 0; i < reasons->len; i++)
    {
      const KxColdReason *reason = reasons->pdata[i];

      json_builder_begin_object (builder);
      add_string (builder, "id", reason->id);
      add_string (builder, "text", reason->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
explain_as_json (const KxCatalogue *catalogue, GString *out)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) tree = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "running", catalogue->running);
  add_string (builder, "loader", kx_loader_to_string (catalogue->loader));
  add_string (builder, "default", catalogue->choice != NULL ? catalogue->choice->id : NULL);
  add_string (builder, "reason", catalogue->reason);
  add_string (builder, "one-shot", catalogue->one_shot);
  add_cold_reasons (builder, catalogue->cold_reasons);
  json_builder_set_member_name (builder, "images");
  json_builder_begin_array (builder);
  for (guint i = 0; i < catalogue->images->len; i++)
    add_image (builder, catalogue, catalogue->images->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  tree = json_builder_get_root (builder);
  json_generator_set_root (generator, tree);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  g_string_append_printf (out, "%s\n", text);
}

/* Where somebody wrote it, as compilers say it. */
static void
explain_origin (const KxImage *image, GString *out)
{
  if (image->line > 0)
    g_string_append_printf (out, "%s:%u", image->file, image->line);
  else
    g_string_append (out, image->file);
}

static void
explain_choice (const KxCatalogue *catalogue, GString *out)
{
  const KxImage *choice = catalogue->choice;

  if (choice == NULL)
    {
      g_string_append_printf (out, "No kernel would be started: %s.\n", catalogue->reason);
      return;
    }

  g_string_append_printf (out, "%s would be started: %s.\n", choice->title, catalogue->reason);
  g_string_append (out, "  found in      ");
  explain_origin (choice, out);
  g_string_append_printf (out, "\n  kernel        %s\n", choice->kernel);
  for (guint i = 0; choice->initrds[i] != NULL; i++)
    g_string_append_printf (out, "  initrd        %s\n", choice->initrds[i]);
  g_string_append_printf (out, "  command line  %s\n", choice->cmdline);
}

static void
explain_others (const KxCatalogue *catalogue, GString *out)
{
  gboolean first = TRUE;

  for (guint i = 0; i < catalogue->images->len; i++)
    {
      const KxImage *image = catalogue->images->pdata[i];
      g_autofree char *why = NULL;

      if (image == catalogue->choice)
        continue;
      why = kx_catalogue_explain (catalogue, image);
      g_string_append_printf (out, "%s  %s (", first ? "\nNot the default:\n" : "", image->id);
      explain_origin (image, out);
      g_string_append_printf (out, "): %s\n", why);
      first = FALSE;
    }
}

static void
explain_as_text (const KxCatalogue *catalogue, GString *out)
{
  explain_choice (catalogue, out);
  if (catalogue->one_shot != NULL)
    g_string_append_printf (out, "Once before that: %s.\n", catalogue->one_shot);
  for (guint i = 0; i < catalogue->cold_reasons->len; i++)
    g_string_append_printf (out, "The next ordinary reboot has to be a cold one: %s.\n",
                            ((const KxColdReason *) catalogue->cold_reasons->pdata[i])->text);
  if (catalogue->running != NULL)
    g_string_append_printf (out, "Running now: %s\n", catalogue->running);
  explain_others (catalogue, out);
}

/* A title in somebody's menu must not be able to write escape sequences to the terminal. */
static void
append_safe (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* Format characters can turn the direction of the text that follows. */
      if (c != '\n' && (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT))
        g_string_append_c (out, '?');
      else
        g_string_append_unichar (out, c);
    }
}

int
kx_explain (KxRoot *root, gboolean json, GString *out, GError **error)
{
  g_autoptr (KxCatalogue) catalogue = kx_scan (root, NULL, error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (catalogue == NULL)
    return -1;
  if (json)
    explain_as_json (catalogue, out);
  else
    {
      explain_as_text (catalogue, text);
      append_safe (out, text->str);
    }
  return catalogue->choice != NULL ? KX_EXPLAIN_CHOICE : KX_EXPLAIN_NONE;
}
