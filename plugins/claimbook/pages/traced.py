"""Text that remembers where each of its characters stood in the author's file.

A Markdown parser strips indents, quote marks and tabs before it looks at what is left. To say
where in the file a code block or a paragraph stands, every piece carries the offsets of its
characters along. Inserted characters take the offset of their left neighbour, so offsets never
decrease inside a piece.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

PLACEHOLDER = "\x02{}\x03"
"""What stands for a block that was taken out, with its number; a file cannot contain it."""
PLACEHOLDER_PATTERN = re.compile("\x02([0-9]+)\x03")
"""Finds a placeholder."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A piece of text; `origin[i]` is the offset in the file of its i-th character."""

    text: str
    origin: "array[int]"
    lacks: set[re.Pattern[str]] = field(default_factory=set, repr=False, compare=False)
    """Patterns known to match nowhere in it, so that what is left of a block is not searched for
    them over and over."""

    @classmethod
    def of(cls, text: str, start: int) -> "Traced":
        """The text as it stands in the file at `start`."""
        return cls(text, array("i", range(start, start + len(text))))

    @classmethod
    def inserted(cls, text: str, offset: int) -> "Traced":
        """Text that the file does not have, taken to stand at `offset`."""
        return cls(text, array("i", [offset]) * len(text))

    @property
    def start(self) -> int:
        """The offset of its first character; 0 where it is empty."""
        return self.origin[0] if self.origin else 0

    @property
    def end(self) -> int:
        """The offset behind its last character; 0 where it is empty."""
        return self.origin[-1] + 1 if self.origin else 0

    def part(self, start: int, end: int | None = None) -> "Traced":
        """The characters from `start` to `end`, as slices count them."""
        return Traced(self.text[start:end], self.origin[start:end])

    def rest(self, start: int) -> "Traced":
        """The characters from `start` on, where a line begins."""
        return Traced(self.text[start:], self.origin[start:], set(self.lacks))

    def find(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match of a pattern that matches at or across the begin of a line."""
        if pattern in self.lacks:
            return None
        match = pattern.search(self.text)
        if match is None:
            self.lacks.add(pattern)
        return match

    def plus(self, other: "Traced") -> "Traced":
        """Both pieces in a row."""
        return Traced(self.text + other.text, self.origin + other.origin)

    def split(self, separator: str) -> "list[Traced]":
        """The pieces between the separators, like `str.split`."""
        if separator not in self.text:
            return [self]
        pieces = []
        position = 0
        for text in self.text.split(separator):
            end = position + len(text)
            pieces.append(Traced(text, self.origin[position:end]))
            position = end + len(separator)
        return pieces

    def strip(self, characters: str | None = None) -> "Traced":
        """Without these characters (default: white space) at either end."""
        return self.left_strip(characters).right_strip(characters)

    def left_strip(self, characters: str | None = None) -> "Traced":
        """Without these characters at the start."""
        text = self.text.lstrip(characters)
        return (
            self if text == self.text else Traced(text, self.origin[len(self.text) - len(text) :])
        )

    def right_strip(self, characters: str | None = None) -> "Traced":
        """Without these characters at the end."""
        text = self.text.rstrip(characters)
        return self if text == self.text else Traced(text, self.origin[: len(text)])


EMPTY = Traced("", array("i"))
"""A piece of no characters."""


def join(separator: str, pieces: Sequence[Traced]) -> Traced:
    """The pieces with the separator between them, like `str.join`."""
    if len(pieces) == 1:
        return pieces[0]
    text = separator.join([piece.text for piece in pieces])
    origin = array("i")
    last = next((piece.start for piece in pieces if piece.origin), 0)
    for index, piece in enumerate(pieces):
        if index:
            origin.extend([last] * len(separator))
        origin.extend(piece.origin)
        if piece.origin:
            last = piece.origin[-1]
    return Traced(text, origin)


def concatenate(pieces: Iterable[Traced]) -> Traced:
    """The pieces in a row."""
    return join("", list(pieces)) if (pieces := list(pieces)) else EMPTY
