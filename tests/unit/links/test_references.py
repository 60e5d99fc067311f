"""Wikilinks to generated pages: subjects, specs, sources and lists, after what an author wrote."""

from collections.abc import Callable

import pytest

from claimbook import Book
from claimbook.links import References, is_generated
from claimbook.links.references import NO_REFERENCES

OpenBook = Callable[..., Book]
CONFIG = """\
site_name: A book
docs_dir: wiki
plugins:
  - claimbook: {generated: ref}
"""
FILES = {
    "data/gb300.yml": "name: NVIDIA GB300\npeak: {fp8: {value: 5 W, source: sheet-1}}\n",
    "data/both.yml": "name: Both\npower: {value: 1 W, source: both}\n",
    "data/sources/sheet-1.yml": "title: The sheet\nkind: primary\n",
    "data/sources/both.yml": "title: The other\nkind: primary\n",
    "data/sources/written.yml": "title: Written down\nkind: primary\n",
    "wiki/written.md": "# Mine\n",
    "wiki/sources.md": "# Sources\n",
}


def lead(book: OpenBook, link: str) -> str:
    """Where a link leads, or what is wrong with it."""
    report = book({**FILES, "wiki/index.md": f"# Home\n\n{link}\n"}, CONFIG).check()
    faults = [f"{each.code.slug}: {each.message}; {each.hint}" for each in report.diagnostics]
    if faults:
        return faults[0]
    found = report.pages["index.md"].linked()[0]
    return f"{found.path}#{found.anchor} {found.title}"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[[gb300]]", "ref/subjects/gb300.md#None NVIDIA GB300"),
        ("[[GB300]]", "ref/subjects/gb300.md#None NVIDIA GB300"),
        ("[[NVIDIA GB300]]", "ref/subjects/gb300.md#None NVIDIA GB300"),
        ("[[ref/subjects/gb300]]", "ref/subjects/gb300.md#None NVIDIA GB300"),
        ("[[/ref/subjects/gb300.md]]", "ref/subjects/gb300.md#None NVIDIA GB300"),
        ("[[gb300#peak.fp8]]", "ref/subjects/gb300.md#gb300.peak.fp8 NVIDIA GB300 › peak.fp8"),
        ("[[sheet-1]]", "ref/sources/sheet-1.md#None The sheet"),
        ("[[the sheet]]", "ref/sources/sheet-1.md#None The sheet"),
        ("[[both]]", "ref/subjects/both.md#None Both"),
        ("[[ref/sources/both]]", "ref/sources/both.md#None The other"),
        ("[[register]]", "ref/register.md#None All claims"),
        ("[[written]]", "written.md#None Mine"),
    ],
)
def test_b95_a_name_leads_to_a_generated_page_after_the_authors_own(
    book: OpenBook, link: str, expected: str
) -> None:
    assert lead(book, link) == expected


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        (
            "[[gb300#peak.fp4]]",
            "heading-unknown: ref/subjects/gb300.md has no heading peak.fp4; it has: #peak.fp8",
        ),
        (
            "[[sheet-1#x]]",
            "heading-unknown: ref/sources/sheet-1.md has no heading x",
        ),
        (
            "[[gb30]]",
            "link-unknown: [[gb30]] is no page and no source of the book; did you mean [[gb300]]?",
        ),
    ],
)
def test_b95_a_name_that_leads_nowhere_says_what_there_is(
    book: OpenBook, link: str, fault: str
) -> None:
    assert lead(book, link).startswith(fault)


def test_a_source_leads_to_the_list_of_sources_where_none_are_generated(book: OpenBook) -> None:
    files = {**FILES, "wiki/index.md": "# Home\n\n[[sheet-1]]\n"}
    found = book(files, CONFIG.replace("ref", "false")).check().pages["index.md"].linked()[0]
    assert (found.path, found.anchor) == ("sources.md", "source-sheet-1")  # type: ignore[attr-defined]


def test_an_address_of_a_generated_page_gets_it_a_link_back(book: OpenBook) -> None:
    text = "# Home\n\n[x](ref/register.md) [[gb300]]\n"
    links = book({**FILES, "wiki/index.md": text}, CONFIG).check().pages["index.md"].links
    assert links is not None
    for path in ("ref/register.md", "ref/subjects/gb300.md"):
        assert [page.path for page in links.backlinks(path)] == ["index.md"]
    assert links.backlinks("ref/sources/sheet-1.md") == []


def test_places_have_anchors_of_their_own() -> None:
    places = References("r", {"a": "A"}, {"s": "S"}, {"a.x"}, {"a.x": "s", "a.x[2]": "s"})
    assert places.spec("a.x[2]") == places.place("spec", "a.x[2]")
    assert (places.spec("a.x[2]") or places).anchor == "a.x.2"  # type: ignore[union-attr]
    assert (places.quote("a.x[2]") or places).anchor == "quote.a.x.2"  # type: ignore[union-attr]
    assert places.place("quote", "a.y") is None
    assert places.place("source", "s") == places.source("s")
    assert places.beside(["r/sources/s.md"]).source("s") is None
    assert NO_REFERENCES.pages == {}
    assert NO_REFERENCES.spec("a.x") is None


def test_a_page_says_that_it_was_generated_in_its_front_matter() -> None:
    assert is_generated("---\ngenerated: claimbook\n---\n")
    assert not is_generated("generated: claimbook\n")
    assert not is_generated("---\ntitle: x\n---\n\n" + "x" * 600 + "\ngenerated: claimbook\n")
