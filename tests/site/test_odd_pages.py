"""Odd pages, written by hand from the ways of Markdown and not from those of the scanner.

`odd_pages/expected.txt` says of each macro of each page whether a reader sees its number or, in
code, comments and mathematics, the macro itself.
"""

import re
import shutil
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from claimbook import Report, open_book
from claimbook.diagnostics import Diagnostics, Text
from claimbook.leftovers import find_leftovers

FOLDER = Path(__file__).with_name("odd_pages")
CONFIG = """\
site_name: Odd
docs_dir: wiki
use_directory_urls: false
theme: {name: null, custom_dir: theme}
plugins: [claimbook]
validation: {links: {not_found: ignore, anchors: ignore}}
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - smarty
  - tables
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.betterem
  - pymdownx.caret
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.inlinehilite
  - pymdownx.mark
  - pymdownx.snippets
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist
  - pymdownx.tilde
"""
MACRO = re.compile(r'<<\s*q\("(9\d\d) W"\)[^>]*>>')
FOOT = re.compile(r'<div class="cb-foot".*', re.DOTALL)


def read_expectations() -> dict[str, list[str]]:
    lines = (FOLDER / "expected.txt").read_text().splitlines()
    return {name: words.split() for name, _, words in (line.partition(":") for line in lines)}


EXPECTED = read_expectations()


@dataclass(frozen=True)
class Site:
    """The book of all odd pages, checked and built once."""

    report: Report
    pages: dict[str, str]
    names: frozenset[str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    folder = tmp_path_factory.mktemp("odd")
    shutil.copytree(FOLDER, folder / "wiki", ignore=shutil.ignore_patterns("*.txt"))
    for name in ("data", "raw", "theme"):
        (folder / name).mkdir()
    (folder / "theme" / "main.html").write_text("<body>{{ page.content }}</body>")
    (folder / "mkdocs.yml").write_text(CONFIG)
    book = open_book(folder)
    report = book.check()
    config = load_config(str(folder / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    pages = {path.stem: path.read_text() for path in (folder / "site").glob("*.html")}
    return Site(report, pages, frozenset(book.environment.names))


def written(name: str) -> list[tuple[str, str]]:
    """The macros of a page in their order: number, and what is expected of it."""
    source = (FOLDER / f"{name}.md").read_bytes().decode("utf-8-sig")
    return list(zip(MACRO.findall(source), EXPECTED[name], strict=True))


def test_there_is_a_page_for_every_expectation_and_the_reverse() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in FOLDER.glob("*.md"))
    assert len(EXPECTED) > 150


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_check_and_site_see_what_a_reader_expects(site: Site, name: str) -> None:
    expected = [number for number, kind in written(name) if kind == "seen"]
    results = site.report.pages[f"{name}.md"].macros
    checked = [number for result in results for number in MACRO.findall(result.macro.span.content)]
    assert checked == expected
    html = unescape(unquote(FOOT.sub("", site.pages[name])))
    shown = re.sub(r"</?[a-zA-Z][^>]*>", "", html)
    for number, kind in written(name):
        in_text = re.search(rf"(?<!q\(.){number}[\xa0 ]W", shown)
        in_attribute = re.search(rf"<\w[^<>]* [\w-]+=([\"'])[^\"'<>]*{number}[\xa0 ]W", html)
        is_shown = in_text is not None or in_attribute is not None
        is_raw = re.search(rf"<<\s*q\(.?{number} W", shown) is not None
        assert (is_shown, is_raw) == (kind == "seen", kind == "literal"), number


def test_nothing_is_left_over_in_the_site(site: Site) -> None:
    found = Diagnostics()
    pages = {f"{name}.html": Text(f"{name}.html", html) for name, html in site.pages.items()}
    find_leftovers(pages, site.report, site.names, found)
    assert [f"{each.location} {each.message}" for each in found] == []


def test_no_odd_page_is_at_fault(site: Site) -> None:
    allowed = {"macro-in-code", "fullwidth-macro"}
    found: list[Any] = [each for each in site.report.diagnostics if each.code.slug not in allowed]
    assert [f"{each.location} {each.message}" for each in found] == []
