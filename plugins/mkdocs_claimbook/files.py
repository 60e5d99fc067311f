"""The files that the plugin adds to a site, and the folder in which a site is built.

A site is built beside the one it replaces and takes its place in two renames at the end, so that
readers have the old site until the new one is whole: MkDocs itself empties the folder before it
reads the first page. A build that was killed between the renames is repaired by the next one.
"""

import os
import shutil
import tempfile
from pathlib import Path

STYLESHEET = "assets/claimbook.css"
"""The style sheet's place in the site, and its name for `extra_css`."""


def stylesheet_path() -> Path:
    """The style sheet as it is installed."""
    return Path(__file__).with_name("assets") / "claimbook.css"


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
        if not self._aside.exists():
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
