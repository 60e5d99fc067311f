"""Where links lead: paths, files, titles, headings, sources, and what leads nowhere."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from claimbook import Book

OpenBook = Callable[..., Book]
CONFIG = """\
site_name: A book
docs_dir: wiki
draft_docs: "drafts/"
plugins: [claimbook]
markdown_extensions: [attr_list, pymdownx.superfences, pymdownx.snippets]
"""
PAGES = {
    "index.md": "# Home\n",
    "chips/index.md": "# Chips\n",
    "chips/gpu-a.md": "# GPU A\n\n## Peak {#peak}\n\n## Memory *bandwidth*\n",
    "bandwidth.md": "---\ntitle: 带宽\n---\n\n# Other\n\n## 单向\n\n## 双向\n",
    "notes/gpu-b.md": "Text.\n",
    "chips/notes/gpu-b.md": "Text.\n",
    "sources.md": "# Sources\n",
    "drafts/plan.md": "# A plan\n\n[[gpu-a]]\n",
}
SHEET = {"data/sources/nvlink-5.yml": "title: NVLink\nkind: primary\n"}


def opened(book: OpenBook, pages: dict[str, str], **options: Any) -> Book:
    return book({f"wiki/{path}": text for path, text in pages.items()} | SHEET, CONFIG)


def lead(book: OpenBook, link: str, page: str = "index.md") -> object:
    """The page and anchor that a link on `page` leads to, or the code and message of its fault."""
    pages = {**PAGES, page: f"{PAGES.get(page, '')}\n{link}\n"}
    report = opened(book, pages).check()
    found = report.pages[page].linked()
    faults = [f"{each.code.slug}: {each.message}" for each in report.diagnostics]
    if faults:
        assert len(faults) == 1
        return faults[0]
    return found[0].path + (f"#{found[0].anchor}" if found[0].anchor else "")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("link", "page", "expected"),
    [
        ("[[gpu-a]]", "index.md", "chips/gpu-a.md"),
        ("[[GPU A]]", "index.md", "chips/gpu-a.md"),
        ("[[gpu_a]]", "index.md", "chips/gpu-a.md"),
        ("[[gpu%20a]]", "index.md", "chips/gpu-a.md"),
        ("[[chips/gpu-a]]", "index.md", "chips/gpu-a.md"),
        ("[[chips/gpu-a.md]]", "bandwidth.md", "chips/gpu-a.md"),
        ("[[./gpu-a]]", "chips/index.md", "chips/gpu-a.md"),
        ("[[../index]]", "chips/index.md", "index.md"),
        ("[[/index]]", "chips/index.md", "index.md"),
        ("[[chips]]", "index.md", "chips/index.md"),
        ("[[chips/]]", "index.md", "chips/index.md"),
        ("[[chips/index]]", "index.md", "chips/index.md"),
        ("[[./chips/index]]", "index.md", "chips/index.md"),
        ("[[带宽]]", "index.md", "bandwidth.md"),
        ("[[bandwidth]]", "index.md", "bandwidth.md"),
        ("[[chips/notes/gpu-b]]", "index.md", "chips/notes/gpu-b.md"),
        ("[[./gpu-b]]", "notes/gpu-b.md", "notes/gpu-b.md"),
        ("[[nvlink-5]]", "index.md", "sources.md#source-nvlink-5"),
        ("[[NVLink 5]]", "index.md", "sources.md#source-nvlink-5"),
        ("[[gpu-a#peak]]", "index.md", "chips/gpu-a.md#peak"),
        ("[[gpu-a#Peak]]", "index.md", "chips/gpu-a.md#peak"),
        ("[[gpu-a#memory Bandwidth]]", "index.md", "chips/gpu-a.md#to-memory-bandwidth"),
        ("[[带宽#单向]]", "index.md", "bandwidth.md#to-单向"),
        ("[[#双向]]", "bandwidth.md", "bandwidth.md#to-双向"),
        ("[[#home]]", "index.md", "index.md#to-home"),
    ],
)
def test_b93_a_link_leads_to_the_one_page_that_it_names(
    book: OpenBook, link: str, page: str, expected: str
) -> None:
    assert lead(book, link, page) == expected


@pytest.mark.parametrize(
    ("link", "page", "expected"),
    [
        (
            "[[index]]",
            "bandwidth.md",
            "link-ambiguous: [[index]] may mean chips/index.md or index.md",
        ),
        (
            "[[gpu-b]]",
            "index.md",
            "link-ambiguous: [[gpu-b]] may mean chips/notes/gpu-b.md or notes/gpu-b.md",
        ),
        (
            "[[notes/gpu-b]]",
            "chips/index.md",
            "link-ambiguous: [[notes/gpu-b]] may mean notes/gpu-b.md or chips/notes/gpu-b.md",
        ),
        ("[[gpu-c]]", "index.md", "link-unknown: [[gpu-c]] is no page and no source of the book"),
        (
            "[[../../x]]",
            "index.md",
            "link-unknown: [[../../x]] is no page and no source of the book",
        ),
        ("[[#]]", "index.md", "link-unknown: [[#]] names no page"),
        ("[[|x]]", "index.md", "link-unknown: [[]] names no page"),
        ("[[gpu-a#Power]]", "index.md", "heading-unknown: chips/gpu-a.md has no heading Power"),
        (
            "[[plan]]",
            "index.md",
            (
                "link-unpublished: [[plan]] means drafts/plan.md, "
                "which is a draft or excluded from the site"
            ),
        ),
        ("![[gpu-a]]", "index.md", "link-embeds: ![[gpu-a]] would show a page inside another"),
        (
            '[[gpu << q("2 W") >>]]',
            "index.md",
            "link-unknown: a macro stands in the target of the link",
        ),
    ],
)
def test_b93_what_names_no_one_page_is_an_error(
    book: OpenBook, link: str, page: str, expected: str
) -> None:
    assert lead(book, link, page) == expected


def test_a_fault_has_its_place_and_says_what_to_do(book: OpenBook) -> None:
    report = opened(book, {**PAGES, "index.md": "# Home\n\n见 [[gpu-aa]]，[[index]]。\n"}).check()
    assert [(str(each.location), each.hint) for each in report.diagnostics] == [
        ("wiki/index.md:3:3", "did you mean [[GPU A]] (chips/gpu-a.md)?"),
        ("wiki/index.md:3:14", "write the path: [[chips/index]] or [[/index]]"),
    ]
    report = opened(book, {**PAGES, "index.md": "# Home\n\n[[gpu-a#x]]\n"}).check()
    assert [each.hint for each in report.diagnostics] == ["it has: GPU A, #peak, Memory bandwidth"]


def test_an_exact_name_wins_over_a_similar_one(book: OpenBook) -> None:
    pages = {"index.md": "[[gpu-a]] [[gpu_a]]\n", "gpu-a.md": "One.\n", "gpu_a.md": "Two.\n"}
    report = opened(book, pages).check()
    assert [each.path for each in report.pages["index.md"].linked()] == ["gpu-a.md", "gpu_a.md"]  # type: ignore[attr-defined]


def test_two_headings_of_the_same_words_need_an_id(book: OpenBook) -> None:
    pages = {"index.md": "[[#Peak]] [[#peak]]\n\n## Peak\n\n## peak\n\n## Peak\n"}
    (found,) = opened(book, pages).check().diagnostics
    assert found.code.slug == "link-ambiguous"
    assert found.message == "[[#Peak]] may mean the headings at lines 3 and 7 of index.md"
    assert found.hint == "give one of them an id, such as {#peak}, and link to that"


def test_a_source_needs_a_page_that_shows_it(book: OpenBook) -> None:
    report = opened(book, {"index.md": "[[nvlink-5]]\n"}).check()
    assert [each.message for each in report.diagnostics] == [
        "[[nvlink-5]] is a source, and the book has no page sources.md to show it"
    ]


def test_b90_a_preview_shows_drafts_and_they_link_nowhere_back(book: OpenBook) -> None:
    pages = {**PAGES, "index.md": "[[plan]]\n"}
    report = opened(book, pages).check(pages)
    assert list(report.diagnostics) == []
    assert report.pages["chips/gpu-a.md"].backlinks == []
    assert report.pages["drafts/plan.md"].backlinks == [("index.md", "index")]


def test_links_back_come_from_both_kinds_of_links_each_once_and_in_order(book: OpenBook) -> None:
    pages = {
        "a.md": "# A\n",
        "b.md": "# B\n\n[[a]] [[a|again]] [x](a.md#a)\n",
        "c/d.md": "# D\n\n[x](../a.md) and [y][z] `[n](../b.md)`\n\n[z]: ../b.md#b\n",
        "c/e.md": "# E\n\n[x](a.md) [y](https://x.org/a.md) [[e]]\n",
    }
    report = opened(book, pages).check()
    assert list(report.diagnostics) == []
    assert report.pages["a.md"].backlinks == [("b.md", "B"), ("c/d.md", "D")]
    assert report.pages["b.md"].backlinks == [("c/d.md", "D")]
    assert report.pages["c/e.md"].backlinks == []


def test_a_title_with_a_macro_is_evaluated(book: OpenBook) -> None:
    pages = {
        "a.md": "[[b]] [[c]]\n",
        "b.md": "---\ntitle: Draws << q('2 W') >>\n---\n",
        "c.md": "# Has << q('3 W') >> {#x}\n",
    }
    report = opened(book, pages).check()
    found = report.pages["a.md"].linked()
    assert [each.title for each in found] == ["Draws 2 W", "Has 3 W"]  # type: ignore[attr-defined]


def test_a_link_in_an_included_file_names_both_places(book: OpenBook) -> None:
    files = {"wiki/a.md": 'x\n\n--8<-- "part.md"\n', "part.md": "See [[nowhere]].\n"}
    (found,) = book(files, CONFIG).check().diagnostics
    assert (found.code.slug, str(found.location)) == ("link-unknown", "part.md:1:5")
    assert [str(each.span.location) for each in found.related] == ["wiki/a.md:3:1"]


def test_a_page_of_the_same_language_is_meant(book: OpenBook) -> None:
    config = CONFIG.replace(
        "[claimbook]",
        "[claimbook, {i18n: {docs_structure: folder, languages: "
        "[{locale: en, default: true}, {locale: de}]}}]",
    )
    files = {
        "wiki/en/a.md": "# A\n",
        "wiki/de/a.md": "# A\n",
        "wiki/de/b.md": "[[A]]\n",
        "wiki/en/b.md": "[[a]]\n",
    }
    report = book(files, config).check()
    assert [each.path for each in report.pages["de/b.md"].linked()] == ["de/a.md"]  # type: ignore[attr-defined]
    assert [each.path for each in report.pages["en/b.md"].linked()] == ["en/a.md"]  # type: ignore[attr-defined]


def test_without_the_setting_brackets_are_text(book: OpenBook) -> None:
    config = CONFIG.replace("[claimbook]", "[{claimbook: {wikilinks: false}}]")
    report = book({"wiki/a.md": "[[nowhere]] | [[x|y]]\n"}, config).check()
    assert list(report.diagnostics) == []


def test_the_links_of_a_folder_are_those_of_the_check(book: OpenBook) -> None:
    opened_book = opened(book, {**PAGES, "index.md": "[[gpu-a#Memory bandwidth]]\n"})
    links = opened_book.links()
    assert [page.path for page in links.backlinks("chips/gpu-a.md")] == ["index.md"]
    assert links.anchors("chips/gpu-a.md") == {"to-memory-bandwidth"}
    assert opened_book.page("index.md", "[[x]]").link_faults() == []


def test_headings_with_the_same_words_have_anchors_of_their_own(book: OpenBook) -> None:
    pages = {"a.md": "## X\n\n## X\n\n## X {#to-x-2}\n\n## X\n"}
    report = opened(book, pages).check()
    links = report.pages["a.md"].links
    assert links is not None
    assert [each.anchor for each in links.pages["a.md"].headings] == [
        "to-x",
        "to-x-3",
        "to-x-2",
        "to-x-4",
    ]


def test_wrong_links_without_number_stall_nothing(book: OpenBook) -> None:
    names = {f"page-{number}.md": "# P\n" for number in range(100)}
    wrong = "".join(f"[[pag-{number}x]]\n" for number in range(400))
    started = time.monotonic()
    found = opened(book, {**names, "a.md": wrong}).check().diagnostics
    assert time.monotonic() - started < 5
    assert len(found) == 400
    assert (found[0].hint or "").startswith("did you mean [[page-")
    assert found[-1].hint == (
        "name a page by its file, its path or its title; \\[[ shows the brackets"
    )


def test_a_page_of_headings_alone_is_read_in_proportion_to_its_length(book: OpenBook) -> None:
    started = time.monotonic()
    opened(book, {"a.md": "# H\n\n" * 20_000 + "[[#none]]\n"}).check()
    assert time.monotonic() - started < 15
