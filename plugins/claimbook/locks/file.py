"""claims.lock as text: one line of JSON for each number, and a blank line between two.

The blank line lets branches that changed different numbers be merged. Where a merge left its marks
all the same, both sides are read, and the next acceptance writes the file anew.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

from claimbook.claims.review import Verdict
from claimbook.diagnostics import Diagnostics, Span, Text
from claimbook.locks.locked import Locked
from claimbook.output import to_json

LOCK_NAME = "claims.lock"
"""At the book's root."""
PENDING_NAME = "claims.lock.pending"
"""Beside it, what an acceptance is about to write; there only until it has."""
MAX_LOCK_BYTES = 256 * 1024 * 1024
"""A larger lock is refused, so that no file can stall a build."""
_HEADER = "# The numbers that this book has published. claimbook accept writes this file."
_MARK = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?:\s|$)")
_LINE = re.compile(r"[^\r\n]+")
_TEXTS = ("id", "page", "expression", "text", "stance")
_UNENDED = "the older side of a merge begins here, and no line of = ends it"
_TAKE_BACK = "take the file back from version control: it is not written by hand"
_REPAIR = "claimbook accept writes it anew, with both sides of a merge"


@dataclass(frozen=True)
class Lock:
    """What the lock says."""

    numbers: tuple[Locked, ...]
    others: tuple[Locked, ...] = ()
    """What a merge left beside one of `numbers`: another state of the same number."""
    is_conflicted: bool = False
    """Whether it has to be written anew."""

    def divided(
        self, is_elsewhere: Callable[[str], bool]
    ) -> "tuple[Lock | None, tuple[Locked, ...]]":
        """The lock as it concerns one book, None where nothing does; and the lines of others.

        Args:
            is_elsewhere: whether a page belongs to another book in the same folder.
        """
        elsewhere = {page: is_elsewhere(page) for page in {each.page for each in self.numbers}}
        own = tuple(number for number in self.numbers if not elsewhere[number.page])
        foreign = tuple(number for number in self.numbers if elsewhere[number.page])
        if foreign and not own:
            return None, foreign
        others = tuple(each for each in self.others if not elsewhere.get(each.page, False))
        return Lock(own, others, self.is_conflicted), foreign


def write_lock(numbers: Iterable[Locked]) -> str:
    """The text of the lock with these numbers, in the order of their ids."""
    lines = [_line(number) for number in sorted(numbers, key=lambda each: (each.id, each.page))]
    return "\n\n".join([_HEADER, *lines]) + "\n"


def read_lock(text: Text, diagnostics: Diagnostics) -> Lock:
    """The numbers in the lock, and what is wrong with it."""
    found: dict[tuple[str, str], Locked] = {}
    others: list[Locked] = []
    mark: Span | None = None
    # Of three versions the common ancestor is the one that nobody wants; where it begins.
    base: Span | None = None
    if not text.content.strip():
        _refuse(
            f"{text.path} is empty, which no claimbook accept leaves it", text.span(0), diagnostics
        )
    for match in _LINE.finditer(text.content):
        line, span = match[0], text.span(match.start())
        if marked := _MARK.match(line):
            if base is not None and not marked[1].startswith("="):
                _refuse(_UNENDED, base, diagnostics)
            base = span if marked[1].startswith("|") else None
            mark = mark or span
            continue
        if base is not None or line.startswith("#") or not line.strip():
            continue
        number = _number(line, span, diagnostics)
        if number is None:
            continue
        before = found.setdefault((number.id, number.page), number)
        if before is not number:
            mark = mark or span
            others.extend([number] if number != before else [])
    if base is not None:
        _refuse(_UNENDED, base, diagnostics)
    if mark is not None:
        diagnostics.add(
            "lock-conflict",
            f"{text.path} holds two sides of a merge",
            mark,
            hint=_REPAIR,
        )
    return Lock(tuple(found.values()), tuple(others), mark is not None)


def _line(number: Locked) -> str:
    document: dict[str, Any] = {
        "id": number.id,
        "page": number.page,
        "text": number.text,
        "value": number.value,
        "unit": number.unit,
        "stance": number.stance,
        "verdict": number.verdict,
        "expression": number.expression,
        "inputs": dict(sorted(number.inputs.items())),
        "assumptions": list(number.assumptions),
        "former": list(number.former),
    }
    kept = {key: value for key, value in document.items() if value not in (None, {}, [])}
    # False is a value.
    if number.value is False:
        kept = {key: document[key] for key in document if key in kept or key == "value"}
    return to_json(kept, indent=None)


def _refuse(message: str, span: Span, diagnostics: Diagnostics) -> None:
    diagnostics.add("lock-unreadable", message, span, hint=_TAKE_BACK)


def _number(line: str, span: Span, diagnostics: Diagnostics) -> Locked | None:
    try:
        read = json.loads(line)
        if "\\u" in line:  # half of a pair is no text, and could not be written anywhere
            json.dumps(read, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict) or not all(isinstance(read.get(key), str) for key in _TEXTS):
        _refuse("the line is no number that claimbook has locked", span, diagnostics)
        return None
    inputs = read.get("inputs")
    value, unit, verdict = read.get("value"), read.get("unit"), read.get("verdict")
    return Locked(
        read["id"],
        read["page"],
        read["expression"],
        read["text"],
        value if isinstance(value, str | bool) else None,
        unit if isinstance(unit, str) else None,
        read["stance"],
        next((known for known in get_args(Verdict) if known == verdict), None),
        MappingProxyType(
            {
                str(name): stated
                for name, stated in (inputs if isinstance(inputs, dict) else {}).items()
                if isinstance(stated, str)
            }
        ),
        _texts(read.get("assumptions")),
        _texts(read.get("former")),
        span,
    )


def _texts(value: object) -> tuple[str, ...]:
    """The texts in a list; what else stands there is left out."""
    listed = value if isinstance(value, list) else []
    return tuple(each for each in listed if isinstance(each, str))
