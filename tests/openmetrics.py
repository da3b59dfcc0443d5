# SPDX-License-Identifier: LGPL-2.1-or-later
"""A strict reader of metrics that have to please two: OpenMetrics 1.0 and the older text format of
Prometheus, of which a node exporter's textfile collector reads files."""

import re

# What both have.
TYPES = ("counter", "gauge")
NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"')
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
SAMPLE = re.compile(r"([^ {]+)(?:\{(.*)\})? ([^ ]+)\Z")


class Invalid(Exception):
    pass


def _check(condition, what, line):
    if not condition:
        raise Invalid(f"{what}: {line!r}")


def _labels(text, line):
    labels, at = {}, 0
    while at < len(text):
        match = LABEL.match(text, at)
        _check(match, "no label", line)
        _check(match[1] not in labels, "a label twice", line)
        labels[match[1]] = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], match[2])
        at = match.end()
        if at < len(text):
            _check(text[at] == "," and at + 1 < len(text), "no comma between labels", line)
            at += 1
    return labels


def parse(data):
    """{(sample name, ((label, value), …)): number} of the bytes of a file; raises Invalid."""
    text = data.decode()
    _check(text.endswith("\n# EOF\n"), "no end", text[-20:])
    _check("\r" not in text, "a carriage return", "")
    families, samples, current = {}, {}, None
    for line in text.removesuffix("# EOF\n").split("\n")[:-1]:
        if line.startswith("# "):
            keyword, name, rest = line[2:].split(" ", 2)
            _check(NAME.match(name), "no name", line)
            if name != current:
                _check(keyword == "TYPE" and name not in families, "a family that does not begin with its type, or is there twice", line)
                families[name] = {}
                current = name
            _check(keyword in ("TYPE", "UNIT", "HELP") and keyword not in families[name], "no metadata", line)
            _check(not families[name].get("samples"), "metadata behind a sample", line)
            _check(keyword != "TYPE" or rest in TYPES, "no type", line)
            _check(keyword != "UNIT" or name.endswith("_" + rest), "a name without its unit", line)
            families[name][keyword] = rest
            continue

        match = SAMPLE.match(line)
        _check(match, "no sample", line)
        name, labels, number = match[1], _labels(match[2] or "", line), match[3]
        _check(current is not None, "a sample without a family", line)
        counter = families[current]["TYPE"] == "counter"
        _check(name == current + ("_total" if counter else ""), "a sample of another family", line)
        _check(NUMBER.match(number), "no number", line)
        _check(not counter or float(number) >= 0, "a negative counter", line)
        key = (name, tuple(sorted(labels.items())))
        _check(key not in samples, "a sample twice", line)
        samples[key] = float(number)
        families[current]["samples"] = True
    for name, family in families.items():
        _check(family.get("samples") and "HELP" in family, "a family without samples or help", name)
    return samples
