"""The headings of a page, and the anchors that a link to them uses.

An id that the author gave is taken as it is. The id that a host makes of a heading's words is the
host's own affair: each has another rule, and only rendering tells it. So a link to such a heading
uses an anchor of ours, which is set beside the heading, and works whatever the host's rule is.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from claimbook.diagnostics import Span
from claimbook.links.names import fold, plain
from claimbook.pages import PageScan

_ATTRIBUTES = re.compile(r"(?<! )[ ]+\{:?[ ]*([^}\n ][^\n]*)[ ]*\}[ ]*\Z")
_ANY_ATTRIBUTES = re.compile(r"\{:?[ ]*([^{}\n ][^{}\n]*)\}")
_ID = re.compile(r"(?:^|(?<=\s))#([^\s{}]+)|(?:^|(?<=\s))id=[\"']?([^\s\"'{}]+)")
_HTML_ID = re.compile(r"<[A-Za-z][^<>]*?\s(?:id|name)\s*=\s*[\"']?([^\s\"'<>]+)")
_NO_WORD = re.compile(r"[\W_]+")
_PREFIX = "to-"


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading."""

    span: Span
    text: str
    """Its words; empty where a macro is among them, as they follow a value."""
    anchor: str
    """What a link to it uses: the id that the author gave, else an anchor of ours."""
    has_id: bool
    """Whether the author gave an id."""


def read_headings(scan: PageScan, *, attributes: bool) -> tuple[Heading, ...]:
    """The headings of a page, in file order.

    Args:
        scan: the page.
        attributes: whether the site reads lists of attributes, such as `{#id}`.
    """
    found: list[Heading] = []
    macros = sorted(macro.span.start for macro in scan.macros)
    taken = set(explicit_ids(scan, attributes=attributes))
    numbers: Counter[str] = Counter()
    for span in sorted(scan.headings, key=lambda span: span.start):
        words = span.content
        ids: Sequence[str] = ()
        ends = attributes and words.rstrip(" ").endswith("}")
        if ends and (match := _ATTRIBUTES.search(words)):
            ids, words = list(_ids(match[1])), words[: match.start()]
        index = bisect_left(macros, span.start)
        has_macro = index < len(macros) and macros[index] < span.end
        shown = plain(words)
        text = "" if has_macro else shown
        anchor = ids[-1] if ids else _anchor(shown, taken, numbers)
        taken.add(anchor)
        found.append(Heading(span, text, anchor, bool(ids)))
    return tuple(found)


def explicit_ids(scan: PageScan, *, attributes: bool) -> frozenset[str]:
    """The ids that the author gave to any part of a page."""
    content, start = scan.text.content, scan.body_start
    found = {
        match[1]
        for match in _HTML_ID.finditer(content, start)
        if not scan.is_literal(match.start())
    }
    for match in _ANY_ATTRIBUTES.finditer(content, start) if attributes else ():
        if not scan.is_literal(match.start()):
            found.update(_ids(match[1]))
    return frozenset(found)


def by_words(
    headings: Sequence[Heading], key: Callable[[str], str]
) -> Mapping[str, Sequence[Heading]]:
    """The headings by their words, compared as `key` says."""
    found: dict[str, list[Heading]] = {}
    for each in headings:
        if each.text:
            found.setdefault(key(each.text), []).append(each)
    return found


def _ids(attributes: str) -> Iterable[str]:
    return (match[1] or match[2] for match in _ID.finditer(attributes))


def _anchor(words: str, taken: Collection[str], numbers: Counter[str]) -> str:
    """An anchor that is not taken; `numbers` keeps how far each stem has come."""
    stem = _PREFIX + (_NO_WORD.sub("-", fold(words)).strip("-") or "heading")
    anchor = stem
    while anchor in taken:
        numbers[stem] += 1
        anchor = f"{stem}-{numbers[stem] + 1}"
    return anchor
