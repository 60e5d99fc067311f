"""What a page says in numbers that nothing checks."""

from collections.abc import Callable

import pytest

from claimbook.book import Book

OpenBook = Callable[..., Book]
DATA = {
    "data/gpu-a.yml": "peak: {value: 989 TFLOPS, source: sheet}\n"
    "memory: {value: 80 GB, source: sheet}\n",
    "data/findings.yml": 'count: {value: "2182", unit: "1", source: sheet}\n',
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
}


def untied(book: OpenBook, body: str, language: str = "zh") -> list[str]:
    config = (
        "site_name: A\ndocs_dir: wiki\nplugins:\n  - claimbook:\n"
        f"      language: {language}\n      formulas: []\n"
    )
    page = book({**DATA, "wiki/a.md": body}, config).check().pages["a.md"]
    return [number.text for number in page.coverage.untied]


def test_b64_numbers_seen_and_claims_checked_are_counted_apart(book: OpenBook) -> None:
    body = 'It has << claim("80 GB", spec("gpu-a.memory")) >>, draws 700 W and costs 3x as much.\n'
    report = book({**DATA, "wiki/a.md": body}).check()
    coverage = report.pages["a.md"].coverage
    assert (coverage.seen, report.counts.claims_checked, report.counts.untied) == (3, 1, 2)
    assert [number.text for number in coverage.untied] == ["700 W", "3x"]


def test_b72_a_number_retyped_in_prose_is_listed_with_the_spec_it_equals(book: OpenBook) -> None:
    body = 'The peak is 989 TFLOPS, and << spec("gpu-a.peak") >> is it. 内存 80 GB。\n'
    page = book({**DATA, "wiki/a.md": body}).check().pages["a.md"]
    assert [(number.text, number.specs) for number in page.coverage.untied] == [
        ("989 TFLOPS", ("gpu-a.peak",)),
        ("80 GB", ("gpu-a.memory",)),
    ]
    assert [str(number.span.location) for number in page.coverage.untied] == [
        "wiki/a.md:1:13",
        "wiki/a.md:1:64",
    ]


def test_b72_number_words_count_where_they_say_how_many_times(book: OpenBook) -> None:
    assert untied(book, "four times as fast, twice, half of it, one of them\n", "en") == [
        "four times",
        "twice",
        "half",
    ]
    assert untied(book, "一个芯片快三倍，占三分之一。\n") == ["三倍", "三分之一"]


@pytest.mark.parametrize(
    "body",
    [
        "FP8 on H100, NVLink 5, V4-Pro, v1.2.3, 2026-04-24, section 3.1, 3.1 节, arXiv 2606.1934\n",
        "`80 GB` and ``x 7`` in code\n\n```\n80 GB\n```\n",
        "<!-- 80 GB -->\n",
        '[a page](https://example.org/80/7 "7"), https://example.org/80 and <https://example.org/7>\n',
        "A note[^1].\n\n[^1]: Its words.\n",
        "1. first\n2. second\n",
        "# Heading {#h2 .c3 width=80}\n",
        '<img src="x" width="80"> <b id="a7">bold</b>\n',
        "阈值 2d 与 6hd、3h 有关\n",
        "| 名称 | 值 |\n|---|---|\n| a | b |\n",
        "---\ntitle: 80 GB\nversion: 1\n---\n\nNothing.\n",
    ],
)
def test_what_is_no_quantity_of_the_prose_is_not_listed(book: OpenBook, body: str) -> None:
    assert untied(book, body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It takes 5 s and 24 h.\n", ["5 s", "24 h"]),
        ("约 2.2 倍，高 36 %，低 54%\n", ["2.2 倍", "36 %", "54%"]),
        ("- item of 7 GB\n  - 8 GB below\n", ["7 GB", "8 GB"]),
        ("| a | 7 GB |\n|---|---|\n| b | 1,723 |\n", ["7 GB", "1,723"]),
        ("<div>7 GB</div>\n", ["7 GB"]),
        ("![of 7 GB](x.png) [7.5 GB](y.md)\n", ["7 GB", "7.5 GB"]),
        ("**7 GB**, _8 GB_\n", ["7 GB", "8 GB"]),
    ],
)
def test_numbers_are_seen_wherever_prose_stands(
    book: OpenBook, body: str, expected: list[str]
) -> None:
    assert untied(book, body) == expected


def test_a_literal_without_a_source_is_tied_to_nothing(book: OpenBook) -> None:
    body = '<< q("7 GB") + q("1 GB", source="sheet") >> << q("7 GB") >>\n'
    report = book({**DATA, "wiki/a.md": body}).check()
    assert [leaf.text for leaf in report.pages["a.md"].unsourced] == ["7 GB", "7 GB"]
    assert report.counts.untied == 2


def test_b12_a_macro_in_a_comment_is_listed_and_one_in_code_is_not(book: OpenBook) -> None:
    body = '<!-- old: << spec("gone.power") >> -->\n\n`<< spec("shown.power") >>`\n'
    report = book({**DATA, "wiki/a.md": body}).check()
    assert not report.has_errors
    listed = [span.content for span in report.pages["a.md"].coverage.commented]
    assert listed == ['<< spec("gone.power") >>']
