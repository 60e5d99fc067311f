"""The file of data/sources/ that says what a source is: written, or changed in place.

A file that an author has written in keeps everything that is not about the new capture: further
keys, their order, comments.
"""

import json
from collections.abc import Iterator, Mapping

from claimbook.diagnostics import Diagnostics, Text, visible
from claimbook.sources import read_yaml
from claimbook.sources.yaml import Mapping as YamlMapping
from claimbook.sources.yaml import Scalar

Value = str | tuple[str, ...] | Mapping[str, str]
"""What may stand under a key: a text, a list of texts, or a mapping of texts."""


def source_text(values: Mapping[str, Value | None]) -> str:
    """The data file of a new source; a key without a value is left out."""
    lines = [line for key, value in values.items() if value for line in _lines(key, value)]
    return "\n".join(lines) + "\n"


def changed_text(text: Text, values: Mapping[str, Value | None]) -> str | None:
    """The data file with other values for some keys; a key whose value is None goes.

    None where it is written in a way that cannot be changed key by key.
    """
    content = text.content
    root = read_yaml(text, Diagnostics())
    if not isinstance(root, YamlMapping) or root.span.content.startswith("{"):
        return None
    line_end = "\r\n" if "\r\n" in content else "\n"
    indent = " " * (root.entries[0][0].span.location.column - 1)
    places = {key.text: (key.span.start, node.span.end) for key, node in root.entries}
    added: list[str] = []
    edits: list[tuple[int, int, str]] = []
    for key, value in values.items():
        lines = [indent + line for line in _lines(key, value)] if value else []
        if key in places:
            start, end = places[key]
            if not lines:
                # The line goes with its key, and so does a comment behind it.
                start = content.rfind("\n", 0, start) + 1
                end = content.find("\n", end) + 1 or len(content)
            edits.append((start, end, line_end.join(lines).removeprefix(indent)))
        else:
            added += lines
    for start, end, new in sorted(edits, reverse=True):
        content = content[:start] + new + content[end:]
    if added:
        content = content.rstrip("\r\n") + line_end + line_end.join(added) + line_end
    return content


def clean(text: str) -> str:
    """A text from somewhere else in one line, without what steers a terminal."""
    return " ".join(visible(text).split())


def _lines(key: str, value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{key}: {_scalar(value)}"
    elif isinstance(value, Mapping):
        yield f"{key}:"
        yield from (f"  {name}: {_scalar(text)}" for name, text in value.items())
    elif len(value) == 1:
        yield f"{key}: {_scalar(value[0])}"
    else:
        yield f"{key}:"
        yield from (f"  - {_scalar(text)}" for text in value)


def _scalar(text: str) -> str:
    """The text as YAML: bare where YAML reads the same, else in quotes."""
    read = read_yaml(Text("", f"- k: {text}"), Diagnostics())
    bare = (
        read.items[0] if read is not None and not isinstance(read, Scalar | YamlMapping) else None
    )
    node = bare.get("k") if isinstance(bare, YamlMapping) else None
    is_same = isinstance(node, Scalar) and node.text == text and not node.quoted
    return text if is_same else json.dumps(text, ensure_ascii=False)
