/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "grub-script.h"

#include <string.h>

#include "error.h"

static void dump_commands (GString *text, GPtrArray *commands);

/* Plain text as it is, quoted in '…', variables as $…, quoted ones as "$…", translated in _(…). */
static void
dump_words (GString *text, GPtrArray *words)
{
  static const char *const formats[] = { "%s", "'%s'", "$%s", "\"$%s\"", "_(%s)" };

  for (guint i = 0; i < words->len; i++)
    {
      const GArray *word = words->pdata[i];

      g_string_append (text, i > 0 ? " " : "");
      for (guint j = 0; j < word->len; j++)
        {
          const KxGrubPiece *piece = &g_array_index (word, KxGrubPiece, j);
          g_auto (GStrv) parts = g_strsplit (formats[piece->kind], "%s", 2);

          g_string_append (text, parts[0]);
          g_string_append (text, piece->text);
          g_string_append (text, parts[1]);
        }
    }
}

static void
dump_command (GString *text, const KxGrubCommand *command)
{
  static const char *const kinds[] = { "", "if", "for", "while", "until", "function" };

  g_string_append_printf (text, "%u%s[", command->line, kinds[command->kind]);
  if (command->name != NULL)
    g_string_append_printf (text, "%s ", command->name);
  if (command->words != NULL)
    dump_words (text, command->words);
  if (command->block != NULL)
    g_string_append_printf (text, "{%u:%s}", command->block_line, command->block);
  if (command->condition != NULL)
    dump_commands (text, command->condition);
  if (command->body != NULL)
    {
      g_string_append (text, "?");
      dump_commands (text, command->body);
    }
  if (command->otherwise != NULL)
    {
      g_string_append (text, ":");
      dump_commands (text, command->otherwise);
    }
  g_string_append (text, "]");
}

static void
dump_commands (GString *text, GPtrArray *commands)
{
  for (guint i = 0; i < commands->len; i++)
    dump_command (text, commands->pdata[i]);
}

/* Each unit on a line; a syntax error as "!", an end that comes too early as "…". */
static char *
dump (const char *script, gboolean is_file)
{
  g_autoptr (KxGrubParser) parser = kx_grub_parser_new (script, strlen (script), 1, is_file);
  GString *text = g_string_new (NULL);

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) commands = NULL;

      if (kx_grub_parser_next (parser, &commands, &error))
        dump_commands (text, commands);
      else if (error == NULL)
        return g_string_free (text, FALSE);
      else
        g_string_append (text, g_error_matches (error, KX_ERROR, KX_ERROR_INCOMPLETE) ? "…" : "!");
      g_string_append (text, "\n");
    }
}

typedef struct
{
  const char *name;
  const char *script;
  const char *expected;
} Case;

static const Case cases[] = {
  { "empty", "", "" },
  { "words", "echo  a\tb\n", "1[echo a b]\n" },
  { "no-newline", "echo a", "1[echo a]\n" },
  { "lines", "a\n\n b;c; d\n", "1[a]\n3[b]3[c]3[d]\n" },
  { "carriage-returns", "a\r\nb\r\n", "1[a]\n2[b]\n" },
  { "comment", "# one\na # two\n  # three\n#four\nb#c\n", "2[a]\n5[b#c]\n" },
  { "comment-is-quote", "  #don't\necho ' b\n", "1[#don't\necho ' b]\n" },
  { "single-quotes", "echo 'a \"$b\\' c'd'e\n", "1[echo 'a \"$b\\' c'd'e]\n" },
  { "double-quotes", "echo \"a $b \\$c \\\"d\\\\ \\e\" \"\"\n",
    "1[echo 'a '\"$b\"' $c \"d\\ \\e' '']\n" },
  { "over-lines", "echo 'a\nb' \"c\nd\"\ne\n", "1[echo 'a\nb' 'c\nd']\n4[e]\n" },
  { "continued", "echo a\\\nb \\\n c \"d\\\ne\"\nf\n", "1[echo ab  c 'de']\n5[f]\n" },
  { "escapes", "echo a\\ b\\;c \\\"\n", "1[echo a\\ b\\;c \\\"]\n" },
  { "variables", "echo $a ${b}c $1 $# $@ $? ${*} \"${d}e\"$f\n",
    "1[echo $a $bc $1 $# $@ $? $* ''\"$d\"'e'$f]\n" },
  { "translated", "echo $\"a $b \\\"c\\\"\"\n", "1[echo _(a $b \"c\")]\n" },
  { "block", "menuentry 'a' --id b {\n\tlinux /k\n}\necho\n",
    "1[menuentry 'a' --id b{1:\n\tlinux /k\n}]\n4[echo]\n" },
  { "nested", "submenu a {\n menuentry b { c; }\n}\n",
    "1[submenu a{1:\n menuentry b { c; }\n}]\n" },
  { "brace-on-same-line", "menuentry a {\nb }\n", "1[menuentry a{1:\nb }]\n" },
  { "if", "if [ a = b ]; then\n c\nelif d; then e; else\nf; g\nfi\n",
    "1if[1[[ a = b ]]?2[c]:3if[3[d]?3[e]:4[f]4[g]]]\n" },
  { "for", "for x in a $b; do echo $x; done\n", "1for[x a $b?1[echo $x]]\n" },
  { "while", "while a; do b; done\nuntil c\ndo d\ndone\n",
    "1while[1[a]?1[b]]\n2until[2[c]?3[d]]\n" },
  { "function", "function f {\n echo $1\n}\nf x\n", "1function[f ?2[echo $1]]\n4[f x]\n" },
  { "keywords-are-words", "echo if done in\n", "1[echo if done in]\n" },
  { "assignment", "a=\"b\"\n", "1[a='b']\n" },
  { "not", "if ! a; then b; fi\n", "1if[1[! a]?1[b]]\n" },
  { "error-and-on", "a; }\nb && c\nd\n", "!\n!\n3[d]\n" },
  { "empty-block", "menuentry a { }\nb\n", "!\n2[b]\n" },
  { "lone-dollar", "echo $\necho \"5$\"\na\n", "!\n!\n3[a]\n" },
  { "double-semicolon", "a;;b\nc\n", "!\n2[c]\n" },
  { "if-without-semicolon", "if a then\nb\n", "…\n" },
  { "function-in-block", "if a; then function f { b; }; fi\nc\n", "!\n2[c]\n" },
  { "cut-block", "a\nmenuentry b {\n linux\n", "1[a]\n…\n" },
  { "cut-if", "if a; then\n b\n", "…\n" },
  { "cut-quote", "a\necho 'b\nc\n", "1[a]\n…\n" },
  { "cut-backslash", "a\necho b\\", "1[a]\n…\n" },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *found = dump (test->script, TRUE);

  g_assert_cmpstr (found, ==, test->expected);
}

/* GRUB leaves lines with "#" in front out of a file, but not out of a block. */
static void
test_first_column (void)
{
  const char *script = "a 'b\n#c' d\n";
  const char *continued = "a \\\n# b\n c\n";
  g_autofree char *in_block = dump (script, FALSE);
  g_autofree char *in_file = dump (continued, TRUE);

  g_assert_cmpstr (in_block, ==, "1[a 'b\n#c' d]\n");
  g_assert_cmpstr (in_file, ==, "1[a  c]\n");
}

static void
test_too_deep (void)
{
  for (guint depth = 98; depth < 110; depth += 10)
    {
      g_autoptr (GString) script = g_string_new (NULL);
      g_autofree char *found = NULL;

      for (guint i = 0; i < depth; i++)
        g_string_append (script, "a { ");
      g_string_append (script, "b");
      for (guint i = 0; i < depth; i++)
        g_string_append (script, " }");
      found = dump (script->str, TRUE);
      g_assert_cmpint (found[0] == '!', ==, depth > KX_GRUB_SCRIPT_MAX_DEPTH);
    }
}

static void
test_too_many_alternatives (void)
{
  g_autoptr (GString) script = g_string_new ("if a; then b; ");
  g_autofree char *found = NULL;

  for (guint i = 0; i < 300; i++)
    g_string_append (script, "elif a; then b; ");
  g_string_append (script, "fi\n");
  found = dump (script->str, TRUE);
  g_assert_cmpstr (found, ==, "!\n");
}

static void
test_messages (void)
{
  const char *script = "a\nmenuentry x }\n";
  g_autoptr (KxGrubParser) parser = kx_grub_parser_new (script, strlen (script), 7, TRUE);
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (kx_grub_parser_next (parser, &commands, &error));
  g_assert_false (kx_grub_parser_next (parser, &none, &error));
  g_assert_cmpstr (error->message, ==,
                   "syntax error in line 8: “;” or the end of the line was expected, not “}”: mend "
                   "it");
  g_assert_null (none);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/grub-script/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/grub-script/first-column", test_first_column);
  g_test_add_func ("/grub-script/too-deep", test_too_deep);
  g_test_add_func ("/grub-script/too-many-alternatives", test_too_many_alternatives);
  g_test_add_func ("/grub-script/messages", test_messages);
  return g_test_run ();
}
