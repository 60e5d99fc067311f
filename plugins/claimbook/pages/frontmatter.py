"""The front matter of a page: where it is, and where the values of its top-level keys stand.

The rule is MkDocs' own: the file begins with a line `---`, the block ends at the next line `---`
or `...`, and what is between is a mapping. It has to be valid YAML before any macro is evaluated,
because a host that cannot read it prints it as text without a word. So a macro with `: ` or ` #`
in it needs a quoted value. Nothing here judges a value; it only says where each one stands and
what YAML makes of it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from claimbook.diagnostics import STEERING, Diagnostics, Span, Text

ScalarStyle = Literal["plain", "single", "double", "block"]

_OPENING = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n)")
_FIRST_KEY = re.compile(r"""\s*(?:[\w.-]+|"[^"\r\n]*"|'[^'\r\n]*')[ \t]*:(?:[ \t\r\n]|\Z)""")
_LINE_END = re.compile(r"\r\n|\r|\n")
_KEY = re.compile(r"[ \t]*(?:-[ \t]+)?([\w.-]+)[ \t]*:[ \t]+(\S.*?)[ \t]*$")
_STYLES: Mapping[str | None, ScalarStyle] = {
    None: "plain", "": "plain", '"': "double", "'": "single", "|": "block", ">": "block",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text of a value as it is written, quotes included."""

    span: Span
    style: ScalarStyle
    in_flow: bool = False
    """Whether it stands in `[...]` or `{...}`, where commas separate."""


@dataclass(frozen=True, slots=True)
class Field:
    """The value of one top-level key and the texts in it: one, or the items of a list."""

    key: str
    span: Span
    scalars: tuple[Scalar, ...]
    place: Span
    """Where the key stands."""
    value: object
    """What YAML makes of it."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of one page; `body_start` is where the page's own text begins."""

    span: Span
    body_start: int
    fields: Mapping[str, Field]


def read_front_matter(text: Text, diagnostics: Diagnostics) -> FrontMatter | None:
    """The front matter of the page, or None where it has none.

    Invalid YAML is reported at its line; the block still counts as front matter, without fields.
    """
    content = text.content
    start = 1 if content.startswith("\ufeff") else 0
    opening = _OPENING.match(content, start)
    closing = _CLOSING.search(content, opening.end() + 1) if opening else None
    if opening is None or closing is None:
        return None
    fields = _fields(text, opening.end(), closing.start(), diagnostics)
    if fields is None:
        return None
    return FrontMatter(text.span(start, closing.end()), closing.end(), fields)


def plain_fields(page: str) -> dict[str, str]:
    """The texts at the top of a page's front matter, which is known to be valid; no lists."""
    fields = written_fields(page)
    return {key: value for key, value in fields.items() if isinstance(value, str)}


def written_fields(page: str) -> dict[str, Any]:
    """A page's front matter, every scalar the text that it is written as; empty if invalid."""
    import yaml  # noqa: PLC0415 - only a page with front matter needs it

    opening = _OPENING.match(page, 1 if page.startswith("\ufeff") else 0)
    closing = _CLOSING.search(page, opening.end() + 1) if opening else None
    if opening is None or closing is None:
        return {}
    try:
        read = yaml.load(page[opening.end() : closing.start()], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _fields(text: Text, start: int, end: int, diagnostics: Diagnostics) -> dict[str, Field] | None:
    import yaml  # noqa: PLC0415 - only a page with front matter needs it

    block = text.content[start:end]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(block)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            return None
        _refuse_twice(text, start, node, diagnostics)
        values = {str(key): value for key, value in loader.construct_document(node).items()}
        fields = {
            str(key.value): Field(
                str(key.value),
                _span(text, start, value),
                tuple(_scalars(text, start, value, set())),
                _span(text, start, key),
                values.get(str(key.value)),
            )
            # By now what `<<` merges in stands among them, first.
            for key, value in node.value
            if isinstance(key, yaml.ScalarNode)
        }
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        if not _FIRST_KEY.match(block):
            return None  # a page that begins with a rule, and a sentence behind it
        _report(text, start, block, error, diagnostics)
        return {}
    finally:
        loader.dispose()
    return fields


def _refuse_twice(text: Text, start: int, mapping: Any, diagnostics: Diagnostics) -> None:
    """A key that stands twice: a host takes the last one without a word."""
    found: dict[str, Span] = {}
    for key, _ in mapping.value:
        name, place = str(key.value), _span(text, start, key)
        if (before := found.setdefault(name, place)) is not place:
            diagnostics.add(
                "duplicate-key",
                f"the front matter has {name} twice, first at line {before.location.line}",
                place,
                hint="take one of them out",
            )


def _span(text: Text, start: int, node: Any) -> Span:
    return text.span(start + node.start_mark.index, start + node.end_mark.index)


def _scalars(
    text: Text, start: int, node: Any, seen: set[int], *, in_flow: bool = False
) -> Iterator[Scalar]:
    """The scalars of a value in their order; what an alias repeats stands there once."""
    if isinstance(node.value, str):
        yield Scalar(_span(text, start, node), _STYLES.get(node.style, "plain"), in_flow)
        return
    if id(node) in seen:
        return
    seen.add(id(node))
    for item in node.value:
        if not isinstance(item, tuple):
            in_flow = in_flow or bool(node.flow_style)
            yield from _scalars(text, start, item, seen, in_flow=in_flow)


def _report(text: Text, start: int, block: str, error: Exception, diagnostics: Diagnostics) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    offset = min(mark.index if mark else _unreadable(block), len(block))
    ends = [match.end() for match in _LINE_END.finditer(block, 0, offset)]
    line_start = ends[-1] if ends else 0
    line_end = _LINE_END.search(block, line_start)
    line = block[line_start : line_end.start() if line_end else len(block)]
    key = _KEY.match(line)
    hint = "put the value in quotes"
    if offset < len(block) and STEERING.match(block[offset]):
        hint = "take the character out"
    elif key:
        in_flow = key[2][0] in "[{"
        hint = f"quote the {key[1]}: {key[1]}: {_quoted(key[2])}"
        hint = "put each item in quotes" if in_flow else hint
        offset = line_start + key.start(2)
    diagnostics.add(
        "front-matter",
        f"the front matter is not valid YAML: {problem}",
        text.span(start + offset),
        hint=hint,
    )


def _unreadable(block: str) -> int:
    """Where the value stands that YAML takes for a date or a number, and that is none."""
    import yaml  # noqa: PLC0415 - only a page with front matter needs it

    try:
        loader = yaml.SafeLoader(block)
    except yaml.YAMLError as error:
        return int(getattr(error, "position", 0))
    try:
        node = loader.get_single_node()
        for _, value in node.value if isinstance(node, yaml.MappingNode) else ():
            try:
                loader.construct_object(value, deep=True)
            except (yaml.YAMLError, ValueError, OverflowError):
                return int(value.start_mark.index)
    except (yaml.YAMLError, ValueError, RecursionError):
        pass
    finally:
        loader.dispose()
    return 0


def _quoted(value: str) -> str:
    for quote in "\"'":
        if len(value) > 1 and value[0] == value[-1] == quote:
            value = value[1:-1]
    return f'"{value}"' if '"' not in value else "'" + value.replace("'", "''") + "'"
