"""Generated pages in a site: their addresses, what may stand beside them, and a preview."""

import posixpath
import re
from typing import Any
from urllib.parse import unquote

import pytest

HEATER = """\
name: A heater
power:
  - {value: 2 kW, source: sheet, quote: draws 2 kW, preferred: true}
  - {value: 2.1 kW, source: shop}
"""
BOOK = {
    "data/heater.yml": HEATER,
    "data/sources/sheet.yml": "title: A <b>sheet</b> & more\nkind: primary\n"
    "url: https://example.org/a(b)|c\nraw: {file: sheet.md, form: note}\n",
    "data/sources/shop.yml": "title: A shop\nkind: secondary\ncites: [sheet]\n",
    "raw/sheet.md": "# Notes\n\nIt draws 2 kW at most. </pre><script>x</script>\n",
    "wiki/index.md": '# Start\n\nIt draws << claim("2 kW", spec("heater.power"), id="own") >>.\n\n'
    'A shop says << reported("3 kW", spec("heater.power"), source="shop") >>.\n\n'
    "See [[heater]], [[heater#power]], [[sheet]], [[Reference]], [list](reference/register.md).\n",
    "wiki/deep/page.md": '# Deep\n\nA number: << spec("heater.power") >>.\n',
}
WITH = ("  - claimbook\n", "  - claimbook: {generated: reference}\n")
STRICT = (
    "validation:",
    "  nav: {omitted_files: warn, not_found: warn}",
    "  links: {not_found: warn, anchors: warn, absolute_links: warn}",
)


@pytest.fixture
def book(heaters: Any) -> Any:
    heaters.write(BOOK)
    heaters.configure(*STRICT, replace=WITH)
    return heaters


def followed(book: Any, page: str) -> dict[str, str]:
    """Every link of a page inside the site, by its words: the file and id, which are there."""
    found = {}
    for node in book.page(page).all("a"):
        href = unquote(node.attributes.get("href", ""))
        if not href or "://" in href or href == "#" or "nav" in node.ancestors:
            continue
        path, _, anchor = href.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        if (book.site / target).is_dir():
            target = posixpath.normpath(posixpath.join(target, "index.html"))
        assert (book.site / target).is_file(), (page, href)
        if anchor:
            assert book.page(target).by_id(anchor), (page, href)
        found[node.text.replace("\u00a0", " ")] = target + (f"#{anchor}" if anchor else "")
    return found


@pytest.mark.parametrize("directories", [True, False])
def test_every_link_of_and_to_a_generated_page_leads_somewhere(
    book: Any, directories: bool
) -> None:
    book.configure(f"use_directory_urls: {str(directories).lower()}")
    book.build(strict=True)
    end = "/index.html" if directories else ".html"
    pages = [path for path in book.digest() if path.endswith(".html") and path != "404.html"]
    assert len(pages) == 10
    links = {page: followed(book, page) for page in pages}
    start = links["index.html"]
    assert start["A heater"] == f"reference/subjects/heater{end}"
    assert start["A heater › power"] == f"reference/subjects/heater{end}#heater.power"
    assert start["Reference"] == "reference/index.html"
    assert start["list"] == f"reference/register{end}"
    # In the derivation at the foot, which no host looks into.
    assert start["heater.power"] == f"reference/subjects/heater{end}#heater.power"
    deep = links[f"deep/page{end}"]
    assert deep["heater.power"] == f"reference/subjects/heater{end}#heater.power"
    assert deep["A <b>sheet</b> & more"] == f"reference/sources/sheet{end}#quote.heater.power"
    subject = links[f"reference/subjects/heater{end}"]
    assert subject["2 kW"] == "index.html#cb-id-own"
    assert subject["1 page" if "1 page" in subject else "2 pages"].endswith("#used.heater.power")
    assert links[f"reference/register{end}"]["2 kW"] == "index.html#cb-id-own"


def test_a_quotation_is_marked_where_a_link_lands(book: Any) -> None:
    book.build(strict=True)
    page = book.page("reference/sources/sheet/index.html")
    (mark,) = page.all("mark")
    assert mark.text == "draws 2 kW"
    assert page.by_id("quote.heater.power").parent is mark
    assert mark.ancestors[0] == "pre"
    assert "</pre><script>x</script>" in page.one("pre", "cb-raw").text


def test_words_of_others_put_nothing_into_a_page(book: Any) -> None:
    book.build(strict=True)
    page = book.page("reference/sources/sheet/index.html")
    assert page.one("h1").text.startswith("A <b>sheet</b> & more")
    assert page.all("b") == []
    assert [node.attributes["href"] for node in page.all("a") if "example.org" in node.text] == [
        "https://example.org/a%28b%29%7Cc"
    ]
    markup = (book.site / "reference/sources/sheet/index.html").read_text()
    assert "<script>x" not in markup
    assert re.findall(r"<title>(.*?)</title>", markup) == [
        "A &#60;b&#62;sheet&#60;/b&#62; &#38; more - Heaters"
    ]


def test_what_links_to_a_generated_page_stands_at_its_foot(book: Any) -> None:
    book.build(strict=True)
    foot = book.page("reference/subjects/heater/index.html").one("nav", "cb-backlinks")
    assert [(node.text, node.attributes["href"]) for node in foot.all("a")] == [
        ("Start", "../../../")
    ]


def test_a_search_finds_a_generated_page(book: Any) -> None:
    book.configure(replace=("  - claimbook:", "  - search\n  - claimbook:"))
    book.build(strict=True)
    found = (book.site / "search/search_index.json").read_text()
    assert "reference/subjects/heater/" in found


def test_a_nav_that_leaves_them_out_or_names_one_is_no_warning(book: Any) -> None:
    book.configure("nav: [index.md, deep/page.md]")
    book.build(strict=True)
    assert (book.site / "reference/register/index.html").is_file()
    book.configure(replace=("deep/page.md]", "deep/page.md, reference/index.md]"))
    book.build(strict=True)
    names = [node.text.strip() for node in book.page().all("a")]
    assert "Reference" in names


def test_without_the_setting_nothing_is_generated(heaters: Any) -> None:
    heaters.write({"wiki/index.md": '# Start\n\n<< spec("heater.power") >>\n'})
    heaters.build(strict=True)
    assert not (heaters.site / "reference").exists()
    assert "reference" not in (heaters.site / "index.html").read_text()


def test_a_page_of_the_authors_own_stands(book: Any) -> None:
    book.write({"wiki/reference/register.md": "# Mine\n\nNothing.\n"})
    book.build(strict=True)
    page = book.page("reference/register/index.html")
    assert page.one("h1").text.startswith("Mine")
    assert (book.site / "reference/discrepancies/index.html").is_file()


def test_two_builds_give_the_same_bytes(book: Any) -> None:
    book.build(strict=True)
    first = book.digest()
    book.build(strict=True)
    assert book.digest() == first


def test_generated_pages_follow_the_pages_in_a_preview(book: Any) -> None:
    book.build("serve")
    written = sorted(path for path in book.folder.rglob("*.md"))
    book.write({"wiki/deep/page.md": '# Deeper\n\n<< claim("2 kW", spec("heater.power")) >>\n'})
    book.build("serve")
    assert "Deeper" in book.page("reference/register/index.html").text
    assert sorted(path for path in book.folder.rglob("*.md")) == written


def test_a_part_build_renews_them(book: Any) -> None:
    book.build()
    book.write({"data/heater.yml": HEATER.replace("source: shop", "source: shop, note: Odd.")})
    book.build(dirty=True)
    assert "Odd." in book.page("reference/subjects/heater/index.html").text


def test_what_was_written_for_another_host_is_made_anew(book: Any) -> None:
    from claimbook import open_book
    from claimbook.generated import write_pages

    plain = open_book(book.folder)
    assert write_pages(plain, plain.check()) == (8, 0)
    book.write({"wiki/deep/page.md": '# Deeper\n\n<< claim("2 kW", spec("heater.power")) >>\n'})
    book.build(strict=True)
    assert "Deeper" in book.page("reference/register/index.html").text
    assert "All claims" not in [node.text for node in book.page().all("nav", "cb-backlinks")]


def test_the_check_and_the_site_have_no_number_of_a_generated_page(book: Any, caplog: Any) -> None:
    from claimbook import open_book

    counts = open_book(book.folder).check().counts
    assert (counts.pages, counts.macros, counts.claims_checked, counts.reported) == (2, 3, 1, 1)
    caplog.set_level("INFO")
    book.build(strict=True)
    assert "pages: 2, macros: 3, claims checked: 1" in caplog.text
    assert book.page("reference/register/index.html").all("a", "cb-number") == []


def test_a_book_in_several_languages_has_them_once(book: Any) -> None:
    book.write({"wiki/index.de.md": '# Anfang\n\n<< claim("2 kW", spec("heater.power")) >>\n'})
    i18n = "{languages: [{locale: en, default: true, name: E}, {locale: de, name: D}]}"
    book.configure(replace=("  - claimbook:", f"  - i18n: {i18n}\n  - claimbook:"))
    book.build(strict=True)
    register = "reference/register/index.html"
    assert [path for path in book.digest() if "register" in path] == [register]
    assert "Anfang" not in book.page(register).text
    page = book.page("de/index.html")
    foot = [node.attributes["href"] for node in page.one("section", "cb-derivations").all("a")]
    assert "../reference/subjects/heater/#heater.power" in foot


def test_neighbours_that_look_at_files_and_pages_bear_them(book: Any) -> None:
    others = "  - gen-files: {scripts: []}\n  - macros\n  - awesome-nav\n  - section-index\n"
    dates = "  - git-revision-date-localized: {strict: false, fallback_to_build_date: true}\n"
    minify = "  - minify_html\n"
    book.configure(
        replace=("plugins:\n  - claimbook:", f"plugins:\n{others}{dates}{minify}  - claimbook:")
    )
    book.build()
    page = book.page("reference/sources/sheet/index.html")
    assert page.one("mark").text == "draws 2 kW"
    assert "</pre><script>x</script>" in page.one("pre", "cb-raw").text
