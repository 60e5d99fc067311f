"""The MkDocs plugin: wires the events of a build to the engine and the Markdown extension.

A build checks the whole book before a page is rendered, fails once with everything that is wrong,
and writes to a folder that takes the site's place at the very end. A preview never fails: it
shows each fault at its place. Nothing is computed here.
"""

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.base import Config, ConfigErrors, ConfigWarnings
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from claimbook import Book, QuantityError, open_book
from claimbook.render import terminal
from claimbook.sources.dates import day_of_build
from mkdocs_claimbook.extension import EXTENSION_NAMES, ClaimbookExtension
from mkdocs_claimbook.files import STYLESHEET, Staging, stylesheet_path

log = get_plugin_logger("claimbook")

_FIRST = 1000
_LAST = -1000
# After the plugins that give pages their front matter (50), before those that read it (0).
_AFTER_META = 40


class Settings(Config):
    """No settings of its own: the engine reads and judges them, for every host alike."""


class ClaimbookPlugin(BasePlugin[Settings]):
    """Checks a book and shows its results; one instance may serve many builds."""

    def __init__(self) -> None:
        self._is_preview = False
        self._is_dirty = False
        self._extension = ClaimbookExtension()
        self._book: Book | None = None
        self._counts = ""
        self._site_dir = ""
        self._staging: Staging | None = None

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

    @event_priority(_FIRST)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Open the book, put the extension in place, and turn a build to its staging folder."""
        if not config.config_file_path:
            raise PluginError("claimbook reads its settings from a configuration file; name one")
        self._book = open_book(Path(config.config_file_path))
        self._extension = ClaimbookExtension()
        others = [name for name in config.markdown_extensions if name not in EXTENSION_NAMES]
        # MkDocs hands the list to Markdown as it is, which takes instances as well as names.
        config["markdown_extensions"] = [*others, self._extension]
        if STYLESHEET not in config.extra_css:
            config.extra_css = [*config.extra_css, STYLESHEET]
        if not self._is_preview:
            self._discard()
            self._site_dir = config.site_dir
            self._staging = Staging(Path(config.site_dir))
            config.site_dir = str(self._staging.begin(keep_old=self._is_dirty))
        return config

    @event_priority(_LAST)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Check all pages at once, those that other plugins generated too."""
        if files.get_file_from_path(STYLESHEET) is None:
            path = str(stylesheet_path())
            files.append(File.generated(config, STYLESHEET, abs_src_path=path))
        assert self._book is not None
        report = self._book.check(self._texts(files), as_of=_day())
        self._extension.bind(self._book, report)
        self._counts = report.counts_line
        if report.has_errors:
            self._refuse(report.render_text())
        elif report.diagnostics:
            # A marginal claim is a verdict that a book may publish: --strict lets it pass.
            marginal = all(found.code.slug == "claim-marginal" for found in report.diagnostics)
            log.log(logging.INFO if marginal else logging.WARNING, "\n%s", report.render_text())
        return files

    @event_priority(_AFTER_META)
    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Put results into the front matter, and say which page is converted next."""
        self._extension.begin_page(page.file.src_uri)
        self._extension.replace_front_matter(page.meta, page.file.src_uri)
        return markdown

    @event_priority(_LAST)
    def on_env(self, env: Any, **_: object) -> Any:
        """Refuse what only rendering could find, such as a fault in an included file."""
        found = self._extension.found
        if found.has_errors and not self._is_preview:
            self._refuse(terminal.paragraphs(found))
        return env

    @event_priority(_LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Let the new site take the place of the old one."""
        if self._staging is not None:
            if _warnings_forbid():
                self._discard()
            else:
                self._staging.swap()
                self._staging = None
            config.site_dir = self._site_dir
        log.info(self._counts)

    def on_build_error(self, error: Exception) -> None:
        """Keep the old site."""
        del error
        self._discard()

    def on_shutdown(self) -> None:
        """Leave no folder behind, also after an interruption."""
        self._discard()

    def on_serve(self, server: LiveReloadServer, /, **_: object) -> LiveReloadServer:
        """Build anew when data, raw files or formulas change."""
        assert self._book is not None
        for path in self._book.watched:
            if Path(path).exists():
                server.watch(path)
        return server

    def _refuse(self, faults: str) -> None:
        """Stop a build with all faults at once; a preview shows them and goes on."""
        if not self._is_preview:
            raise PluginError(f"the book is not right, so the site stays as it is\n\n{faults}")
        log.error("\n%s", faults)

    def _discard(self) -> None:
        if self._staging is not None:
            self._staging.discard()
            self._staging = None

    def _texts(self, files: Files) -> dict[str, str]:
        """The pages as MkDocs will read them; one that cannot be read is MkDocs' own error."""
        shown = InclusionLevel.is_in_serve if self._is_preview else InclusionLevel.is_included
        texts = {}
        for file in files.documentation_pages(inclusion=shown):
            with suppress(OSError, ValueError):
                texts[file.src_uri] = file.content_string
        return texts


def _day() -> str | None:
    """The day that the build is about, if its environment names one."""
    try:
        return day_of_build(os.environ)
    except QuantityError as error:
        raise PluginError(f"{error.message}; {error.hint}") from None


def _warnings_forbid() -> bool:
    """Whether MkDocs will refuse this build for its warnings, which it does only at the end.

    In strict mode it counts them by a handler of its own, so no warning is missed or judged
    otherwise here.
    """
    return any(
        isinstance(handler, CountHandler) and handler.get_counts()
        for handler in logging.getLogger("mkdocs").handlers
    )
