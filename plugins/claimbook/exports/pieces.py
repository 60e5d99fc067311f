"""A document as pieces of JSON text, so that no book is too large to be written.

A book of many thousand numbers says more to programs than should be in memory at once. What a
document holds many of is made one by one, while it is written; the text is to the letter that of
the whole document.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from claimbook.output import Json, to_json


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a list, made while they are written."""

    each: Iterable[Json]


@dataclass(frozen=True, slots=True)
class Members:
    """The members of an object by name, made while they are written."""

    each: Iterable[tuple[str, Json]]


def json_pieces(document: Mapping[str, object]) -> Iterator[str]:
    """The text of a document with at least one key; an `Items` or `Members` may be its value."""
    before = "{\n"
    for key, value in document.items():
        yield f"{before}  {to_json(key)}: "
        before = ",\n"
        match value:
            case Items(items):
                yield from _inside("[", (_at(4, item) for item in items), "]")
            case Members(members):
                named = (f"{to_json(name)}: {_at(4, member)}" for name, member in members)
                yield from _inside("{", named, "}")
            case _:
                yield _at(2, value)
    yield "\n}\n"


def _inside(opened: str, texts: Iterable[str], closed: str) -> Iterator[str]:
    before = opened
    for text in texts:
        yield f"{before}\n    {text}"
        before = ","
    yield f"{opened}{closed}" if before == opened else f"\n  {closed}"


def _at(column: int, value: object) -> str:
    # A line of JSON ends between values alone: inside a text its end is escaped.
    return to_json(value).replace("\n", "\n" + " " * column)
