"""What one check found: values, from the single macro up to the whole book.

They hold results and give them out as text and HTML; nothing is computed or checked here.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from claimbook.claims.coverage import Coverage
from claimbook.claims.review import Review, Verdict
from claimbook.diagnostics import Diagnostic, Span, Text
from claimbook.links import Links, link_faults
from claimbook.pages import (
    Defined,
    Display,
    Grid,
    Listing,
    Macro,
    PageScan,
    Plot,
    Statement,
    Value,
    plain_fields,
    print_value,
    substitute,
)
from claimbook.quantities import (
    Assumption,
    Comparison,
    FormulaReference,
    Input,
    Printed,
    Quantity,
    inputs,
)
from claimbook.render import (
    Figure,
    FootEntry,
    Past,
    Table,
    fault_html,
    figure_html,
    foot_html,
    number_html,
    table_html,
    terminal,
    words_of,
)
from claimbook.sources import Source

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A number of a past entry of the journal, which shows what was published that day."""

    text: str
    value: str | bool | None
    unit: str | None
    day: str
    verdict: Verdict | None
    now: str | None
    """What it would be today; None where it cannot be computed any more."""


@dataclass(frozen=True)
class Outcome:
    """What an expression came to; the same for every macro that asks the same.

    `digest` names what was asked, in whatever spelling; it never depends on the value.
    """

    value: Value
    review: Review | None
    failed: Diagnostic | None
    language: str
    digest: str
    frozen: Frozen | None = None
    """Set where the page shows a past state instead."""

    @property
    def subjects(self) -> tuple[Quantity, ...]:
        """The quantities it is about: one, or the two sides of a comparison."""
        return quantities_of(self.value)

    @cached_property
    def shown(self) -> Printed:
        """What the page shows, as number and unit."""
        if self.frozen is not None:
            return Printed(self.frozen.text, "", self.frozen.text)
        return printed(self.value, self.language)

    @property
    def beside(self) -> str | None:
        """What stands behind a reported figure: what recomputes, or why nothing does."""
        if self.frozen or self.review is None or self.review.stance != "reported":
            return None
        return words_of(self.language).beside(self.review.verdict, self.review.recomputed)

    @cached_property
    def printed(self) -> Printed:
        """What the page shows; a reported figure with ours beside it."""
        if self.beside is None:
            return self.shown
        return Printed(self.shown.number, self.shown.unit, f"{self.shown.text}{self.beside}")

    @cached_property
    def sources(self) -> list[str]:
        """The ids of the sources that it rests on, or that a figure is reported from; sorted."""
        leaves = inputs(*self.subjects)
        found = {leaf.source for leaf, _ in leaves if leaf.source is not None}
        if isinstance(self.value, Statement) and self.value.stance == "reported":
            found = {self.value.options["source"]}
        return sorted(found)

    @cached_property
    def mark(self) -> str:
        """What kind of number a reader sees: computed, or a claim by stance and verdict."""
        if self.frozen is not None:
            return "frozen"
        kind = "computed" if self.review is None else f"{self.review.stance} {self.review.verdict}"
        is_exact = all(leaf.low == leaf.high for leaf, _ in inputs(*self.subjects))
        return kind if is_exact else f"{kind} approximate"


@dataclass(frozen=True, slots=True)
class MacroResult:
    """What became of one macro of a page."""

    macro: Macro
    id: str
    key: str
    """A slug of what the macro asks for; it never depends on the value."""
    outcome: Outcome
    through: tuple[Span, ...] = ()
    """The inclusions that lead to it, that of the page first; none where the page holds it."""
    cells: "tuple[MacroResult, ...]" = ()
    """The numbers of a table or a plot, each a result of its own."""
    block: Table | Figure | None = None
    """What it shows where it stands alone on its line; a listing is drawn last of all."""
    named: bool = False
    """Whether its id was given by the author."""
    history: tuple[Past, ...] = ()
    """What it was before, the latest first."""

    @property
    def value(self) -> Value:
        """What its expression gave; None where it failed."""
        return self.outcome.value

    @property
    def review(self) -> Review | None:
        """The verdict on a claim."""
        return self.outcome.review

    @property
    def failed(self) -> Diagnostic | None:
        """Why there is no value."""
        return self.outcome.failed

    @property
    def language(self) -> str:
        """The language of its page."""
        return self.outcome.language

    @property
    def subjects(self) -> tuple[Quantity, ...]:
        """The quantities it is about: one, or the two sides of a comparison."""
        return self.outcome.subjects

    @property
    def sources(self) -> list[str]:
        """The ids of the sources that it rests on, or that a figure is reported from; sorted."""
        return self.outcome.sources

    @property
    def text(self) -> str:
        """What the page shows, as plain text; the macro itself where it failed."""
        if self.failed is not None:
            return self.macro.span.content
        return self.outcome.printed.text if self.block is None else self.block.text

    @property
    def derivation_id(self) -> str | None:
        """The id of its derivation at the foot of the page; None where there is none."""
        has_reason = self.review is not None and self.review.reason is not None
        if self.failed or not (self.subjects or has_reason or self.outcome.frozen):
            return None
        # An id that the author gave can be the same word as one of ours.
        return f"cb-{'id' if self.named else 'n'}-{self.key}"

    def foot_entry(self, anchor: str) -> FootEntry:
        """Its derivation, as the foot of the page shows it."""
        reviewed, subject, frozen = self.review, subject_of(self.value), self.outcome.frozen
        entry = FootEntry(anchor, self.text, subject, None, None, history=self.history)
        if frozen is not None:
            return replace(entry, verdict=frozen.verdict, frozen=(frozen.day, frozen.now))
        if reviewed is None:
            return entry
        return replace(
            entry,
            interval=reviewed.interval,
            verdict=reviewed.verdict,
            reason=reviewed.reason,
        )

    @property
    def html(self) -> str:
        """What the page shows, as inline HTML."""
        if self.failed is not None:
            return fault_html(self.macro.span.content, self.failed)
        if isinstance(self.value, Defined):
            return ""
        if isinstance(self.block, Figure):
            return figure_html(self.block)
        if self.block is not None:
            return table_html(self.block)
        shown = self.outcome
        return number_html(shown.shown, self.derivation_id, shown.mark, beside=shown.beside)


@dataclass(frozen=True)
class PageReport:
    """One page after its macros were evaluated.

    `scan` is of the page with its inclusions; a result's own macro stands in the author's file.
    """

    path: str
    text: Text
    scan: PageScan
    macros: tuple[MacroResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    survey: Callable[[], Coverage]
    """Looks for numbers in the prose; a build that does not ask does not pay for it."""
    language: str
    sources: Mapping[str, Source]
    shapes: tuple[tuple[Span, Diagnostic], ...] = ()
    """What the scan reported: where it is in the page as scanned, and as it is reported."""
    included: tuple[str, ...] = ()
    """The files that it includes, relative to the book's root."""
    located: Callable[[Diagnostic], Diagnostic] = lambda found: found
    """Puts what is wrong in the text that was scanned at its place in the author's files."""
    links: Links | None = None
    """Where links lead, once all pages are known."""

    def with_numbers(self, changed: Callable[[MacroResult], MacroResult]) -> "PageReport":
        """The page with each of its numbers as `changed` gives it; itself where none differs."""

        def applied(result: MacroResult) -> MacroResult:
            cells = tuple(changed(cell) for cell in result.cells)
            if any(new is not old for new, old in zip(cells, result.cells, strict=True)):
                return replace(result, cells=cells)
            is_block = isinstance(result.value, Grid | Listing | Plot)
            return result if is_block else changed(result)

        macros = tuple(applied(result) for result in self.macros)
        same = all(new is old for new, old in zip(macros, self.macros, strict=True))
        return self if same else replace(self, macros=macros)

    @cached_property
    def numbers(self) -> tuple[MacroResult, ...]:
        """Its numbers in their order, those of its tables among them."""
        return tuple(
            number
            for result in self.macros
            for number in (
                result.cells if isinstance(result.value, Grid | Listing | Plot) else (result,)
            )
            if not isinstance(number.value, Defined)
        )

    @cached_property
    def anchors(self) -> Mapping[str, str | None]:
        """The place of the derivation of each of its numbers, by id."""
        return {number.id: number.derivation_id for number in self.numbers}

    @cached_property
    def front_matter(self) -> Mapping[str, str]:
        """The texts of its front matter, macros evaluated."""
        start = self.scan.body_start

        def evaluated(index: int, macro: Macro) -> str:
            return self.macros[index].text if macro.span.start < start else ""

        return plain_fields(substitute(self.scan, evaluated)) if start else {}

    @property
    def title(self) -> str:
        """Its title, as links show it; its path where links do not know it."""
        known = self.links.pages.get(self.path) if self.links is not None else None
        return self.path if known is None else known.title

    @property
    def day(self) -> str | None:
        """The day that it is about: that in its name, or the one on which it was made."""
        named = _DAY.search(self.path.rpartition("/")[2])
        return named[0] if named else self.front_matter.get("created")

    @cached_property
    def coverage(self) -> Coverage:
        """The numbers of the page, tied to the graph or to nothing."""
        return self.survey()

    @property
    def unsourced(self) -> list[Input]:
        """The literals of its macros that name no source, each once."""
        found: dict[object, Input] = {}
        for result in self.numbers:
            for leaf, _ in inputs(*result.subjects):
                if leaf.kind == "literal" and leaf.source is None:
                    found.setdefault((leaf.name, leaf.span), leaf)
        return list(found.values())

    @property
    def untied(self) -> int:
        """How many of its numbers are tied to nothing: in prose, or as a literal of a macro."""
        return len(self.coverage.untied) + len(self.unsourced)

    @property
    def backlinks(self) -> list[tuple[str, str]]:
        """The pages that link to it, each as its path and title."""
        found = self.links.backlinks(self.path) if self.links is not None else []
        return [(page.path, page.title) for page in found]

    def linked(self) -> tuple[object, ...]:
        """All that it shows of links: where its own lead, and what leads to it."""
        if self.links is None:
            return ()
        own = [self.links.resolve(self.path, link) for link in self.scan.wikilinks]
        return (*own, *self.backlinks, *sorted(self.links.anchors(self.path)))

    def link_shapes(self) -> list[tuple[Span, Diagnostic]]:
        """The wikilinks that lead nowhere, as far as the other pages are known.

        Each is told twice, as in `shapes`: where it is in the page as scanned, and as reported.
        """
        if self.links is None:
            return []
        faults = link_faults(self.links, self.path, self.scan)
        return [(span, self.located(fault)) for span, fault in faults]

    def link_faults(self) -> list[Diagnostic]:
        """The wikilinks that lead nowhere, as they are reported."""
        return [fault for _, fault in self.link_shapes()]

    def errors(self) -> list[Diagnostic]:
        """All that stops a release and stands on the page itself."""
        found = [*self.diagnostics, *self.link_faults()]
        return [each for each in found if each.severity == "error"]

    def derivations_html(self, href: Callable[[str, str | None], str] | None = None) -> str:
        """The derivations that the page's numbers link to; empty where it has none.

        Args:
            href: the address of a page and an anchor on it, from this page; without it nothing
                links to another page.
        """
        entries: dict[str, FootEntry] = {}
        for result in self.numbers:
            if result.derivation_id is not None:
                entries.setdefault(result.derivation_id, result.foot_entry(result.derivation_id))

        def link(kind: str, name: str) -> str | None:
            if href is None or self.links is None:
                return None
            if kind == "page":
                return href(name, None)
            place = self.links.references.place(kind, name)
            return href(place.path, place.anchor) if place is not None else None

        return foot_html(list(entries.values()), self.sources, self.language, link)


@dataclass(frozen=True)
class Counts:
    """How much was looked at; None is "not determined yet", never 0."""

    pages: int
    macros: int
    claims_checked: int
    claims_contradicted: int
    reported: int
    disputed: int
    waived: int
    drifted: int | None
    unverified: int
    untied: int | None


def count(
    pages: Iterable[PageReport], *, drifted: int | None, unverified: int, untied: bool
) -> Counts:
    """How much of what was found on the pages.

    Args:
        pages: all of them.
        drifted: how many published numbers changed or are gone; None where nobody knows.
        unverified: how many specs of the book nobody has verified.
        untied: whether the numbers that nothing checks are counted, which takes its time.
    """
    reports = list(pages)
    results = [result for report in reports for result in report.macros]
    verdicts = Counter(
        (result.review.stance, result.review.verdict) for result in results if result.review
    )
    by_stance = Counter(result.review.stance for result in results if result.review)
    return Counts(
        pages=len(reports),
        macros=len(results),
        claims_checked=by_stance["asserted"],
        claims_contradicted=verdicts["asserted", "contradicted"],
        reported=by_stance["reported"],
        disputed=verdicts["reported", "contradicted"] + verdicts["reported", "refused"],
        waived=by_stance["waived"],
        drifted=drifted,
        unverified=unverified,
        untied=sum(report.untied for report in reports) if untied else None,
    )


@dataclass(frozen=True)
class Report:
    """The result of one check."""

    pages: Mapping[str, PageReport]
    counts: Counts
    diagnostics: tuple[Diagnostic, ...]
    as_of: str | None = None
    """The day on which sources were fresh or stale; None where nobody asked."""

    @property
    def has_errors(self) -> bool:
        """Whether anything stops a release."""
        return any(found.severity == "error" for found in self.diagnostics)

    @property
    def results(self) -> list[MacroResult]:
        """All numbers and claims, by page and place."""
        return [result for path in sorted(self.pages) for result in self.pages[path].numbers]

    @property
    def counts_line(self) -> str:
        """The counts in one line."""
        return terminal.counts_line(asdict(self.counts))

    def errors_for(self, path: str) -> list[Diagnostic]:
        """What whoever looks at the page `path` has to mend: its own errors, then the book's.

        The book's are those that stand on no page, such as one in data/.
        """
        page = self.pages.get(path)
        own = page.errors() if page is not None else []
        found = [*own, *self._elsewhere.get(path, ()), *self._elsewhere[None]]
        return list({each.sort_key: each for each in found}.values())

    @cached_property
    def _elsewhere(self) -> Mapping[str | None, list[Diagnostic]]:
        """The errors that pages do not report themselves, by page; None for the book's."""
        told = {each.sort_key for page in self.pages.values() for each in page.errors()}
        names = {page.text.path: path for path, page in self.pages.items()}
        found: dict[str | None, list[Diagnostic]] = {None: []}
        for each in self.diagnostics:
            if each.severity == "error" and each.sort_key not in told:
                page = names.get(each.span.path) if each.span else None
                found.setdefault(page, []).append(each)
        return found

    def render_text(self) -> str:
        """All diagnostics as the terminal shows them, then the counts."""
        return terminal.report(self.diagnostics, asdict(self.counts))


@dataclass(frozen=True)
class Answer:
    """The result of one expression."""

    expression: str
    value: Value
    printed: Printed | None
    review: Review | None
    inputs: tuple[tuple[Input, Quantity], ...]
    assumptions: tuple[Assumption, ...]
    formulas: tuple[FormulaReference, ...]
    sources: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        """Whether there is no result, or one that contradicts a claim."""
        return any(found.severity == "error" for found in self.diagnostics)


def subject_of(value: object) -> Quantity | Comparison | None:
    """What a value is about: behind its display or its words."""
    if isinstance(value, Display | Statement):
        value = value.subject
    return value if isinstance(value, Quantity | Comparison) else None


def quantities_of(value: object) -> tuple[Quantity, ...]:
    """The quantities that a value is about: one, or the two sides of a comparison."""
    subject = subject_of(value)
    if isinstance(subject, Comparison):
        return subject.left, subject.right
    return () if subject is None else (subject,)


def printed(value: object, language: str) -> Printed:
    """What a page shows for the value of a macro."""
    if isinstance(value, Statement):
        return Printed(value.words, "", value.words)
    if isinstance(value, Quantity | Comparison | bool | Display | str):
        return print_value(value, language)
    return Printed("", "", "")
