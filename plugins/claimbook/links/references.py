"""The pages that the engine makes: where each one stands, before any of them is written.

Links need only the places and titles, which follow from data/ alone; what the pages say follows
from a check of the authors' pages. A page that an author wrote at such a place is left alone.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from posixpath import splitext
from types import MappingProxyType

from claimbook.links.names import exact, fold
from claimbook.sources import Catalogue

MARK = "generated: claimbook"
"""The line of its front matter that tells a page which the engine made."""

LISTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "index": ("Reference", "资料"),
        "register": ("All claims", "说法登记"),
        "discrepancies": ("Reported and recomputed", "转述与重算的出入"),
        "unverified": ("Not verified", "没有核实的值"),
        "formulas": ("Formulas", "公式"),
    }
)
"""The pages that list something of the whole book, with their titles in English and Chinese."""

_HEAD = 500
_RIVAL = re.compile(r"\[([0-9]+)\]")


@dataclass(frozen=True, slots=True)
class Destination:
    """What a wikilink leads to."""

    path: str
    """A page."""
    anchor: str | None
    title: str
    """What a link shows that has no words of its own."""


@dataclass(frozen=True)
class References:
    """The places of the generated pages; there are none without a folder."""

    folder: str | None = None
    """Where they stand, relative to the folder of the pages."""
    subjects: Mapping[str, str] = field(default_factory=dict)
    """The names of the subjects, by id."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """The titles of the sources, by id."""
    specs: Collection[str] = frozenset()
    """The paths of all specs."""
    quoted: Mapping[str, str] = field(default_factory=dict)
    """The sources whose raw text has a quotation of a spec, by the path of the spec."""
    language: str = "en"
    taken: frozenset[str] = frozenset()
    """The pages at such places that an author wrote."""

    def beside(self, pages: Collection[str]) -> "References":
        """The same, where an author wrote some of these pages."""
        return replace(self, taken=frozenset(pages))

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """The title of each generated page, by its path."""
        return {each.path: each.title for group in self._groups for each in group.values()}

    def listing(self, name: str) -> Destination | None:
        """The page that lists something of the whole book."""
        return self._groups[2].get(name)

    def subject(self, name: str) -> Destination | None:
        """The page of a subject."""
        return self._groups[0].get(name)

    def source(self, name: str) -> Destination | None:
        """The page of a source."""
        return self._groups[1].get(name)

    def spec(self, path: str) -> Destination | None:
        """The place of a spec on the page of its subject."""
        page = self.subject(path.partition(".")[0])
        return page and replace(page, anchor=spec_anchor(path))

    def quote(self, path: str) -> Destination | None:
        """The place of the quotation of a spec, in the raw text on the page of its source."""
        page = self.source(self.quoted.get(path, ""))
        return page and replace(page, anchor=quote_anchor(path))

    def place(self, kind: str, name: str) -> Destination | None:
        """The place of a `spec`, of its `quote`, or of a `source`."""
        match kind:
            case "spec":
                return self.spec(name)
            case "quote":
                return self.quote(name)
            case _:
                return self.source(name)

    def find(self, name: str) -> Destination | None:
        """The generated page that a wikilink means: by its path, its id or its title."""
        path = name.strip("/")
        for each in (path, f"{path}.md"):
            if each in self.pages:
                return Destination(each, None, self.pages[each])
        for key, tables in self._names:
            for table in tables:
                found = table.get(key(name), ())
                if len(found) == 1:
                    return found[0]
        return None

    def part(self, page: Destination, name: str) -> Destination | None:
        """A spec on the page of a subject, by its path inside the subject."""
        subject = splitext(page.path)[0].rpartition("/")[2]
        path = f"{subject}.{name}"
        if page != self.subject(subject) or path not in self.specs:
            return None
        return Destination(page.path, spec_anchor(path), f"{page.title} › {name}")

    def parts(self, page: Destination) -> list[str]:
        """What `part` knows of a page."""
        subject = splitext(page.path)[0].rpartition("/")[2]
        if page != self.subject(subject):
            return []
        begin = f"{subject}."
        return sorted(path.removeprefix(begin) for path in self.specs if path.startswith(begin))

    # -- inside -------------------------------------------------------------------------------

    @cached_property
    def _groups(self) -> tuple[Mapping[str, Destination], ...]:
        """Subjects, sources and lists, by id."""
        if self.folder is None:
            return {}, {}, {}
        chinese = self.language.startswith("zh")
        lists = {name: titles[chinese] for name, titles in LISTS.items()}
        return (
            self._placed(f"{self.folder}/subjects", self.subjects),
            self._placed(f"{self.folder}/sources", self.sources),
            self._placed(self.folder, lists),
        )

    def _placed(self, folder: str, titles: Mapping[str, str]) -> Mapping[str, Destination]:
        return {
            name: Destination(path, None, titles[name])
            for name in sorted(titles)
            if (path := f"{folder}/{name}.md") not in self.taken
        }

    @cached_property
    def _names(self) -> list[tuple[Callable[[str], str], list[dict[str, list[Destination]]]]]:
        return [(key, [_named(group, key) for group in self._groups]) for key in (exact, fold)]


NO_REFERENCES = References()
"""For a book without generated pages."""


def references_of(
    catalogue: Catalogue, quotations: Collection[str], folder: str | None, language: str
) -> References:
    """The places of the generated pages of a book.

    Args:
        catalogue: its data.
        quotations: the paths of the specs whose quotations were found.
        folder: where the pages stand; None for none.
        language: that of the book.
    """
    origins = {
        spec.path: spec.source
        for preferred in catalogue.specs.values()
        for spec in (preferred, *preferred.rivals)
    }
    return References(
        folder,
        {name: subject.name for name, subject in catalogue.subjects.items()},
        {name: source.title for name, source in catalogue.sources.items()},
        frozenset(origins),
        {path: origins[path] for path in quotations if path in origins},
        language,
    )


def spec_anchor(path: str) -> str:
    """The anchor of a spec on the page of its subject."""
    return _RIVAL.sub(r".\1", path)


def quote_anchor(path: str) -> str:
    """The anchor of the quotation of a spec on the page of its source."""
    return f"quote.{spec_anchor(path)}"


def is_generated(content: str) -> bool:
    """Whether the engine made this page."""
    return content.startswith("---\n") and f"\n{MARK}\n" in content[:_HEAD]


def _named(
    group: Mapping[str, Destination], key: Callable[[str], str]
) -> dict[str, list[Destination]]:
    found: dict[str, list[Destination]] = {}
    for name, page in group.items():
        for each in dict.fromkeys((key(name), key(page.title))):
            found.setdefault(each, []).append(page)
    return found
