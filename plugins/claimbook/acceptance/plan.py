"""What an acceptance makes of the lock, and what the journal has to say of it.

Only what is named is taken over. A number that is not named keeps the line that it has, also where
it is gone from the pages: a part of the book never prunes the rest.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from claimbook.locks import (
    Lock,
    Locked,
    Matching,
    Revision,
    Shift,
    locked,
    match,
    place_of,
    shifts_of,
)
from claimbook.report import MacroResult
from claimbook.sources import Spec


@dataclass(frozen=True)
class Plan:
    """The numbers of the next lock, and the changes by cause."""

    numbers: tuple[Locked, ...]
    causes: tuple[tuple[str, tuple[Revision, ...]], ...]
    first: int
    """How many numbers are published for the first time."""
    moved: int
    """How many values moved, or numbers changed their place, without a change that is seen."""
    changed: frozenset[str]
    """The specs that changed."""

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """All numbers that a reader sees changed."""
        return tuple(revision for _, revisions in self.causes for revision in revisions)


def settled(lock: Lock, results: Iterable[MacroResult]) -> tuple[Locked, ...]:
    """The numbers of the lock; of two sides of a merge the one that the pages show now."""
    if not lock.others:
        return lock.numbers
    shown = {result.id: result.text for result in results}
    chosen = {(number.id, number.page): number for number in lock.numbers}
    for other in lock.others:
        if shown.get(other.id) == other.text:
            chosen[other.id, other.page] = other
    return tuple(chosen.values())


def plan(
    before: Iterable[Locked], results: Collection[MacroResult], wanted: Collection[str] | None
) -> Plan:
    """The next lock.

    Args:
        before: the numbers as they were published.
        results: those of the book now, with the ids of the lock.
        wanted: the ids to take over; None takes all.
    """
    matching = match(before, results)
    shifts = {id(shift.result): shift for shift in shifts_of(matching)}
    numbers: list[Locked] = []
    causes: dict[str, list[Revision]] = defaultdict(list)
    changed: set[str] = set()
    found = Counter[str]()
    for old, result in sorted(matching.pairs, key=lambda pair: place_of(pair[1])):
        keeps = result.failed is not None or result.outcome.frozen is not None
        if keeps or not _is_wanted(result.id, wanted):
            numbers.append(old)
            continue
        now = locked(result)
        now = replace(now, former=old.former_of(now.id))
        numbers.append(now)
        shift = shifts.get(id(result))
        if shift is not None and shift.is_drift:
            causes[_told(shift)].append(Revision(now.id, now.page, old.text, now.text))
            changed.update(change.what for change in shift.cause)
        elif now != old:
            found["moved"] += 1
    for old in matching.gone:
        if _is_wanted(old.id, wanted):
            causes["gone"].append(Revision(old.id, old.page, old.text, None))
        else:
            numbers.append(old)
    for result in matching.new:
        if result.failed is None and _is_wanted(result.id, wanted):
            numbers.append(locked(result))
            found["first"] += 1
    return Plan(
        tuple(numbers),
        tuple((cause, tuple(causes[cause])) for cause in sorted(causes)),
        found["first"],
        found["moved"],
        frozenset(changed),
    )


def unknown_ids(matching: Matching, wanted: Iterable[str]) -> list[str]:
    """The ids that name neither a number of the pages nor one of the lock."""
    known = {old.id for old in matching.gone} | {result.id for result in matching.new}
    known |= {result.id for _, result in matching.pairs}
    return sorted(set(wanted) - known)


def sources_of(changed: Iterable[str], specs: Mapping[str, Spec]) -> tuple[str, ...]:
    """The sources of the specs that changed, sorted."""
    return tuple(sorted({specs[name].source for name in changed if name in specs}))


def _is_wanted(identity: str, wanted: Collection[str] | None) -> bool:
    return wanted is None or identity in wanted


def _told(shift: Shift) -> str:
    return "; ".join(change.brief for change in shift.roots or shift.cause)
