"""What the journal says of past changes, in the front matter of its entries.

Each acceptance is an item of `accepted`: why, from which sources, and for each cause the numbers
with what they were and what they became. Nothing here is computed, and nothing of it changes when
the data does.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from claimbook.diagnostics import Diagnostic, Diagnostics, Span, Text, code
from claimbook.locks.file import Lock
from claimbook.pages import read_front_matter, written_fields
from claimbook.quantities import QuantityError
from claimbook.render import Past
from claimbook.sources.dates import check_date

ACCEPTED = "accepted"
"""The key of the front matter that holds the acceptances of a day."""
"""How an id ends that no author gave."""
_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Revision:
    """One number in one acceptance; `now` is None where it was taken out of the book."""

    id: str
    page: str
    was: str
    now: str | None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What was accepted at once."""

    day: str
    entry: str
    """The page of the journal, relative to the folder of the pages."""
    why: str
    sources: tuple[str, ...] = ()
    commit: str | None = None
    first: int = 0
    """How many numbers were published for the first time."""
    causes: tuple[tuple[str, tuple[Revision, ...]], ...] = ()

    @property
    def revisions(self) -> Iterator[tuple[str, Revision]]:
        """Each number with its cause."""
        for cause, revisions in self.causes:
            for revision in revisions:
                yield cause, revision


@dataclass(frozen=True)
class History:
    """All acceptances, the oldest first."""

    acceptances: tuple[Acceptance, ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[str, list[tuple[Acceptance, Revision]]]:
        found: dict[str, list[tuple[Acceptance, Revision]]] = defaultdict(list)
        for acceptance in self.acceptances:
            # A file that two pages include has its numbers on both.
            told = {(each.id, each.was, each.now): each for _, each in acceptance.revisions}
            for revision in told.values():
                found[revision.id].append((acceptance, revision))
        return found

    def past(self, *identities: str) -> tuple[Past, ...]:
        """What the number of these ids was, the latest first."""
        found = [each for identity in identities for each in self._by_id.get(identity, ())]
        if len(identities) > 1:
            place = {id(each): at for at, each in enumerate(self.acceptances)}
            found.sort(key=lambda each: place[id(each[0])])
        return tuple(
            Past(acceptance.day, revision.was, acceptance.why, acceptance.entry)
            for acceptance, revision in reversed(found)
        )

    def last_changes(self) -> dict[str, str]:
        """The day on which each page's numbers were last changed, by its file."""
        days: dict[str, str] = {}
        for acceptance in self.acceptances:
            for _, revision in acceptance.revisions:
                days[revision.page] = max(acceptance.day, days.get(revision.page, ""))
        return days

    def contradictions(self, lock: Lock) -> list[tuple[str, str]]:
        """What the journal says last of a number, where the lock says otherwise; by entry.

        Branches that were merged may each have a last word. The lock has one of them. A number
        that was given an id since goes on under that.
        """
        known = {number.id: number for number in lock.numbers}
        now = {former: number.id for number in lock.numbers for former in number.former}
        told: dict[str, list[tuple[Acceptance, Revision]]] = defaultdict(list)
        for acceptance in self.acceptances:
            for _, revision in acceptance.revisions:
                told[now.get(revision.id, revision.id)].append((acceptance, revision))
        found = []
        for identity, revisions in told.items():
            followed = {revision.was for _, revision in revisions}
            last = [each for each in revisions if each[1].now not in followed] or revisions[-1:]
            words = [revision.now for _, revision in last]
            number = known.get(identity)
            if None in words or (number is not None and number.text in words):
                continue
            states = "does not have it" if number is None else f"has {number.text}"
            found.append((last[-1][0].entry, f"{identity} is {words[-1]} here, the lock {states}"))
        return sorted(found)


def day_in(path: str) -> str | None:
    """The day that the name of a journal's page states."""
    try:
        return check_date(path.rpartition("/")[2][: len("YYYY-MM-DD")])
    except QuantityError:
        return None


def is_entry(path: str, folder: str) -> bool:
    """Whether a page, by its path, is an entry of the journal in `folder`."""
    return (folder == "." or path.startswith(f"{folder}/")) and day_in(path) is not None


def read_history(
    texts: Mapping[str, Text], folder: str, diagnostics: Diagnostics | None = None
) -> History:
    """The acceptances in the entries of the journal.

    Args:
        texts: all pages, by path.
        folder: that of the journal, relative to the folder of the pages.
        diagnostics: where faults go, if anywhere.
    """
    found: list[Acceptance] = []
    for path in sorted(texts, key=lambda path: (day_in(path) or "", path)):
        day = day_in(path)
        # Most entries have none, and reading YAML takes its time.
        if day is None or not is_entry(path, folder) or ACCEPTED not in texts[path].content:
            continue
        items = written_fields(texts[path].content).get(ACCEPTED)
        if items is None:
            continue
        read = [_acceptance(path, day, item) for item in items] if _is_list(items) else [None]
        found.extend(each for each in read if each is not None)
        if None in read and diagnostics is not None:
            diagnostics.append(_unreadable(texts[path]))
    return History(tuple(found))


def _acceptance(path: str, day: str, item: Any) -> Acceptance | None:
    if not isinstance(item, dict) or not isinstance(item.get("why"), str):
        return None
    causes: list[tuple[str, tuple[Revision, ...]]] = []
    for group in item.get("causes", ()) if _is_list(item.get("causes", [])) else (None,):
        revisions = _cause(group)
        if revisions is None:
            return None
        causes.append(revisions)
    sources, first, commit = item.get("sources", []), item.get("first", "0"), item.get("commit")
    if not _is_list(sources) or not _COUNT.fullmatch(str(first)):
        return None
    return Acceptance(
        day,
        path,
        item["why"],
        tuple(str(source) for source in sources),
        commit if isinstance(commit, str) else None,
        int(first),
        tuple(causes),
    )


def _cause(group: Any) -> tuple[str, tuple[Revision, ...]] | None:
    if not isinstance(group, dict) or not isinstance(group.get("cause"), str):
        return None
    found: list[Revision] = []
    for each in group.get("numbers", ()) if _is_list(group.get("numbers")) else (None,):
        keys = ("id", "page", "was")
        if not isinstance(each, dict) or not all(isinstance(each.get(key), str) for key in keys):
            return None
        now = each.get("now")
        was = Revision(each["id"], each["page"], each["was"], None)
        found.append(replace(was, now=now) if isinstance(now, str) else was)
    return group["cause"], tuple(found)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _unreadable(text: Text) -> Diagnostic:
    return Diagnostic(
        code("journal-unreadable"),
        f"{ACCEPTED} is not what claimbook accept writes",
        accepted_place(text),
        "take it back from version control: past entries are not rewritten",
    )


def accepted_place(text: Text) -> Span:
    """Where an entry has its acceptances."""
    matter = read_front_matter(text, Diagnostics())
    field = matter.fields.get(ACCEPTED) if matter is not None else None
    return field.place if field is not None else text.span(0)


def stale_pages(
    history: History, updated: Iterable[tuple[str, str, Any]]
) -> Iterator[tuple[Any, str, str]]:
    """The pages that say they were last updated before one of their numbers changed.

    Args:
        history: what was accepted.
        updated: for each page its file, the day it states, and anything that names the place.
    """
    changed = history.last_changes()
    for page, day, place in updated:
        last = changed.get(page)
        if last is not None and day < last:
            yield place, day, last
