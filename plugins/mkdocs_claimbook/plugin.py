"""The MkDocs plugin: wires the events of a build to the engine and the Markdown extension.

A build checks the whole book before a page is rendered, fails once with everything that is wrong,
and writes to a folder that takes the site's place at the very end. A preview never fails: it
shows each fault at its place, and starts over when data, raw files or formulas change. Nothing is
computed here, and no result is kept from one build to the next.
"""

import logging
import os
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.base import Config, ConfigErrors, ConfigWarnings
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler, get_relative_url

from claimbook import Book, QuantityError, Report, open_book
from claimbook.diagnostics import Diagnostics
from claimbook.exports import FEED, export_files, feed_link, feed_text, reviews_html
from claimbook.generated import empty_page, generated_pages
from claimbook.links import address, is_generated
from claimbook.render import backlinks_html, head_html, terminal
from claimbook.sources.dates import day_of_build
from claimbook.workspace import write_named
from mkdocs_claimbook.extension import EXTENSION_NAMES, ClaimbookExtension
from mkdocs_claimbook.files import (
    STYLESHEET,
    Modules,
    Renewal,
    Staging,
    Watch,
    installed_sources,
    stylesheet_path,
)
from mkdocs_claimbook.reading import Reading, anchors_in, linked_to

log = get_plugin_logger("claimbook")

_FIRST = 1000
_LAST = -1000
# After the plugins that give pages their front matter (50), before those that read it (0).
_AFTER_META = 40
# After the plugins that make pages (0, -50), before the one that takes those of other languages
# out of each build (-100).
_BEFORE_LANGUAGES = -90
# That plugin stumbles over a page that is no file.
_AFTER_LANGUAGES = -110


class Settings(Config):
    """No settings of its own: the engine reads and judges them, for every host alike."""


class _Extension(ClaimbookExtension):
    """Notes which pages show numbers that do not stand in their own files."""

    def __init__(self, renewal: Renewal) -> None:
        super().__init__()
        self._renewal = renewal
        self.files = Files([])
        """The files of this build, once they are settled."""

    def href(self, page: str, target: str, anchor: str | None) -> str:
        """The address of the page `target` from `page`, as this site has them."""
        here, there = (self.files.get_file_from_path(each) for each in (page, target))
        if here is None or there is None:
            return super().href(page, target, anchor)
        fragment = "" if anchor is None else address("", anchor)
        return f"{get_relative_url(there.url, here.url)}{fragment}"

    def read(self, path: str, content: str, root: str | None = None) -> Reading:
        """The macros of `content`, the page `path` as Markdown is about to read it."""
        reading = super().read(path, content, root)
        if self._report is None or reading.page is not self._report.pages.get(path):
            self._renewal.note_composed(path)
        return reading


class ClaimbookPlugin(BasePlugin[Settings]):
    """Checks a book and shows its results; one instance may serve many builds."""

    def __init__(self) -> None:
        self._is_preview = False
        self._is_dirty = False
        self._book: Book | None = None
        self._modules = Modules()
        self._renewal = Renewal("")
        self._extension = _Extension(self._renewal)
        self._reported = 0
        self._counts = ""
        self._derivations: dict[str, bytes] = {}
        self._prose: tuple[Page | None, str | None] = None, None
        self._files = Files([])
        self._made: frozenset[str] = frozenset()
        self._day: str | None = None
        self._texts: dict[str, str] = {}
        self._drafts: set[str] = set()
        self._exports: dict[str, Path] = {}
        self._checked: tuple[dict[str, str], Report | None] = ({}, None)
        self._staging: Staging | None = None
        self._begun: tuple[MkDocsConfig, str] | None = None
        self._depth = 0
        self._watch: Watch | None = None

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Take any settings; an unknown one is the engine's to report, with its place."""
        self.config = Settings(config_file_path=config_file_path)
        self.config.load_dict(options)
        return [], []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether this is a preview; MkDocs then keeps the instance."""
        self._is_preview, self._is_dirty = command == "serve", dirty
        self._watch = None

    @event_priority(_FIRST)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Open the book, put the extension in place, and turn a build to its staging folder."""
        if not config.config_file_path:
            raise PluginError("claimbook reads its settings from a configuration file; name one")
        if self._begun is not None and self._begun[0] is config:
            # Some plugins build again from inside a build, as for another language.
            self._depth += 1
        else:
            self._discard()
        self._day = _day()
        # Before anything is read: what changes from here on will be noticed.
        if self._watch is not None:
            self._watch.renew()
        self._modules.forget_changed()
        self._book = open_book(Path(config.config_file_path))
        self._modules.remember(self._book.library.files)
        if self._watch is not None:
            self._watch.add(_watched(self._book))
        site_dir = self._begun[1] if self._begun else config.site_dir
        if self._renewal.site != site_dir:
            self._renewal = Renewal(site_dir)
        self._extension, self._reported = _Extension(self._renewal), 0
        others = [
            each
            for each in config.markdown_extensions
            if each not in EXTENSION_NAMES and not isinstance(each, ClaimbookExtension)
        ]
        # MkDocs hands the list to Markdown as it is, which takes instances as well as names.
        config["markdown_extensions"] = [*others, self._extension]
        if STYLESHEET not in config.extra_css:
            config.extra_css = [*config.extra_css, STYLESHEET]
        if self._begun is None:
            self._begun = (config, site_dir)
            if self._is_preview:
                _let_faults_pass()
            else:
                self._staging = Staging(Path(site_dir))
                config.site_dir = str(self._staging.begin(keep_old=self._is_dirty))
        return config

    @event_priority(_BEFORE_LANGUAGES)
    def _on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the style sheet, and note the pages of all languages, of which a build shows one."""
        if files.get_file_from_path(STYLESHEET) is None:
            path = str(stylesheet_path())
            files.append(File.generated(config, STYLESHEET, abs_src_path=path))
        self._leave_out_strangers(files, config)
        self._made = self._places(files)
        self._texts, self._drafts = {}, set()
        if "i18n" in config.plugins:
            # As MkDocs does it after this event: a page that a plugin made may be a draft too.
            set_exclusions(files, config)
            self._texts = self._read(files)
        return files

    @event_priority(_AFTER_LANGUAGES)
    def _add_pages(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the generated pages, so far with their titles alone: the rest follows the check."""
        assert self._book is not None
        for path in sorted(self._made):
            written = files.get_file_from_path(path)
            if written is not None:
                files.remove(written)
            text = empty_page(self._book.references, path)
            # A nav may name it; one that does not is no fault of the author's.
            inclusion = InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, path, content=text, inclusion=inclusion))
        return files

    on_files = CombinedEvent(_on_files, _add_pages)

    @event_priority(_LAST)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Check all pages at once, those that other plugins generated too.

        Only now is it settled which pages there are: a blog hides its posts until here.
        """
        assert self._book is not None
        texts = {**self._texts, **self._read(files)}
        before, report = self._checked
        again = self._depth > 0 and report is not None and texts == before
        if report is None or not again:
            report = self._book.check(
                texts, as_of=self._day, count_untied=False, is_preview=self._is_preview
            )
        self._checked = texts, report
        self._extension.bind(self._book, report)
        self._files = self._extension.files = files
        self._fill_pages(files, report)
        if self._is_dirty:
            self._renew_outputs(files, report)
        if not again:
            self._tell(report)
            self._exports = self._exported(texts, report, Path(config.site_dir))
        self._add_exports(files, config)
        return nav

    @event_priority(_AFTER_META)
    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Put results into the front matter, and say which page is converted next."""
        self._extension.begin_page(page.file.src_uri)
        self._extension.replace_front_matter(page.meta, page.file.src_uri)
        return markdown

    @event_priority(_FIRST)
    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        """Set the derivations of the page aside, before another plugin reads them as prose."""
        derivations = self._extension.take_derivations()
        # MkDocs converts all pages before it writes the first, and these may be longer than those.
        self._derivations[page.file.src_uri] = zlib.compress(derivations.encode(), level=1)
        # MkDocs has looked for anchors before ours were there.
        if page.present_anchor_ids is not None:
            page.present_anchor_ids.update(anchors_in(html), anchors_in(derivations))
        return html

    @event_priority(_LAST)
    def on_page_context(self, context: Any, *, page: Page, **_: object) -> Any:
        """Add what frames the page, now that searches have read it, and link excerpts to it."""
        packed = self._derivations.pop(page.file.src_uri, None)
        derivations = "" if packed is None else zlib.decompress(packed).decode()
        self._prose, content = (page, page.content), page.content or ""
        foot = derivations + self._backlinks(page)
        page.content = self._faults(page.file.src_uri, content) + content + foot
        for excerpt in context.get("posts", ()):
            excerpt.content = linked_to(excerpt.content, get_relative_url(excerpt.url, page.url))
        return context

    @event_priority(_FIRST)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Put the reviews of figures and the feed into the head, before a plugin shortens it."""
        if page is self._prose[0]:
            # MkDocs keeps the content of every page to the end; the foot has done its part.
            (_, page.content), self._prose = self._prose, (None, None)
        if self._depth and page.file.src_uri in self._made:
            # MkDocs writes no empty page: that of the book's own language stays.
            return ""
        report = self._checked[1]
        checked = report.pages.get(page.file.src_uri) if report else None
        if checked is None:
            return output
        head = reviews_html(checked, url=page.canonical_url, publisher=config.site_name)
        if FEED in self._exports:
            head = f"{head}{feed_link(get_relative_url(FEED, page.url), config.site_name)}"
        before, end, after = output.partition("</head>")
        return f"{before}{head}\n{end}{after}" if head and end else output

    @event_priority(_LAST)
    def on_env(self, env: Any, **_: object) -> Any:
        """Refuse what only rendering could find, such as a fault in an included file."""
        self._refuse_rendered()
        return env

    @event_priority(_LAST)
    def on_post_build(self, **_: object) -> None:
        """Let the new site take the place of the old one."""
        self._refuse_rendered()
        if self._depth:
            self._depth -= 1
            return
        log.info(self._counts)
        if self._staging is None or not _warnings_forbid():
            self._renewal.finish()
            if self._staging is not None:
                self._staging.swap()
        self._discard()

    def on_build_error(self, error: Exception) -> None:
        """Keep the old site."""
        del error
        self._discard()

    def on_shutdown(self) -> None:
        """Leave no folder behind, also after an interruption."""
        self._discard()
        self._watch = None

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, **_: object
    ) -> LiveReloadServer:
        """Build anew when data, raw files or formulas change."""
        assert self._book is not None
        self._watch = Watch(server, [config.docs_dir, *config.watch])
        self._watch.add(_watched(self._book))
        return server

    def _exported(self, texts: dict[str, str], report: Report, site: Path) -> dict[str, Path]:
        """What the book says to programs, as files of the site that is being built.

        The drafts that a preview shows are no part of it.
        """
        assert self._book is not None
        if not self._drafts.isdisjoint(texts):
            published = {path: text for path, text in texts.items() if path not in self._drafts}
            report = self._book.check(published, as_of=self._day, count_untied=False)
        site.mkdir(parents=True, exist_ok=True)
        made = export_files(self._book, report, report.as_of)
        feed = feed_text(self._book, report, self._address)
        exported = {}
        for name, pieces in {**made, **({FEED: iter([feed])} if feed else {})}.items():
            exported[name] = site / name
            write_named(exported[name], pieces)
        return exported

    def _address(self, path: str) -> str | None:
        """The address of a page in this site; None for one that it does not show."""
        file = self._files.get_file_from_path(path)
        return None if file is None else file.url

    def _add_exports(self, files: Files, config: MkDocsConfig) -> None:
        """Let MkDocs know them, so that pages can link to them; they are in their place already."""
        for name, path in self._exports.items():
            taken = files.get_file_from_path(name)
            if taken is not None:
                files.remove(taken)
                log.warning("%s is made by claimbook, so that of the pages is left out", name)
            files.append(File.generated(config, name, abs_src_path=str(path)))

    def _faults(self, path: str, content: str) -> str:
        """What is wrong with a page or the book, as far as the page does not show it.

        Only a preview gets here with a fault.
        """
        report = self._checked[1]
        assert self._book is not None
        if not self._is_preview or report is None:
            return ""
        names = (path, f"{self._book.docs_folder}/{path}")
        rendered = [each for each in self._extension.found if each.span and each.span.path in names]
        language = self._book.options.language_of(path)
        return head_html([*report.errors_for(path), *rendered], content, language)

    def _backlinks(self, page: Page) -> str:
        """The pages that link to this one, at the addresses that they have in this site."""
        found = (
            (self._files.get_file_from_path(each.path), each.title)
            for each in self._extension.backlinks(page.file.src_uri)
        )
        links = [(get_relative_url(file.url, page.url), title) for file, title in found if file]
        assert self._book is not None
        language = self._book.options.language_of(page.file.src_uri)
        markup = backlinks_html(links, language)
        return f'<div class="cb-foot" data-search-exclude>{markup}</div>' if markup else ""

    def _tell(self, report: Report) -> None:
        """Say what the check found, and stop a build with an error."""
        self._counts = report.counts_line
        if report.has_errors:
            self._refuse(report.render_text())
        elif report.diagnostics:
            # A marginal claim is a verdict that a book may publish: --strict lets it pass.
            harmless = all(
                found.severity == "note" or found.code.slug == "claim-marginal"
                for found in report.diagnostics
            )
            log.log(logging.INFO if harmless else logging.WARNING, "\n%s", report.render_text())

    def _refuse(self, faults: str) -> None:
        """Stop a build with all faults at once; a preview shows them and goes on."""
        if not self._is_preview:
            raise PluginError(f"the book is not right, so the site stays as it is\n\n{faults}")
        log.error("\n%s", faults)

    def _refuse_rendered(self) -> None:
        """Refuse what rendering has found since this was last asked."""
        found = self._extension.found
        if len(found) > self._reported:
            self._reported = len(found)
            self._refuse(terminal.paragraphs(found))

    def _renew_outputs(self, files: Files, report: Report) -> None:
        """Remove outdated pages from a site that is rebuilt in part: MkDocs makes them anew.

        By itself it looks at the times of the pages' own files alone.
        """
        for file in files.documentation_pages(inclusion=InclusionLevel.is_in_serve):
            output = Path(file.abs_dest_path)
            path = file.src_uri
            errors = report.errors_for(path) if self._is_preview else ()
            if self._renewal.is_due(path, output, report.pages.get(path), errors):
                output.unlink(missing_ok=True)

    def _discard(self) -> None:
        """Remove what is left of a staging folder, and give MkDocs its own setting back."""
        if self._staging is not None:
            self._staging.discard()
        if self._begun is not None:
            config, site_dir = self._begun
            config.site_dir = site_dir
        self._staging, self._begun, self._depth = None, None, 0

    def _read(self, files: Files) -> dict[str, str]:
        """The pages as MkDocs will read them; one that is no text stops a build here."""
        shown = InclusionLevel.is_in_serve if self._is_preview else InclusionLevel.is_included
        texts = {}
        unreadable = Diagnostics()
        for file in files.documentation_pages(inclusion=shown):
            if file.src_uri in self._made:
                continue
            if file.inclusion.is_excluded():
                self._drafts.add(file.src_uri)
            try:
                texts[file.src_uri] = file.content_string
            except (OSError, ValueError):
                assert self._book is not None
                path = f"{self._book.docs_folder}/{file.src_uri}"
                self._book.workspace.read(path, unreadable)
        if len(unreadable):
            self._refuse(terminal.paragraphs(unreadable))
        return texts

    def _fill_pages(self, files: Files, report: Report) -> None:
        """Let the generated pages say what they say, about the pages that this build shows.

        In the build of a translation they are there for its links alone, and name no page.
        """
        assert self._book is not None
        shown = {
            path: page
            for path, page in report.pages.items()
            if not self._depth and files.get_file_from_path(path) is not None
        }
        report = replace(report, pages=shown)
        for path, text in generated_pages(self._book, report, as_of=report.as_of).items():
            if path in self._made and (file := files.get_file_from_path(path)) is not None:
                file.content_string = text

    def _places(self, files: Files) -> frozenset[str]:
        """The places of the generated pages, those left out where an author has a page."""
        assert self._book is not None
        places = set()
        for path in self._book.references.pages:
            file = files.get_file_from_path(path)
            if file is None or self._is_generated(file):
                places.add(path)
            else:
                log.info("%s is a page of your own, so none is generated there", path)
        return frozenset(places)

    def _is_generated(self, file: File) -> bool:
        """Whether a file is what `claimbook pages` wrote for another host."""
        try:
            return is_generated(file.content_string)
        except (OSError, ValueError):
            return False

    def _leave_out_strangers(self, files: Files, config: MkDocsConfig) -> None:
        """Publish nothing that a link leads to outside the book: it may be a stranger's link."""
        assert self._book is not None
        root = self._book.workspace.root
        for file in list(files):
            path = file.abs_src_path
            if file.src_dir != config.docs_dir or path is None or root is None:
                continue
            if not Path(path).resolve().is_relative_to(root):
                files.remove(file)
                log.warning("%s leads out of the book, so it is left out", file.src_uri)


def _day() -> str | None:
    """The day that the build is about, if its environment names one."""
    try:
        return day_of_build(os.environ)
    except QuantityError as error:
        raise PluginError(f"{error.message}; {error.hint}") from None


def _watched(book: Book) -> list[str]:
    """What the numbers of a book depend on: its own files, and the libraries that it names."""
    return [*book.watched, *installed_sources(name for name, _ in book.options.formulas)]


def _warnings_forbid() -> bool:
    """Whether MkDocs will refuse this build for its warnings, which it does only at the end."""
    return any(handler.get_counts() for handler in _counters())


def _let_faults_pass() -> None:
    """Keep our own faults from ending a preview that is strict about those of MkDocs."""
    for counter in _counters():
        counter.addFilter(lambda record: record.name != log.logger.name)


def _counters() -> list[CountHandler]:
    """What MkDocs counts the warnings of this build by, in strict mode alone.

    A fork may put its counter on a logger of its own, above that of MkDocs.
    """
    found: list[CountHandler] = []
    logger: logging.Logger | None = logging.getLogger("mkdocs")
    while logger is not None:
        found.extend(each for each in logger.handlers if isinstance(each, CountHandler))
        logger = logger.parent
    return found
