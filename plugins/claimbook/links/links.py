"""Where the links of a book lead.

A name is looked for among the pages, as a path, as the name of a file and as a title at once; then
among the generated pages, and where there are none among the sources. An exact name wins over a
similar one, and of two that fit equally well none is chosen: a link that an accident resolved
leads astray on the day on which a page is added.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname, join, normpath, splitext

from claimbook.diagnostics import nearest
from claimbook.links.headings import Heading
from claimbook.links.names import exact, fold
from claimbook.links.page import INDEX_NAMES, LinkedPage
from claimbook.links.references import NO_REFERENCES, Destination, References
from claimbook.pages import PAGE_SUFFIXES, Wikilink

SOURCES_PAGE = "sources.md"
"""The page that shows the sources of a book."""
SOURCE_ANCHOR = "source-{}"
"""The anchor of a source on that page."""

_MAX_LISTED = 12
_MAX_SUGGESTED = 100
"""Names that are looked for among the similar ones; a page full of wrong links may not stall."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a wikilink leads nowhere: the slug of a code, what is wrong, what to do."""

    slug: str
    message: str
    hint: str


class Links:
    """The pages and sources of one book, as far as links can lead to them."""

    def __init__(
        self,
        pages: Iterable[LinkedPage],
        sources: Mapping[str, str],
        left_out: Callable[[], Iterable[str]],
        *,
        published: Callable[[str], bool],
        language_of: Callable[[str], str],
        references: References = NO_REFERENCES,
    ) -> None:
        """Look up nothing yet.

        Args:
            pages: the pages of this build.
            sources: the titles of the sources, by id.
            left_out: gives all files of the pages' folder, those of no page of this build too.
            published: whether a page is one of the finished site.
            language_of: the language of a page.
            references: the places of the generated pages, which are not among `pages`.
        """
        self.pages = {page.path: page for page in sorted(pages, key=lambda page: page.path)}
        self.references = references
        self._sources = sources
        self._left_out = left_out
        self._published = published
        self._language_of = language_of
        self._suggested = 0
        self._known: dict[tuple[str, str, bool, bool], Destination | Fault] = {}

    def resolve(self, page: str, link: Wikilink) -> Destination | Fault:
        """What a wikilink on `page` leads to."""
        key = (page, link.target, link.embeds, link.has_macro)
        if key not in self._known:
            self._known[key] = self._resolved(page, link)
        return self._known[key]

    def backlinks(self, page: str) -> list[LinkedPage]:
        """The published pages that link to `page`, by their paths."""
        return [self.pages[path] for path in self._graph[0].get(page, ())]

    def anchors(self, page: str) -> frozenset[str]:
        """The anchors on `page` that wikilinks use and no author gave."""
        return self._graph[1].get(page, frozenset())

    # -- inside -------------------------------------------------------------------------------

    def _resolved(self, page: str, link: Wikilink) -> Destination | Fault:
        shown = f"[[{link.target}]]"
        if link.embeds:
            hint = f"link to it: {shown}; with a mark before a link, put a space between them"
            return Fault("link-embeds", f"!{shown} would show a page inside another", hint)
        if link.has_macro:
            hint = "write the name of a page; a macro may stand in the words behind the |"
            return Fault("link-unknown", "a macro stands in the target of the link", hint)
        name, mark, heading = (part.strip() for part in link.target.partition("#"))
        if not name and not (mark and heading):
            hint = "write [[page]], or \\[[ to show the brackets"
            return Fault("link-unknown", f"{shown} names no page", hint)
        if not name:
            target: LinkedPage | None = self.pages.get(page)
            if target is None:
                return Fault("link-unknown", f"{shown} stands on no page of the book", "name one")
        else:
            found = self._found(page, name)
            if len(found) > 1:
                paths = " or ".join(each.path for each in found)
                hint = f"write the path: {' or '.join(_by_path(each.path) for each in found)}"
                return Fault("link-ambiguous", f"{shown} may mean {paths}", hint)
            if not found and (made := self.references.find(name)) is not None:
                return self._part(made, heading) if heading else made
            if not found:
                return self._source(name, shown) if not mark else self._nowhere(name, shown)
            target = found[0]
        if not heading:
            return Destination(target.path, None, target.title)
        return self._heading(target, heading, shown, is_own=not name)

    @cached_property
    def _graph(self) -> tuple[dict[str, list[str]], dict[str, frozenset[str]]]:
        backlinks: dict[str, list[str]] = {}
        anchors: dict[str, set[str]] = {}
        for path, page in self.pages.items():
            reached = {normpath(join(dirname(path), each)) for each in page.addresses}
            for link in page.wikilinks:
                found = self.resolve(path, link)
                if isinstance(found, Destination):
                    reached.add(found.path)
                    if found.anchor is not None:
                        anchors.setdefault(found.path, set()).add(found.anchor)
            if self._published(path):
                known = self.pages.keys() | self.references.pages.keys()
                for target in sorted(reached & known - {path}):
                    backlinks.setdefault(target, []).append(path)
        needed = {
            path: frozenset(
                each.anchor
                for each in self.pages[path].headings
                if not each.has_id and each.anchor in used
            )
            for path, used in anchors.items()
            if path in self.pages
        }
        return backlinks, needed

    @cached_property
    def _tables(self) -> list[tuple[Callable[[str], str], "_Table"]]:
        return [(key, _Table(self.pages.values(), key)) for key in (exact, fold)]

    def _found(self, page: str, name: str) -> list[LinkedPage]:
        for key, table in self._tables:
            paths = table.find(page, name, key)
            if paths:
                language = self._language_of(page)
                own = [path for path in paths if self._language_of(path) == language]
                return [self.pages[path] for path in own or paths]
        return []

    def _heading(
        self, target: LinkedPage, name: str, shown: str, *, is_own: bool
    ) -> Destination | Fault:
        if name in target.ids:
            titled = next((each for each in target.headings if each.anchor == name), None)
            words = (titled.text if titled else "") or name
            return Destination(target.path, name, words if is_own else f"{target.title} › {words}")
        found = target.headings_of(name)
        if len(found) > 1:
            lines = " and ".join(str(each.span.location.line) for each in found[:_MAX_LISTED])
            message = f"{shown} may mean the headings at lines {lines} of {target.path}"
            hint = "give one of them an id, such as {#peak}, and link to that"
            return Fault("link-ambiguous", message, hint)
        if found:
            words = found[0].text if is_own else f"{target.title} › {found[0].text}"
            return Destination(target.path, found[0].anchor, words)
        message = f"{target.path} has no heading {name}"
        return Fault("heading-unknown", message, _listed(target.headings))

    def _part(self, page: Destination, name: str) -> Destination | Fault:
        """A place on a generated page."""
        if (found := self.references.part(page, name)) is not None:
            return found
        names = [f"#{each}" for each in self.references.parts(page)]
        return Fault("heading-unknown", f"{page.path} has no heading {name}", _told(names))

    def _source(self, name: str, shown: str) -> Destination | Fault:
        """The source of that name, on the page of the sources."""
        same = [each for each in self._sources if each == name]
        same = same or [each for each in self._sources if fold(each) == fold(name)]
        if len(same) != 1:
            return self._nowhere(name, shown)
        if SOURCES_PAGE not in self.pages:
            message = f"{shown} is a source, and the book has no page {SOURCES_PAGE} to show it"
            return Fault("link-unknown", message, f"add {SOURCES_PAGE}, or link to a page")
        return Destination(SOURCES_PAGE, SOURCE_ANCHOR.format(same[0]), self._sources[same[0]])

    def _nowhere(self, name: str, shown: str) -> Fault:
        for wanted in (fold(name), fold(normpath(name.lstrip("/")))):
            if path := self._unpublished.get(wanted):
                message = f"{shown} means {path}, which is a draft or excluded from the site"
                return Fault("link-unpublished", message, "publish it, or take the link out")
        hint = "name a page by its file, its path or its title; \\[[ shows the brackets"
        self._suggested += 1
        close = self._similar(name) if self._suggested <= _MAX_SUGGESTED else None
        return Fault("link-unknown", f"{shown} is no page and no source of the book", close or hint)

    @cached_property
    def _unpublished(self) -> dict[str, str]:
        """The files of the pages' folder that are no page of this build, by their names."""
        others = sorted((path for path in self._left_out() if path not in self.pages), reverse=True)
        return {fold(each): path for path in others for each in _spellings(path)}

    def _similar(self, name: str) -> str | None:
        """A question whether a name like this one was meant."""
        known: dict[str, str] = {}
        for path, page in self.pages.items():
            spellings = [splitext(path)[0]] if "/" in name else _spellings(path)
            for spelling in (*spellings, page.title):
                known.setdefault(spelling, path)
        for each in (*self.references.subjects, *self._sources):
            known.setdefault(each, each)
        close = nearest(name, known)
        if close is None:
            return None
        place = known[close]
        return f"did you mean [[{close}]]" + (f" ({place})?" if place != close else "?")


class _Table:
    """The pages by their names, compared in one way."""

    def __init__(self, pages: Iterable[LinkedPage], key: Callable[[str], str]) -> None:
        self._paths: dict[str, list[str]] = {}
        self._names: dict[str, list[str]] = {}
        for page in pages:
            for path in _paths_of(page.path):
                self._paths.setdefault(key(path), []).append(page.path)
            for name in dict.fromkeys(key(each) for each in (*_stems(page.path), page.title)):
                self._names.setdefault(name, []).append(page.path)

    def find(self, page: str, name: str, key: Callable[[str], str]) -> list[str]:
        """The pages that `name` may mean on `page`."""
        if name.startswith("/"):
            return self._paths.get(key(normpath(name.lstrip("/") or ".")), [])
        beside = normpath(join(dirname(page), name))
        if name.startswith(("./", "../")) or name in (".", ".."):
            return self._paths.get(key(beside), [])
        if "/" in name or name.endswith(PAGE_SUFFIXES):
            asked = dict.fromkeys((key(normpath(name)), key(beside)))
            found = [path for each in asked for path in self._paths.get(each, ())]
            if not found:
                ending = f"/{key(normpath(name))}"
                found = [
                    path
                    for each, paths in self._paths.items()
                    if each.endswith(ending)
                    for path in paths
                ]
            if found:
                return list(dict.fromkeys(found))
        return list(dict.fromkeys(self._names.get(key(name), ())))


def _paths_of(path: str) -> list[str]:
    """The path with and without its suffix, and the folder that it stands for."""
    stem = splitext(path)[0]
    return [path, stem, *([dirname(path) or "."] if basename(stem) in INDEX_NAMES else [])]


def _stems(path: str) -> list[str]:
    """The name of the file, and that of the folder that it stands for."""
    stem, folder = splitext(basename(path))[0], basename(dirname(path))
    return [stem, *([folder] if stem in INDEX_NAMES and folder else [])]


def _spellings(path: str) -> list[str]:
    return [*_paths_of(path), *_stems(path)]


def _by_path(path: str) -> str:
    return f"[[{splitext(path)[0] if '/' in path else f'/{splitext(path)[0]}'}]]"


def _listed(headings: Iterable[Heading]) -> str:
    names = [f"#{each.anchor}" if each.has_id else each.text for each in headings]
    return _told([name for name in names if name])


def _told(names: Sequence[str]) -> str:
    if not names:
        return "the page has no heading that a link can name"
    more = ", ..." if len(names) > _MAX_LISTED else ""
    return f"it has: {', '.join(names[:_MAX_LISTED])}{more}"
