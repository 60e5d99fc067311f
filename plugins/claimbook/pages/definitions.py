"""What a page names for itself: `define("gap", EXPR)`, and `defined("gap")` further down.

Such a name holds on its own page alone and from its definition on, so that a reader of the page
finds everything that a number rests on above it, and no page can change another one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from claimbook.diagnostics import Diagnostic, Span, Text, code, did_you_mean
from claimbook.quantities import Definition, Quantity, QuantityError

DEFINES, USES = "define", "defined"
"""The macros that name a value and that give it again."""

_DEFINING = re.compile(r"\bdefine\(\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Defined:
    """What `define(...)` says: a name for a value. It prints nothing."""

    name: str
    quantity: Quantity


@dataclass(slots=True)
class _Entry:
    span: Span
    quantity: Quantity | None = None
    is_used: bool = False


@dataclass(slots=True)
class PageNames:
    """The names that one page has given so far."""

    path: str | None = None
    """The page, relative to the folder of the pages; None outside all pages."""
    definers: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    """For each name that pages define, those pages."""
    _entries: dict[str, _Entry] = field(default_factory=dict)

    def begin(self, name: str, span: Span) -> None:
        """A definition begins at `span`; until it is `settled` it is broken.

        Raises:
            QuantityError: the name cannot be one, or is taken.
        """
        if not _NAME.fullmatch(name):
            raise QuantityError(
                "invalid-argument",
                f'"{name}" cannot be a name',
                "a name is lower-case letters, digits and single hyphens",
            )
        before = self._entries.get(name)
        # What is included twice is one definition.
        if before is not None and (before.span.path, before.span.start) != (span.path, span.start):
            raise QuantityError(
                "duplicate-definition",
                f"{name} is defined already, at {before.span.location}",
                "give one of them another name",
            )
        if before is None:
            self._entries[name] = _Entry(span)

    def settle(self, name: str, quantity: Quantity) -> Defined:
        """The definition that began is this quantity."""
        entry = self._entries[name]
        definition = Definition(name, entry.span, quantity)
        entry.quantity = Quantity(quantity.value, quantity.dimension, definition, quantity.unit)
        return Defined(name, entry.quantity)

    def get(self, name: str) -> Quantity:
        """The quantity of that name.

        Raises:
            QuantityError: the page has not defined it so far, or not soundly.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise QuantityError("unknown-name", self._unknown(name), self._advice(name))
        entry.is_used = True
        if entry.quantity is None:
            raise QuantityError(
                "unknown-name",
                f"{name} has no value: its definition at {entry.span.location} is not right",
                "mend the definition",
            )
        return entry.quantity

    def unused(self) -> Iterator[Diagnostic]:
        """A warning for each name that nothing on the page uses."""
        for name, entry in self._entries.items():
            if not entry.is_used and entry.quantity is not None:
                yield Diagnostic(
                    code("unused-definition"),
                    f"nothing on the page uses {name}, which is defined here",
                    entry.span,
                    f'write << defined("{name}") >> further down, or remove the definition',
                )

    def _unknown(self, name: str) -> str:
        where = (
            "the page has not defined" if self.path is not None else "there is no page to define"
        )
        return f"{where} {name}"

    def _advice(self, name: str) -> str:
        pages = self.definers.get(name, ())
        if self.path in pages:
            return "the page defines it further down; move the definition up"
        if pages and self.path is None:
            return f"{pages[0]} defines it for itself; ask for the id of a number on that page"
        if pages:
            return f"{pages[0]} defines it, and such a name holds on its own page alone"
        return did_you_mean(name, self._entries, f'write << define("{name}", ...) >> above')


def definers(texts: Iterable[tuple[str, Text]]) -> dict[str, list[str]]:
    """For each name that pages seem to define, those pages, in their order."""
    found: dict[str, list[str]] = {}
    for path, text in texts:
        for match in _DEFINING.finditer(text.content) if "define(" in text.content else ():
            found.setdefault(match[1] or match[2] or "", []).append(path)
    return found
