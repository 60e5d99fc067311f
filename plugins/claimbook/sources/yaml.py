"""A strict reader of YAML: a tree of text, each node with its place in the author's file.

No scalar is ever typed: `no`, `1.10` and `2026-05-01` stay the words that they are until a schema
says what is meant. Refused: a key written twice, tags, several documents in one file, aliases that
contain themselves, and anything whose size or depth could stall a build.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from claimbook.diagnostics import Diagnostics, Related, Span, Text

MAX_DEPTH = 40
"""Deeper nesting is refused."""

MAX_NODES = 200_000
"""A file with more nodes, each alias counted in full, is refused."""

# Characters that YAML 1.1 takes for line ends (editors and YAML 1.2 do not) or drops at the start
# of a text; they are parsed as stand-ins of the same length, so that every offset stays right.
_TROUBLESOME = "\u0085\u2028\u2029\ufeff"
_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MERGE = "<<"
_YAML_HINTS = (
    (
        "mapping values are not allowed",
        'text that contains ": " must stand in quotes, as in "Roofline: GPU A"',
    ),
    ("could not find expected ':'", "a key needs ': ' after it; longer text must stand in quotes"),
    ("alias", "text that begins with * or & must stand in quotes"),
    ("anchor", "text that begins with * or & must stand in quotes"),
    ("unexpected end of stream", "a quotation mark is never closed"),
    ("did not find expected", "check the indentation, and the commas and brackets on this line"),
    ("block end", "check the indentation: keys of one mapping stand in one column"),
    ("escape", "in double quotes a backslash begins an escape; use single quotes"),
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text. `quoted` tells `"700"` and block text from a bare `700`; `span` has the quotes."""

    text: str
    span: Span
    quoted: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written here at all, as after `extra:`."""
        return not self.text and not self.quoted


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and nodes in the order of the file; entries merged by `<<` come after its own."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    span: Span

    def get(self, key: str) -> "Node | None":
        """The node of that key, or None."""
        return next((node for name, node in self.entries if name.text == key), None)

    @property
    def keys(self) -> list[str]:
        """The keys, as text."""
        return [name.text for name, _ in self.entries]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple["Node", ...]
    span: Span


Node = Scalar | Mapping | Sequence


def read_yaml(
    text: Text, diagnostics: Diagnostics, *, start: int = 0, end: int | None = None
) -> Node | None:
    """The tree of a text, or of its stretch from `start` to `end` (such as front matter).

    A text that says nothing gives an empty `Scalar`. Where the text is refused the result is None
    and at least one diagnostic says why.
    """
    stop = len(text.content) if end is None else end
    content = text.content[start:stop]
    unprintable = _NOT_PRINTABLE.search(content)
    if unprintable:
        place = start + unprintable.start()
        diagnostics.add(
            "yaml-syntax",
            f"the control character U+{ord(unprintable.group()):04X} cannot stand in YAML",
            text.span(place, place + 1),
            hint="delete it",
        )
        return None
    stand_ins = _stand_ins(content)
    composer = _Composer(text, start, stop, {ord(new): old for old, new in stand_ins.items()})
    parsed = content.translate({ord(old): new for old, new in stand_ins.items()})
    try:
        root = composer.compose(parsed)
    except _RefusedError as refused:
        diagnostics.add(refused.slug, refused.message, refused.span, hint=refused.hint)
        return None
    except yaml.MarkedYAMLError as error:
        _report_syntax(error, text, start, stop, diagnostics)
        return None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        problem = " ".join(str(error).split())
        diagnostics.add("yaml-syntax", f"not valid YAML: {problem}", text.span(start))
        return None
    diagnostics.extend(composer.found)
    return root


class _RefusedError(Exception):
    """A part of YAML that ends the reading of this text."""

    def __init__(self, slug: str, message: str, span: Span, hint: str | None = None) -> None:
        super().__init__(message)
        self.slug, self.message, self.span, self.hint = slug, message, span, hint


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read yet."""

    is_mapping: bool
    start: int
    anchor: str | None
    children: list[Node] = field(default_factory=list)
    size: int = 1


class _Composer:
    """Builds the tree from parser events, with a stack of its own so that depth is bounded."""

    def __init__(self, text: Text, start: int, stop: int, restore: dict[int, str]) -> None:
        self.found = Diagnostics()
        self._text = text
        self._start = start
        self._stop = stop
        self._restore = restore
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._size = 0
        self._root: Node | None = None

    def compose(self, content: str) -> Node:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(content)
        documents = 0
        try:
            while loader.check_event():
                event = loader.get_event()
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise _RefusedError(
                            "yaml-feature",
                            "a second document begins here",
                            self._span(*_bounds(event)),
                            "one file holds one document: move it into a file of its own",
                        )
                else:
                    self._take(event)
        finally:
            loader.dispose()
        return self._root or Scalar("", self._text.span(self._start))

    def _take(self, event: yaml.Event) -> None:
        begins, ends = _bounds(event)
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise _RefusedError(
                "yaml-feature",
                f"the tag {tag} is not read: every value is text",
                self._span(begins, ends),
                "delete the tag",
            )
        if isinstance(event, ScalarEvent):
            span = self._trimmed(begins, ends)
            quoted = event.style in {"'", '"', "|", ">"}
            scalar = Scalar(event.value.translate(self._restore), span, quoted)
            self._finish(scalar, 1, event.anchor)
        elif isinstance(event, AliasEvent):
            self._finish(*self._alias(event, self._span(begins, ends)), None)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._stack.append(_Open(isinstance(event, MappingStartEvent), begins, event.anchor))
            if len(self._stack) > MAX_DEPTH:
                raise _RefusedError(
                    "too-large",
                    f"nested deeper than {MAX_DEPTH} levels",
                    self._span(begins, ends),
                )
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            opened = self._stack.pop()
            span = self._trimmed(opened.start, ends)
            node = self._mapping(opened, span) if opened.is_mapping else None
            self._finish(node or Sequence(tuple(opened.children), span), opened.size, opened.anchor)

    def _alias(self, event: AliasEvent, span: Span) -> tuple[Node, int]:
        name = event.anchor
        if any(opened.anchor == name for opened in self._stack):
            raise _RefusedError("yaml-feature", f"the alias *{name} contains itself", span)
        if name not in self._anchors:
            raise _RefusedError(
                "yaml-syntax",
                f"there is no anchor &{name} for the alias *{name}",
                span,
                "text that begins with * must stand in quotes",
            )
        return self._anchors[name]

    def _finish(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        if self._stack:
            self._stack[-1].children.append(node)
            self._stack[-1].size += size
        else:
            self._root = node
        total = self._stack[-1].size if self._stack else size
        if total > MAX_NODES:
            raise _RefusedError(
                "too-large",
                f"more than {MAX_NODES:,} values, aliases counted in full",
                self._text.span(self._start),
                "split the file, and write aliases out",
            )

    def _mapping(self, opened: _Open, span: Span) -> Mapping:
        own: dict[str, tuple[Scalar, Node]] = {}
        merged: list[tuple[Scalar, Node]] = []
        pairs = zip(opened.children[::2], opened.children[1::2], strict=True)
        seen: dict[str, Scalar] = {}
        for key, node in pairs:
            if not isinstance(key, Scalar):
                self.found.add(
                    "yaml-feature", "a key must be text, not a list or mapping", key.span
                )
                continue
            if key.text in seen:
                first, second = seen[key.text].span, key.span
                self.found.add(
                    "duplicate-key",
                    f"the key {key.text!r} stands twice: in line {first.location.line} "
                    f"and in line {second.location.line}",
                    second,
                    hint="keep one of them",
                    related=[Related(first, "the first one")],
                )
                continue
            seen[key.text] = key
            if key.text == _MERGE and not key.quoted:
                merged.extend(self._merged(key, node))
            else:
                own[key.text] = (key, node)
        for key, node in merged:
            own.setdefault(key.text, (key, node))
        return Mapping(tuple(own.values()), span)

    def _merged(self, key: Scalar, node: Node) -> Iterator[tuple[Scalar, Node]]:
        for part in node.items if isinstance(node, Sequence) else (node,):
            if isinstance(part, Mapping):
                yield from part.entries
            else:
                self.found.add(
                    "wrong-type",
                    "<< merges mappings, and this is none",
                    key.span,
                    hint="write <<: *name, where &name marks a mapping",
                )

    def _span(self, begins: int, ends: int) -> Span:
        return self._text.span(
            min(self._start + begins, self._stop), min(self._start + ends, self._stop)
        )

    def _trimmed(self, begins: int, ends: int) -> Span:
        """The span without the white space and line ends that the parser counts to a node."""
        first = min(self._start + begins, self._stop)
        last = min(self._start + ends, self._stop)
        content = self._text.content
        while last > first and content[last - 1] in " \t\r\n":
            last -= 1
        return self._text.span(first, last)


def _bounds(event: yaml.Event) -> tuple[int, int]:
    if event.start_mark is None or event.end_mark is None:
        return 0, 0
    return event.start_mark.index, event.end_mark.index


def _stand_ins(content: str) -> dict[str, str]:
    troublesome = [character for character in _TROUBLESOME if character in content]
    free = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in content)
    return dict(zip(troublesome, free, strict=False)) if troublesome else {}


def _report_syntax(
    error: yaml.MarkedYAMLError, text: Text, start: int, stop: int, diagnostics: Diagnostics
) -> None:
    # An unclosed quotation mark is named where it opens, not where the file ends.
    unclosed = error.context_mark if "end of stream" in (error.problem or "") else None
    mark = unclosed or error.problem_mark or error.context_mark
    place = min(start + mark.index, stop) if mark else start
    problem = " ".join((error.problem or "not valid YAML").split())
    at = text.content[place : min(place + 1, stop)]
    hint = next((hint for words, hint in _YAML_HINTS if words in problem), None)
    if "cannot start any token" in problem:
        hint = (
            "indent with spaces, not with tabs"
            if at == "\t"
            else f"text that begins with {at} must stand in quotes"
        )
    diagnostics.add("yaml-syntax", f"not valid YAML: {problem}", text.span(place), hint=hint)
