"""One truth: what the check sees of a page is what the extension replaces in it, and nothing else.

The pages are made of all constructs, and a part of each stands in a file that the page includes.
"""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import markdown
import pytest

from claimbook import Book, open_book
from claimbook.diagnostics import Diagnostics, Text
from claimbook.leftovers import find_leftovers
from mkdocs_claimbook.extension import ClaimbookExtension


def _sibling(name: str) -> ModuleType:
    """Another module of this folder, which is no package."""
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


pages = _sibling("test_scanner_against_markdown")

EXTENSIONS = [*pages.EXTENSIONS, "pymdownx.snippets"]
CONFIG = """\
site_name: Odd
docs_dir: wiki
plugins: [claimbook]
markdown_extensions: [{names}]
"""
MACROS = (
    "{}",
    "{}",
    '<< q("{} W") >>',
    '<< q("{} W") | dp(0) >>',
    '<< q("{} W",\n  source=None) >>',
    '<< q("{} W") <= q("1 W") >>',
)
TOKEN = re.compile(r"claimbookq*\d+z", re.IGNORECASE)


class Writer(pages.Writer):  # type: ignore[misc]
    """Random pages whose words are numbers."""

    def word(self) -> str:
        self.count += 1
        return self.random.choice(self.macros).format(self.count)

    def plain_word(self) -> str:
        self.count += 1
        return self.random.choice(self.macros[:4]).format(self.count)

    def with_part(self) -> tuple[str, str]:
        """A page, and the lines of it that stand in another file."""
        lines = self.page().split("\n")
        first = self.random.randrange(len(lines))
        last = self.random.randrange(first, len(lines))
        inclusion = '--8<-- "parts/part.md"'
        if self.random.random() < 0.3:
            inclusion = "--8<--\nparts/part.md\n--8<--"
        page = "\n".join([*lines[:first], inclusion, *lines[last:]])
        return page, "\n".join(lines[first:last])


class Folder:
    """A book on disk, for one page after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("wiki", "data", "raw", "parts"):
            (folder / name).mkdir()
        names = ", ".join(EXTENSIONS)
        (folder / "mkdocs.yml").write_text(CONFIG.format(names=names))
        self.book: Book = open_book(folder)

    def wrong(self, seed: int) -> list[str]:
        """What the check and the extension see differently."""
        page, part = Writer(seed, MACROS).with_part()
        (self.folder / "parts" / "part.md").write_text(part)
        report = self.book.check({"a.md": page})
        extension = ClaimbookExtension()
        extension.bind(self.book, report)
        extension.begin_page("a.md")
        settings = {
            **pages.CONFIGS,
            "pymdownx.snippets": {"base_path": [str(self.folder)]},
        }
        try:
            html = markdown.markdown(
                page, extensions=[*EXTENSIONS, extension], extension_configs=settings
            )
        except (RuntimeError, AttributeError, IndexError, TypeError):
            return []  # Markdown itself fails
        if any(own in html for own in ("klzzwxh", "wzxhzdk", 'markdown="')):
            return []
        problems = [f"{each.location} {each.message}" for each in extension.found]
        problems += [f"left: {word}" for word in TOKEN.findall(html)]
        if report.has_errors:
            return problems if any("left: " in each for each in problems) else []
        found = Diagnostics()
        site = {"a.html": Text("a.html", html)}
        find_leftovers(site, report, self.book.environment.names, found)
        return problems + [each.message for each in found]


@pytest.fixture
def book(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_check_and_extension_see_the_same_macros(book: Folder) -> None:
    assert {seed: found for seed in range(80) if (found := book.wrong(seed))} == {}


@pytest.mark.long
def test_check_and_extension_see_the_same_macros_on_ten_thousand_pages(book: Folder) -> None:
    odd = {seed: found for seed in range(80, 10_080) if (found := book.wrong(seed))}
    assert len(odd) <= pages.KNOWN_ODDITIES, odd
