"""What a source and its files are called, where their user does not say."""

import re
from itertools import chain, count
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from claimbook.book import Book
from claimbook.sources.ids import as_id

_LONGEST_ID = 60
_ENDING = re.compile(r"\.[a-z]{1,5}[0-9]?\Z")
_NAMELESS = frozenset({"index", "default", "download", "view", "pdf"})


def id_of(name: str, url: str | None, *, title: str | None, found: str | None) -> str | None:
    """The id by the title given, the name of the file, or the title found in it, in this order."""
    names = [name]
    if url is not None:
        parts = urlsplit(url)
        steps = [unquote(step) for step in parts.path.split("/") if step]
        names = [*reversed(steps[-2:]), found or "", parts.hostname or ""]
    stems = (_ENDING.sub("", step.lower()) for step in names)
    for words in chain([title or ""], stems, [found or ""]):
        # Of a title in another script only odd letters and years would be left.
        made = as_id(words) if words.isascii() else None
        if made and made not in _NAMELESS:
            return _short(made)
    return None


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_ID else name[:_LONGEST_ID].rpartition("-")[0] or name[:60]


def file_of(book: Book, name: str) -> str | None:
    """The data file of that source, also one that could not be read."""
    folder = f"{book.options.data.strip('/')}/sources"
    paths = book.workspace.list(folder, (".yml", ".yaml"))
    return next((path for path in paths if PurePosixPath(path).stem == name), None)


def free_path(book: Book, stem: str, suffix: str, content: bytes, day: str) -> str:
    """The name for a file of the raw folder: one that is free, or that has these bytes already."""
    names = (f"{stem}-{day}-{number}{suffix}" for number in count(2))
    for path in chain([f"{stem}{suffix}", f"{stem}-{day}{suffix}"], names):
        held = book.workspace.read_bytes(path)
        if held == content or (held is None and not book.workspace.exists(path)):
            return path
    raise AssertionError("numbers do not end")
