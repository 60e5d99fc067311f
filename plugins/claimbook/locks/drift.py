"""What a published number changed by: the specs, conventions and words that are not what they were.

A number drifts when the page would show another text than the lock has. A value that moves under
an equal text is worth a note. Changes are told by their cause, because one spec can move many
numbers, and it is the cause that an author has to give a reason for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimbook.diagnostics import Diagnostic, Related, Span, code
from claimbook.locks.locked import Locked, locked, place_of
from claimbook.locks.matching import Matching
from claimbook.output import value_document
from claimbook.report import MacroResult
from claimbook.sources import Spec

MAX_LISTED = 12
"""A message lists so many numbers; `claimbook impact` lists all."""
_ACCEPT = 'if it is meant, say why: claimbook accept --all --why "..."'


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a number rests on, and that is not what it was."""

    what: str
    """The path of a spec; `convention`, `wording` or `formula` where it is none."""
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        if self.what == "formula":
            return "a formula changed, or how its result is printed"
        if self.what == "wording":
            return f"the page now asks for {self.after}"
        if self.before is None:
            return f"{self.what} ({self.after}) is a new input"
        if self.after is None:
            return f"{self.what} ({self.before}) is no input any more"
        return f"{self.what} changed from {self.before} to {self.after}"

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Puts changes of one thing side by side."""
        return self.what, self.before or "", self.after or ""

    @property
    def brief(self) -> str:
        """The change in short, as the journal keeps it."""
        if self.what in CAUSES:
            return self.what
        return f"{self.what}: {self.before or '-'} \u2192 {self.after or '-'}"


CAUSES = ("formula", "wording", "gone")
"""Changes that have no values of their own; the last is that of a number that was taken out."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A number that is not what was published, and why."""

    before: Locked
    after: Locked
    result: MacroResult
    cause: tuple[Change, ...]

    @property
    def roots(self) -> tuple[Change, ...]:
        """What it follows from; new words for a value are no cause where there is another."""
        return tuple(change for change in self.cause if change.what != "wording")

    @property
    def is_drift(self) -> bool:
        """Whether a reader sees it."""
        return self.before.text != self.after.text


def shifts_of(matching: Matching) -> list[Shift]:
    """The numbers whose text or value is another than the locked one.

    What failed is reported by itself, and what is frozen shows what was locked.
    """
    found = []
    in_order = sorted(matching.pairs, key=lambda pair: place_of(pair[1]))
    for before, result in in_order:
        if result.failed is not None or result.outcome.frozen is not None:
            continue
        value = value_document(result.value)
        shown = (result.text, value["value"], value["unit"])
        # What it rests on is looked at only where it matters: that takes the most time.
        if (before.text, before.value, before.unit) != shown:
            after = locked(result)
            found.append(Shift(before, after, result, _cause(before, after)))
    return found


def by_cause(shifts: Iterable[Shift]) -> dict[tuple[Change, ...], list[Shift]]:
    """The shifts grouped by what they follow from; new words for a value are part of no cause."""
    found: dict[tuple[Change, ...], list[Shift]] = defaultdict(list)
    for shift in shifts:
        found[shift.roots or (Change("wording", None, "other words"),)].append(shift)
    return dict(sorted(found.items(), key=lambda item: [each.sort_key for each in item[0]]))


def drift_diagnostics(
    shifts: Iterable[Shift],
    gone: Iterable[Locked],
    specs: Mapping[str, Spec],
    pages: Iterable[str],
    *,
    is_lenient: bool,
) -> list[Diagnostic]:
    """What to tell the author: one finding for each cause, and for each page that lost numbers.

    Args:
        shifts: the numbers that changed.
        gone: the locked numbers that no page has any more.
        specs: those of the book, for the place of a cause.
        pages: the files of the pages that there are.
        is_lenient: whether drift is a warning.
    """
    found = [
        _drifted(cause, group, specs, is_lenient=is_lenient)
        for cause, group in by_cause(shifts).items()
    ]
    lost: dict[str, list[Locked]] = defaultdict(list)
    for number in gone:
        lost[number.page].append(number)
    there = set(pages)
    for page, numbers in sorted(lost.items()):
        count = _count(len(numbers), "published number")
        what = f"{count} gone from {page}" if page in there else f"{page} is gone, with {count}"
        found.append(
            Diagnostic(
                code("number-lost"),
                f"{what}: {_few([number.id for number in numbers])}",
                numbers[0].span,
                _ACCEPT,
                tuple(
                    Related(number.span, f"{number.text} ({number.id})")
                    for number in numbers[:MAX_LISTED]
                    if number.span is not None
                ),
                is_lenient=is_lenient,
            )
        )
    return found


def _cause(before: Locked, after: Locked) -> tuple[Change, ...]:
    found = [
        Change(name, before.inputs.get(name), after.inputs.get(name))
        for name in sorted({*before.inputs, *after.inputs})
        if before.inputs.get(name) != after.inputs.get(name)
    ]
    if before.assumptions != after.assumptions:
        old, new = ("; ".join(each.assumptions) or "none" for each in (before, after))
        found.append(Change("convention", old, new))
    if before.expression != after.expression:
        found.append(Change("wording", before.expression, after.expression))
    return tuple(found) or (Change("formula"),)


def _drifted(
    cause: tuple[Change, ...],
    group: list[Shift],
    specs: Mapping[str, Spec],
    *,
    is_lenient: bool,
) -> Diagnostic:
    drifted = [shift for shift in group if shift.is_drift]
    claims = sum(shift.before.stance != "computed" for shift in group)
    why = "; ".join(dict.fromkeys(str(change) for change in cause))
    if cause[0].what == "wording":
        why = "the pages now say it in other words"
    resting = f"; {_count(claims, 'claim')} rest{'s' if claims == 1 else ''} on it"
    resting = resting if claims else ""
    pages = sorted({shift.after.page for shift in drifted or group})
    if not drifted:
        return Diagnostic(
            code("value-moved"),
            f"{why}: {_count(len(group), 'value')} moved under the text that was published, on "
            f"{_few(pages)}{resting}",
            _place(cause, group, specs),
            "claimbook accept --all takes the values over; that needs no reason",
        )
    return Diagnostic(
        code("number-drifted"),
        f"{why}: {_count(len(drifted), 'published number')} changed, on {_few(pages)}{resting}",
        _place(cause, drifted, specs),
        _ACCEPT if len(drifted) > 1 else _ACCEPT.replace("--all", f"--id {drifted[0].result.id}"),
        tuple(
            Related(
                shift.result.macro.span,
                f"{shift.after.text} was {shift.before.text} ({shift.result.id})",
            )
            for shift in drifted[:MAX_LISTED]
        ),
        is_lenient=is_lenient,
    )


def _place(cause: tuple[Change, ...], group: list[Shift], specs: Mapping[str, Spec]) -> Span | None:
    """Where the cause stands; the first number where that is in no file."""
    known = [specs[change.what].span for change in cause if change.what in specs]
    return known[0] if known else group[0].result.macro.span


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def _few(names: list[str]) -> str:
    """Some names, and how many there are besides."""
    more = len(names) - MAX_LISTED
    return ", ".join(names[:MAX_LISTED]) + (f" and {more} more" if more > 0 else "")
