"""The pages of one book: each is scanned, its macros evaluated, its claims reviewed.

What is the same during a run is the evaluator's; what a run remembers from page to page is a
`Run`. Nothing here looks at two pages at once.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from posixpath import normpath, relpath
from types import MappingProxyType

from claimbook.claims.coverage import Coverage, cover
from claimbook.claims.review import Reading, Review, review
from claimbook.diagnostics import Diagnostic, Diagnostics, Span, Text, code
from claimbook.formulas import Library, Specs
from claimbook.listings import grid_table
from claimbook.locks import Locked, day_in, expression_of, is_entry
from claimbook.options import Options
from claimbook.pages import (
    Assembly,
    Defined,
    Display,
    Environment,
    Grid,
    GridCell,
    Listing,
    Macro,
    PageNames,
    PageScan,
    Plot,
    Statement,
    Value,
    assemble,
    base_folders,
    check_front_matter,
    evaluate,
    misplaced,
    read_front_matter,
    scan_page,
)
from claimbook.pages.definitions import DEFINES
from claimbook.plots import figure_of
from claimbook.quantities import QuantityError, inputs
from claimbook.report import Frozen, MacroResult, Outcome, PageReport, quantities_of
from claimbook.sources import Catalogue
from claimbook.workspace import Workspace

_HASH_DIGITS = 8
MAX_PAGE_CHARACTERS = 500_000
"""A longer page is refused, so that no page can stall a build."""
MAX_PAGE_CELLS = 10_000
"""Once the tables of a page have more cells, its further tables are refused for the same reason."""


@dataclass(slots=True)
class Run:
    """What one check remembers from page to page."""

    definers: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    """For each name that pages define for themselves, those pages."""
    known: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    """Outcomes by expression and language, as far as they are the same anywhere."""
    _ordinals: Counter[str] = field(default_factory=Counter)

    def numbered(self, key: str) -> str:
        """The id of the next number with that key."""
        self._ordinals[key] += 1
        return f"{key}-{self._ordinals[key]}"


@dataclass(frozen=True)
class PageEvaluator:
    """Evaluates texts as pages of one book."""

    workspace: Workspace
    options: Options
    library: Library
    catalogue: Catalogue
    environment: Environment
    loading: Diagnostics
    """What is wrong with the data: a macro that stumbles over it refers to it."""
    docs_folder: str
    config_folder: str
    is_generated: Callable[[str], bool]
    """Whether a page is one that `claimbook pages` wrote."""
    published: Mapping[tuple[str, str], Locked]
    """What the lock has of the journal's entries, by file and expression."""

    def page(self, path: str, text: Text, run: Run, *, is_assembled: bool = False) -> PageReport:
        """The page with its macros evaluated.

        Args:
            path: relative to the folder of the pages.
            text: what the file says.
            run: what the pages before it left to be known.
            is_assembled: whether what it includes has been put in.
        """
        found = Diagnostics()
        language = self.options.language_of(path)
        if len(text.content) > MAX_PAGE_CHARACTERS:
            found.add(
                "too-large",
                f"the page has {len(text.content):,} characters; the limit is "
                f"{MAX_PAGE_CHARACTERS:,}",
                text.span(0),
                hint="divide it into pages that a reader can take in",
            )
            text = Text(text.path, "")
        assembly, scan, scanned = self.scanned(text, found, is_assembled=is_assembled)
        asks = self.options.front_matter and self.workspace.exists(text.path)
        if asks and not self.is_generated(path):
            # What another tool generated is not the author's to fill in.
            keys = self.options.front_matter
            check_front_matter(text, read_front_matter(text, Diagnostics()), keys, found)
        shapes = [(each.span, assembly.located(each)) for each in scanned if each.span]
        found.extend(located for _, located in shapes)
        results, cells = [], 0
        names = PageNames(path, run.definers)
        for macro in scan.macros:
            place = assembly.begin(macro.span)
            written = assembly.written(macro)
            if written is None:
                failed = Diagnostic(
                    code("snippet-unfollowed"),
                    "the macro begins in one file and ends in another",
                    place.span,
                    "write it in one of them",
                )
                divided = replace(macro, span=place.span)
                result, diagnostics = _refused(divided, failed, "divided", language)
            elif cells > MAX_PAGE_CELLS and written.expression.startswith(("table(", "plot(")):
                failed = Diagnostic(
                    code("limit-exceeded"),
                    f"the tables and plots of the page have more than {MAX_PAGE_CELLS:,} cells",
                    written.span,
                    "divide it into pages that a reader can take in",
                )
                result, diagnostics = _refused(written, failed, "table", language)
            else:
                result, diagnostics = self.macro(path, written, run, names)
            cells += len(result.cells)
            results.append(replace(result, through=place.through))
            found.extend(place.explain(each) for each in diagnostics)
        # What a file defines for all the pages that include it, not each of them has to use.
        found.extend(each for each in names.unused() if each.span and each.span.path == text.path)
        return PageReport(
            path,
            text,
            scan,
            tuple(results),
            tuple(found),
            partial(self._survey, scan, assembly, language),
            language,
            self.catalogue.sources,
            tuple(shapes),
            assembly.files,
            located=assembly.located,
        )

    def scanned(
        self, text: Text, diagnostics: Diagnostics | None = None, *, is_assembled: bool = False
    ) -> tuple[Assembly, PageScan, Diagnostics]:
        """The page with what it includes, what was found in it, and what is wrong with that."""
        found = Diagnostics() if diagnostics is None else diagnostics
        assembly = assemble(
            text,
            None if is_assembled else self.options.snippets,
            self.snippet_folders(text.path),
            partial(self._included, diagnostics=found),
            found,
        )
        scanned = Diagnostics()
        scan = scan_page(
            assembly.text,
            names=self.environment.names,
            diagnostics=scanned,
            math=self.options.math,
            extensions=self.options.extensions,
            wikilinks=self.options.wikilinks,
            specs=self.catalogue.specs,
        )
        return assembly, scan, scanned

    def snippet_folders(self, page: str) -> list[str]:
        """Where the inclusions of a page are looked for, relative to the book's root."""
        root = self.workspace.root
        return [
            relpath(base, str(root)) if root is not None and base.startswith(str(root)) else base
            for base in base_folders(
                self.options.snippets, page, self.config_folder, self.docs_folder
            )
        ]

    def names_on(
        self, path: str, macros: Iterable[Macro], environment: Environment | None = None
    ) -> PageNames:
        """The names that a page gives, without a word about what is wrong with them.

        Args:
            path: relative to the folder of the pages.
            macros: those of the page.
            environment: what else its expressions may name, where that is not the book's own.
        """
        names = PageNames(path)
        here = replace(environment or self.environment, page=names)
        for macro in macros:
            if macro.expression.startswith(f"{DEFINES}("):
                evaluate(here, macro.span.text, macro.expression_start, macro.expression)
        return names

    def macro(
        self, path: str, macro: Macro, run: Run, names: PageNames
    ) -> tuple[MacroResult, list[Diagnostic]]:
        """What became of one macro of the page `path`, and what is wrong."""
        language = self.options.language_of(path)
        asked = (macro.expression, language)
        outcome, name, found = run.known.get(asked), None, list[Diagnostic]()
        if outcome is None:
            outcome, name, found = self._outcome(macro, language, names)
            # A name that the page has given, by whatever call, is the page's alone.
            is_general = DEFINES not in macro.expression and _is_anywhere_the_same(outcome)
            if name is None and not found and is_general:
                run.known[asked] = outcome
        key = name or f"{_stem(path)}-{outcome.digest}"
        result = MacroResult(macro, name or run.numbered(key), key, outcome, named=name is not None)
        if (frozen := self._frozen(path, result)) is not None:
            return frozen, []
        if isinstance(outcome.value, Grid | Plot):
            result = self._drawn(path, result, outcome.value, run)
            found.extend(note for cell in result.cells for note in _style_notes(cell.value, macro))
        return result, found

    def settle(
        self, value: Value, macro: Macro | None, span: Span, language: str
    ) -> tuple[Value, Review | None, Diagnostic | None]:
        """What is left to do once an expression has a value: review it, make the block."""
        try:
            match value:
                case Statement():
                    return (
                        value,
                        review(value, Reading(self.library.units, language, self.options.hedge)),
                        None,
                    )
                case Grid() | Listing() | Plot():
                    if macro is None or not macro.block or macro.context != "prose":
                        raise QuantityError("block-misplaced", *misplaced(value))
                    return value, None, None
                case Defined() if macro is None:
                    raise QuantityError(
                        "not-printable",
                        "define(...) names a value for the rest of its page",
                        "give the expression alone",
                    )
                case None | list():
                    raise QuantityError(
                        "not-printable",
                        "this has no printed form",
                        "let the macro end in a quantity, a comparison or a text",
                    )
                case _:
                    return value, None, None
        except QuantityError as error:
            return None, None, Diagnostic(code(error.slug), error.message, span, error.hint)

    def _survey(self, scan: PageScan, assembly: Assembly, language: str) -> Coverage:
        return _written_at(cover(scan, self.catalogue, self.library.units, language), assembly)

    def _included(self, path: str, diagnostics: Diagnostics) -> Text | None:
        is_there = self.workspace.read_bytes(path) is not None
        return self.workspace.read(path, diagnostics) if is_there else None

    def _outcome(
        self, macro: Macro, language: str, names: PageNames
    ) -> tuple[Outcome, str | None, list[Diagnostic]]:
        """What a macro comes to, the id that its author gave it, and what is wrong."""
        evaluated = evaluate(
            replace(self.environment, page=names),
            macro.span.text,
            macro.expression_start,
            macro.expression,
        )
        value, failed, found = evaluated.value, evaluated.failed, list[Diagnostic]()
        reviewed = None
        if failed is not None:
            if evaluated.cause is None:
                found.append(failed)
            else:
                failed = self._explained(failed, evaluated.cause)
        if failed is None:
            value, reviewed, failed = self.settle(value, macro, macro.span, language)
            found.extend(reviewed.diagnostics if reviewed else ())
            if failed is not None:
                found.append(failed)
        found.extend(_style_notes(value, macro))
        digest = _digest(evaluated.canonical)
        return Outcome(value, reviewed, failed, language, digest), evaluated.id, found

    def _drawn(self, path: str, result: MacroResult, block: Grid | Plot, run: Run) -> MacroResult:
        """A table or plot with its cells, each the number of a macro of the cell's expression."""
        grids = block.tables if isinstance(block, Plot) else (block,)
        results = [self._cells(path, result, grid, run) for grid in grids]
        cells = [cell for rows in results for row in rows for cell in row]
        language = result.language
        tables = tuple(
            grid_table(grid, rows, self.catalogue.sources, language)
            for grid, rows in zip(grids, results, strict=True)
        )
        return replace(
            result,
            cells=tuple(cell for cell in cells if isinstance(cell, MacroResult)),
            block=figure_of(block, results, tables, result.id, language)
            if isinstance(block, Plot)
            else tables[0],
        )

    def _cells(
        self, path: str, result: MacroResult, grid: Grid, run: Run
    ) -> list[list[MacroResult | GridCell]]:
        """The cells of a grid as results, but for what a formula refused."""
        rows: list[list[MacroResult | GridCell]] = []
        for row in grid.rows:
            drawn: list[MacroResult | GridCell] = []
            for cell in row.cells:
                if cell.refusal is not None:
                    drawn.append(cell)
                    continue
                digest = _digest(cell.canonical)
                key = f"{_stem(path)}-{digest}"
                outcome = Outcome(cell.value, None, None, result.language, digest)
                macro = replace(result.macro, expression=cell.expression)
                number = MacroResult(macro, run.numbered(key), key, outcome)
                drawn.append(self._frozen(path, number) or number)
            rows.append(drawn)
        return rows

    def _frozen(self, path: str, result: MacroResult) -> MacroResult | None:
        """A number of a past entry of the journal as it was published; None if it still is that."""
        if not is_entry(path, self.options.journal):
            return None
        place = normpath(f"{self.docs_folder}/{path}")
        past = self.published.get((place, expression_of(result)))
        if past is None:
            return None
        verdict = result.review.verdict if result.review is not None else None
        if result.failed is None and (past.text, past.verdict) == (result.text, verdict):
            return None
        now = None if result.failed is not None else self._today(result)
        day = day_in(path)
        assert day is not None
        outcome = replace(
            result.outcome,
            review=replace(result.review, verdict=past.verdict, diagnostics=())
            if result.review is not None and past.verdict is not None
            else None,
            failed=None,
            frozen=Frozen(past.text, past.value, past.unit, day, past.verdict, now),
        )
        return replace(result, outcome=outcome)

    def _today(self, result: MacroResult) -> str | None:
        """What the inputs of a number give now."""
        review = result.review
        return result.text if review is None else review.recomputed

    def _explained(self, failed: Diagnostic, cause: str) -> Diagnostic:
        """What a macro says that cannot be evaluated because of a fault reported elsewhere."""
        places = [
            (found.location, found.code)
            for found in self.loading
            if found.severity == "error" and found.location is not None
        ]
        if not places:
            return failed
        file = f"/{cause.partition('.')[0]}."
        place, kind = next((each for each in places if file in f"/{each[0].path}"), places[0])
        return replace(failed, message=f"{failed.message}: see {place} {kind}")


def environment_of(
    catalogue: Catalogue, library: Library, options: Options, *, is_complete: bool
) -> Environment:
    """What the expressions of a book may name."""
    specs = Specs(catalogue, settings=options.defaults, hedge=options.hedge)
    return Environment(
        library.formulas,
        specs,
        library.units,
        frozenset(catalogue.sources),
        is_complete=is_complete,
    )


def _written_at(coverage: Coverage, assembly: Assembly) -> Coverage:
    """The coverage of an assembled page, with the places in the author's files."""
    return replace(
        coverage,
        untied=tuple(
            replace(number, span=assembly.begin(number.span).span) for number in coverage.untied
        ),
        commented=tuple(assembly.begin(span).span for span in coverage.commented),
    )


def _refused(
    macro: Macro, failed: Diagnostic, name: str, language: str
) -> tuple[MacroResult, list[Diagnostic]]:
    """A macro whose expression is not even looked at."""
    outcome = Outcome(None, None, failed, language, name)
    return MacroResult(macro, name, name, outcome), [failed]


def _is_anywhere_the_same(outcome: Outcome) -> bool:
    """Whether nothing of an outcome is about the place that its macro stands at."""
    if isinstance(outcome.value, Grid | Listing | Plot) or outcome.failed is not None:
        return False
    return all(leaf.kind != "literal" for leaf, _ in inputs(*outcome.subjects))


def _stem(path: str) -> str:
    """What begins the ids of a page's numbers."""
    return "-".join(path.rpartition("/")[2].partition(".")[0].split())


def _digest(canonical: str) -> str:
    """What names a number together with its page: a hash of what was asked."""
    return hashlib.sha256(canonical.encode()).hexdigest()[:_HASH_DIGITS]


def _style_notes(value: Value, macro: Macro) -> Iterator[Diagnostic]:
    """Units in an expression that are read, but mislead; those of data/ are reported there."""
    for leaf, _ in inputs(*quantities_of(value)):
        if leaf.kind == "literal" and leaf.unit is not None and leaf.unit.note is not None:
            yield Diagnostic(code("unit-style"), leaf.unit.note, leaf.span or macro.span)
    shown = value.style.unit if isinstance(value, Display) else None
    if shown is not None and shown.note is not None:
        yield Diagnostic(code("unit-style"), shown.note, macro.span)
