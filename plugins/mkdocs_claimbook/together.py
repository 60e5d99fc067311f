"""A number and the marks beside it on one line, without a script.

A number is a button, and beside a button a browser may end a line anywhere: before a comma, behind
an opening bracket, at a no-break space. An element around the number and its marks that allows no
break between its own parts keeps them together, in every script and direction. What stands inside
the number or inside an element of the author's breaks as it did.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from html import unescape
from typing import NamedTuple

_OPEN, _CLOSE = '<span class="cb-keep">', "</span>"
_OPENING = frozenset({"Ps", "Pi", "Sc", "Sm"})
_CLOSING = frozenset({"Pe", "Pf", "Po", "Pd", "Sc", "Sm"})
_SIGNS = "\"'°\u00a0\u202f\u2060"
"""On either side; a space that no line may end at stands for the words of its author."""
_CHARACTER = re.compile(r"&#?\w+;|.", re.DOTALL)
_FAR = 60
"""Marks further off than this are left where they are."""
_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "del", "dfn", "em", "i", "ins", "mark", "q", "s"),
        *("small", "span", "strong", "sub", "sup", "u"),
    }
)
"""Elements inside a line that may stand between a number and its marks."""


class Kind(Enum):
    """What a piece of a page is."""

    TEXT = "text"
    NUMBER = "number"
    OPENING = "opening tag"
    CLOSING = "closing tag"
    OTHER = "other"


class Piece(NamedTuple):
    """A piece of finished HTML; `name` is that of the element of a tag."""

    markup: str
    kind: Kind
    name: str = ""


def joined(pieces: Sequence[Piece]) -> str:
    """The page, with each number and the marks beside it kept together."""
    page = _Page(pieces)
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.NUMBER:
            page.keep(index)
    return page.text()


class _Page:
    """The pieces of a page, and what is put between them."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._partners = _partners(pieces)
        self._heads: dict[int, int] = {}
        """How many characters of a text belong to a number before it."""
        self._tails: dict[int, int] = {}
        """How many characters of a text belong to a number behind it."""
        self._starts: dict[int, int] = {}
        """How many elements begin at a piece: before it, or in a text before its tail."""
        self._ends: dict[int, int] = {}
        """How many elements end at a piece: behind it, or in a text behind its head."""

    def keep(self, index: int) -> None:
        """Keep the number at `index` beside its marks, if it has any."""
        first, last = self._before(*self._behind(index, index))
        if (first, last) != (index, index):
            self._starts[first] = self._starts.get(first, 0) + 1
            self._ends[last] = self._ends.get(last, 0) + 1

    def text(self) -> str:
        """All pieces with what was put between them."""
        return "".join(self._written())

    def _written(self) -> Iterable[str]:
        for index, (markup, *_) in enumerate(self._pieces):
            head, tail = self._heads.get(index, 0), self._tails.get(index, 0)
            starts, ends = _OPEN * self._starts.get(index, 0), _CLOSE * self._ends.get(index, 0)
            if head or tail:
                cut = len(markup) - tail
                yield f"{markup[:head]}{ends}{markup[head:cut]}{starts}{markup[cut:]}"
            else:
                yield f"{starts}{markup}{ends}"

    def _behind(self, first: int, last: int) -> tuple[int, int]:
        """The same pieces with the marks behind them, over the ends of elements between."""
        begin, place = first, last + 1
        while place < len(self._pieces):
            piece = self._pieces[place]
            if piece.kind is Kind.TEXT:
                head = _closing(piece.markup)
                if head:
                    self._heads[place] = head
                    return begin, place
                break
            partner = self._partners.get(place)
            if partner is None:
                break
            if piece.kind is Kind.CLOSING:
                begin, place = min(begin, partner), place + 1
            elif piece.name == "sup":
                # The reference of a footnote is a mark itself; others may follow it.
                first, last, place = begin, partner, partner + 1
            else:
                break
        return first, last

    def _before(self, first: int, last: int) -> tuple[int, int]:
        """The same pieces with the marks before them, over the beginnings of elements between."""
        end, place = last, first - 1
        while place >= 0:
            piece = self._pieces[place]
            if piece.kind is Kind.TEXT:
                tail = _opening(piece.markup[self._heads.get(place, 0) :])
                if tail:
                    self._tails[place] = tail
                    return place, end
                break
            partner = self._partners.get(place)
            if piece.kind is not Kind.OPENING or partner is None:
                break
            end, place = max(end, partner), place - 1
        return first, last


def _partners(pieces: Sequence[Piece]) -> dict[int, int]:
    """The other tag of each element inside a line, as far as they are properly nested."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.OTHER:
            continue
        if piece.name and piece.name not in _INLINE:
            opened.clear()
        elif piece.kind is Kind.OPENING:
            opened.append(index)
        elif piece.kind is Kind.CLOSING:
            if opened and pieces[opened[-1]].name == piece.name:
                found[index] = opened.pop()
                found[found[index]] = index
            else:
                opened.clear()
    return found


def _closing(markup: str) -> int:
    """How many characters at the beginning of a text belong to the number before it."""
    return _run(_CHARACTER.findall(markup[:_FAR]), _CLOSING)


def _opening(markup: str) -> int:
    """How many characters at the end of a text belong to the number behind it."""
    return _run(_CHARACTER.findall(markup[-_FAR:])[::-1], _OPENING)


def _run(characters: Iterable[str], categories: Collection[str]) -> int:
    """How long the marks are that the characters begin with."""
    length = 0
    for written in characters:
        character = unescape(written)
        if unicodedata.category(character[0]) in categories or character in _SIGNS:
            length += len(written)
        elif not length and character.isalnum() and not _is_wide(character):
            # Of a word that goes on at once one letter is enough: no line ends inside it.
            return len(written)
        else:
            break
    return length


def _is_wide(character: str) -> bool:
    """Whether it belongs to a script whose lines may end between any two characters."""
    return unicodedata.east_asian_width(character[0]) in "WF"
