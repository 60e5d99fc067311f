"""Diagnostics for the terminal: place, code, message, the line with a mark under it, the repair."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from claimbook.diagnostics import Diagnostic, Related, Span, visible

_MAX_LINE = 160
_TAB = 4
_UNKNOWN = {"drifted": "nothing locked"}
"""Why a count is not known, where that can be said."""


def report(diagnostics: Iterable[Diagnostic], counts: Mapping[str, int | None]) -> str:
    """All diagnostics, one paragraph each, and the counts at the end."""
    blocks = paragraphs(diagnostics)
    return f"{blocks}\n\n{counts_line(counts)}" if blocks else counts_line(counts)


def paragraphs(diagnostics: Iterable[Diagnostic]) -> str:
    """All diagnostics, one paragraph each."""
    return visible("\n\n".join("\n".join(_diagnostic(found)) for found in diagnostics))


def counts_line(counts: Mapping[str, int | None]) -> str:
    """The counts in one line; what is not determined yet says so."""
    told = {
        name: _UNKNOWN.get(name, "not determined") if count is None else count
        for name, count in counts.items()
    }
    return ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in told.items())


def _diagnostic(found: Diagnostic) -> Iterator[str]:
    ways = [related for related in found.related if related.inclusions is not None]
    others = [related for related in found.related if related not in ways[:1]]
    place = " -> ".join(str(span.location) for span in [*_way(ways), found.span] if span)
    yield f"{place}{': ' if place else ''}{found.severity} {found.code}: {found.message}"
    if found.span is not None:
        yield from _excerpt(found.span)
    for related in others:
        yield f"  {related.span.location}: {related.message}"
    if found.hint:
        yield f"  hint: {found.hint}"


def _way(ways: list[Related]) -> list[Span]:
    """The inclusions that lead to the place of a diagnostic, on the first way to it."""
    return [ways[0].span, *(ways[0].inclusions or ())] if ways else []


def _excerpt(span: Span) -> Iterator[str]:
    """The line of the span, and a mark below it that fits what a terminal shows."""
    location = span.location
    content = span.text.content
    if not content:
        return
    line = span.text.line(location.line)
    start = location.column - 1
    length = max(1, min(span.end - span.start, len(line) - start))
    if len(line) > _MAX_LINE:
        cut = max(0, min(start - _MAX_LINE // 4, len(line) - _MAX_LINE))
        line, start = line[cut : cut + _MAX_LINE], start - cut
        length = max(1, min(length, len(line) - start))
    before = _width(line[:start])
    gutter = f"  {location.line} | "
    yield gutter + line.replace("\t", " " * _TAB)
    yield (
        " " * (len(gutter) - 2) + "| " + " " * before + "^" * max(1, _width(line[start:][:length]))
    )


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two, combining ones none."""
    return sum(
        _TAB
        if character == "\t"
        else 0
        if unicodedata.combining(character)
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
