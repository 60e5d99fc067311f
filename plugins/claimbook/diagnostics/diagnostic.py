"""The one diagnostic type, and the sink that collects a run's diagnostics."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from claimbook.diagnostics.codes import Code, Severity, code
from claimbook.diagnostics.span import Location, Span


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a diagnostic, such as the spec a claim rests on."""

    span: Span
    message: str
    inclusions: tuple[Span, ...] | None = None
    """Where `span` includes the file that the diagnostic is about: the further inclusions on the
    way to it. None for any other place."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong (`message`), where (`span`), and the smallest edit that repairs it (`hint`).

    `span` is None only where no file is to blame, for example a wrong option of the command.
    """

    code: Code
    message: str
    span: Span | None = None
    hint: str | None = None
    related: tuple[Related, ...] = ()
    is_lenient: bool = False
    """Whether the book asks for a warning where the code says error."""

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return "warning" if self.is_lenient else self.code.severity

    @property
    def location(self) -> Location | None:
        """Where the span begins, if there is one."""
        return self.span.location if self.span else None

    @property
    def sort_key(self) -> tuple[str, int, str, str]:
        """By file, then place, then code, so that a report has one order."""
        if self.span is None:
            return ("", 0, self.code.number, self.message)
        return (self.span.path, self.span.start, self.code.number, self.message)


class Diagnostics:
    """Collects the diagnostics of one run; iterates in the order of `Diagnostic.sort_key`."""

    def __init__(self, items: Iterable[Diagnostic] = ()) -> None:
        self._items: dict[tuple[str, int, str, str], Diagnostic] = {}
        self.extend(items)

    def add(
        self,
        slug: str,
        message: str,
        span: Span | None = None,
        *,
        hint: str | None = None,
        related: Iterable[Related] = (),
    ) -> None:
        """Report one finding by the slug of its code; the same finding twice counts once."""
        self.append(Diagnostic(code(slug), message, span, hint, tuple(related)))

    def append(self, diagnostic: Diagnostic) -> None:
        """Take over a finished diagnostic; one that is here already learns its related places."""
        before = self._items.setdefault(diagnostic.sort_key, diagnostic)
        further = [related for related in diagnostic.related if related not in before.related]
        if further:
            joined = replace(before, related=(*before.related, *further))
            self._items[diagnostic.sort_key] = joined

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over several."""
        for diagnostic in diagnostics:
            self.append(diagnostic)

    @property
    def has_errors(self) -> bool:
        """Whether any of them is an error."""
        return any(item.severity == "error" for item in self._items.values())

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter([self._items[key] for key in sorted(self._items)])

    def __len__(self) -> int:
        return len(self._items)
