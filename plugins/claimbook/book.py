"""One book: load its data, scan its pages, evaluate, review, report.

`open_book` reads what does not change during a run; `Book.check` evaluates pages. A book holds no
state between checks and no state outside itself, so two checks of the same files are equal, also
in one process. Faults are collected and never raised.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from posixpath import normpath, relpath

from claimbook.claims.coverage import Coverage, cover
from claimbook.claims.review import Reading, Review, review
from claimbook.diagnostics import Diagnostic, Diagnostics, Related, Span, Text, code
from claimbook.formulas import Library, Specs, load_library
from claimbook.links import Links, is_generated, read_page, references_of
from claimbook.listings import filled, grid_table
from claimbook.options import Options, read_options
from claimbook.pages import (
    PAGE_SUFFIXES,
    RESERVED,
    Assembly,
    Display,
    Environment,
    Grid,
    GridCell,
    Listing,
    Macro,
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
    select_pages,
)
from claimbook.plots import figure_of
from claimbook.quantities import (
    Input,
    Quantity,
    QuantityError,
    assumptions,
    formula_references,
    inputs,
)
from claimbook.report import (
    Answer,
    MacroResult,
    Outcome,
    PageReport,
    Report,
    count,
    printed,
    quantities_of,
)
from claimbook.sources import (
    Catalogue,
    Source,
    check_freshness,
    check_quotations,
    load_catalogue,
    override,
)
from claimbook.workspace import Workspace, find_config, read_trusted

_HASH_DIGITS = 8
MAX_PAGE_CHARACTERS = 500_000
"""A longer page is refused, so that no page can stall a build."""
MAX_PAGE_CELLS = 10_000
"""Once the tables of a page have more cells, its further tables are refused for the same reason."""
EXPRESSION_PATH = "expression"
"""Stands for a path where an expression comes from the command line."""


class Book:
    """A book whose data is loaded and whose pages can be checked, as often as wanted."""

    def __init__(
        self,
        workspace: Workspace,
        options: Options,
        library: Library,
        *,
        config_path: str,
        diagnostics: Diagnostics,
    ) -> None:
        self.workspace = workspace
        self.options = options
        self.library = library
        self.config_path = config_path
        self._loading = Diagnostics(diagnostics)
        # Where the libraries could not all be had, an unknown name is no fault of a page.
        self._is_complete = library.is_complete and not (
            self._loading.has_errors and not options.formulas
        )
        self.catalogue: Catalogue = load_catalogue(
            workspace,
            data_folder=options.data,
            raw_folder=options.raw,
            kinds=library.kinds,
            units=library.units,
            diagnostics=self._loading,
        )
        self.quotations = check_quotations(self.catalogue, workspace, self._loading)
        self.environment = self._environment(self.catalogue)
        self.references = references_of(
            self.catalogue, self.quotations, options.generated, options.language
        )

    @property
    def docs_folder(self) -> str:
        """The folder of the pages, relative to the book's root."""
        folder = self.config_path.rpartition("/")[0]
        return normpath(f"{folder}/{self.options.docs_dir}" if folder else self.options.docs_dir)

    @property
    def watched(self) -> list[str]:
        """Folders and files outside the pages that a page's numbers depend on, as full paths."""
        root = self.workspace.root
        if root is None:
            return []
        docs = self.docs_folder
        shared = [
            base
            for base in self._snippet_folders("")
            # The book's own folder holds the site as well; that of the pages is watched anyway.
            if not f"{docs}/".startswith(f"{base}/") and not base.startswith((".", "/"))
        ]
        folders = [str(root / name) for name in (self.options.data, self.options.raw, *shared)]
        # A library that failed to load is watched too: its repair is what one waits for.
        modules = [
            str(path)
            for name, _ in self.options.formulas
            for path in (root / f"{name.replace('.', '/')}.py", root / name.replace(".", "/"))
            if path.exists()
        ]
        return list(dict.fromkeys([*folders, *modules, *self.library.files]))

    def page_paths(self) -> list[str]:
        """The authors' pages that are published, relative to the folder of the pages."""
        written = [path for path in self._page_files() if not self._is_generated(path)]
        return select_pages(written, self.options.unpublished)

    def check(
        self,
        pages: Mapping[str, str] | None = None,
        *,
        as_of: str | None = None,
        require_claims: bool = False,
        count_untied: bool = True,
    ) -> Report:
        """Evaluate every macro and claim.

        Args:
            pages: page path to full source text, as a host hands them over; None reads the
                book's own folder.
            as_of: the day (YYYY-MM-DD) on which sources are fresh or stale; None does not ask.
            require_claims: whether a book without a macro is an error.
            count_untied: whether the numbers in prose are counted, which takes its time.
        """
        found = Diagnostics(self._loading)
        check_freshness(self.catalogue, as_of, found)
        run = _Run()
        reports: dict[str, PageReport] = {}
        for path, text in sorted(self._texts(pages, found).items()):
            reports[path] = self._page(path, text, run)
            found.extend(reports[path].diagnostics)
        links = self.links({path: page.scan for path, page in reports.items()})
        reports = {path: replace(page, links=links) for path, page in reports.items()}
        for page in reports.values():
            found.extend(page.link_faults())
        reports = filled(reports, self.catalogue.sources, self.options.journal)
        self._check_ids(reports.values(), found)
        unverified = sum(spec.confidence == "unverified" for spec in self.catalogue.specs.values())
        counts = count(reports.values(), unverified=unverified, untied=count_untied)
        if require_claims and counts.macros == 0:
            found.add(
                "nothing-to-check",
                f"the {counts.pages} pages of {self.docs_folder} hold no macro",
                hint="look at docs_dir and at the pages: a run that checked nothing proves nothing",
            )
        return Report(reports, counts, tuple(found))

    def links(self, scans: Mapping[str, PageScan] | None = None) -> Links:
        """Where the links between the pages lead.

        Args:
            scans: what was found on each page; None reads the book's own folder.
        """
        if scans is None:
            texts = self._texts(None, Diagnostics())
            scans = {path: self._scanned(text)[1] for path, text in texts.items()}
        attributes = "attr_list" in self.options.extensions
        language = self.options.language_of
        unpublished = self.options.unpublished
        published = frozenset(select_pages(scans, unpublished)) if unpublished else scans
        return Links(
            [
                read_page(
                    path,
                    scan,
                    lambda macro, path=path: self._macro(path, macro, _Run())[0].text,  # type: ignore[misc]
                    attributes=attributes,
                )
                for path, scan in scans.items()
            ],
            {name: source.title for name, source in self.catalogue.sources.items()},
            self._page_files,
            published=published.__contains__,
            language_of=language,
            references=self.references.beside(scans),
        )

    def page(self, path: str, content: str, *, is_assembled: bool = False) -> PageReport:
        """Evaluate one text on its own, for what a host shows and the check did not see.

        Args:
            path: the page, relative to the folder of the pages.
            content: its text.
            is_assembled: whether the host has put in what the page includes.
        """
        text = Text(self._full_path(path), content)
        report = self._page(path, text, _Run(), is_assembled=is_assembled)
        if not any(isinstance(result.value, Listing) for result in report.macros):
            return report
        # What it lists may stand on any page.
        reports = {**self.check(count_untied=False).pages, path: report}
        return filled(reports, self.catalogue.sources, self.options.journal)[path]

    def expression_of(self, identity: str) -> str | None:
        """The expression of the macro with that id; None where the book has none."""
        if "(" in identity:
            return None
        for result in self.check().results:
            if result.id == identity:
                return result.macro.expression
        return None

    def evaluate(
        self,
        expression: str,
        *,
        overrides: Iterable[str] = (),
        unit: str | None = None,
    ) -> Answer:
        """Evaluate one expression over the book.

        Args:
            expression: as it stands in a macro.
            overrides: `SPEC=VALUE` settings that stand for the specs' own values.
            unit: a unit to print the result in.
        """
        found = Diagnostics()
        text = Text(EXPRESSION_PATH, expression)
        environment = self.environment
        settings = list(overrides)
        if settings:
            environment = self._environment(self._overridden(settings, found))
        evaluated = evaluate(environment, text, 0, expression)
        value, failed, reviewed = evaluated.value, evaluated.failed, None
        if failed is not None:
            # A spec that data/ could not give is explained by the fault of data/.
            found.extend([failed] if evaluated.cause is None else self._loading)
        else:
            value, reviewed, failed = self._settle(
                value, None, text.span(0, len(expression)), self.options.language
            )
            found.extend([failed] if failed is not None else ())
            found.extend(reviewed.diagnostics if reviewed is not None else ())
        if unit is not None and failed is None:
            value = self._shown_in(value, unit, found)
        sides = quantities_of(value)
        leaves = tuple(inputs(*sides))
        return Answer(
            expression,
            value,
            printed(value, self.options.language) if failed is None else None,
            reviewed,
            leaves,
            tuple(assumptions(*sides)),
            tuple(formula_references(*sides)),
            self.sources_of(leaf for leaf, _ in leaves),
            tuple(found),
        )

    def sources_of(self, leaves: Iterable[Input]) -> tuple[Source, ...]:
        """The sources of the inputs, sorted by id."""
        names = {leaf.source for leaf in leaves if leaf.source is not None}
        return tuple(
            self.catalogue.sources[name] for name in sorted(names) if name in self.catalogue.sources
        )

    # -- inside -------------------------------------------------------------------------------

    def _page_files(self) -> list[str]:
        folder = self.docs_folder
        return [relpath(path, folder) for path in self.workspace.list(folder, PAGE_SUFFIXES)]

    def _is_generated(self, path: str) -> bool:
        """Whether the file of a page is one that `claimbook pages` wrote."""
        if path not in self.references.pages:
            return False
        text = self.workspace.read(self._full_path(path), Diagnostics())
        return text is not None and is_generated(text.content)

    def _reading(self, language: str) -> Reading:
        return Reading(self.library.units, language, self.options.hedge)

    def _environment(self, catalogue: Catalogue) -> Environment:
        specs = Specs(catalogue, settings=self.options.defaults, hedge=self.options.hedge)
        return Environment(
            self.library.formulas,
            specs,
            self.library.units,
            frozenset(catalogue.sources),
            is_complete=self._is_complete,
        )

    def _explained(self, failed: Diagnostic, cause: str) -> Diagnostic:
        """What a macro says that cannot be evaluated because of a fault reported elsewhere."""
        places = [
            (found.location, found.code)
            for found in self._loading
            if found.severity == "error" and found.location is not None
        ]
        if not places:
            return failed
        file = f"/{cause.partition('.')[0]}."
        place, kind = next((each for each in places if file in f"/{each[0].path}"), places[0])
        return replace(failed, message=f"{failed.message}: see {place} {kind}")

    def _full_path(self, path: str) -> str:
        return normpath(f"{self.docs_folder}/{path}")

    def _texts(self, pages: Mapping[str, str] | None, diagnostics: Diagnostics) -> dict[str, Text]:
        if pages is not None:
            return {
                path: Text(self._full_path(path), content.removeprefix("\ufeff"))
                for path, content in pages.items()
            }
        if not self.workspace.exists(self.docs_folder):
            diagnostics.add(
                "missing-folder",
                f"there is no folder {self.docs_folder} for the pages",
                hint="docs_dir in the configuration names it",
            )
        read = {
            path: self.workspace.read(self._full_path(path), diagnostics)
            for path in self.page_paths()
        }
        return {path: text for path, text in read.items() if text is not None}

    def _page(
        self, path: str, text: Text, run: "_Run", *, is_assembled: bool = False
    ) -> PageReport:
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
        assembly, scan, scanned = self._scanned(text, found, is_assembled=is_assembled)
        asks = self.options.front_matter and self.workspace.exists(text.path)
        if asks and not self._is_generated(path):
            # What another tool generated is not the author's to fill in.
            keys = self.options.front_matter
            check_front_matter(text, read_front_matter(text, Diagnostics()), keys, found)
        shapes = [(each.span, assembly.located(each)) for each in scanned if each.span]
        found.extend(located for _, located in shapes)
        results, cells = [], 0
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
                result, diagnostics = self._macro(path, written, run)
            cells += len(result.cells)
            results.append(replace(result, through=place.through))
            found.extend(place.explain(each) for each in diagnostics)
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

    def _scanned(
        self, text: Text, diagnostics: Diagnostics | None = None, *, is_assembled: bool = False
    ) -> tuple[Assembly, PageScan, Diagnostics]:
        """The page with what it includes, what was found in it, and what is wrong with that."""
        found = Diagnostics() if diagnostics is None else diagnostics
        assembly = assemble(
            text,
            None if is_assembled else self.options.snippets,
            self._snippet_folders(text.path),
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
        )
        return assembly, scan, scanned

    def _survey(self, scan: PageScan, assembly: Assembly, language: str) -> Coverage:
        return _written_at(cover(scan, self.catalogue, self.library.units, language), assembly)

    def _snippet_folders(self, page: str) -> list[str]:
        """Where the inclusions of a page are looked for, relative to the book's root."""
        folder = self.config_path.rpartition("/")[0]
        root = self.workspace.root
        return [
            relpath(base, str(root)) if root is not None and base.startswith(str(root)) else base
            for base in base_folders(self.options.snippets, page, folder, self.docs_folder)
        ]

    def _included(self, path: str, diagnostics: Diagnostics) -> Text | None:
        is_there = self.workspace.read_bytes(path) is not None
        return self.workspace.read(path, diagnostics) if is_there else None

    def _macro(self, path: str, macro: Macro, run: "_Run") -> tuple[MacroResult, list[Diagnostic]]:
        language = self.options.language_of(path)
        asked = (macro.expression, language)
        outcome, name, found = run.known.get(asked), None, list[Diagnostic]()
        if outcome is None:
            outcome, name, found = self._outcome(macro, language)
            if name is None and not found and _is_anywhere_the_same(outcome):
                run.known[asked] = outcome
        stem = "-".join(path.rpartition("/")[2].partition(".")[0].split())
        key = name or f"{stem}-{outcome.digest}"
        result = MacroResult(macro, name or run.numbered(key), key, outcome)
        if isinstance(outcome.value, Grid | Plot):
            result = self._drawn(result, outcome.value, stem, run)
            found.extend(note for cell in result.cells for note in _style_notes(cell.value, macro))
        return result, found

    def _outcome(self, macro: Macro, language: str) -> tuple[Outcome, str | None, list[Diagnostic]]:
        """What a macro comes to, the id that its author gave it, and what is wrong."""
        evaluated = evaluate(
            self.environment, macro.span.text, macro.expression_start, macro.expression
        )
        value, failed, found = evaluated.value, evaluated.failed, list[Diagnostic]()
        reviewed = None
        if failed is not None:
            if evaluated.cause is None:
                found.append(failed)
            else:
                failed = self._explained(failed, evaluated.cause)
        if failed is None:
            value, reviewed, failed = self._settle(value, macro, macro.span, language)
            found.extend(reviewed.diagnostics if reviewed else ())
            if failed is not None:
                found.append(failed)
        found.extend(_style_notes(value, macro))
        digest = _digest(evaluated.canonical)
        return Outcome(value, reviewed, failed, language, digest), evaluated.id, found

    def _drawn(
        self, result: MacroResult, block: Grid | Plot, stem: str, run: "_Run"
    ) -> MacroResult:
        """A table or plot with its cells, each the number of a macro of the cell's expression."""
        grids = block.tables if isinstance(block, Plot) else (block,)
        results = [self._cells(result, grid, stem, run) for grid in grids]
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
        self, result: MacroResult, grid: Grid, stem: str, run: "_Run"
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
                key = f"{stem}-{digest}"
                outcome = Outcome(cell.value, None, None, result.language, digest)
                macro = replace(result.macro, expression=cell.expression)
                drawn.append(MacroResult(macro, run.numbered(key), key, outcome))
            rows.append(drawn)
        return rows

    def _settle(
        self, value: Value, macro: Macro | None, span: Span, language: str
    ) -> tuple[Value, Review | None, Diagnostic | None]:
        """What is left to do once an expression has a value: review it, make the block."""
        try:
            match value:
                case Statement():
                    return value, review(value, self._reading(language)), None
                case Grid() | Listing() | Plot():
                    if macro is None or not macro.block or macro.context != "prose":
                        raise QuantityError("block-misplaced", *misplaced(value))
                    return value, None, None
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

    def _check_ids(self, reports: Iterable[PageReport], diagnostics: Diagnostics) -> None:
        """An id that an author gave stands for one macro in the whole book."""
        first: dict[str, MacroResult] = {}
        for report in reports:
            for result in report.macros:
                before = first.setdefault(result.id, result)
                places = {
                    (each.macro.span.path, each.macro.span.start) for each in (before, result)
                }
                # A file that several pages include has its macros in each of them.
                if before is not result and len(places) > 1:
                    diagnostics.add(
                        "duplicate-macro-id",
                        f"the id {result.id} is taken",
                        result.macro.span,
                        hint="give one of them another id=",
                        related=[Related(before.macro.span, "it stands here too")],
                    )

    def _shown_in(self, value: Value, unit: str, diagnostics: Diagnostics) -> Value:
        """The value in the unit that the command line names."""
        subject = value.subject if isinstance(value, Display | Statement) else value
        try:
            if not isinstance(subject, Quantity):
                raise QuantityError("invalid-argument", "only a quantity can be shown in a unit")
            return subject.shown_in(self.library.units.parse(unit))
        except QuantityError as error:
            diagnostics.add(error.slug, f"--to {unit}: {error.message}", hint=error.hint)
            return value

    def _overridden(self, settings: Iterable[str], diagnostics: Diagnostics) -> Catalogue:
        """The catalogue with some values set on the command line, qualifiers kept."""
        specs = dict(self.catalogue.specs)
        for setting in settings:
            try:
                changed = override(specs, setting, self.library.units)
                specs[changed.path] = changed
            except QuantityError as error:
                diagnostics.add(error.slug, f"--set {setting}: {error.message}", hint=error.hint)
        return replace(self.catalogue, specs=specs)


def open_book(config: Path | str) -> Book:
    """The book of that configuration file (or of the folder that holds one).

    Raises:
        FileNotFoundError: there is no such file.
    """
    path = find_config(Path(config))
    diagnostics = Diagnostics()
    beside = partial(read_trusted, path.parent)
    text = beside(path.name) or Text(path.name, "")
    root = (path.parent / read_options(text, beside, Diagnostics()).root).resolve()
    config_path = relpath(path.resolve(), root)
    if config_path.startswith(".."):
        diagnostics.add(
            "invalid-option",
            f"the folder {root.name} does not hold the configuration",
            text.span(0),
            hint="root names the configuration's folder, or one above it, such as ..",
        )
        root, config_path = path.parent.resolve(), path.name
    text = Text(config_path, text.content)
    options = read_options(text, partial(read_trusted, root), diagnostics)
    return book_of(Workspace.from_folder(root), options, config_path, diagnostics)


def book_of(
    workspace: Workspace, options: Options, config_path: str, diagnostics: Diagnostics
) -> Book:
    """The book of a workspace whose settings are read already."""
    folder = workspace.root
    library = load_library(
        options.formulas,
        folder=str(folder) if folder else None,
        reserved=RESERVED,
        diagnostics=diagnostics,
    )
    return Book(workspace, options, library, config_path=config_path, diagnostics=diagnostics)


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


@dataclass(slots=True)
class _Run:
    """What one check remembers from page to page."""

    known: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    """Outcomes by expression and language, as far as they are the same anywhere."""
    _ordinals: Counter[str] = field(default_factory=Counter)

    def numbered(self, key: str) -> str:
        """The id of the next number with that key."""
        self._ordinals[key] += 1
        return f"{key}-{self._ordinals[key]}"


def _is_anywhere_the_same(outcome: Outcome) -> bool:
    """Whether nothing of an outcome is about the place that its macro stands at."""
    if isinstance(outcome.value, Grid | Listing | Plot) or outcome.failed is not None:
        return False
    return all(leaf.kind != "literal" for leaf, _ in inputs(*outcome.subjects))


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
