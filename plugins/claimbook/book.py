"""One book: load its data, scan its pages, evaluate, review, report.

`open_book` reads what does not change during a run; `Book.check` evaluates pages. A book holds no
state between checks and no state outside itself, so two checks of the same files are equal, also
in one process. Faults are collected and never raised.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from posixpath import normpath, relpath

from claimbook.diagnostics import Diagnostic, Diagnostics, Related, Text
from claimbook.evaluation import PageEvaluator, Run, environment_of
from claimbook.formulas import Library, check_defaults, load_library
from claimbook.links import Links, is_generated, read_page, references_of
from claimbook.listings import filled
from claimbook.locks import (
    LOCK_NAME,
    MAX_LOCK_BYTES,
    PENDING_NAME,
    History,
    Lock,
    Locked,
    check_lock,
    day_in,
    is_entry,
    read_history,
    read_lock,
    with_lock,
)
from claimbook.options import Options, read_options
from claimbook.pages import (
    PAGE_SUFFIXES,
    RESERVED,
    Display,
    Environment,
    Listing,
    Macro,
    PageNames,
    PageScan,
    Statement,
    Value,
    definers,
    evaluate,
    select_pages,
)
from claimbook.pages.definitions import USES
from claimbook.quantities import (
    Input,
    Quantity,
    QuantityError,
    assumptions,
    formula_references,
    inputs,
)
from claimbook.render import check_language
from claimbook.report import (
    Answer,
    MacroResult,
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
        self.environment = self._environment_of(self.catalogue)
        self.lock, self.foreign = self._read_lock()
        self._evaluator = PageEvaluator(
            workspace,
            options,
            library,
            self.catalogue,
            self.environment,
            self._loading,
            self.docs_folder,
            config_path.rpartition("/")[0],
            self._is_generated,
            {
                (number.page, number.expression): number
                for number in (self.lock.numbers if self.lock is not None else ())
            },
        )
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
            for base in self._evaluator.snippet_folders("")
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
        return list(dict.fromkeys([*folders, *modules, str(root / LOCK_NAME), *self.library.files]))

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the settings, formulas, data, raw files or lock, on no page's side."""
        return tuple(Diagnostics(self._loading))

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
        is_preview: bool = False,
    ) -> Report:
        """Evaluate every macro and claim.

        Args:
            pages: page path to full source text, as a host hands them over; None reads the
                book's own folder.
            as_of: the day (YYYY-MM-DD) on which sources are fresh or stale; None takes that of
                the journal's last entry, and does not ask where there is none.
            require_claims: whether a book without a macro is an error.
            count_untied: whether the numbers in prose are counted, which takes its time.
            is_preview: whether a published number that changed is no more than a warning.
        """
        found = Diagnostics(self._loading)
        texts = self._texts(pages, found)
        day = as_of or self._last_day(texts)
        check_freshness(self.catalogue, day, found)
        run = Run(definers(sorted(texts.items())))
        reports: dict[str, PageReport] = {}
        for path, text in sorted(texts.items()):
            reports[path] = self._evaluator.page(path, text, run)
            found.extend(reports[path].diagnostics)
        links = self.links({path: page.scan for path, page in reports.items()})
        reports = {path: replace(page, links=links) for path, page in reports.items()}
        for page in reports.values():
            found.extend(page.link_faults())
        history = read_history(texts, self.options.journal, found)
        reports = with_lock(reports, self.lock, history)
        reports = filled(reports, self.catalogue.sources, self.options.journal, history)
        self._check_ids(reports.values(), found)
        unverified = sum(spec.confidence == "unverified" for spec in self.catalogue.specs.values())
        drifted = self._drift(reports, history, found, is_preview=is_preview)
        counts = count(
            reports.values(), drifted=drifted, unverified=unverified, untied=count_untied
        )
        had_some = self.lock is not None and len(self.lock.numbers) > 0
        if (require_claims or had_some) and counts.macros == 0:
            found.add(
                "nothing-to-check",
                f"the {counts.pages} pages of {self.docs_folder} hold no macro",
                hint="look at docs_dir and at the pages: a run that checked nothing proves nothing",
            )
        return Report(reports, counts, tuple(found), day)

    def links(self, scans: Mapping[str, PageScan] | None = None) -> Links:
        """Where the links between the pages lead.

        Args:
            scans: what was found on each page; None reads the book's own folder.
        """
        if scans is None:
            texts = self._texts(None, Diagnostics())
            scans = {path: self._evaluator.scanned(text)[1] for path, text in texts.items()}
        attributes = "attr_list" in self.options.extensions
        language = self.options.language_of
        unpublished = self.options.unpublished
        published = frozenset(select_pages(scans, unpublished)) if unpublished else scans
        return Links(
            [
                read_page(
                    path,
                    scan,
                    partial(self._shown_text, path, self._evaluator.names_on(path, scan.macros)),
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
        report = self._evaluator.page(path, text, Run(), is_assembled=is_assembled)
        if not any(isinstance(result.value, Listing) for result in report.macros):
            return report
        # What it lists may stand on any page.
        reports = {**self.check(count_untied=False).pages, path: report}
        return filled(reports, self.catalogue.sources, self.options.journal, self.history(reports))[
            path
        ]

    def scanned(self, path: str, content: str) -> tuple[PageScan, Diagnostics]:
        """What one text is made of as the page `path`, and what is wrong with its form."""
        found = Diagnostics()
        _, scan, shapes = self._evaluator.scanned(Text(self._full_path(path), content), found)
        return scan, Diagnostics([*found, *shapes])

    def with_values(self, settings: Iterable[str], diagnostics: Diagnostics) -> "Book":
        """The book with other values of some specs, as `SPEC=VALUE`; their qualifiers stay.

        A setting that cannot be is reported, and left out.
        """
        changed = copy(self)
        changed.catalogue = self._overridden(settings, diagnostics)
        changed.environment = changed._environment_of(changed.catalogue)
        changed._evaluator = replace(
            self._evaluator, catalogue=changed.catalogue, environment=changed.environment
        )
        return changed

    def history(self, reports: Mapping[str, PageReport]) -> History:
        """What the journal among these pages says of past changes."""
        texts = {path: report.text for path, report in reports.items()}
        return read_history(texts, self.options.journal)

    def expression_of(self, identity: str) -> tuple[str, PageReport] | None:
        """The expression of the macro with that id and its page; None where the book has none."""
        if "(" in identity:
            return None
        for page in self.check().pages.values():
            for result in page.numbers:
                if result.id == identity:
                    return result.macro.expression, page
        return None

    def evaluate(
        self,
        expression: str,
        *,
        overrides: Iterable[str] = (),
        unit: str | None = None,
        page: PageReport | None = None,
    ) -> Answer:
        """Evaluate one expression over the book.

        Args:
            expression: as it stands in a macro.
            overrides: `SPEC=VALUE` settings that stand for the specs' own values.
            unit: a unit to print the result in.
            page: the page whose own names it may use; None gives it none.
        """
        found = Diagnostics()
        text = Text(EXPRESSION_PATH, expression)
        environment = self.environment
        settings = list(overrides)
        if settings:
            environment = self._environment_of(self._overridden(settings, found))
        names = PageNames(None, self._definers(expression))
        if page is not None:
            macros = (result.macro for result in page.macros)
            names = self._evaluator.names_on(page.path, macros, environment)
        evaluated = evaluate(replace(environment, page=names), text, 0, expression)
        value, failed, reviewed = evaluated.value, evaluated.failed, None
        if failed is not None:
            # A spec that data/ could not give is explained by the fault of data/.
            found.extend([failed] if evaluated.cause is None else self._loading)
        else:
            value, reviewed, failed = self._evaluator.settle(
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

    def _read_lock(self) -> tuple[Lock | None, tuple[Locked, ...]]:
        """What the book has published; the lines of another book in the same folder."""
        if self.workspace.read_bytes(PENDING_NAME) is not None:
            self._loading.add(
                "accept-unfinished",
                "an acceptance was interrupted",
                Text(PENDING_NAME, "").span(0),
                hint="run claimbook accept: it finishes it, or takes it back",
            )
        if not self.workspace.is_taken(LOCK_NAME):
            return None, ()
        if self.workspace.read_bytes(LOCK_NAME) is None:
            self._loading.add(
                "lock-unreadable",
                f"{LOCK_NAME} is no file of the book, but a folder, or a link to none of its files",
                Text(LOCK_NAME, "").span(0),
                hint="put the file itself into the book's folder",
            )
            return Lock(()), ()
        text = self.workspace.read(LOCK_NAME, self._loading, limit=MAX_LOCK_BYTES)
        lock = read_lock(text, self._loading) if text is not None else Lock(())
        return lock.divided(self._is_elsewhere)

    def _is_elsewhere(self, page: str) -> bool:
        """Whether a file is a page of another book that lies in the same folder."""
        return not page.startswith(f"{self.docs_folder}/") and self.workspace.exists(page)

    def _drift(
        self,
        reports: Mapping[str, PageReport],
        history: History,
        diagnostics: Diagnostics,
        *,
        is_preview: bool,
    ) -> int | None:
        """How many published numbers are not what they were; None where there is no lock."""
        if self.lock is None:
            if self.options.lock == "required":
                diagnostics.add(
                    "lock-missing",
                    f"the book has no {LOCK_NAME}, and its settings require one",
                    Text(self.config_path, "").span(0),
                    hint='publish its numbers: claimbook accept --all --why "..."',
                )
            return None
        return check_lock(
            reports,
            self.lock,
            history,
            self.catalogue.specs,
            diagnostics,
            is_lenient=is_preview or self.options.drift == "warn",
        )

    def _last_day(self, pages: Iterable[str]) -> str | None:
        """The day of the journal's last entry."""
        folder = self.options.journal
        return max((day_in(path) or "" for path in pages if is_entry(path, folder)), default=None)

    def _page_files(self) -> list[str]:
        folder = self.docs_folder
        return [relpath(path, folder) for path in self.workspace.list(folder, PAGE_SUFFIXES)]

    def _is_generated(self, path: str) -> bool:
        """Whether the file of a page is one that `claimbook pages` wrote."""
        if path not in self.references.pages:
            return False
        text = self.workspace.read(self._full_path(path), Diagnostics())
        return text is not None and is_generated(text.content)

    def _shown_text(self, path: str, names: PageNames, macro: Macro) -> str:
        return self._evaluator.macro(path, macro, Run(), names)[0].text

    def _definers(self, expression: str) -> Mapping[str, Sequence[str]]:
        """The pages that define names for themselves, where an expression asks for one."""
        return definers(self._texts(None, Diagnostics()).items()) if USES in expression else {}

    def _environment_of(self, catalogue: Catalogue) -> Environment:
        return environment_of(catalogue, self.library, self.options, is_complete=self._is_complete)

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
                diagnostics.add(error.slug, f"{setting}: {error.message}", hint=error.hint)
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
    root = (path.parent / read_options(text, beside, Diagnostics(), os.environ).root).resolve()
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
    options = read_options(text, partial(read_trusted, root), diagnostics, os.environ)
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
    check_language(options, diagnostics)
    check_defaults(options, library, diagnostics)
    return Book(workspace, options, library, config_path=config_path, diagnostics=diagnostics)
