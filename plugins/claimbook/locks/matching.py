"""Which number of a check is which number of the lock.

An id that the author gave decides. Without one, a number is the same as long as its expression
stands on the same page, wherever that is; then as long as the expression stands on any page; then
where a page has a claim about the same thing in other words. What is left was taken away, or is
new.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from claimbook.locks.locked import Locked, expression_of, page_of
from claimbook.report import MacroResult, PageReport

_STATED = re.compile(
    r"""(claim|reported)\(\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*,\s*(.+)""", re.DOTALL
)
_ID = re.compile(r"""\s*,\s*id\s*=\s*(?:"[^"]*"|'[^']*')""")
_ORDINAL = re.compile(r"-\d+$")
_Left = TypeVar("_Left")
_Right = TypeVar("_Right")


@dataclass(frozen=True)
class Matching:
    """Each number that was locked with what it is now; what is gone; what is new."""

    pairs: tuple[tuple[Locked, MacroResult], ...]
    gone: tuple[Locked, ...]
    new: tuple[MacroResult, ...]


def match(before: Iterable[Locked], results: Iterable[MacroResult]) -> Matching:
    """Find each locked number among the results; both in the order of the book."""
    left, right = list(before), list(results)
    pairs: list[tuple[Locked, MacroResult]] = []
    steps: Sequence[
        tuple[Callable[[Locked], Hashable | None], Callable[[MacroResult], Hashable | None]]
    ] = (
        (lambda old: (old.id, old.page), lambda now: (now.id, page_of(now)) if now.named else None),
        (lambda old: old.id, lambda now: now.id if now.named else None),
        (lambda old: (old.page, _asked(old)), lambda now: (page_of(now), _asked(now))),
        # The same expression in another spelling has the same id.
        (lambda old: (old.page, old.id), lambda now: (page_of(now), now.id)),
        (_asked, _asked),
    )
    for old_key, now_key in steps:
        found, left, right = _paired(left, right, old_key, now_key)
        pairs.extend(found)
    found, left, right = _paired(
        left,
        right,
        lambda old: _subject(old.page, _asked(old)),
        lambda now: None if now.named else _subject(page_of(now), _asked(now)),
        only_equal=True,
    )
    pairs.extend(found)
    return Matching(tuple(pairs), tuple(left), tuple(right))


def with_locked_ids(reports: Mapping[str, PageReport], matching: Matching) -> dict[str, PageReport]:
    """The pages with the ids that their numbers were locked under; a new one takes a free one."""
    taken = {old.id for old, _ in matching.pairs} | {old.id for old in matching.gone}
    ids = {id(now): old.id for old, now in matching.pairs if not now.named}
    for now in matching.new:
        free, ordinal = now.id, 1
        while free in taken and not now.named:
            free, ordinal = f"{_ORDINAL.sub('', now.id)}-{ordinal}", ordinal + 1
        taken.add(free)
        ids[id(now)] = free

    def renamed(result: MacroResult) -> MacroResult:
        own = ids.get(id(result), result.id)
        return result if own == result.id else replace(result, id=own)

    return {path: report.with_numbers(renamed) for path, report in reports.items()}


def _asked(number: Locked | MacroResult) -> str:
    """The expression of a number, without an id that may have been put into it since."""
    asked = number.expression if isinstance(number, Locked) else expression_of(number)
    return _ID.sub("", asked)


def _paired(
    left: list[_Left],
    right: list[_Right],
    left_key: Callable[[_Left], Hashable | None],
    right_key: Callable[[_Right], Hashable | None],
    *,
    only_equal: bool = False,
) -> tuple[list[tuple[_Left, _Right]], list[_Left], list[_Right]]:
    """Those of equal keys in their order, and what is left over on either side.

    Args:
        left: one side.
        right: the other.
        left_key: None for what has no partner.
        right_key: the same.
        only_equal: whether a key that one side has more often pairs nothing.
    """
    if not left or not right:
        return [], left, right
    waiting: dict[Hashable, list[_Left]] = defaultdict(list)
    for each in left:
        if (key := left_key(each)) is not None:
            waiting[key].append(each)
    asking: dict[Hashable, list[_Right]] = defaultdict(list)
    for other in right:
        if (key := right_key(other)) is not None and key in waiting:
            asking[key].append(other)
    pairs = [
        pair
        for key, others in asking.items()
        if not only_equal or len(others) == len(waiting[key])
        for pair in zip(waiting[key], others, strict=False)
    ]
    used = {id(one) for pair in pairs for one in pair}
    return (
        pairs,
        [each for each in left if id(each) not in used],
        [other for other in right if id(other) not in used],
    )


def _subject(page: str, expression: str) -> Hashable | None:
    """What a claim is about, whatever its words; None for anything else."""
    stated = _STATED.fullmatch(expression)
    return (page, stated[1], stated[2]) if stated else None
