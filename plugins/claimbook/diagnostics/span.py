"""Places in an author's file.

Offsets are code points into the file's text as decoded, byte-order mark removed and line ends
kept. Lines and columns are 1-based; a column counts code points, because the pages are Chinese
and a byte or display column would match no editor.
"""

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

# Only these end a line: YAML and str.splitlines know more (U+0085, U+2028), editors do not.
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A 1-based line and column in the file at `path` (relative to the book's root)."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Text:
    """The content of one file, able to turn an offset into a location."""

    path: str
    content: str = field(repr=False)

    @cached_property
    def _line_starts(self) -> "array[int]":
        # A book keeps those of every page: as objects they would take more than the text.
        return array("I", [0, *(match.end() for match in _LINE_END.finditer(self.content))])

    def location(self, offset: int) -> Location:
        """The line and column of `offset`, which may be the end of the text."""
        line = bisect_right(self._line_starts, offset)
        return Location(self.path, line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of the 1-based line `number`, without its line end."""
        start = self._line_starts[number - 1]
        last = number == len(self._line_starts)
        end = len(self.content) if last else self._line_starts[number]
        return self.content[start:end].rstrip("\r\n")

    def span(self, start: int, end: int | None = None) -> "Span":
        """The span from `start` to `end` (default: one place)."""
        return Span(self, start, start if end is None else end)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text; `start == end` is a place between two characters."""

    text: Text = field(repr=False)
    start: int
    end: int

    @property
    def path(self) -> str:
        """The file, relative to the book's root."""
        return self.text.path

    @property
    def location(self) -> Location:
        """Where the span begins."""
        return self.text.location(self.start)

    @property
    def content(self) -> str:
        """The words of the span."""
        return self.text.content[self.start : self.end]
