"""The pages that the engine makes: what each says, and that nothing on them ever acts."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from markdown import Markdown

from claimbook.book import open_book
from claimbook.generated import empty_page, generated_pages, write_pages
from claimbook.generated.note import note_html
from claimbook.generated.writing import link, table, text, web_link

if TYPE_CHECKING:
    from pathlib import Path

    from claimbook.book import Book

    Open = Callable[..., Book]

CONFIG = """\
site_name: Heaters
docs_dir: wiki
plugins:
  - claimbook: {generated: reference, formulas: [own]}
"""
FILES = {
    "data/heater.yml": """\
name: A heater
maker: Warm & Co
power:
  - {value: 2 kW, source: sheet, quote: draws 2 kW, locator: page 3, scope: full, preferred: true}
  - {value: 2.1 kW, source: shop, note: Rounded up.}
loss: {value: 0.5 kW, source: shop, approximate: true, confidence: unverified, as_of: 2023-01-02}
""",
    "data/sources/sheet.yml": """\
title: The sheet
author: Warm
url: https://example.org/sheet
kind: primary
retrieved: 2023-01-01
warn_after: 30d
raw: {file: sheet.md, form: note}
""",
    "data/sources/shop.yml": "title: A shop\nkind: secondary\ncites: [sheet, a friend]\n",
    "raw/sheet.md": "# Notes\n\nIt draws 2 kW at most.\n",
    "wiki/index.md": """\
# Start

It draws << claim("2 kW", spec("heater.power"), id="own") >>, or << spec("heater.power") >>.

A shop says << reported("3 kW", spec("heater.power"), source="shop", note="too much") >>.
""",
}

READABLE, UNREADABLE = r"\frac{a}{b}", r"\frac"


@pytest.fixture
def heaters(book: "Open") -> Callable[..., "Book"]:
    def opened(files: dict[str, str] | None = None, config: str | None = None) -> "Book":
        plain = (config or CONFIG).replace(", formulas: [own]", "")
        return book({**FILES, **(files or {})}, plain)

    return opened


def made(book: "Book", as_of: str | None = None) -> dict[str, str]:
    return generated_pages(book, book.check(), as_of=as_of)


def test_a_book_that_asks_for_none_has_none(heaters: "Open") -> None:
    assert made(heaters(config=CONFIG.replace("generated: reference", "generated: false"))) == {}


def test_there_is_a_page_for_each_subject_each_source_and_each_list(heaters: "Open") -> None:
    book = heaters()
    assert sorted(made(book)) == [
        "reference/discrepancies.md",
        "reference/formulas.md",
        "reference/index.md",
        "reference/register.md",
        "reference/sources/sheet.md",
        "reference/sources/shop.md",
        "reference/subjects/heater.md",
        "reference/unverified.md",
    ]
    assert sorted(book.references.pages) == sorted(made(book))


def test_two_runs_make_the_same_pages(heaters: "Open") -> None:
    assert made(heaters()) == made(heaters())


def test_the_page_of_a_subject_has_its_specs_its_rivals_and_what_rests_on_them(
    heaters: "Open",
) -> None:
    page = made(heaters())["reference/subjects/heater.md"]
    assert page.startswith("---\ngenerated: claimbook\ndescription: ")
    assert "\n# A heater\n" in page
    assert "- <code>maker</code>: Warm &#38; Co" in page
    assert (
        '| <span id="heater.power"></span><code>power</code> | **2 kW**<br>scope: full | '
        "[The sheet](<../sources/sheet.md#quote.heater.power>)<br>page 3<br>"
        "<q>draws 2 kW</q> | [1 page](<#used.heater.power>) |"
    ) in page
    assert (
        '| <span id="heater.power.2"></span>Also said<br><small>Rounded up.</small> | '
        "**2.1 kW** | [A shop](<../sources/shop.md>) | not used |"
    ) in page
    assert "**0.5 kW**<br>approximate<br>unverified<br>as of 2023-01-02" in page
    assert (
        '<span id="used.heater.power"></span><code>power</code>: [Start](<../../index.md#' in page
    )
    assert "×3" in page
    assert "- [Start](<../../index.md>): [2 kW](<../../index.md#cb-id-own>) · [3 kW](<" in page


def test_the_page_of_a_source_has_its_specs_and_marks_what_is_quoted(heaters: "Open") -> None:
    page = made(heaters())["reference/sources/sheet.md"]
    assert "- address&#58; [" not in page
    assert "address: [https&#58;//example.org/sheet](<https://example.org/sheet>)" in page
    assert "[heater.power](<../subjects/heater.md#heater.power>)" in page
    assert "[word for word](<#quote.heater.power>)" in page
    assert "our note: <code>sheet.md</code>" in page
    assert (
        '<pre class="cb-raw">&#35; Notes\n\nIt <mark><span id="quote.heater.power"></span>'
        "draws 2 kW</mark> at most.\n</pre>"
    ) in page


def test_the_page_of_a_source_links_to_what_it_cites(heaters: "Open") -> None:
    page = made(heaters())["reference/sources/shop.md"]
    assert "- cites: [The sheet](<sheet.md>)\n- cites: a friend" in page
    assert "Nothing is kept of it here." in page
    assert "not used |" in page


def test_the_register_can_be_narrowed_to_one_verdict(heaters: "Open") -> None:
    page = made(heaters())["reference/register.md"]
    shown = re.findall(r'id="(cb-show-[a-z]+)"( checked)?> ([^<]+)</label>', page)
    assert shown[0][:2] == ("cb-show-all", " checked")
    count = int(shown[0][2].split()[-1])
    assert count == page.count("cb-verdict") == sum(int(each[2].split()[-1]) for each in shown[1:])
    for name, checked, _ in shown[1:]:
        assert not checked
        assert f'cb-{name.removeprefix("cb-show-")}"' in page


def test_the_register_has_every_claim_once_with_an_anchor(heaters: "Open") -> None:
    page = made(heaters())["reference/register.md"]
    assert "## [Start](<../index.md>)" in page
    assert (
        '| <span id="claim-own"></span>[2 kW](<../index.md#cb-id-own>) | asserted | '
        '<span class="cb-verdict cb-holds">holds</span> | 2 kW | [sheet](<sources/sheet.md>) |'
    ) in page
    assert page.count('<span id="claim-') == 2
    assert "<small>too much</small>" in page


def test_discrepancies_are_what_others_say_and_nothing_bears_out(heaters: "Open") -> None:
    pages = made(heaters())
    page = pages["reference/discrepancies.md"]
    assert page.count("\n| [") == 1
    assert "[3 kW](<../index.md#cb-n-" in page
    assert 'cb-contradicted">contradicted</span> | 2 kW | [shop](<sources/shop.md>) | ' in page
    none = made(heaters({"wiki/index.md": "# Start\n"}))
    assert "\nNone.\n" in none["reference/discrepancies.md"]
    assert "\nNo claim.\n" in none["reference/register.md"]


def test_what_is_not_verified_is_listed_and_what_is_stale_on_the_day(heaters: "Open") -> None:
    undated = made(heaters())["reference/unverified.md"]
    assert "heater.loss" in undated
    assert "heater.power" not in undated
    assert "nobody asked" in undated
    fresh = made(heaters(), "2023-01-31")["reference/unverified.md"]
    assert "heater.power" not in fresh
    assert "nobody asked" not in fresh
    stale = made(heaters(), "2023-02-01")["reference/unverified.md"]
    assert "[heater.power](<subjects/heater.md#heater.power>) | **2 kW**" in stale
    assert "<br>stale |" in stale


def test_formulas_say_what_they_are_and_where_they_are_used(book: "Open") -> None:
    page = made(
        book(
            {
                "data/chip.yml": FILES["data/heater.yml"].replace("A heater", "A chip"),
                "data/sources/sheet.yml": FILES["data/sources/sheet.yml"],
                "data/sources/shop.yml": FILES["data/sources/shop.yml"],
                "raw/sheet.md": FILES["raw/sheet.md"],
                "wiki/index.md": '# Start\n\n<< matmul_flops(2, 3, 4) >> << q("1 W") >>\n',
            },
            CONFIG.replace("[own]", "[claimbook_roofline]"),
        )
    )["reference/formulas.md"]
    assert '## <span id="formula-matmul_flops"></span>matmul&#95;flops' in page
    assert "<code>matmul&#95;flops&#40;m, n, k, integer&#61;False&#41;</code>" in page
    assert "[Start](<../index.md#cb-n-index-" in page
    assert '<pre class="cb-raw">' in page


def test_formulas_are_set_and_keep_their_latex(tmp_path: "Path") -> None:
    (tmp_path / "own.py").write_text(
        "from claimbook import formula\n"
        f"@formula(latex={READABLE!r})\ndef half(a):\n    return a / 2\n"
        f"@formula(latex={UNREADABLE!r})\ndef third(a):\n    return a / 3\n"
    )
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    (tmp_path / "wiki").mkdir()
    (tmp_path / "wiki" / "index.md").write_text("# Start\n")
    page = made(open_book(tmp_path))["reference/formulas.md"]
    assert "in its annotation.\n" in page
    assert (
        '\n<div class="cb-formula"><math display="block"><semantics><mrow>'
        "<mfrac><mi>a</mi><mi>b</mi></mfrac></mrow>"
        '<annotation encoding="application/x-tex">&#92;frac&#123;a&#125;&#123;b&#125;</annotation>'
        "</semantics></math></div>\n" in page
    )
    # What cannot be set is shown as it is written.
    assert '\n<pre class="cb-raw">&#92;frac</pre>\n' in page


def test_chinese_books_have_chinese_pages(heaters: "Open") -> None:
    pages = made(heaters(config=CONFIG.replace("{generated", "{language: zh, generated")))
    assert "\n# 说法登记\n" in pages["reference/register.md"]
    assert "不参与计算" in pages["reference/subjects/heater.md"]
    assert "**2 kW**<br>范围: full" in pages["reference/subjects/heater.md"]
    assert "**0.5 kW**<br>近似<br>未核实<br>截至 2023-01-02" in pages["reference/sources/shop.md"]


# -- what comes from others -------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "a | b \\| c",
    "[x](javascript:alert(1))",
    "![x](x) [[index]] [^1] *[HTML]: y",
    '<< spec("heater.power") >>',
    "``` `code` ~~~ $x$ {{ x }} {% x %} {#id} :smile: ++x++ ==y==",
    "--8<-- 'other.md'",
    "&lt;b&gt; &#60;i&#62;",
    "*a* _b_ **c** # d > e",
    "\u202eevil",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_any_words_show_and_never_act(words: str) -> None:
    shown = words.replace("\u202e", "\ufffd")
    page = Markdown(extensions=["extra", "admonition", "smarty"]).convert(
        table(["h", "i"], [[text(words), link(words, "a.md", "b.md")]]) + f"\n\n{text(words)}\n"
    )
    from html.parser import HTMLParser

    found: list[str] = []
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            found.append(data)

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)
            assert all(not name.startswith("on") for name, _ in attrs)
            assert tag != "a" or dict(attrs) == {"href": "a.md"}

    Reader().feed(page)
    assert set(tags) <= {"table", "thead", "tbody", "tr", "th", "td", "p", "a"}
    assert tags.count("a") == 1
    seen = "".join(found).replace("–", "--").replace("—", "---").replace("’", "'").replace("‘", "'")
    assert seen.count(shown) == 3


def test_hostile_data_makes_no_macro_no_link_and_no_markup(heaters: "Open") -> None:
    evil = "\"<script>x</script> [[nowhere]] << spec('heater.power') >> | `x\""
    book = heaters(
        {
            "data/evil.yml": f"name: {evil}\nnote: {evil}\nmaker: {evil}\n"
            f"power: {{value: 1 W, source: evil, note: {evil}, quote: {evil}, locator: {evil}}}\n",
            "data/sources/evil.yml": f"title: {evil}\nauthor: {evil}\nkind: primary\n"
            f"url: 'https://example.org/)>\"<b>|x'\nraw: {{file: evil.md, form: note}}\n",
            "raw/evil.md": f"{evil}\n\n</pre></mark><script>\n\n```\n--8<-- 'x'\n",
        }
    )
    pages = generated_pages(book, book.check())
    assert "reference/subjects/evil.md" in pages
    for path, page in pages.items():
        assert "<script" not in page, path
        assert "<<" not in page, path
        assert "[[" not in page, path
        assert "```" not in page, path
    assert "(<https://example.org/%29%3E%22%3Cb%3E%7Cx>)" in pages["reference/sources/evil.md"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", None])
def test_only_a_web_address_becomes_a_link(url: str | None) -> None:
    assert web_link("x", url) == "x"


# -- raw texts --------------------------------------------------------------------------------


def test_quotations_that_overlap_share_a_mark_and_keep_their_places() -> None:
    first, second = '<span id="quote.x.a"></span>', '<span id="quote.x.b"></span>'
    shown = f'<pre class="cb-raw">a<mark>{first}b{second}cde</mark>f</pre>'
    assert note_html("abcdef", {"x.a": (1, 4), "x.b": (2, 5)}, is_whole=True) == (True, shown)


def test_of_an_original_only_the_passages_around_quotations_are_shown() -> None:
    content = "far away\n" * 200 + "it draws 2 kW\n" + "far off\n" * 200
    start = content.index("2 kW")
    shown = note_html(content, {"x.a": (start, start + 4)}, is_whole=False)
    assert shown is not None
    whole, markup = shown
    assert not whole
    assert '<mark><span id="quote.x.a"></span>2 kW</mark>' in markup
    assert markup.count("far away") < 60
    assert "&#91;…&#93;" in markup
    assert note_html(content, {}, is_whole=False) is None


def test_a_note_too_long_to_show_is_cut_to_its_passages() -> None:
    content = "x" * 70_000 + " 2 kW"
    shown = note_html(content, {"x.a": (70_001, 70_005)}, is_whole=True)
    assert shown is not None
    assert not shown[0]
    assert len(shown[1]) < 3_000


# -- beside the pages of authors --------------------------------------------------------------


def test_an_authors_page_stands_and_none_is_made_there(heaters: "Open") -> None:
    own = heaters({"wiki/reference/register.md": "# My own\n\n[[register]] [[heater]]\n"})
    report = own.check()
    assert "reference/register.md" in report.pages
    assert "reference/register.md" not in generated_pages(own, report)
    assert report.diagnostics == ()


def test_a_page_that_was_written_for_another_host_is_no_authors_page(heaters: "Open") -> None:
    text_of = made(heaters())["reference/register.md"]
    strict = CONFIG.replace("{generated", "{front_matter: {title: text}, generated")
    files = {"wiki/index.md": "---\ntitle: T\n---\n", "wiki/reference/register.md": text_of}
    book = heaters(files, strict)
    assert book.page_paths() == ["index.md"]
    assert book.check().diagnostics == ()
    assert book.page("reference/register.md", text_of).diagnostics == ()


def test_a_page_that_only_says_that_it_was_generated_is_checked(heaters: "Open") -> None:
    forged = (
        "---\ngenerated: claimbook\n---\n# T\n\n" + '<< claim("9 kW", spec("heater.power")) >>\n'
    )
    report = heaters({"wiki/reference/other.md": forged}).check()
    assert [found.code.slug for found in report.diagnostics] == ["claim-contradicted"]


def test_numbers_of_generated_pages_do_not_count(heaters: "Open") -> None:
    plain = heaters(config=CONFIG.replace("generated: reference", "generated: false"))
    assert heaters().check().counts == plain.check().counts


def test_a_page_has_its_title_before_the_book_is_checked(heaters: "Open") -> None:
    page = empty_page(heaters().references, "reference/subjects/heater.md")
    assert page == "---\ngenerated: claimbook\n---\n\n# A heater\n"


def test_pages_are_written_where_they_differ_and_removed_where_they_are_no_more(
    tmp_path: "Path",
) -> None:
    from claimbook import open_book

    config = CONFIG.replace(", formulas: [own]", "")
    for name, content in {"mkdocs.yml": config, **FILES}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    own = tmp_path / "wiki/reference/notes.md"
    own.parent.mkdir()
    own.write_text("# Notes\n")

    def run() -> tuple[int, int]:
        book = open_book(tmp_path)
        return write_pages(book, book.check())

    assert run() == (8, 0)
    assert run() == (0, 0)
    (tmp_path / "data/heater.yml").write_text(
        "name: A heater\npower: {value: 2 kW, source: sheet}\n"
    )
    (tmp_path / "data/heater.yml").rename(tmp_path / "data/stove.yml")
    (tmp_path / "wiki/index.md").write_text("# Start\n")
    written, removed = run()
    assert (written, removed) == (7, 1)
    assert not (tmp_path / "wiki/reference/subjects/heater.md").exists()
    assert own.read_text() == "# Notes\n"
    (tmp_path / "wiki/reference/register.md").write_text("# Mine\n")
    assert run() == (1, 0)
    assert (tmp_path / "wiki/reference/register.md").read_text() == "# Mine\n"
