/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

static JsonNode *node_of (GVariant *value);

/* "a{sv}" and its like: an object in the order of the dictionary. */
static JsonNode *
object_of (GVariant *value)
{
  JsonNode *node = json_node_alloc ();
  g_autoptr (JsonObject) object = json_object_new ();
  GVariantIter iter;
  GVariant *entry;

  g_variant_iter_init (&iter, value);
  while ((entry = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) content = g_variant_get_child_value (entry, 1);

      json_object_set_member (object, g_variant_get_string (key, NULL), node_of (content));
      g_variant_unref (entry);
    }
  return json_node_init_object (node, object);
}

static JsonNode *
array_of (GVariant *value)
{
  JsonNode *node = json_node_alloc ();
  g_autoptr (JsonArray) array = json_array_new ();
  GVariantIter iter;
  GVariant *child;

  g_variant_iter_init (&iter, value);
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      json_array_add_element (array, node_of (child));
      g_variant_unref (child);
    }
  return json_node_init_array (node, array);
}

static gint64
integer_of (GVariant *value)
{
  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_BYTE:
      return g_variant_get_byte (value);
    case G_VARIANT_CLASS_INT16:
      return g_variant_get_int16 (value);
    case G_VARIANT_CLASS_UINT16:
      return g_variant_get_uint16 (value);
    case G_VARIANT_CLASS_INT32:
      return g_variant_get_int32 (value);
    case G_VARIANT_CLASS_UINT32:
      return g_variant_get_uint32 (value);
    case G_VARIANT_CLASS_INT64:
      return g_variant_get_int64 (value);
    case G_VARIANT_CLASS_UINT64:
      /* JSON's writer has no unsigned numbers; nothing in the contract comes near the limit. */
      return (gint64) MIN (g_variant_get_uint64 (value), (guint64) G_MAXINT64);
    case G_VARIANT_CLASS_HANDLE:
      return g_variant_get_handle (value);
    default:
      g_assert_not_reached ();
    }
}

static JsonNode *
node_of (GVariant *value)
{
  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_VARIANT:
      {
        g_autoptr (GVariant) content = g_variant_get_variant (value);

        return node_of (content);
      }
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
      return json_node_init_string (json_node_alloc (), g_variant_get_string (value, NULL));
    case G_VARIANT_CLASS_BOOLEAN:
      return json_node_init_boolean (json_node_alloc (), g_variant_get_boolean (value));
    case G_VARIANT_CLASS_DOUBLE:
      return json_node_init_double (json_node_alloc (), g_variant_get_double (value));
    case G_VARIANT_CLASS_ARRAY:
      if (g_variant_is_of_type (value, G_VARIANT_TYPE ("a{s*}")))
        return object_of (value);
      return array_of (value);
    case G_VARIANT_CLASS_TUPLE:
    case G_VARIANT_CLASS_DICT_ENTRY:
      return array_of (value);
    case G_VARIANT_CLASS_MAYBE:
      return json_node_init_null (json_node_alloc ());
    default:
      return json_node_init_int (json_node_alloc (), integer_of (value));
    }
}

char *
kx_json_text (GVariant *value, gboolean pretty)
{
  g_autoptr (GVariant) held = g_variant_ref_sink (value);
  g_autoptr (JsonNode) root = node_of (held);

  return json_to_string (root, pretty);
}

void
kx_json_print (GVariant *value)
{
  g_autofree char *text = kx_json_text (value, TRUE);

  puts (text);
}

void
kx_json_print_line (GVariant *value)
{
  g_autofree char *text = kx_json_text (value, FALSE);

  puts (text);
  fflush (stdout);
}
