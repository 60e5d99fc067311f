"""The book's files: the one module of the engine that touches a disk.

Paths are POSIX, relative to the book's root. A path that leaves the root, by `..` or through a
symbolic link, is refused: pages and data may come from a stranger's pull request.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EPERM
from pathlib import Path, PurePosixPath

from claimbook.diagnostics import Diagnostics, Text

try:
    import fcntl
except ImportError:  # another system than Unix
    fcntl = None  # type: ignore[assignment]

MAX_FILE_BYTES = 8 * 1024 * 1024
"""Larger data, raw and wiki files are refused, so that no file can stall a build."""

CONFIG_NAMES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml")
"""The configuration files that are looked for in a folder, in this order."""


def find_config(path: Path) -> Path:
    """The configuration at `path`, or in the folder at `path`.

    Raises:
        FileNotFoundError: there is none.
    """
    if path.is_file():
        return path
    for name in CONFIG_NAMES:
        if (path / name).is_file():
            return path / name
    folder = path.is_dir()
    message = f"there is no {CONFIG_NAMES[0]} in {path}" if folder else f"there is no file {path}"
    raise FileNotFoundError(message)


def read_trusted(folder: Path, name: str) -> Text | None:
    """A configuration file, which is trusted like code and may stand outside the book."""
    path = folder / name
    if not path.is_file():
        return None
    return Text(name, path.read_bytes().decode("utf-8-sig", "replace"))


def read_named(path: Path) -> bytes:
    """The bytes of a file that its user names, wherever it stands; one too many if it is too large.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as opened:
        return opened.read(MAX_FILE_BYTES + 1)


def write_named(path: Path, pieces: Iterable[str]) -> int:
    """Write a file that its user names, wherever it stands, and tell its bytes.

    It is whole or as it was before, also where the pieces end in an error.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as opened:
            opened.writelines(pieces)
        size = part.stat().st_size
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return size


class Workspace:
    """Reads the files of one book, from a folder or (for tests) from a mapping."""

    def __init__(self, root: Path | None, files: Mapping[str, bytes] | None = None) -> None:
        self._root = root.resolve() if root else None
        self._files = dict(files or {})

    @classmethod
    def from_folder(cls, root: Path) -> "Workspace":
        """The book in that folder."""
        return cls(root)

    @classmethod
    def from_mapping(cls, files: Mapping[str, str | bytes]) -> "Workspace":
        """A book held in memory: path to content."""
        encoded = {
            path: content.encode() if isinstance(content, str) else content
            for path, content in files.items()
        }
        return cls(None, encoded)

    @property
    def root(self) -> Path | None:
        """The folder on disk; None for a book held in memory."""
        return self._root

    def exists(self, path: str) -> bool:
        """Whether there is a readable file or folder at `path` inside the root."""
        if self._root is None:
            return path in self._files or any(name.startswith(f"{path}/") for name in self._files)
        located = self._locate(path)
        return located is not None and located.exists()

    def is_taken(self, path: str) -> bool:
        """Whether the name is in use, be it by a link that leads to nothing or out of the book."""
        return self.exists(path) or (self._root is not None and (self._root / path).is_symlink())

    def list(self, folder: str, suffixes: Iterable[str]) -> list[str]:
        """All files below `folder` with one of the suffixes, sorted; hidden ones left out."""
        wanted = tuple(suffixes)
        if self._root is None:
            names = [name for name in self._files if name.startswith(f"{folder}/")]
        else:
            base = self._locate(folder)
            if base is None or not base.is_dir():
                return []
            names = [
                f"{folder}/{found.relative_to(base).as_posix()}"
                for found in base.rglob("*")
                if found.is_file() and found.resolve().is_relative_to(self._root)
            ]
        return sorted(
            name
            for name in names
            if name.endswith(wanted)
            and not any(part.startswith(".") for part in PurePosixPath(name).parts)
        )

    def read(
        self, path: str, diagnostics: Diagnostics, *, limit: int = MAX_FILE_BYTES
    ) -> Text | None:
        """The text of a file, byte-order mark removed; None and a diagnostic if it has none."""
        content = self.read_bytes(path)
        place = Text(path, "").span(0)
        if content is None:
            diagnostics.add("missing-folder", f"there is no file {path} in the book", place)
            return None
        if len(content) > limit:
            diagnostics.add(
                "too-large",
                f"{path} has {len(content):,} bytes; the limit is {limit:,}",
                place,
                hint="keep the passages that the book quotes, and link to the whole",
            )
            return None
        try:
            return Text(path, content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            before = Text(path, content[: error.start].decode("utf-8", "replace"))
            diagnostics.add(
                "not-text",
                f"{path} is not UTF-8 text (byte {error.start + 1})",
                before.span(len(before.content)),
                hint="save the file as UTF-8",
            )
            return None

    def read_bytes(self, path: str) -> bytes | None:
        """The bytes of a file, or None where the book has no such file."""
        if self._root is None:
            return self._files.get(path)
        located = self._locate(path)
        try:
            return located.read_bytes() if located is not None and located.is_file() else None
        except OSError:
            return None

    def write(self, path: str, content: str) -> bool:
        """Write a text into the book's folder, unless it is there already; whether it was not.

        Raises:
            OSError: it cannot be written, or would lie outside the book; its `filename` is the
                path inside the book.
        """
        located = self._locate(path)
        if located is None:
            raise PermissionError(EPERM, "it would be outside the book", path)
        encoded = content.encode()
        try:
            if located.is_file() and located.read_bytes() == encoded:
                return False
            located.parent.mkdir(parents=True, exist_ok=True)
            _replace(located, encoded)
        except OSError as error:
            raise OSError(error.errno, error.strerror, path) from None
        return True

    def write_together(self, files: Mapping[str, bytes]) -> None:
        """Write all of these files, in their order, or none of them.

        Raises:
            OSError: one cannot be written, or would lie outside the book; its `filename` is the
                path inside the book.
        """
        staged: list[tuple[str, Path, Path]] = []
        made: list[Path] = []
        path = ""
        try:
            for path, content in files.items():
                located = self._locate(path)
                if located is None:
                    raise PermissionError(EPERM, "it would be outside the book")
                if located.is_file() and located.read_bytes() == content:
                    continue
                located.parent.mkdir(parents=True, exist_ok=True)
                part = located.with_name(f".{located.name}.part")
                staged.append((path, part, located))
                part.write_bytes(content)
            for name, part, located in staged:
                path = name
                is_new = not located.exists()
                part.replace(located)
                if is_new:
                    made.append(located)
        except OSError as error:
            for written in made:
                written.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror, path) from None
        finally:
            for _, part, _ in staged:
                part.unlink(missing_ok=True)

    @contextmanager
    def alone(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Keep other programs that ask for the same out of the folder, as long as the block runs.

        A program that is killed lets go. Where the system has no such locks nobody is kept out.

        Args:
            waiting: called once where another program has it, before this one waits.

        Raises:
            OSError: the folder cannot be read.
        """
        if self._root is None or fcntl is None:
            yield
            return
        held = os.open(self._root, os.O_RDONLY)
        try:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(held, fcntl.LOCK_EX)
            yield
        finally:
            os.close(held)

    def remove(self, path: str) -> None:
        """Remove a file of the book, and the folder that it leaves empty."""
        located = self._locate(path)
        self.remove_remains(path)
        if located is not None and located.is_file():
            located.unlink()
            if not any(located.parent.iterdir()):
                located.parent.rmdir()

    def remove_remains(self, path: str) -> None:
        """Remove what a writer that was killed left beside a file."""
        located = self._locate(path)
        if located is not None:
            _beside(located).unlink(missing_ok=True)

    def _locate(self, path: str) -> Path | None:
        if self._root is None or "\0" in path:
            return None
        try:
            located = (self._root / path).resolve()
            located.exists()
        # A loop of links, or a name that no file can have.
        except (OSError, RuntimeError, UnicodeEncodeError):
            return None
        return located if located.is_relative_to(self._root) else None


def _replace(path: Path, content: bytes) -> None:
    """Give a file new content at one stroke: whoever reads it sees all of the old or the new."""
    new = _beside(path)
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        shutil.copymode(path, new)
    new.replace(path)
    with suppress(OSError):  # not every system opens a folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _beside(path: Path) -> Path:
    """Where the new content of a file is written first."""
    return path.with_name(f".{path.name}.new")
