"""A page as a host hands it to Markdown, matched with what the check knows of it.

Between the check and Markdown other tools may change a page: an inclusion, a template, white
space. So the text is scanned as it is now. Where its macros are those of the checked page, their
results are taken over, with their places in the author's file; else the text is evaluated anew as
a whole, so that its numbers and its list of derivations belong together.
"""

import html
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from claimbook import Book, Diagnostic
from claimbook.diagnostics import Diagnostics, Span, Text
from claimbook.links import Links, link_edits, link_faults
from claimbook.pages import Defined
from claimbook.pages.candidates import read_candidate
from claimbook.pages.scanner import Macro, PageScan, scan_page
from claimbook.pages.wikilinks import Wikilink
from claimbook.render import fault_html
from claimbook.report import MacroResult, PageReport
from mkdocs_claimbook.tokens import Insertion, Tokens

# The host has taken the front matter out of the text; an empty line before the rest keeps a rule
# at the top of the page from being read as front matter once more.
_ABOVE = "\n"

# How the HTML of a block begins; inside a paragraph it would end the paragraph.
_BLOCK = re.compile(r"<(?:div|figure|table)\b")

_ID = re.compile(r'<[a-z][a-z0-9]*\b[^<>]*?\sid="([^"]+)"')

_NUMBER = re.compile(
    r'<button type="button" class="(cb-number[^"]*)" popovertarget="([^"]*)">(.*?)</button>',
    re.DOTALL,
)

# An id made of an expression's words; a longer one would be no better than the macro's own key.
_MAX_ID = 48
_STRING = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
_STATED = re.compile(rf"(claim|reported)\(\s*(?:{_STRING})")
_UNFILTERED = re.compile(rf"(?:{_STRING}|[^|])*+")

# What the scanner finds in place of a macro; a preview shows it there.
_FAULTS = frozenset({"macro-unclosed", "macro-unspaced", "limit-exceeded"})


@dataclass(frozen=True)
class Reading:
    """A text with macros and wikilinks: what was found in it, and what became of each."""

    scan: PageScan
    results: Sequence[MacroResult]
    faults: Sequence[tuple[Span, Diagnostic]]
    """Macros that are none for their shape: where they stand, and what is wrong."""
    page: PageReport
    names: Collection[str]
    unknown: Sequence[Diagnostic]
    """What the check of the page has not reported."""
    links: Links | None = None
    """Where wikilinks lead; None leaves them as they are."""
    attributes: bool = True
    """Whether the site reads lists of attributes, such as `{#id}`."""

    def with_links(
        self, links: Links, checked: PageReport | None, *, attributes: bool
    ) -> "Reading":
        """The reading with its wikilinks resolved.

        Args:
            links: where they lead.
            checked: the page as the check knows it, which has told which of its own lead nowhere.
            attributes: whether the site reads lists of attributes, such as `{#id}`.
        """
        faults = link_faults(links, self.page.path, self.scan)
        told = {link.span.content for link in checked.scan.wikilinks} if checked else ()
        unknown = [fault for span, fault in faults if span.content not in told]
        before = checked.link_shapes() if checked else []
        if [span.content for span, _ in faults] == [span.content for span, _ in before]:
            # The text here begins below the front matter; the check knows the author's file.
            faults = [(span, fault) for (span, _), (_, fault) in zip(faults, before, strict=True)]
        return replace(
            self,
            faults=[*self.faults, *faults],
            unknown=(*self.unknown, *unknown),
            links=links,
            attributes=attributes,
        )

    def tokenize(self) -> tuple[Tokens, str]:
        """The text with words for its macros, and for those that it only shows by an escape."""
        content = self.scan.text.content
        places = [(macro.span.start, macro.span.end) for macro in self.scan.macros]
        insertions = [_insertion(result) for result in self.results]
        indents = {
            index: macro.indent
            for index, (macro, insertion) in enumerate(
                zip(self.scan.macros, insertions, strict=True)
            )
            if insertion.is_block
        }
        for escape in self.scan.escapes:
            shown = read_candidate(content, escape.end, self.names)
            end = escape.end if shown is None or shown.is_open else shown.end
            places.append((escape.start, end))
            insertions.append(_verbatim(content[escape.start : end]))
        for span, fault in self.faults:
            places.append((span.start, span.end))
            box = fault_html(span.content, fault)
            insertions.append(Insertion(span.content, span.content, box, key="macro"))
        tokens = Tokens(content, insertions)
        silent = {
            index
            for index, result in enumerate(self.results)
            if isinstance(result.value, Defined) and result.failed is None
        }
        edits = [
            (*_taken_out(content, *place, self.scan.macros[index]), "")
            if index in silent
            else (
                *place,
                _set_apart(content, *place, word, indents[index]) if index in indents else word,
            )
            for index, place in enumerate(places)
            for word in [tokens.word(index)]
        ]
        if self.links is not None:
            edits += link_edits(self.links, self.page.path, self.scan, attributes=self.attributes)
        pieces = []
        position = len(_ABOVE)
        for start, end, replacement in sorted(edits):
            # A link that leads nowhere takes the macros in its words along.
            if start >= position:
                pieces += [content[position:start], replacement]
                position = end
        return tokens, "".join([*pieces, content[position:]])


def read_text(book: Book, checked: PageReport | None, path: str, content: str) -> Reading:
    """Find the macros of `content`, which is what became of the page `path`, without front matter.

    Args:
        book: evaluates what the check has not seen.
        checked: the page as the check knows it, if it does.
        path: the page, relative to the folder of the pages.
        content: the text that Markdown is about to read.
    """
    text = Text(path, f"{_ABOVE}{content}")
    names = book.environment.names
    if checked is not None and (unchanged := _unchanged(checked, text, names)) is not None:
        return unchanged
    if checked is not None:
        found = Diagnostics()
        options = book.options
        scan = scan_page(
            text,
            names=names,
            diagnostics=found,
            math=options.math,
            extensions=options.extensions,
            wikilinks=options.wikilinks,
        )
        body = checked.scan.body_start
        pairs = zip(checked.scan.macros, checked.macros, strict=True)
        known = [(macro, result) for macro, result in pairs if macro.span.start >= body]
        before = [each for each in _faults(checked.shapes) if each[0].start >= body]
        now = _faults((each.span, each) for each in found)
        # MkDocs takes lines such as "Title: x" off the top of a page and makes metadata of them.
        known = known[max(0, len(known) - len(scan.macros)) :]
        before = before[max(0, len(before) - len(now)) :]
        if len(before) == len(now) and [_written(macro) for macro, _ in known] == [
            _written(macro) for macro in scan.macros
        ]:
            faults = [(span, fault) for (span, _), (_, fault) in zip(now, before, strict=True)]
            results = [result for _, result in known]
            return Reading(scan, results, faults, checked, names, ())
    page = book.page(path, text.content, is_assembled=True)
    faults = _faults(page.shapes)
    return Reading(page.scan, page.macros, faults, page, names, page.diagnostics)


def _unchanged(checked: PageReport, text: Text, names: Collection[str]) -> Reading | None:
    """The reading of a text that is the checked page's own body: no second scan is needed."""
    scan = checked.scan
    whole, start = scan.text.content, scan.body_start
    body, now = whole[start:], text.content
    if "\r" in body or body.strip("\n") != now.strip("\n"):
        return None
    moved_by = start + _blank_lines(body) - _blank_lines(now)

    def moved(span: Span) -> Span:
        return text.span(span.start - moved_by, span.end - moved_by)

    pairs = [
        (macro, result)
        for macro, result in zip(scan.macros, checked.macros, strict=True)
        if macro.span.start >= start
    ]
    here = PageScan(
        text,
        None,
        0,
        tuple(
            replace(
                macro,
                span=moved(macro.span),
                expression_start=macro.expression_start - moved_by,
            )
            for macro, _ in pairs
        ),
        tuple(moved(span) for span in scan.literal),
        tuple(moved(span) for span in scan.escapes if span.start >= start),
        tuple(moved(span) for span in scan.seen_literal if span.start >= start),
        tuple(_moved_link(link, moved) for link in scan.wikilinks),
        tuple(moved(span) for span in scan.headings),
    )
    faults = [(moved(span), each) for span, each in _faults(checked.shapes) if span.start >= start]
    return Reading(here, [result for _, result in pairs], faults, checked, names, ())


def _set_apart(content: str, start: int, end: int, word: str, indent: str) -> str:
    """The word of a block as a paragraph of its own, also between two lines of text.

    One empty line is enough: a second one would end a footnote.
    """
    line = start - len(indent)
    above = content[content.rfind("\n", 0, max(0, line - 1)) + 1 : line]
    next_line = content.find("\n", end) + 1
    below = content[next_line : content.find("\n", next_line) + 1 or None] if next_line else ""
    empty = ("", indent.strip())
    before = "" if above.strip() in empty else f"\n{indent}"
    behind = "" if below.strip() in empty else f"\n{indent}"
    return f"{before}{word}{behind}"


def _taken_out(content: str, start: int, end: int, macro: Macro) -> tuple[int, int]:
    """The stretch of a macro that prints nothing: its line, where it stands alone on one."""
    if not macro.block:
        return start, end
    behind = content.find("\n", end)
    return start - len(macro.indent), len(content) if behind < 0 else behind + 1


def _moved_link(link: Wikilink, moved: Callable[[Span], Span]) -> Wikilink:
    label = moved(link.label) if link.label is not None else None
    return replace(link, span=moved(link.span), label=label)


def _blank_lines(text: str) -> int:
    return len(text) - len(text.lstrip("\n"))


def anchors_in(markup: str) -> list[str]:
    """The ids of the elements of some HTML."""
    return [html.unescape(found) for found in _ID.findall(markup)]


def linked_to(excerpt: str, url: str) -> str:
    """The HTML of an excerpt, its numbers linked to their derivations on its own page, `url`."""
    place = html.escape(url)

    def link(number: re.Match[str]) -> str:
        return f'<a class="{number[1]}" href="{place}#{number[2]}">{number[3]}</a>'

    return _NUMBER.sub(link, excerpt)


def _faults(
    found: Iterable[tuple[Span | None, Diagnostic]],
) -> list[tuple[Span, Diagnostic]]:
    return [(span, each) for span, each in found if span and each.code.slug in _FAULTS]


def _written(macro: Macro) -> str:
    """The macro as written, but for the white space that Markdown normalizes."""
    return " ".join(macro.span.content.split())


def _insertion(result: MacroResult) -> Insertion:
    source, shown = result.macro.span.content, result.html
    found = result.review.diagnostics if result.review else ()
    for fault in found:
        # A claim that does not hold has words to print, but not to be read as if it did.
        if result.failed is None and fault.severity == "error":
            shown = fault_html(source, fault)
            break
    return Insertion(
        source, result.text, shown, _key(result), is_block=_BLOCK.match(shown) is not None
    )


def _key(result: MacroResult) -> str:
    """What stands for a macro in the id of a heading: the words of its expression.

    An id that the author gave comes first. Neither the author's own figure nor a filter counts:
    both follow the value.
    """
    if result.id == result.key:
        return result.key
    asked = _STATED.sub(r"\1(", result.macro.expression, count=1)
    plain = _UNFILTERED.match(asked)
    key = "-".join(re.findall(r"[a-z0-9]+", plain[0].lower() if plain else ""))
    return key if 0 < len(key) <= _MAX_ID else result.key


def _verbatim(source: str) -> Insertion:
    text = source.removeprefix("\\")
    return Insertion(source, text, html.escape(text, quote=False), key="macro")
