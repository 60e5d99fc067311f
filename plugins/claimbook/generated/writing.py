"""Markdown out of any words: what comes from data, sources and pages shows and never acts.

Every sign of Markdown, of HTML and of macros is written as an entity, so that it means nothing to
any extension of any host. Only the words of this room are markup.
"""

import json
from collections.abc import Iterable, Sequence
from html import escape
from posixpath import dirname, relpath
from urllib.parse import quote

from claimbook.diagnostics import visible
from claimbook.links import MARK, address, escaped

# What Markdown, a table or an attribute could take for its own sign; the rest of an address stays.
_URL_SAFE = "%/:?#&=+,;@!-._~"


def text(words: str) -> str:
    """Any words on one line, as Markdown that shows them."""
    return escaped(visible(" ".join(words.split())))


def code(words: str) -> str:
    """A name of the book, as code."""
    return f"<code>{text(words)}</code>"


def quoted(words: str) -> str:
    """The words of a source."""
    return f"<q>{text(words)}</q>"


def block(words: str) -> str:
    """Any words of any number of lines, as HTML that shows them and that nothing else reads."""
    return escaped(visible(words.replace("\r\n", "\n").replace("\r", "\n")))


def anchor(name: str) -> str:
    """A place that links can name."""
    return f'<span id="{escape(visible(name))}"></span>'


def link(words: str, page: str | None, on: str, at: str | None = None) -> str:
    """A link from the page `on` to a page, as its author would write it; words alone without one.

    Args:
        words: what it shows.
        page: the page, relative to the folder of the pages.
        on: the page that it stands on.
        at: an anchor.
    """
    if page is None:
        return text(words)
    path = "" if page == on and at is not None else relpath(page, dirname(on) or ".")
    return f"[{text(words)}](<{address(path, at)}>)"


def web_link(words: str, url: str | None) -> str:
    """A link into the web; the words alone where there is no web address."""
    if url is None or not url.lower().startswith(("https://", "http://")):
        return text(words)
    safe = "".join(quote(each, _URL_SAFE) if each.isascii() else each for each in visible(url))
    return f"[{text(words)}](<{safe}>)"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown, its header is words. Empty without rows."""
    lines = [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
    if not lines:
        return ""
    head = f"| {' | '.join(text(word) or ' ' for word in header)} |"
    return "\n".join([head, f"|{' --- |' * len(header)}", *lines])


def heading(level: int, markdown: str) -> str:
    """A heading of Markdown that is one already."""
    return f"{'#' * level} {markdown}"


def page(title: str, description: str, blocks: Iterable[str]) -> str:
    """A whole page.

    Args:
        title: any words; they stand in the heading alone, as hosts print a title of the front
            matter as it is.
        description: words of this room.
        blocks: its Markdown, each part a block of its own.
    """
    matter = ["---", MARK]
    if description:
        matter.append(f"description: {json.dumps(description, ensure_ascii=False)}")
    parts = [heading(1, text(title)), *(each for each in blocks if each)]
    return "\n".join([*matter, "---", ""]) + "\n" + "\n\n".join(parts) + "\n"
