"""Wikilinks against Python-Markdown: what the check takes for a link is one for the reader.

Every word of a random page is a wikilink. Those that the scanner reads must come out as links and
the others as they were written, so that code shows brackets and no text shows an address.
"""

import importlib.util
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import markdown
import pytest

from claimbook import Book, open_book
from claimbook.links import Links
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

CONFIG = """\
site_name: Odd
docs_dir: wiki
plugins: [{claimbook: {backlinks: false}}]
markdown_extensions: [{names}]
"""
LINKS = ("{}", "[[{}]]", "[[{}]]", "[[{}|some *words*]]", "[[{}|a | b]]", "[[{}\\|c]]")
FOLLOWED = re.compile(r'<a href="(Zq\d+y)\.md"')
LEFT = re.compile(r"\]\((Zq\d+y)\.md\)")
TARGETS = {f"Zq{number}y.md": "Text.\n" for number in range(1, 400)}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    for name in ("wiki", "data", "raw"):
        (tmp_path / name).mkdir()
    names = ", ".join(pages.EXTENSIONS)
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("{names}", names))
    return open_book(tmp_path)


@pytest.fixture
def links(book: Book) -> Links:
    """Where links lead in a book that has a page for every word."""
    page = book.check(TARGETS).pages["Zq1y.md"]
    assert page.links is not None
    return page.links


def wrong(book: Book, links: Links, seed: int) -> list[str]:
    """What the check and the reader see differently on one page."""
    page = pages.Writer(seed, LINKS).page()
    report = book.check({"a.md": page})
    scan = report.pages["a.md"].scan
    extension = ClaimbookExtension()
    extension.bind(
        book, replace(report, pages={"a.md": replace(report.pages["a.md"], links=links)})
    )
    extension.begin_page("a.md")
    try:
        html = markdown.markdown(
            page, extensions=[*pages.EXTENSIONS, extension], extension_configs=pages.CONFIGS
        )
    except (RuntimeError, AttributeError, IndexError, TypeError):
        return []  # Markdown itself fails
    if any(own in html for own in ("klzzwxh", "wzxhzdk", 'markdown="')):
        return []
    followed = FOLLOWED.findall(html)
    read = {link.target for link in scan.wikilinks}
    problems = [f"shows an address: {word}" for word in LEFT.findall(html)]
    problems += [f"no link: {word}" for word in read - {*followed} if f"{word}.md" in html]
    problems += [f"not read: {word}" for word in {*followed} - read]
    return problems


def test_a_wikilink_is_a_link_where_the_page_has_text_and_nowhere_else(
    book: Book, links: Links
) -> None:
    assert {seed: found for seed in range(80) if (found := wrong(book, links, seed))} == {}


@pytest.mark.long
def test_wikilinks_agree_on_two_thousand_pages(book: Book, links: Links) -> None:
    odd = {seed: found for seed in range(80, 2_080) if (found := wrong(book, links, seed))}
    assert len(odd) <= pages.KNOWN_ODDITIES, odd
