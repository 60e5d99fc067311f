"""A past state of a book, as git has it."""

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from claimbook.book import Book, open_book


class RevisionError(Exception):
    """There is no such state, or git does not give it."""


@contextmanager
def book_at(book: Book, revision: str) -> Iterator[Book]:
    """The book as it was at a revision, in a folder of its own for as long as the block runs.

    Its formula libraries are those that are installed now, unless the book holds them itself.

    Raises:
        RevisionError: git does not know the revision, or the book was not there.
    """
    root = book.workspace.root
    if root is None:
        raise RevisionError("a book that is held in memory has no past")
    if revision.startswith("-"):
        raise RevisionError(f"{revision} is no revision")
    top, prefix = (
        _git(root, "rev-parse", f"--show-{asked}").decode().removesuffix("\n")
        for asked in ("toplevel", "prefix")
    )
    # From within a folder git would look for the folder in itself.
    packed = _git(Path(top), "archive", "--format=tar", f"{revision}:{prefix}")
    with TemporaryDirectory() as unpacked:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(unpacked, filter=_inside)
        try:
            yield open_book(Path(unpacked) / book.config_path)
        except FileNotFoundError:
            raise RevisionError(f"{revision} has no {book.config_path}") from None


def _inside(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """A member as it may be unpacked; a link that leads out of the folder is left out."""
    try:
        return tarfile.data_filter(member, folder)
    except tarfile.FilterError:
        return None


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    if done.returncode != 0:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RevisionError(told[-1].removeprefix("fatal: ") if told else "git failed")
    return done.stdout
