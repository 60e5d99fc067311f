"""The files around a build: what it adds and watches, what it renews, and where it builds.

A site is built beside the one it replaces and takes its place in two renames at the end, so that
readers have the old site until the new one is whole: MkDocs itself empties the folder before it
reads the first page. A build that was killed between the renames is repaired by the next one.
A preview starts over when a file changes that a number depends on; nothing is ever written there.
"""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from claimbook.diagnostics import Diagnostic
from claimbook.exports import reviews_html
from claimbook.report import PageReport

STYLESHEET = "assets/claimbook.css"
"""The style sheet's place in the site, and its name for `extra_css`."""

# How the classes of all that stands in a page for a macro begin.
_MARK = b"cb-"


def stylesheet_path() -> Path:
    """The style sheet as it is installed."""
    return Path(__file__).with_name("assets") / "claimbook.css"


class Server(Protocol):
    """What is used of the server of a preview."""

    def watch(self, path: str) -> None:
        """Build anew when a file at or below `path` changes."""

    def unwatch(self, path: str) -> None:
        """Take one `watch` back."""


class Watch:
    """The files outside the pages whose change starts a build of the preview.

    A server loses sight of a folder that was away for a moment, as when a branch is checked out.
    So every build begins with `renew`, before it reads anything: what changes later is noticed.
    """

    def __init__(self, server: Server, others: Iterable[str]) -> None:
        self._server = server
        # What the server watches by itself: a file watched twice may be built twice.
        self._covered = {Path(path).resolve() for path in others}
        self._paths: dict[Path, str] = {}
        self._watched: list[str] = []

    def add(self, paths: Iterable[str]) -> None:
        """Watch these too, those that are missing as soon as a build finds them.

        What was added stays: a library that fails to load is no part of the book until it is
        repaired, and its repair must be noticed.
        """
        self._paths |= {Path(path).resolve(): path for path in paths}
        self.renew()

    def renew(self) -> None:
        """Watch everything from now on, and nothing twice."""
        for path in self._watched:
            self._server.unwatch(path)
        folders = self._covered.union(self._paths)
        self._watched = [
            path
            for resolved, path in self._paths.items()
            if resolved.exists()
            and resolved not in self._covered
            and folders.isdisjoint(resolved.parents)
        ]
        for path in self._watched:
            self._server.watch(path)


class Modules:
    """The source files of formula libraries, to tell whether Python's copies are out of date.

    The engine reads the modules in a book's own folder afresh each time. Others, such as a
    library under development that is installed in place, are the concern of a process that
    builds more than once.
    """

    def __init__(self) -> None:
        self._stamps: dict[str, tuple[int, int] | None] = {}

    def forget_changed(self) -> None:
        """Let Python read all of them afresh if one has changed since it was read."""
        now = {file: _stamp(file) for file in self._stamps}
        if now != self._stamps:
            for name, module in list(sys.modules.items()):
                if getattr(module, "__file__", None) in now:
                    del sys.modules[name]
        self._stamps = now

    def remember(self, files: Iterable[str]) -> None:
        """These files were just read."""
        self._stamps = {file: _stamp(file) for file in files} | self._stamps


def installed_sources(names: Iterable[str]) -> list[str]:
    """The files or folders of the named modules that are installed, in working order or not."""
    found = []
    for name in names:
        with suppress(ImportError, ValueError):
            spec = find_spec(name.partition(".")[0])
            if spec is not None:
                folders = spec.submodule_search_locations
                found += folders if folders else [spec.origin or ""]
    return [path for path in found if Path(path).is_absolute()]


def _stamp(file: str) -> tuple[int, int] | None:
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


class Renewal:
    """Which pages a build in part has to make anew, though their own files are as they were.

    Nothing of a page is kept but a digest of what it shows. A page of which none is known, as in
    the first build of a process, is due if it holds anything of ours.
    """

    def __init__(self, site: str) -> None:
        self.site = site
        self._shown: dict[str, str] = {}
        self._next: dict[str, str] = {}
        self._composed: set[str] = set()

    def note_composed(self, path: str) -> None:
        """The page shows numbers that its own file has not, as from an inclusion."""
        self._composed.add(path)

    def is_due(
        self,
        path: str,
        output: Path,
        page: PageReport | None,
        errors: Iterable[Diagnostic] = (),
    ) -> bool:
        """Whether the page must be made anew.

        Args:
            path: the page, relative to the folder of the pages.
            output: where the site has it; one page may be there in several languages.
            page: what became of it in this build; None where it was not checked.
            errors: what a preview shows on it of what is wrong.
        """
        now = f"{'' if page is None else _fingerprint(page)} {_digest_of(errors)}"
        key = str(output)
        self._next[key] = now
        if path in self._composed:
            return True
        if key in self._shown:
            return self._shown[key] != now
        shows = page is not None and (page.macros or page.scan.wikilinks or page.backlinks)
        return bool(shows) or _shows_numbers(output)

    def finish(self) -> None:
        """The build succeeded: the site now shows what `is_due` was told."""
        self._shown |= self._next
        self._next = {}


def _fingerprint(page: PageReport) -> str:
    """The same for two reports of a page that look the same to a reader."""
    digest = hashlib.sha256()
    for result in page.macros:
        digest.update(f"{result.text}\0{result.html}\0".encode())
    for found in page.diagnostics:
        digest.update(f"{found.code}\0{found.message}\0".encode())
    digest.update(page.derivations_html().encode())
    digest.update(reviews_html(page).encode())
    digest.update(repr(page.linked()).encode())
    return digest.hexdigest()


def _digest_of(errors: Iterable[Diagnostic]) -> str:
    """The same for the same errors."""
    told = [(each.code.slug, each.message, str(each.location), each.hint) for each in errors]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _shows_numbers(output: Path) -> bool:
    try:
        return _MARK in output.read_bytes()
    except OSError:
        return False


class Staging:
    """A folder beside `site` that can take its place.

    Nothing is touched before `begin`; after `swap` or `discard` no file of ours is left.
    """

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        self._aside = self.site.with_name(f".{self.site.name}.claimbook-old")
        self._sibling = self.site.with_name(f".{self.site.name}.claimbook-new")
        self._folder: Path | None = None
        self._made: list[Path] = []

    def begin(self, *, keep_old: bool = False) -> Path:
        """Make the folder to build into, empty or (`keep_old`) with a copy of the old site."""
        self._repair()
        if self._sibling.exists():
            shutil.rmtree(self._sibling)
        self._made = [parent for parent in self._sibling.parents if not parent.exists()]
        try:
            self._sibling.mkdir(parents=True)
            self._folder = self._sibling
        except OSError:
            # The folder above belongs to someone else, as where `site` is a mounted volume.
            self._folder = Path(tempfile.mkdtemp(prefix="claimbook-"))
        if keep_old and self.site.is_dir():
            shutil.copytree(self.site, self._folder, symlinks=True, dirs_exist_ok=True)
        return self._folder

    def swap(self) -> None:
        """Let the new site take the place of the old; hidden entries of the old one stay.

        MkDocs never writes or removes hidden files at the top of a site: a `.git` folder there
        makes it a checkout of its own.
        """
        if self._folder is None:
            return
        folder, self._folder = self._folder, None
        try:
            if self.site.exists():
                self.site.rename(self._aside)
            folder.rename(self.site)
        except OSError:
            self._put_back()
            self._replace_content(folder)
            return
        self._finish()

    def discard(self) -> None:
        """Forget the new site; the old one is as it was."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
            for parent in self._made:
                if parent.is_dir() and not any(parent.iterdir()):
                    parent.rmdir()

    def _repair(self) -> None:
        """Undo or finish what a killed build left half done."""
        self._put_back()
        self._finish()

    def _put_back(self) -> None:
        if self._aside.exists() and not self.site.exists():
            self._aside.rename(self.site)

    def _finish(self) -> None:
        if not self._aside.is_dir():
            # Where a file had the name of the site, a file is what was put aside.
            self._aside.unlink(missing_ok=True)
            return
        for entry in sorted(self._aside.iterdir()):
            kept = self.site / entry.name
            if entry.name.startswith(".") and not os.path.lexists(kept):
                entry.rename(kept)
        shutil.rmtree(self._aside)

    def _replace_content(self, folder: Path) -> None:
        """Where the site's folder itself cannot be renamed: replace what is in it."""
        self.site.mkdir(parents=True, exist_ok=True)
        for entry in sorted(self.site.iterdir()):
            if entry.name.startswith("."):
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        for entry in sorted(folder.iterdir()):
            if entry.is_dir():
                shutil.copytree(entry, self.site / entry.name, dirs_exist_ok=True)
            else:
                shutil.copy2(entry, self.site / entry.name)
        shutil.rmtree(folder)
