"""The pages of a book as plain Markdown, for readers of a repository, whom no engine serves.

A page stays byte for byte as its author wrote it but for macros, wikilinks and inclusions. What a
macro shows is taken from the HTML that a site would show, so that both say the same; of its
markup only links remain. Signs of Markdown in it are entities, which mean the same in a
paragraph, in a table, in a link and in HTML.
"""

import re
from collections.abc import Iterable
from html import escape, unescape

from claimbook.book import Book
from claimbook.diagnostics import visible
from claimbook.generated import generated_pages
from claimbook.links import address, link_edits
from claimbook.output import sources_under
from claimbook.pages import Defined, Macro, set_apart, substituted_head, taken_out
from claimbook.render import Cell, Figure, Table, source_html, words_of
from claimbook.report import MacroResult, PageReport, Report

_MARKUP = re.compile(
    r'<a href="(?P<url>[^"]*)"[^>]*>(?P<label>.*?)</a>|(?P<quote></?q>)|<[^>]*>|(?P<text>[^<]+)',
    re.DOTALL,
)
_QUOTES = {"<q>": "\u201c", "</q>": "\u201d"}
_DERIVATION = re.compile(r"#cb-.*", re.DOTALL)
"""The place of a derivation, which no exported page has."""

_SIGN = re.compile(r"[\\`*\[\]<>|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_QUOTE_MARK = re.compile(r"[\"']")
_URL_SIGN = re.compile(r"[\s<>()|\\\"`]")
_ENTITY = re.compile(r"&(?=#?\w+;)")

# A line that begins with a number and a full stop, or with a sign and a space, is an item of a list
# or a heading. The macro was none, so what it shows may not become one.
_LINE_HEAD = re.compile(r"[ \t]*(?:(?:>|[-*+]|[0-9]{1,9}[.)])[ \t]*)*")
_BLOCK_HEAD = re.compile(r"(?:[-+=#]+|[0-9]{1,9}[.)])(?:\s|\Z)")
_REACH = 12

_IN_ADDRESS = re.compile(
    r"(?:\]\([ ]*<?|^[ ]{0,3}\[[^\[\]]+\]:[ ]*<?|<[a-zA-Z][a-zA-Z0-9+.-]*://"
    r"|\b(?:href|src|action|cite|data|poster)\s*=\s*[\"']?)[^\s\"'<>]*\Z",
    re.IGNORECASE,
)


def markdown_pages(book: Book, report: Report, as_of: str | None) -> dict[str, str]:
    """The text of each page by its path, the generated pages among them.

    Args:
        book: the book.
        report: a check of its published pages that found no error.
        as_of: the day (YYYY-MM-DD) on which sources are fresh or stale; None does not ask.
    """
    attributes = "attr_list" in book.options.extensions
    pages = generated_pages(book, report, as_of=as_of)
    for path, page in report.pages.items():
        pages[path] = _page(page, attributes=attributes)
    return dict(sorted(pages.items()))


def _page(page: PageReport, *, attributes: bool) -> str:
    scan, content = page.scan, page.scan.text.content
    head = substituted_head(scan, lambda index, _: _words(page.macros[index].text))
    edits = [
        _edit(content, macro, result)
        for macro, result in zip(scan.macros, page.macros, strict=True)
        if macro.span.start >= scan.body_start
    ]
    if page.links is not None:
        edits += link_edits(page.links, page.path, scan, attributes=attributes)
    pieces, position = [head], scan.body_start
    for start, end, replacement in sorted(edits):
        pieces += [content[position:start], replacement]
        position = end
    whole = "".join([*pieces, content[position:]])
    if page.numbers:
        whole += f"{'' if whole.endswith(chr(10)) else chr(10)}\n---\n\n{_foot(page)}\n"
    return re.sub(r"\r?\n", "\r\n", whole) if "\r\n" in content else whole


def _foot(page: PageReport) -> str:
    """What a reader learns in place of the derivations."""
    words = words_of(page.language)
    names = sorted({name for result in page.numbers for name in sources_under(result)})
    titles = [_inline(source_html(page.sources[name])) for name in names if name in page.sources]
    told = words.rests_on.format(words.figures["between"].join(titles)) if titles else ""
    return f"{words.computed}{told}"


def _edit(content: str, macro: Macro, result: MacroResult) -> tuple[int, int, str]:
    """The stretch of a macro and what takes its place."""
    start, end = macro.span.start, macro.span.end
    if isinstance(result.value, Defined):
        return *taken_out(content, start, end, macro), ""
    if result.block is not None:
        indent = macro.indent
        lines = _block(result.block)
        block = "\n".join([lines[0], *(f"{indent}{line}".rstrip() for line in lines[1:])])
        return start, end, set_apart(content, start, end, block, indent)
    line = content[content.rfind("\n", 0, start) + 1 : start]
    if macro.context == "attribute":
        text = _words(result.text)
        if _IN_ADDRESS.search(line):
            return start, end, address(text, None)
        return start, end, _QUOTE_MARK.sub(_as_entity, _SIGN.sub(_as_entity, text))
    # A heading shows what a table of contents can: its words.
    shown = _text(result.text) if macro.context == "heading" else _inline(result.html)
    if _LINE_HEAD.fullmatch(line) and _BLOCK_HEAD.match(shown + content[end : end + _REACH]):
        shown = f"&#{ord(shown[0])};{shown[1:]}"
    return start, end, shown


def _block(block: Table | Figure) -> list[str]:
    """A table, or the tables of a plot below its title, as lines."""
    if isinstance(block, Table):
        return _table(block)
    lines = [f"**{_text(block.title)}**"] if block.title else []
    for table in block.tables:
        lines += ["", *_table(table)] if lines else _table(table)
    return lines


def _table(table: Table) -> list[str]:
    lines = [_text(table.above)] if table.above or not table.rows else []
    if not table.rows:
        return lines
    figures = [all(cell.is_number for cell in column) for column in zip(*table.rows, strict=True)]
    rules = ("---:" if of_figures else "---" for of_figures in figures)
    return [
        *([*lines, ""] if lines else ()),
        _row(_text(word) for word in table.header),
        _row(rules),
        *(_row(_cell(cell) for cell in row) for row in table.rows),
    ]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    place = f'<span id="{escape(visible(cell.id))}"></span>' if cell.id else ""
    return f"{place}{_inline(cell.inline)}"


def _inline(markup: str) -> str:
    """Inline HTML of ours as Markdown: its words, and its links but for those to derivations."""
    return "".join(_piece(match) for match in _MARKUP.finditer(markup))


def _piece(match: re.Match[str]) -> str:
    if match["text"]:
        return _text(unescape(match["text"]))
    if match["quote"]:
        return _QUOTES[match["quote"]]
    if match["url"] is None:
        return ""
    label, url = _inline(match["label"]), _DERIVATION.sub("", unescape(match["url"]))
    safe = _ENTITY.sub("&amp;", _URL_SIGN.sub(lambda sign: f"%{ord(sign[0]):02X}", url))
    return f"[{label}]({safe})" if url else label


def _text(words: str) -> str:
    """Any words as Markdown that shows them."""
    return _SIGN.sub(_as_entity, _words(words))


def _words(words: str) -> str:
    """Any words on one line, as they can be searched for."""
    return re.sub(r"\s+", " ", visible(words))


def _as_entity(sign: re.Match[str]) -> str:
    named = escape(sign[0])
    return f"&#{ord(sign[0])};" if named == sign[0] else named
