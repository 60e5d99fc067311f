"""The Python-Markdown extension: what a page's macros become, under any host.

The page that Markdown reads has a plain word for each macro (see `tokens`); when Markdown is done
the words give way to results. A host that has checked the whole book binds it; without one the
extension opens the book from its configuration. It shows faults at their place and never decides
whether a book may be published: that is the host's part, or that of `claimbook check`. Where it
opened the book itself, no exception leaves it: such a host would drop the page and go on.
"""

import html
import logging
import re
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any, Protocol, runtime_checkable
from xml.etree.ElementTree import Element, SubElement, fromstring

from markdown import Extension, Markdown
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from claimbook import Book, Diagnostic, Report
from claimbook.claims.coverage import Coverage
from claimbook.diagnostics import Diagnostics, Text, code
from claimbook.links import LinkedPage, Links, address
from claimbook.pages import RESERVED, scan_page
from claimbook.pages.scanner import EVALUATED_FIELDS
from claimbook.render import backlinks_html
from claimbook.report import MacroResult, Outcome, PageReport
from mkdocs_claimbook.reading import Reading, read_text
from mkdocs_claimbook.shelf import Shelf, shelf_in
from mkdocs_claimbook.tokens import Insertion, Tokens, attribute_text, plain_text

EXTENSION_NAMES = ("claimbook", "mkdocs_claimbook.extension")
"""How a configuration may name this extension."""

# Below snippets (32), above all that takes text out of the page or escapes it: critic marks (31.1),
# fences with tabs (31.05), other fences (25). The text is then as the author's file has it.
_PREPROCESSOR_PRIORITY = 31.5
# Below toc (5) and the slugs of tabs (4), above the title that MkDocs takes (1) and its links (0).
_TREEPROCESSOR_PRIORITY = 2
# Below everything, so that raw HTML and footnotes are in place.
_POSTPROCESSOR_PRIORITY = -1000

_DRAWING = re.compile(r"<svg .*?</svg>", re.DOTALL)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

log = logging.getLogger("mkdocs.plugins.claimbook")


class ClaimbookExtension(Extension):
    """Evaluates the macros of pages; one instance may serve many Markdown instances.

    Option `config`: the configuration file with the book's settings, or its folder; relative
    to the host's configuration where the host names one, else to the working directory.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"config": ["", "the configuration file with the book's settings"]}
        # A host may make its extensions for every page: a wrong option is told like other faults.
        self._unknown = sorted(kwargs.keys() - self.config.keys())
        super().__init__(config=str(kwargs.get("config") or ""))
        self.found = Diagnostics()
        """Errors that only rendering could find, such as a fault in an included file."""
        self._derivations: str | None = None
        self._book: Book | None = None
        self._report: Report | None = None
        self._page: str | None = None
        self._shelf = Shelf()

    @property
    def is_bound(self) -> bool:
        """Whether a host has checked the book, and will judge what rendering finds."""
        return self._report is not None

    def share(self, kept: MutableMapping[str, Any]) -> None:
        """Keep the opened book in `kept`, which outlives this instance."""
        self._shelf = shelf_in(kept)

    def bind(self, book: Book, report: Report) -> None:
        """Show this report of the book, and keep in `found` what it has not seen."""
        self._book, self._report = book, report

    def keep_derivations(self, markup: str) -> bool:
        """Keep the list of derivations for a host that places it; whether one does."""
        if self._report is None:
            return False
        self._derivations = markup
        return True

    def take_derivations(self) -> str:
        """The list that belongs to the page converted last, as a block; empty without numbers."""
        markup, self._derivations = self._derivations, None
        return f'<div class="cb-foot" data-search-exclude>{markup}</div>' if markup else ""

    def href(self, page: str, target: str, anchor: str | None) -> str:
        """The address of the page `target` from `page`, where no host resolves it as a link.

        Zensical resolves all links of a finished page.
        """
        return address(relpath(target, dirname(page) or "."), anchor)

    def begin_page(self, path: str) -> None:
        """The next page to be converted is `path`, relative to the folder of the pages."""
        self._page = path

    def replace_front_matter(
        self, meta: MutableMapping[str, Any], path: str, root: str | None = None
    ) -> None:
        """Put plain results into the title, description and tags of a page, in place."""
        for key in EVALUATED_FIELDS:
            if key in meta:
                meta[key] = self._plain(meta[key], path, self._open(root))

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the three steps, with a state of their own for each Markdown instance."""
        conversion = _Conversion(self, md)
        md.preprocessors.register(_Replace(conversion), "claimbook", _PREPROCESSOR_PRIORITY)
        md.treeprocessors.register(_Settle(conversion), "claimbook", _TREEPROCESSOR_PRIORITY)
        md.postprocessors.register(_Place(conversion), "claimbook", _POSTPROCESSOR_PRIORITY)

    def read(self, path: str, content: str, root: str | None = None) -> Reading:
        """The macros of `content`, the page `path` as Markdown is about to read it."""
        try:
            book = self._open(root)
            checked = self._checked(book, path)
            reading = read_text(book, checked, path, content)
            if (links := self._links(book)) is not None:
                attributes = "attr_list" in book.options.extensions
                reading = reading.with_links(links, checked, attributes=attributes)
        except Exception as error:
            return _failed_reading(path, content, self.note_failure(path, error))
        self.note(reading.unknown)
        return reading

    def note_failure(self, path: str, error: Exception) -> Diagnostic:
        """Log why the page cannot be evaluated, once for all pages where it concerns the book.

        Raises:
            Exception: the one that was given, under a host that has checked the book.
        """
        if self.is_bound:
            raise error
        failed = self._failure(error)
        if isinstance(error, _OptionError | FileNotFoundError):
            if self._shelf.is_news(failed.message):
                log.error("error %s: %s; %s", failed.code, failed.message, failed.hint)
        else:
            log.error("%s: error %s: %s: %s", path, failed.code, failed.message, error)
            log.debug("the place of it", exc_info=error)
        return failed

    def note(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep errors for the host; without one, log them, since nobody else will."""
        for each in diagnostics:
            if each.severity != "error":
                continue
            if self.is_bound:
                self.found.append(each)
            else:
                place = f"{each.location}: " if each.location else ""
                log.error("%serror %s: %s", place, each.code, each.message)

    def page_path(self, md: Markdown) -> str:
        """The page that `md` converts, as far as the host tells.

        Zensical leaves the page in a step of its own, MkDocs its file in the step that resolves
        links; both are known by what they offer, since an excerpt may be converted at any time.
        """
        if (context := _context(md)) is not None:
            return context.page.path
        for step in md.treeprocessors:
            path = getattr(getattr(step, "file", None), "src_uri", None)
            if isinstance(path, str):
                return path
        return self._page or "page.md"

    def _plain(self, value: object, path: str, book: Book) -> object:
        if isinstance(value, list):
            return [self._plain(each, path, book) for each in value]
        if not isinstance(value, str) or "<<" not in value:
            return value
        # What is wrong in the front matter is known from the page's own file.
        tokens, text = read_text(book, None, path, value).tokenize()
        return tokens.plain(text)

    def _checked(self, book: Book, path: str) -> PageReport | None:
        """The page as its file has it: from the host's check, or from the file itself."""
        if self._report is not None:
            return self._report.pages.get(path)
        file = f"{book.docs_folder}/{path}"
        text = book.workspace.read(file, Diagnostics()) if book.workspace.exists(file) else None
        if text is None:
            return None
        page = replace(book.page(path, text.content), links=self._links(book))
        self.note([*page.diagnostics, *page.link_faults()])
        return page

    def _links(self, book: Book) -> Links | None:
        """Where the links of the book lead, as the host's check or its own folder has it."""
        if self._report is not None:
            return next((page.links for page in self._report.pages.values()), None)
        return self._shelf.links(book)

    def is_linked(self, path: str, root: str | None) -> bool:
        """Whether the page `path` has something to show of the links of other pages."""
        links = self._links(self._open(root))
        if links is None:
            return False
        return bool(links.anchors(path) or (not self.is_bound and self.backlinks(path)))

    def backlinks(self, path: str) -> Sequence[LinkedPage]:
        """The pages that link to the page `path`, where the book shows them."""
        book = self._book or self._shelf.book
        if book is None or not book.options.backlinks:
            return ()
        links = self._links(book)
        return links.backlinks(path) if links is not None else ()

    def _open(self, root: str | None) -> Book:
        if self._book is not None:
            return self._book
        if self._unknown:
            raise _OptionError(
                f"the extension has no option {', '.join(self._unknown)}",
                "its only option is config; the settings of the book stand under plugins",
            )
        book, is_new = self._shelf.open(Path(root or "", str(self.getConfig("config"))))
        if is_new:
            # No page reports them as its own.
            self.note(book.faults)
        return book

    def _failure(self, error: Exception) -> Diagnostic:
        """Why nothing of a page can be evaluated; a page shows it, so it names no folder."""
        if isinstance(error, _OptionError):
            return Diagnostic(code("invalid-option"), error.message, hint=error.hint)
        if isinstance(error, FileNotFoundError):
            asked = self.getConfig("config") or "mkdocs.yml beside the configuration of the site"
            hint = "name it in the configuration of the site: claimbook: {config: mkdocs.yml}"
            return Diagnostic(code("invalid-option"), f"there is no {asked}", hint=hint)
        message = f"claimbook failed here: {type(error).__name__}"
        return Diagnostic(code("not-printable"), message, hint="run claimbook check")


class _OptionError(Exception):
    """The extension was given an option that it does not have."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def _failed_reading(path: str, content: str, failed: Diagnostic) -> Reading:
    """A page of which nothing can be evaluated: every macro shows why."""
    # A reading begins with an empty line of its own, which its words leave out again.
    text = Text(path, f"\n{content}")
    scan = scan_page(text, names=RESERVED, diagnostics=Diagnostics())
    results = tuple(
        MacroResult(macro, "macro", "macro", Outcome(None, None, failed, "en", ""))
        for macro in scan.macros
    )
    nothing = Coverage(0, (), ())
    page = PageReport(path, text, scan, results, (), lambda: nothing, "en", {})
    return Reading(scan, results, (), page, RESERVED, ())


class _Page(Protocol):
    path: str
    meta: dict[str, Any]


@runtime_checkable
class _Context(Protocol):
    """The step that Zensical registers: the page being converted, and the host's settings."""

    page: _Page
    config: dict[str, Any]


def _context(md: Markdown) -> _Context | None:
    for step in md.preprocessors:
        if isinstance(step, _Context) and isinstance(getattr(step.page, "path", None), str):
            return step
    return None


class _Conversion:
    """The conversion of one page: its words, and what they stand for."""

    def __init__(self, extension: ClaimbookExtension, md: Markdown) -> None:
        self.extension = extension
        self.md = md
        self.tokens = Tokens("", ())
        self.reading: Reading | None = None
        self.is_settled = False
        """Whether the tree is done; before that a word must not be replaced anywhere."""

    def begin(self, text: str) -> str:
        """The text with words for its macros; as written, if even its faults cannot be shown."""
        self.is_settled = False
        self.reading, self.tokens = None, Tokens("", ())
        try:
            return self._begin(text)
        except Exception as error:
            self.survive(error)
            self.reading, self.tokens = None, Tokens("", ())
            return text

    def survive(self, error: Exception) -> None:
        """Log what should never happen; under a host that has checked the book, stop."""
        self.extension.note_failure(self.extension.page_path(self.md), error)

    def _begin(self, text: str) -> str:
        self.extension.take_derivations()
        context = _context(self.md)
        path = self.extension.page_path(self.md)
        root = context.config.get("root_dir") if context else None
        if context is not None:
            self.extension.share(context.config)
        if context is not None and any("<<" in str(each) for each in context.page.meta.values()):
            try:
                self.extension.replace_front_matter(context.page.meta, path, root)
            except Exception as error:
                self.extension.note_failure(path, error)
        has_own = "<<" in text or "[[" in text
        if not has_own and not self._is_linked(path, root):
            return text
        self.reading = self.extension.read(path, text, root)
        self.tokens, text = self.reading.tokenize()
        for step in self.md.treeprocessors:
            slugify = getattr(step, "slugify", None)
            if callable(slugify) and not isinstance(slugify, _KeySlugs):
                step.slugify = _KeySlugs(slugify, self)  # type: ignore[attr-defined]
        return text

    def _is_linked(self, path: str, root: str | None) -> bool:
        """Whether other pages make something of this one, which holds nothing of ours."""
        try:
            return self.extension.is_linked(path, root)
        except Exception:
            # A page with a macro or a link tells why the book cannot be opened.
            if self.extension.is_bound:
                raise
            return False

    def note_literal(self, insertion: Insertion) -> None:
        """A macro was evaluated and then turned out to stand where the page shows code."""
        results = self.reading.results if self.reading else ()
        index = self.tokens.insertions.index(insertion)
        if index >= len(results):
            return
        found = Diagnostics()
        found.add(
            "macro-in-literal",
            f"{insertion.source} was evaluated, but the page shows its place as code",
            results[index].macro.span,
            hint="move the macro out of it, or write \\<< to show it",
        )
        self.extension.note(found)


class _KeySlugs:
    """A slug function that sees the keys of macros: an id may not change with a value."""

    def __init__(self, slugify: Callable[..., str], conversion: _Conversion) -> None:
        self._slugify = slugify
        self._conversion = conversion

    def __call__(self, value: str, *arguments: Any, **options: Any) -> str:
        return self._slugify(self._conversion.tokens.keys(value), *arguments, **options)


class _Replace(Preprocessor):
    """Macros to words, in the text that Markdown is about to read."""

    def __init__(self, conversion: _Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, lines: list[str]) -> list[str]:
        return self._conversion.begin("\n".join(lines)).split("\n")


class _Settle(Treeprocessor):
    """Words to results where other tools look next: headings, attributes, table of contents."""

    def __init__(self, conversion: _Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, root: Element) -> None:
        """Leave words only in prose, where the finished HTML decides."""
        self._conversion.is_settled = True
        if self._conversion.reading is None:
            return
        try:
            self._settle(root, self._conversion.reading)
        except Exception as error:
            self._conversion.survive(error)

    def _settle(self, root: Element, reading: Reading) -> None:
        for element in list(root.iter()):
            for name, value in element.items():
                element.set(name, self._attribute(name, value))
            self._settle_block(element)
            if element.tag in _HEADINGS:
                self._settle_heading(element)
        for entry in getattr(self.md, "toc_tokens", ()):
            self._settle_contents(entry)
        extension, path = self._conversion.extension, reading.page.path
        derivations = reading.page.derivations_html(partial(extension.href, path))
        if derivations and not extension.keep_derivations(derivations):
            self._add_foot(root, derivations)
        if not extension.is_bound:
            links = [
                (extension.href(path, page.path, None), page.title)
                for page in extension.backlinks(path)
            ]
            self._add_foot(root, backlinks_html(links, reading.page.language))

    def _add_foot(self, root: Element, markup: str) -> None:
        if markup:
            foot = SubElement(root, "div", {"class": "cb-foot", "data-search-exclude": ""})
            foot.text = self.md.htmlStash.store(markup)

    def _settle_block(self, element: Element) -> None:
        """A block may not stand in a paragraph: a paragraph that holds only one gives way."""
        if element.tag != "p" or not element.text:
            return
        # At the end of a footnote its links back stand in the same paragraph.
        words, back = element.text.partition(NBSP_PLACEHOLDER)[0], list(element)
        block = self._conversion.tokens.only(words)
        if (
            block is not None
            and block.is_block
            and all(each.get("class") == "footnote-backref" for each in back)
        ):
            attributes = {"class": f"{element.get('class', '')} cb-block".strip()}
            tail, others = element.tail, {**element.attrib, **attributes}
            element.clear()
            element.tag, element.tail, element.attrib = "div", tail, others
            # As part of the tree its links are the host's to resolve, like an author's own.
            element.append(self._parsed(block.html))
            if back:
                SubElement(element, "p").extend(back)

    def _parsed(self, markup: str) -> Element:
        """A block as a tree; its drawings stay as they are, since their links are no host's."""
        drawings = _DRAWING.findall(markup)
        root = _tree(_DRAWING.sub("<svg/>", markup))
        for parent in list(root.iter()):
            for before, drawing in zip(list(parent), list(parent)[1:], strict=False):
                if drawing.tag == "svg":
                    parent.remove(drawing)
                    before.tail = self.md.htmlStash.store(drawings.pop(0))
        return root

    def _settle_heading(self, heading: Element) -> None:
        for element in heading.iter():
            element.text = self._text(element.text)
            if element is not heading:
                element.tail = self._text(element.tail)

    def _text(self, text: str | None) -> str | None:
        return text and self._conversion.tokens.replace(text, lambda one: _escaped(plain_text(one)))

    def _attribute(self, name: str, value: str) -> str:
        return self._conversion.tokens.replace(
            value, lambda one: _escaped(attribute_text(name, one))
        )

    def _settle_contents(self, entry: dict[str, Any]) -> None:
        tokens = self._conversion.tokens
        entry["id"] = tokens.keys(entry["id"])
        for name in ("name", "html", "data-toc-label"):
            if name in entry:
                entry[name] = tokens.plain_html(entry[name])
        for child in entry["children"]:
            self._settle_contents(child)


def _tree(markup: str) -> Element:
    """Well-formed HTML as a tree, its text as Markdown's own trees have it."""
    root = fromstring(markup)
    for element in root.iter():
        element.text = element.text and _escaped(element.text)
        element.tail = element.tail and _escaped(element.tail)
        for name, value in element.items():
            element.set(name, _escaped(value))
    return root


def _escaped(text: str) -> str:
    """Text for the tree: Markdown's own sign for "&" keeps "&lt;" from being read as markup."""
    return text.replace("&", f"{AMP_SUBSTITUTE}amp;")


class _Place(Postprocessor):
    """Words to results in the finished HTML."""

    def __init__(self, conversion: _Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, text: str) -> str:
        """Replace every word that is left, as its place demands."""
        conversion = self._conversion
        if not conversion.is_settled:
            return text
        try:
            return conversion.tokens.place(text, conversion.note_literal)
        except Exception as error:
            conversion.survive(error)
            return conversion.tokens.replace(text, lambda one: html.escape(one.source))
