"""Which stretches of a page are text and which are code, comment or math.

The page goes through the same stages as in Python-Markdown: lines are normalised, fences and raw
HTML are taken out, blocks are read, and each run of inline text is searched for literals. The
result speaks in offsets of the file as it is, whatever its line ends and tabs.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from claimbook.pages.blocks import BLOCK_EXTENSIONS, BlockReader, RunKind
from claimbook.pages.fences import Fences, extract_fences, extract_plain_fences
from claimbook.pages.inline import literal_spans
from claimbook.pages.markup import extract_markup
from claimbook.pages.traced import Traced, join

_LINE_END = re.compile(r"\r\n|\r|\n")
_REMOVED = re.compile("[\x02\x03]")
_TAB_WIDTH = 4

ALL_EXTENSIONS = frozenset(
    {"fenced_code", "superfences", "md_in_html", "tables", *BLOCK_EXTENSIONS}
)
"""The extensions of Markdown that decide what is code and what is text."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The literal stretches of a page and the runs of text between them."""

    literal: tuple[tuple[int, int], ...]
    """Code, comments and math: offsets, in order, without overlaps."""
    code: tuple[tuple[int, int], ...]
    """Those of them that are indented code."""
    unclosed_fences: tuple[tuple[int, int], ...]
    """For each fence that is never closed, its place and where it stops to matter."""
    runs: tuple[tuple[Traced, RunKind], ...]
    """The runs of inline text by the place of their first character."""

    def is_literal(self, offset: int) -> bool:
        """Whether the character at `offset` is in a literal stretch."""
        return _holds(self.literal, offset)

    def is_indented_code(self, offset: int) -> bool:
        """Whether the character at `offset` is in indented code."""
        return _holds(self.code, offset)

    def run_at(self, offset: int) -> tuple[Traced, RunKind] | None:
        """The run of inline text that holds the character at `offset`."""
        index = bisect_right(self.runs, offset, key=lambda run: run[0].start) - 1
        while index >= 0:
            run = self.runs[index]
            if run[0].start <= offset < run[0].end:
                return run
            if index and self.runs[index - 1][0].end <= offset:
                return None
            index -= 1
        return None


def read_structure(
    content: str,
    start: int,
    hidden: Sequence[tuple[int, int]],
    *,
    math: bool,
    extensions: Collection[str] = ALL_EXTENSIONS,
) -> Structure:
    """Read the page from `start` on; the `hidden` stretches (macros) count as plain words."""
    lines = _normalised(_hide(content, hidden), start)
    if "superfences" in extensions:
        fences = extract_fences(lines)
    elif "fenced_code" in extensions:
        fences = extract_plain_fences(lines)
    else:
        fences = Fences(lines)
    extract = extract_markup(
        join("\n", fences.lines), len(fences.closed), markdown="md_in_html" in extensions
    )
    reader = BlockReader(extract.elements, fences.closed, math=math, extensions=extensions)
    reader.read(extract.text)
    literal = [fence.span for fence in reader.fences.values()]
    literal += [*extract.literal, *reader.code, *reader.math]
    inside: str | None = None
    for index, (run, kind) in enumerate(reader.runs):
        if kind != "attribute":
            spans, inside = literal_spans(run, math=math, inside=inside)
            literal += spans
            # A pre that nothing closes ends with its paragraph; a script goes on to the end.
            if inside == "pre" and not _is_closed(inside, reader.runs[index + 1 :]):
                inside = None
    return Structure(
        literal=_merged(literal),
        code=_merged(reader.code),
        unclosed_fences=tuple(fences.unclosed),
        runs=tuple(sorted(reader.runs, key=lambda run: run[0].start)),
    )


def _is_closed(tag: str, runs: Iterable[tuple[Traced, RunKind]]) -> bool:
    return any(f"</{tag}" in run.text.lower() for run, _ in runs)


def _holds(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    index = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return index >= 0 and offset < spans[index][1]


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _hide(content: str, hidden: Sequence[tuple[int, int]]) -> str:
    pieces = []
    position = 0
    for start, end in hidden:
        pieces += [content[position:start], "x" * (end - start)]
        position = end
    return "".join([*pieces, content[position:]])


def _normalised(content: str, start: int) -> list[Traced]:
    """The lines with tabs expanded and blank ones emptied, and the empty line behind the last."""
    lines: list[Traced] = []
    position = start
    for match in _LINE_END.finditer(content, start):
        lines.append(_line(content[position : match.start()], position, first=not lines))
        position = match.end()
    lines.append(_line(content[position:], position, first=not lines))
    end = Traced.inserted("", len(content))
    return [*lines, end, end]


def _line(text: str, offset: int, *, first: bool) -> Traced:
    if not first and text.isspace() and not text.strip(" \t"):
        return Traced.inserted("", offset)
    if "\t" not in text and not _REMOVED.search(text):
        return Traced.of(text, offset)
    characters: list[str] = []
    origin = array("i")
    column = 0
    for index, character in enumerate(text):
        if _REMOVED.match(character):
            continue
        width = _TAB_WIDTH - column % _TAB_WIDTH if character == "\t" else 1
        characters.append(" " * width if character == "\t" else character)
        origin.extend([offset + index] * width)
        column += width
    return Traced("".join(characters), origin)
