"""Names of pages and headings: how they are compared, read out of Markdown, and written into it."""

import html
import re
from unicodedata import normalize
from urllib.parse import quote, unquote

_GAP = re.compile(r"[\s_-]+")
_WIKILINK = re.compile(r"!?\[\[([^\[\]|]*)(?:\\?\|([^\[\]]*))?\]\]")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_FOOTNOTE = re.compile(r"\[\^[^\[\]]+\]")
_CODE = re.compile(r"(`+)(.+?)\1")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_EMPHASIS = re.compile(r"(?<!\\)(?:\*{1,3}|~~|==|\^\^)|(?<![\w\\])_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!|~^=<&])")
_SPECIAL = re.compile(r"[!-+:-@\[-`{-~]")

_MAX_WORDS = 500
"""More of a heading nobody writes into a link, and no page shall stall a build."""


def exact(name: str) -> str:
    """The name, spelled in one way where Unicode has several for the same characters."""
    return normalize("NFC", name)


def fold(name: str) -> str:
    """The name without what authors mix up.

    That is the case, spaces, underscores and hyphens, percent-encoding, and spellings of Unicode.
    """
    folded = normalize("NFC", normalize("NFC", unquote(name)).casefold())
    return _GAP.sub(" ", folded).strip()


def plain(markdown: str) -> str:
    """The words of a line of Markdown, as a reader sees them."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[2].strip())
        return f"\x02{len(kept) - 1}\x03"

    text = _CODE.sub(keep, markdown[:_MAX_WORDS])
    text = _WIKILINK.sub(lambda match: match[2] or match[1], text)
    text = _LINK.sub(r"\1", _FOOTNOTE.sub("", text))
    text = _EMPHASIS.sub("", _TAG.sub("", text))
    text = html.unescape(_ESCAPE.sub(r"\1", text))
    text = re.sub("\x02([0-9]+)\x03", lambda match: kept[int(match[1])], text)
    return " ".join(text.split())


def escaped(text: str) -> str:
    """The text as Markdown that shows it, in a cell of a table too."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)


def address(path: str, anchor: str | None) -> str:
    """A relative address; what is not ASCII stays readable."""
    fragment = "" if anchor is None else f"#{_quoted(anchor)}"
    return f"{_quoted(path)}{fragment}"


def _quoted(text: str) -> str:
    return "".join(quote(each, "/._~-") if each.isascii() else each for each in text)
