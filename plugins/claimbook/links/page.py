"""What links need to know of a page: its title, its headings, and where it leads."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname, splitext
from urllib.parse import unquote

from claimbook.diagnostics import Diagnostics, Text
from claimbook.links.headings import Heading, by_words, explicit_ids, read_headings
from claimbook.links.names import exact, fold, plain
from claimbook.pages import PAGE_SUFFIXES, Macro, PageScan, Wikilink, substitute
from claimbook.pages.frontmatter import read_front_matter

INDEX_NAMES = ("index", "README")
"""The stems of pages that stand for their folder."""

_INLINE_LINK = re.compile(r"(?<!\\)\]\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)")
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]+\]:[ ]*<?([^\s<>]+)", re.MULTILINE)
_FIRST = re.compile(r"[ ]{0,3}#(?!#)")
_UNDERLINED = re.compile(r"[^\n]*\r?\n=+[ ]*(?:\r?\n|\Z)")


@dataclass(frozen=True)
class LinkedPage:
    """One page as links see it."""

    path: str
    title: str
    headings: tuple[Heading, ...]
    ids: frozenset[str]
    """The ids that the author gave."""
    wikilinks: tuple[Wikilink, ...]
    addresses: tuple[str, ...]
    """The files that its ordinary links name, relative to its own folder."""

    @cached_property
    def _by_words(self) -> list[tuple[Callable[[str], str], Mapping[str, Sequence[Heading]]]]:
        return [(key, by_words(self.headings, key)) for key in (exact, fold)]

    def headings_of(self, name: str) -> Sequence[Heading]:
        """The headings that `name` may mean: by their words as written, else by similar ones."""
        words = plain(name)
        for key, table in self._by_words:
            if found := table.get(key(words)):
                return found
        return ()


def read_page(
    path: str, scan: PageScan, printed: Callable[[Macro], str], *, attributes: bool
) -> LinkedPage:
    """The page as links see it.

    Args:
        path: the page, relative to the folder of the pages.
        scan: what its scan found.
        printed: what a macro in its title shows.
        attributes: whether the site reads lists of attributes, such as `{#id}`.
    """
    headings = read_headings(scan, attributes=attributes)
    return LinkedPage(
        path,
        _title(path, scan, headings, printed),
        headings,
        explicit_ids(scan, attributes=attributes),
        scan.wikilinks,
        tuple(_addresses(scan)),
    )


def _title(
    path: str, scan: PageScan, headings: tuple[Heading, ...], printed: Callable[[Macro], str]
) -> str:
    matter = scan.front_matter
    field = matter.fields.get("title") if matter is not None else None
    if field is not None and "<<" in field.span.content:
        written = substitute(scan, lambda _, macro: printed(macro))
        matter = read_front_matter(Text(path, written), Diagnostics())
        field = matter.fields.get("title") if matter is not None else None
    if field is not None and field.value is not None:
        return " ".join(str(field.value).split())
    if headings and (words := _first_heading(scan, headings[0], printed)):
        return words
    folder, stem = basename(dirname(path)), splitext(basename(path))[0]
    name = folder if stem in INDEX_NAMES and folder else stem
    return " ".join(re.split(r"[\s_-]+", name)).strip() or name


def _first_heading(scan: PageScan, first: Heading, printed: Callable[[Macro], str]) -> str:
    """The words of the first heading, if it is one of the first level."""
    content, start = scan.text.content, first.span.start
    line = max(content.rfind("\n", 0, start), content.rfind("\r", 0, start)) + 1
    if not (_FIRST.match(content, line) or _UNDERLINED.match(content, start)):
        return ""
    if first.text:
        return first.text
    pieces, position = [], start
    for macro in scan.macros:
        if start <= macro.span.start < first.span.end:
            pieces += [content[position : macro.span.start], printed(macro)]
            position = macro.span.end
    words = "".join([*pieces, content[position : first.span.end]])
    return plain(re.sub(r"(?<! )[ ]+\{[^{}]*\}[ ]*\Z", "", words))


def _addresses(scan: PageScan) -> list[str]:
    content, start = scan.text.content, scan.body_start
    found = []
    for pattern in (_INLINE_LINK, _DEFINITION):
        for match in pattern.finditer(content, start):
            path = unquote(match[1].partition("#")[0].partition("?")[0])
            if (
                path.endswith(PAGE_SUFFIXES)
                and ":" not in path
                and not path.startswith("/")
                and not scan.is_literal(match.start())
            ):
                found.append(path)
    return list(dict.fromkeys(found))
