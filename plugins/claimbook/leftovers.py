"""Leftovers in a finished site: macros that were shown and not evaluated, and what stood for them.

A check of the pages cannot see what a theme, another plugin or another host makes of them, so the
built HTML is read as well. Code, comments, scripts and mathematics show what an author wrote and
are passed over; so is what a page prints by an escape. Nothing is repaired here.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from claimbook.diagnostics import Diagnostics, Related, Span, Text
from claimbook.pages.candidates import MAX_LENGTH, Candidate, read_candidate, starts
from claimbook.report import PageReport, Report

_LITERAL = frozenset({"code", "pre", "script", "style", "textarea", "math"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "head", "header", "hr", "html", "label", "li", "main", "nav", "ol", "option",
    "p", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
})  # fmt: skip
_TOKEN = re.compile(r"claimbookq*[0-9]+z(?![a-z0-9])", re.IGNORECASE)
_ENCODED = re.compile(r"%3C%3C", re.IGNORECASE)
_ERROR_BOX = "cb-error"
_TAG_CALL = re.compile(r"<([^\W\d]\w*)\(")
_WORTH_READING = re.compile(
    rf"(?:<|&lt;?|&#60;?|&#x3c;?){{2}}|{_ENCODED.pattern}|{_TOKEN.pattern}|{_ERROR_BOX}",
    re.IGNORECASE,
)
_WRITTEN_AS_ENTITIES = re.compile(r"(?:&lt;|&#60;|&#x3c;){2}", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?")
_MAX_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that should not be in a page: what is wrong, where, and what it reads as."""

    message: str
    start: int
    end: int
    shown: str


def find_leftovers(
    site: Mapping[str, Text], report: Report, names: Collection[str], diagnostics: Diagnostics
) -> None:
    """Report every leftover in the pages of a site.

    Args:
        site: the HTML files, by their paths relative to the folder of the site.
        report: the check of the book that the site was built from.
        names: the names that can be called.
        diagnostics: where they go.
    """
    printed = {_plain(text) for page in report.pages.values() for text in _escaped(page, names)}
    sources = {html: page for page in report.pages.values() for html in _outputs(page.path)}
    for path, text in sorted(site.items()):
        if not _WORTH_READING.search(text.content):
            continue
        page = sources.get(path)
        for found in _search(text, names):
            if _plain(found.shown) in printed:
                continue
            shown = " ".join(found.shown.split())
            shown = shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}..."
            diagnostics.add(
                "site-leftover",
                f"{found.message}: {shown}",
                text.span(found.start, found.end),
                hint="build the site with claimbook in its configuration, after every tool that "
                "changes pages; write \\<< for a macro that is meant to be shown",
                related=[Related(_origin(page, found.shown), "the page it comes from")]
                if page is not None
                else [],
            )


def _outputs(path: str) -> Iterator[str]:
    """The HTML files that a page can become, with and without addresses of folders."""
    stem = path.rpartition(".")[0]
    folder, _, name = stem.rpartition("/")
    if name in ("index", "README"):
        yield f"{folder}/index.html".removeprefix("/")
    else:
        yield f"{stem}.html"
        yield f"{stem}/index.html"


def _origin(page: PageReport, shown: str) -> Span:
    """The same words in the author's page, else the page."""
    words = [re.escape(word) for word in shown.split()]
    match = re.search(r"\s+".join(words), page.text.content) if words else None
    return page.text.span(*match.span()) if match else page.text.span(0)


def _escaped(page: PageReport, names: Collection[str]) -> Iterator[str]:
    """What a page prints as a macro because its author escaped it, in one way or the other."""
    content = page.scan.text.content
    for escape in page.scan.escapes:
        shown = read_candidate(content, escape.end, names)
        yield content[escape.end : _end(content, shown) if shown else escape.end + 2]
    for match in _WRITTEN_AS_ENTITIES.finditer(content):
        text = unescape(content[match.start() : match.start() + MAX_LENGTH])
        if shown := read_candidate(text, 0, names):
            yield text[: _end(text, shown)]


def _end(content: str, candidate: Candidate) -> int:
    """Where a macro ends; one without an end is told by its beginning."""
    if candidate.fault != "unclosed":
        return candidate.end
    return content.index("(", candidate.start) + 1


def _plain(text: str) -> str:
    """What survives of a text on its way to a page: typography may change all the rest."""
    return "".join(re.findall(r"\w+", text))


def _search(text: Text, names: Collection[str]) -> Iterator[Leftover]:
    reader = _Reader(text)
    reader.feed(text.content)
    if not reader.rawdata.startswith("<!--"):  # a comment that never ends hides the rest
        reader.close()
    reader.end_block()
    yield from reader.boxes
    for tag in reader.calls:
        if tag.shown[1:].partition("(")[0] in names:
            yield tag
    for run in reader.runs:
        yield from _search_run(run, names)


def _search_run(run: "_Run", names: Collection[str]) -> Iterator[Leftover]:
    content = run.text
    end = 0
    for start in starts(content):
        candidate = read_candidate(content, start, names)
        if candidate is None or not candidate.known or start < end:
            continue
        end = _end(content, candidate)
        yield run.leftover("a macro is shown as it is written", start, end, content[start:end])
    for match in _TOKEN.finditer(content):
        message = "a word that stands for a macro was not replaced"
        yield run.leftover(message, *match.span(), match[0])
    for match in _ENCODED.finditer(content):
        message = "angle brackets of a macro were encoded as part of an address"
        yield run.leftover(message, *match.span(), content[match.start() : match.start() + 40])


@dataclass(slots=True)
class _Run:
    """Text without its markup, and where its pieces stand in the file."""

    text: str = ""
    pieces: list[tuple[int, int]] = field(default_factory=list)
    """Offset in `text`, offset in the file."""

    def add(self, text: str, place: int) -> None:
        self.pieces.append((len(self.text), place))
        self.text += text

    def place(self, offset: int) -> int:
        index = max(0, bisect_right(self.pieces, offset, key=lambda piece: piece[0]) - 1)
        start, place = self.pieces[index]
        return place + offset - start

    def leftover(self, message: str, start: int, end: int, shown: str) -> Leftover:
        last = self.place(max(start, end - 1)) + 1
        return Leftover(message, self.place(start), max(last, self.place(start) + 1), shown)


class _Reader(HTMLParser):
    """Collects the text of each block, and the attributes, of one page."""

    def __init__(self, text: Text) -> None:
        super().__init__(convert_charrefs=False)
        self._content = text.content
        self._lines = [0]
        for match in re.finditer("\n", text.content):
            self._lines.append(match.end())
        self._literal: list[str] = []
        self._here = _Run()
        self.runs: list[_Run] = []
        self.boxes: list[Leftover] = []
        self.calls: list[Leftover] = []
        """Tags that were meant as macros without spaces."""

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def end_block(self) -> None:
        """What follows is no part of the same sentence."""
        if self._here.text.strip():
            self.runs.append(self._here)
        self._here = _Run()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._offset()
        classes = (dict(attrs).get("class") or "").split()
        if tag in _BLOCKS:
            self.end_block()
        if self._literal:
            if tag == self._literal[-1] and tag not in _VOID:
                self._literal.append(tag)
            return
        if _ERROR_BOX in classes:
            end = self._content.find("</", self._content.find("</code>", start) + 7)
            words = re.sub(r"<[^>]*>", " ", self._content[start : max(end, start)])
            shown = " ".join(unescape(words).split())
            self.boxes.append(Leftover("the page shows a fault", start, max(end, start + 1), shown))
        if _TAG_CALL.match(self._content, start):
            markup = self.get_starttag_text() or ""
            message = "a macro became a tag, which no reader sees"
            self.calls.append(Leftover(message, start, start + len(markup), markup))
        self._read_attributes(start)
        if tag in _LITERAL or "arithmatex" in classes:
            self._literal.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _BLOCKS:
            self.end_block()
        if not self._literal:
            self._read_attributes(self._offset())

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if self._literal and self._literal[-1] == tag:
            self._literal.pop()

    def _read_attributes(self, start: int) -> None:
        """The inside of a tag, quoted or not, as a text of its own."""
        markup = self.get_starttag_text() or ""
        run = _Run()
        _add_decoded(run, markup[1:], start + 1)
        self.runs.append(run)

    def handle_data(self, data: str) -> None:
        if not self._literal:
            self._here.add(data, self._offset())

    def handle_entityref(self, name: str) -> None:
        del name
        self._reference()

    def handle_charref(self, name: str) -> None:
        del name
        self._reference()

    def _reference(self) -> None:
        if self._literal:
            return
        start = self._offset()
        match = _REFERENCE.match(self._content, start)
        self._here.add(unescape(match[0]) if match else "&", start)


def _add_decoded(run: _Run, value: str, start: int) -> None:
    position = 0
    for match in _REFERENCE.finditer(value):
        if match.start() > position:
            run.add(value[position : match.start()], start + position)
        run.add(unescape(match[0]), start + match.start())
        position = match.end()
    if position < len(value):
        run.add(value[position:], start + position)
