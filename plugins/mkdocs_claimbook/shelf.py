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
from claimbook.options import read_options
from claimbook.workspace import MAX_FILE_BYTES, find_config, read_trusted

# The clock of a file system ticks more slowly than the processor's.
_TICK = 20_000_000

_KEY = "claimbook.shelf"


class Shelf:
    """Keeps the book that was opened last."""

    def __init__(self) -> None:
        self._config: Path | None = None
        self._content = b""
        self._book: Book | None = None
        self._told: set[str] = set()

    def open(self, config: Path) -> tuple[Book, bool]:
        """The book of that configuration as its files are now, and whether it was read anew.

        Raises:
            FileNotFoundError: there is no such configuration.
        """
        kept = self._book
        if kept is not None and self._config == config and self._content == _state(config, kept)[0]:
            return kept, False
        started = time.time_ns()
        book = open_book(config)
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

    read_options(read_trusted(path.parent, path.name) or Text("", ""), beside, Diagnostics())
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
