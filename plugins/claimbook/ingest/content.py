"""What the bytes of a document are, and the text that quotations of it are looked up in.

Plain text and Markdown are that text themselves; that of a web page or a PDF is taken out of it.
The bytes decide before the name does, because a name is only somebody's word.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import PurePosixPath

from claimbook.ingest.html_text import read_html

_PDF_SECONDS = 60
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_HEAD = 4096
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a document reads.

    `text` is None where nothing can be looked up in it, and `obstacle` then says why.
    `is_itself` where the bytes are that text already. `suffix` fits the bytes.
    """

    suffix: str
    text: str | None = None
    title: str | None = None
    is_itself: bool = False
    obstacle: str | None = None


def read_content(
    content: bytes, name: str, media_type: str | None = None, charset: str | None = None
) -> Reading:
    """How a document reads whose file, or the end of whose address, is called `name`."""
    suffix = PurePosixPath(name.lower()).suffix
    suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
    if content.startswith(b"%PDF-"):
        text, obstacle = _pdf_text(content)
        return Reading(".pdf", text, obstacle=obstacle)
    if (
        media_type in _HTML_TYPES
        or (media_type is None and suffix in _HTML_SUFFIXES)
        or _HTML.match(content[:_HEAD])
    ):
        named = _META_CHARSET.search(content[:_HEAD])
        declared = charset or (named[1].decode("ascii", "replace") if named else None)
        markup = _decoded(content, declared) or content.decode("utf-8", "replace")
        text, title = read_html(markup)
        own = suffix if suffix in _HTML_SUFFIXES else ".html"
        if not text:
            return Reading(own, title=title, obstacle="the page has no words without its scripts")
        return Reading(own, text, title)
    own = suffix or (".txt" if (media_type or "text/").startswith("text/") else ".bin")
    try:
        return Reading(own, _without_nul(content.decode("utf-8-sig")), is_itself=True)
    except ValueError:
        decoded = _decoded(content, charset)
    if decoded is None:
        return Reading(own if suffix else ".bin", obstacle="it is no text in UTF-8")
    return Reading(own, decoded)


def _decoded(content: bytes, charset: str | None) -> str | None:
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    for name in (marked, charset):
        try:
            if name is not None:
                return _without_nul(content.decode(name))
        except (LookupError, ValueError):
            continue
    return None


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("text has no NUL")
    return text


def _pdf_text(content: bytes) -> tuple[str | None, str | None]:
    """The text of a PDF, or why there is none."""
    program = shutil.which("pdftotext")
    if program is None:
        return None, "this machine has no pdftotext, which takes the text out of a PDF"
    try:
        done = subprocess.run(
            [program, "-q", "-enc", "UTF-8", "-", "-"],
            input=content,
            capture_output=True,
            timeout=_PDF_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None, "pdftotext did not come to an end with it"
    text = done.stdout.decode("utf-8", "replace").replace("\f", "\n")
    if done.returncode != 0 or not text.strip():
        return None, "pdftotext finds no text in it (a scan has pictures of words only)"
    return text, None
