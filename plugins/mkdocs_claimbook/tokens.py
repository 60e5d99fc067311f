"""What stands in a page for a number while Markdown is at work, and how it gets back out.

Markdown must not touch a result, so the page that it reads has one plain word for each macro: a
letter at both ends, digits in between, and a beginning that occurs nowhere else on the page. No
inline pattern, table, smart quote or slug takes such a word apart. In the finished HTML the
place decides what comes back: markup in prose, plain text in headings, links and attributes, and
the author's own characters where a page shows code. Nothing here knows Markdown or a host.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from mkdocs_claimbook.together import Kind, Piece, joined

_PREFIX = "claimbook"

_LITERAL = frozenset({"code", "pre", "math"})
_RAW_TEXT = frozenset({"script", "style", "textarea"})
_PLAIN = frozenset(
    {
        "a",
        "button",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "label",
        "option",
        "summary",
        "svg",
        "title",
    }
)
# Code that is never closed ends with its paragraph, as the scanner has it.
_ENDS_CODE = frozenset(
    {
        "blockquote",
        "dd",
        "details",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ol",
        "p",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    }
)
_IDS = frozenset({"id", "name", "for"})
_URLS = frozenset({"href", "src", "action", "cite", "data", "poster"})

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# A quote means something only after "="; anywhere else it is part of a name, as browsers read it.
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)((?:[^>=]|=\s*+(?:\"[^\"]*\"|'[^']*'|(?![\"'])))*+)>")
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_ARITHMATEX = re.compile(r"\bclass\s*=\s*[\"']?[^\"'>]*\barithmatex\b")
_BUTTON = re.compile(r"<button .*?</button>", re.DOTALL)

# Markdown marks its own words with these two; a value that held them could forge one.
_CONTROL = str.maketrans("", "", "\x02\x03")

# In a URL, text outside ASCII stays readable; what would end the attribute, or begin another part
# of the query, does not; and neither does a colon, which could make a scheme of a value's words.
_URL_SAFE = "/?#[]@!$()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class Insertion:
    """What one macro becomes: `html` in prose, `text` where no markup may stand.

    `source` is what the author wrote, for places that turn out to show code; `key` stands for
    the macro in ids and never depends on its value.
    """

    source: str
    text: str
    html: str
    key: str
    is_block: bool = False


class Tokens:
    """The words that stand for the insertions of one page, in their order."""

    def __init__(self, page: str, insertions: Iterable[Insertion]) -> None:
        self.insertions: Sequence[Insertion] = tuple(insertions)
        folded = page.casefold()
        prefix = _PREFIX
        while prefix in folded:
            prefix += "q"
        self._prefix = prefix
        # Slugs change the case of words, so a word is found in any case.
        self._pattern = re.compile(f"{prefix}([0-9]+)z", re.IGNORECASE)

    def word(self, index: int) -> str:
        """The word for the insertion at `index`."""
        return f"{self._prefix}{index}z"

    def only(self, text: str) -> Insertion | None:
        """The insertion whose word is all of `text` but white space, if there is one."""
        match = self._pattern.fullmatch(text.strip())
        return self._insertion(match) if match else None

    def found_in(self, text: str) -> bool:
        """Whether any of the words is in `text`."""
        return self._pattern.search(text) is not None

    def replace(self, text: str, choose: Callable[[Insertion], str]) -> str:
        """`text` with each word replaced by what `choose` makes of its insertion."""
        return self._pattern.sub(lambda match: choose(self._insertion(match)), text)

    def divided(self, text: str) -> Iterator[tuple[str, Insertion | None]]:
        """`text` word by word: what stands between words, and each word with its insertion."""
        position = 0
        for match in self._pattern.finditer(text):
            if match.start() > position:
                yield text[position : match.start()], None
            yield match[0], self._insertion(match)
            position = match.end()
        if position < len(text):
            yield text[position:], None

    def plain(self, text: str) -> str:
        """`text` with plain text for the words, not escaped."""
        return self.replace(text, plain_text)

    def plain_html(self, markup: str) -> str:
        """The markup `markup` with plain text, escaped, for the words."""
        return self.replace(markup, lambda found: html.escape(plain_text(found), quote=False))

    def keys(self, text: str) -> str:
        """`text` with the key of its macro for each word: the raw material of ids."""
        return self.replace(text, lambda found: found.key)

    def place(self, page: str, report_literal: Callable[[Insertion], None]) -> str:
        """The finished HTML `page` with every word replaced as its place demands.

        A word that landed in code, a script or a comment gives the author's characters back, and
        is told to `report_literal`.
        """
        if not self.found_in(page):
            return page
        return _Placement(self, report_literal).run(page)

    def _insertion(self, match: re.Match[str]) -> Insertion:
        index = int(match[1])
        if index < len(self.insertions):
            return self.insertions[index]
        # Digits that the author wrote right after a macro cannot follow the closing letter, so
        # this is text that some other tool composed; it comes back as it is.
        return Insertion(match[0], match[0], match[0], match[0])


def plain_text(insertion: Insertion) -> str:
    """The insertion where no markup may stand."""
    return insertion.text.translate(_CONTROL)


def attribute_text(name: str, insertion: Insertion) -> str:
    """The insertion in an attribute, not escaped: its key in ids, a safe spelling in URLs."""
    if name in _IDS:
        return insertion.key
    text = plain_text(insertion)
    return url_text(text) if name in _URLS else text


def url_text(text: str) -> str:
    """`text` as it may stand inside a URL."""
    return "".join(quote(each, _URL_SAFE) if each.isascii() else each for each in text)


def _pieces(shown: str) -> Iterator[Piece]:
    """The markup of an insertion: a number's button, and the words behind it."""
    button = _BUTTON.match(shown)
    if button is None:
        yield Piece(shown, Kind.OTHER)
        return
    yield Piece(button[0], Kind.NUMBER)
    if button.end() < len(shown):
        yield Piece(shown[button.end() :], Kind.TEXT)


class _Placement:
    """One walk over finished HTML that knows at each word which elements are open."""

    def __init__(self, tokens: Tokens, report_literal: Callable[[Insertion], None]) -> None:
        self._tokens = tokens
        self._report_literal = report_literal
        self._open: dict[str, int] = {}
        self._last_end = -1
        """Where the last `</pre` of the page stands."""

    def run(self, page: str) -> str:
        self._last_end = page.lower().rfind("</pre")
        pieces: list[Piece] = []
        position = 0
        while position < len(page):
            start = page.find("<", position)
            if start < 0:
                start = len(page)
            pieces.extend(self._text(page[position:start]))
            position = self._markup(page, start, pieces)
        return joined(pieces)

    def _markup(self, page: str, start: int, pieces: list[Piece]) -> int:
        """Copy the piece of markup at `start`; returns where it ends."""
        if comment := _COMMENT.match(page, start):
            pieces.append(Piece(self._restore(comment[0], escaped=False), Kind.OTHER))
            return comment.end()
        following = page[start + 1 : start + 3].lstrip("/")[:1]
        if not (following.isascii() and following.isalpha()):
            # It may begin an instruction, such as <?php, and is no mark of a number.
            pieces.append(Piece(page[start : start + 1], Kind.OTHER))
            return start + 1
        tag = _TAG.match(page, start)
        if tag is None:
            # A quote that never ends: to a browser all the rest is inside this tag.
            rest = page[start:]
            escaped = self._tokens.replace(rest, lambda one: html.escape(plain_text(one)))
            pieces.append(Piece(escaped, Kind.OTHER))
            return len(page)
        closing, name = tag[1], tag[2].lower()
        pieces.append(Piece(self._tag(tag), Kind.CLOSING if closing else Kind.OPENING, name))
        if not closing and (name in _RAW_TEXT or _ARITHMATEX.search(tag[3])):
            return self._literal_element(page, tag.end(), name, pieces)
        if name in _ENDS_CODE:
            self._end_code(tag.start())
        if name in _LITERAL or name in _PLAIN:
            change = -1 if closing else 0 if tag[3].endswith("/") and name == "svg" else 1
            self._open[name] = max(0, self._open.get(name, 0) + change)
        return tag.end()

    def _end_code(self, position: int) -> None:
        """A block begins or ends: what shows code and is never closed ends here."""
        self._open["math"] = 0
        if self._last_end < position:
            self._open["pre"] = 0
        if not self._open.get("pre"):
            self._open["code"] = 0

    def _literal_element(self, page: str, start: int, name: str, pieces: list[Piece]) -> int:
        close = re.compile(f"</{re.escape(name)}\\b", re.IGNORECASE).search(page, start)
        end = close.start() if close else len(page)
        shown = self._restore(page[start:end], escaped=name not in {"script", "style"})
        pieces.append(Piece(shown, Kind.OTHER))
        return end

    def _text(self, text: str) -> Iterator[Piece]:
        if not text:
            return
        if not self._tokens.found_in(text):
            yield Piece(text, Kind.TEXT)
            return
        opened = {name for name, count in self._open.items() if count}
        if opened & _LITERAL:
            yield Piece(self._restore(text, escaped=True), Kind.OTHER)
        elif opened & _PLAIN:
            yield Piece(self._tokens.plain_html(text), Kind.TEXT)
        else:
            for part, insertion in self._tokens.divided(text):
                if insertion is None:
                    yield Piece(part, Kind.TEXT)
                else:
                    yield from _pieces(insertion.html.translate(_CONTROL))

    def _restore(self, text: str, *, escaped: bool) -> str:
        def original(insertion: Insertion) -> str:
            self._report_literal(insertion)
            source = insertion.source.translate(_CONTROL)
            return html.escape(source, quote=False) if escaped else source

        return self._tokens.replace(text, original)

    def _tag(self, tag: re.Match[str]) -> str:
        if not self._tokens.found_in(tag[0]):
            return tag[0]

        def attribute(match: re.Match[str]) -> str:
            value = match[2] or match[3] or match[4] or ""
            if not self._tokens.found_in(value):
                return match[0]
            # The value stands here as markup already: only what comes in is escaped.
            name = match[1].lower()
            composed = self._tokens.replace(
                value,
                lambda found: html.escape(attribute_text(name, found)),
            )
            return f'{match[1]}="{composed}"' if match[4] else match[0].replace(value, composed)

        placed = _ATTRIBUTE.sub(attribute, tag[3])
        # Anything left stands outside a value, where a word can only be part of a name.
        return f"<{tag[1]}{tag[2]}{self._tokens.keys(placed)}>"
