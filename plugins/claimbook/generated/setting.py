"""What every generated page is made from."""

from dataclasses import dataclass
from functools import cached_property

from claimbook.book import Book
from claimbook.generated.phrases import Phrases, phrases_of
from claimbook.generated.uses import Use, Uses
from claimbook.generated.writing import link, text, web_link
from claimbook.links import References, spec_anchor
from claimbook.render import Words, words_of
from claimbook.report import Report
from claimbook.sources import Catalogue, Source, Spec


def used_anchor(path: str) -> str:
    """The place on the page of its subject that lists where a spec is used."""
    return f"used.{spec_anchor(path)}"


@dataclass(frozen=True)
class Setting:
    """The book, its check, and the places of the pages, with the links that they share."""

    book: Book
    report: Report
    references: References
    uses: Uses
    as_of: str | None

    @property
    def catalogue(self) -> Catalogue:
        """The data of the book."""
        return self.book.catalogue

    @cached_property
    def words(self) -> Words:
        """The words that derivations are told in."""
        return words_of(self.book.options.language)

    @cached_property
    def say(self) -> Phrases:
        """The words of generated pages."""
        return phrases_of(self.book.options.language)

    def source_link(
        self, name: str, on: str, *, quoted: str | None = None, words: str | None = None
    ) -> str:
        """A link to the page of a source, or to the quotation of the spec `quoted` on it.

        Args:
            name: the source.
            on: the page that the link stands on.
            quoted: the path of a spec; where it has no quotation, the page will do.
            words: what the link shows, if not the title.
        """
        source = self.catalogue.sources.get(name)
        title = words or (source.title if source is not None else name)
        place = self.references.quote(quoted) if quoted is not None else None
        place = place or self.references.source(name)
        if place is not None:
            return link(title, place.path, on, place.anchor)
        return web_link(title, source.url if source is not None else None)

    def spec_link(self, path: str, on: str) -> str:
        """The path of a spec, linked to its place on the page of its subject."""
        place = self.references.spec(path)
        if place is None:
            return text(path)
        return link(path, place.path, on, place.anchor)

    def verdict(self, verdict: str) -> str:
        """The word for a verdict, with the looks that it has everywhere."""
        shown = text(self.words.verdict(verdict))
        return f'<span class="cb-verdict cb-{text(verdict)}">{shown}</span>'

    def used(self, path: str, on: str) -> str:
        """On how many pages a spec is used, linked to the list of them; empty for none."""
        pages = {use.page.path for use in self.uses.specs.get(path, ())}
        place = self.references.spec(path)
        if not pages or place is None:
            return ""
        said = self.say("1 page") if len(pages) == 1 else self.say("{} pages").format(len(pages))
        return link(said, place.path, on, used_anchor(path))

    def use_links(self, uses: list[Use], on: str) -> str:
        """The pages that use something, each once, with how often."""
        pages: dict[str, list[Use]] = {}
        for use in uses:
            pages.setdefault(use.page.path, []).append(use)
        shown = []
        for path, found in sorted(pages.items()):
            times = f" ×{len(found)}" if len(found) > 1 else ""
            shown.append(f"{link(found[0].page.title, path, on, found[0].anchor)}{times}")
        return " · ".join(shown)

    def is_stale(self, source: Source) -> bool:
        """Whether a source is past its limits on the day that is asked about."""
        return self.as_of is not None and source.freshness(self.as_of) == "stale"

    def doubts(self, spec: Spec) -> list[str]:
        """Why the value of a spec is still to be verified; empty where nothing is known."""
        source = self.catalogue.sources.get(spec.source)
        found = [spec.confidence] if spec.confidence else []
        return [*found, *(["stale"] if source is not None and self.is_stale(source) else [])]
