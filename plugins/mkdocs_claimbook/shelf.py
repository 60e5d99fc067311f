"""The book for a host that opens none: opened once, and again when a file of it has changed.

A host that makes an extension anew for every page would read the whole book for each of them. A
shelf keeps the book that was opened last and hands it out as long as every file that it was read
from has the same content. It is no global: it lies with whatever its owner keeps, and a book that
cannot be opened, or whose files are still being written, is never kept.
"""

import hashlib
import os
import time
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

from claimbook import Book, open_book
from claimbook.diagnostics import Diagnostics, Text
from claimbook.links import Links
from claimbook.options import read_options
from claimbook.workspace import MAX_FILE_BYTES, find_config, read_trusted

# The clock of a file system ticks more slowly than the processor's.
_TICK = 20_000_000
# How long the pages may be taken to be as they were: a host makes one page right after the other.
_LOOK_AGAIN = 0.5

_KEY = "claimbook.shelf"


class Shelf:
    """Keeps the book that was opened last."""

    def __init__(self) -> None:
        self._config: Path | None = None
        self._content = b""
        self._book: Book | None = None
        self._told: set[str] = set()
        self.book: Book | None = None
        """The book that was opened last, whatever became of its files."""
        self._links: tuple[Book, Links] | None = None
        self._pages: list[tuple[str, int, int]] = []
        self._looked = 0.0

    def links(self, book: Book) -> Links:
        """Where the links of that book lead; read anew when one of its pages has changed."""
        kept = self._links
        if kept is not None and kept[0] is book and time.monotonic() - self._looked < _LOOK_AGAIN:
            return kept[1]
        pages = _stamps(book)
        if kept is None or kept[0] is not book or pages != self._pages:
            kept = (book, book.links())
        self._links, self._pages, self._looked = kept, pages, time.monotonic()
        return kept[1]

    def open(self, config: Path) -> tuple[Book, bool]:
        """The book of that configuration as its files are now, and whether it was read anew.

        Raises:
            FileNotFoundError: there is no such configuration.
        """
        kept = self._book
        if kept is not None and self._config == config and self._content == _state(config, kept)[0]:
            return kept, False
        started = time.time_ns()
        book = self.book = open_book(config)
        self._told.clear()
        self._content, newest = _state(config, book)
        # A file that was written meanwhile may have been read before that.
        self._config, self._book = config, (book if newest < started - _TICK else None)
        return book, True

    def is_news(self, message: str) -> bool:
        """Whether the message was not told yet about the book as it is now."""
        if message in self._told:
            return False
        self._told.add(message)
        return True


def shelf_in(kept: MutableMapping[str, Any]) -> Shelf:
    """The shelf that lies in a mapping which the host keeps from page to page."""
    shelf = kept.get(_KEY)
    if not isinstance(shelf, Shelf):
        shelf = kept[_KEY] = Shelf()
    return shelf


def _state(config: Path, book: Book) -> tuple[bytes, int]:
    """A digest of every file that the book is read from, and when the youngest was written."""
    digest, newest = hashlib.sha256(), 0
    for file in [*_configurations(config), *_files(book)]:
        try:
            found = file.stat()
            # A larger file is refused by the engine, whatever it holds.
            content = file.read_bytes() if found.st_size <= MAX_FILE_BYTES else b""
        except OSError:
            continue
        newest = max(newest, found.st_mtime_ns)
        digest.update(f"{len(os.fsencode(file))}:{found.st_size}:{len(content)}:".encode())
        digest.update(os.fsencode(file) + content)
    return digest.digest(), newest


def _stamps(book: Book) -> list[tuple[str, int, int]]:
    """The pages, when each was written, and how large it is."""
    stamps = []
    for path in book.page_paths():
        try:
            found = Path(book.workspace.root or "", book.docs_folder, path).stat()
        except OSError:
            continue
        stamps.append((path, found.st_mtime_ns, found.st_size))
    return stamps


def _configurations(config: Path) -> list[Path]:
    """The configuration and every file that it inherits from."""
    try:
        path = find_config(config)
    except FileNotFoundError:
        return []
    read = [path.name]

    def beside(name: str) -> Text | None:
        read.append(name)
        return read_trusted(path.parent, name)

    text = read_trusted(path.parent, path.name) or Text("", "")
    read_options(text, beside, Diagnostics(), os.environ)
    return [path.parent / name for name in read]


def _files(book: Book) -> Iterator[Path]:
    """The data, the raw files and the formulas, each once and in one order."""
    found = set()
    for name in book.watched:
        path = Path(name)
        if path.is_file():
            found.add(path)
        else:
            found.update(file for file in path.rglob("*") if file.is_file())
    return iter(sorted(file for file in found if "__pycache__" not in file.parts))
