"""ClaimReview: what a page says of other people's figures, and that no word of it gets out."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from claimbook.exports import reviews_document, reviews_html

CONFIG = """\
site_name: A book
docs_dir: wiki
plugins:
  - claimbook: {language: en}
"""
FILES = {
    "data/heater.yml": "name: A heater\npower: {value: 2 kW, source: sheet}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
    "data/sources/paper.yml": (
        "title: A paper\nkind: commentary\nauthor: A. Writer\nurl: https://example.org/paper\n"
        "published: 2024-05-06\n"
    ),
}
FRONT = "---\ntitle: T\ncreated: 2025-01-02\nupdated: 2025-03-04\n---\n"
SAID = '<< reported("9 kW", spec("heater.power"), source="paper", id="said") >>\n'
HOSTILE = [
    "</script><script>alert(1)</script>",
    "</SCRIPT >",
    "<!-- <script>",
    "--> ]]> <![CDATA[",
    "\u2028 and \u2029",
    '" , "@type": "Thing',
    "\\u003c/script> \\",
    "&lt;/script&gt; &amp;",
    "\u202e reversed",
]


def page_of(book: Callable[..., Any], text: str, config: str = CONFIG, **files: str) -> Any:
    return book({**FILES, **files, "wiki/a.md": text}, config).check().pages["a.md"]


class Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, Any]] = []
        self.data: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def parsed(html: str) -> Any:
    reader = Scripts()
    reader.feed(f"<head>{html}</head>")
    reader.close()
    assert reader.tags == [("head", []), ("script", [("type", "application/ld+json")])]
    return json.loads("".join(reader.data))


def test_a_reported_figure_is_reviewed(book: Callable[..., Any]) -> None:
    page = page_of(book, FRONT + SAID)
    url = "https://example.org/book/a/"
    document = reviews_document(page, url=url, publisher="A book")
    assert document == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "ClaimReview",
                "url": "https://example.org/book/a/#cb-id-said",
                "inLanguage": "en",
                "author": {"@type": "Organization", "name": "A book"},
                "datePublished": "2025-01-02",
                "dateModified": "2025-03-04",
                "claimReviewed": "9 kW",
                "itemReviewed": {
                    "@type": "Claim",
                    "author": {"name": "A. Writer"},
                    "appearance": {
                        "@type": "CreativeWork",
                        "name": "A paper",
                        "url": "https://example.org/paper",
                        "author": {"name": "A. Writer"},
                        "datePublished": "2024-05-06",
                    },
                },
                "reviewRating": {
                    "@type": "Rating",
                    "alternateName": "contradicted",
                    "ratingExplanation": "2 kW",
                },
            }
        ],
    }
    assert parsed(reviews_html(page, url=url, publisher="A book")) == document


def test_what_is_not_known_is_left_out(book: Callable[..., Any]) -> None:
    said = SAID.replace('"paper"', '"sheet"')
    document = reviews_document(page_of(book, f"---\ncreated: yesterday\n---\n{said}"))
    assert document is not None
    (review,) = document["@graph"]
    assert sorted(review) == [
        "@type",
        "claimReviewed",
        "inLanguage",
        "itemReviewed",
        "reviewRating",
    ]
    assert review["itemReviewed"] == {
        "@type": "Claim",
        "appearance": {"@type": "CreativeWork", "name": "A sheet"},
    }


@pytest.mark.parametrize(
    ("front", "published", "modified"),
    [
        ("created: 2025-01-02", "2025-01-02", None),
        ("updated: 2025-03-04", "2025-03-04", None),
        ("created: 2025-02-30\nupdated: 2025-03-04", "2025-03-04", None),
    ],
)
def test_the_dates_are_those_of_the_page(
    book: Callable[..., Any], front: str, published: str, modified: str | None
) -> None:
    document = reviews_document(page_of(book, f"---\n{front}\n---\n{SAID}"))
    assert document is not None
    (review,) = document["@graph"]
    assert (review["datePublished"], review.get("dateModified")) == (published, modified)


def test_the_verdict_is_in_the_language_of_the_page(book: Callable[..., Any]) -> None:
    text = (
        '<< reported("2 kW", spec("heater.power"), source="paper") >>\n\n'
        '<< reported("9 kW", note="无从核对", source="paper") >>\n'
    )
    page = page_of(book, text, CONFIG.replace("language: en", "language: zh"))
    document = reviews_document(page)
    assert document is not None
    ratings = [each["reviewRating"] for each in document["@graph"]]
    assert [each["alternateName"] for each in ratings] == ["成立", "待定"]
    assert ratings[1]["ratingExplanation"] == "无从核对"


@pytest.mark.parametrize(
    "text",
    ["# Nothing\n", '<< claim("2 kW", spec("heater.power")) >>\n', '<< spec("heater.power") >>\n'],
)
def test_a_page_that_reports_nothing_has_no_element(book: Callable[..., Any], text: str) -> None:
    page = page_of(book, text)
    assert reviews_document(page) is None
    assert reviews_html(page) == ""


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_of_author_note_or_source_end_the_element(
    book: Callable[..., Any], words: str
) -> None:
    quoted = json.dumps(words, ensure_ascii=False)
    files = {"data/sources/paper.yml": f"title: {quoted}\nauthor: {quoted}\nkind: primary\n"}
    macro = f'<< reported({quoted}, note={quoted}, source="paper") >>\n'
    page = page_of(book, macro, **files)
    (result,) = page.macros
    assert result.failed is None
    html = reviews_html(page, publisher=words)
    inner = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert re.search("[<>&\u2028\u2029\u202e]", inner) is None
    (review,) = parsed(html)["@graph"]
    assert review["claimReviewed"] == words
    assert review["author"]["name"] == words
    assert review["reviewRating"]["ratingExplanation"] == words
    assert review["itemReviewed"]["appearance"]["name"] == words.strip()
