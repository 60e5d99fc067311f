"""The words of a web page, as a reader sees them: a paragraph a line, and no script.

The text is what quotations are looked up in, so it has nothing that the page does not say. Raised
and lowered digits stay raised and lowered: 10² is not 102.
"""

import re
from html.parser import HTMLParser
from typing import Final

_UNSHOWN = frozenset({"script", "style", "template", "noscript", "title", "iframe", "object"})
_LINES = frozenset({"br", "li", "tr", "dt", "dd", "option", "caption", "summary", "legend"})
_PARAGRAPHS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "details", "dialog", "div", "dl"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"head", "header", "hgroup", "hr", "html", "main", "nav", "ol", "p", "pre", "section"}
    | {"table", "tbody", "tfoot", "thead", "ul"}
)
_CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_RAISED: Final = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_LOWERED: Final = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_RAISABLE = re.compile(r"[0-9+\-−()]+")

_Attributes = list[tuple[str, str | None]]


def read_html(markup: str) -> tuple[str, str | None]:
    """The text of a page and its title, which is None where the page names none."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (line.rstrip(" \t") for line in "".join(reader.pieces).split("\n"))
    text = _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
    title = " ".join("".join(reader.title).split())
    return (f"{text}\n" if text else ""), title or None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = ["\n"]
        self.title: list[str] = []
        self._unshown: list[str] = []
        self._titles = 0
        self._preformatted = 0
        self._script: str | None = None

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:  # noqa: ARG002
        if tag in _UNSHOWN:
            self._titles += tag == "title"
            self._unshown.append(tag)
        elif tag in {"sup", "sub"}:
            self._script = tag
        elif tag == "pre":
            self._preformatted += 1
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:  # noqa: ARG002
        # A browser takes <div/> for <div>; the end of what is not shown must not be missed.
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unshown:
            del self._unshown[self._unshown.index(tag) :]
        elif tag == self._script:
            self._script = None
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        if tag in _PARAGRAPHS:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._unshown:
            # A drawing inside the page has titles of its own.
            if self._unshown == ["title"] and self._titles == 1:
                self.title.append(data)
            return
        if self._script and _RAISABLE.fullmatch(data.strip()):
            data = data.strip().translate(_RAISED if self._script == "sup" else _LOWERED)
        if not self._preformatted:
            data = _SPACE.sub(" ", data)
            if self.pieces[-1].endswith((" ", "\n", "\t")):
                data = data.removeprefix(" ")
        if data:
            self.pieces.append(data.replace("\r\n", "\n").replace("\r", "\n"))

    def _break(self, tag: str) -> None:
        if self._unshown:
            return
        if tag in _PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag in _LINES:
            self.pieces.append("\n")
        elif tag in _CELLS and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\t")
