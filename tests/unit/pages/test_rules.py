"""What a book asks of its pages' front matter: each fault at its key, nothing else reported."""

from collections.abc import Callable

import pytest

from claimbook import Book

OpenBook = Callable[..., Book]
CONFIG = """\
site_name: A book
docs_dir: wiki
plugins:
  - claimbook:
      front_matter:
        title: text
        description?: text
        tags: [text]
        created: date
        updated: date
        status: [published, draft]
        version: integer
"""
GOOD = """\
---
title: A page << q("2 W") >>
tags: [one, two]
created: 2026-04-24
updated: "2026-11-25"
status: published
version: 1
other: {anything: [1, 2]}
---

Text.
"""


def found(book: OpenBook, content: str) -> list[tuple[str, str, str]]:
    return [
        (str(each.location).removeprefix("wiki/a.md:"), each.code.slug, each.message)
        for each in book({"wiki/a.md": content}, CONFIG).check().diagnostics
    ]


def test_a_page_that_has_what_is_asked_is_clean(book: OpenBook) -> None:
    assert found(book, GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('title: A page << q("2 W") >>', "title: 3", ("2:1", "wrong-type", "title must be a text")),
        (
            'title: A page << q("2 W") >>',
            "title:",
            ("2:1", "missing-key", "the front matter has no title"),
        ),
        ("version: 1\n", "", ("1:1", "missing-key", "the front matter has no version")),
        ("version: 1", "version: '1'", ("7:1", "wrong-type", "version must be a whole number")),
        ("version: 1", "version: true", ("7:1", "wrong-type", "version must be a whole number")),
        ("[one, two]", "one", ("3:1", "wrong-type", "tags must be a list of texts")),
        ("[one, two]", "[1, two]", ("3:1", "wrong-type", "tags must be a list of texts")),
        ("published", "publish", ("6:1", "invalid-choice", "status cannot be publish")),
        ("published", "true", ("6:1", "invalid-choice", "status cannot be true")),
        (
            '"2026-11-25"',
            "2026-11",
            ("5:1", "invalid-date", "updated must be a date, and 2026-11 is none"),
        ),
        (
            '"2026-11-25"',
            '"2026-02-30"',
            ("5:1", "invalid-date", 'updated must be a date, and "2026-02-30" is none'),
        ),
        (
            '"2026-11-25"',
            "2026-04-23",
            ("5:1", "dates-reversed", "updated is 2026-04-23, before created, 2026-04-24"),
        ),
        (
            '"2026-11-25"',
            "2026-02-30",
            (
                "5:10",
                "front-matter",
                "the front matter is not valid YAML: day is out of range for month",
            ),
        ),
        ("other:", "description: 2\nother:", ("8:1", "wrong-type", "description must be a text")),
    ],
)
def test_a_fault_is_told_at_its_key(
    book: OpenBook, before: str, after: str, expected: tuple[str, str, str]
) -> None:
    assert before in GOOD
    assert found(book, GOOD.replace(before, after)) == [expected]


def test_a_page_without_front_matter_lacks_every_key(book: OpenBook) -> None:
    messages = found(book, "Text.\n")
    assert [place for place, _, _ in messages] == ["1:1"] * 6
    assert [message.rpartition(" ")[2] for _, _, message in messages] == [
        "created", "status", "tags", "title", "updated", "version",
    ]  # fmt: skip


def test_what_another_tool_generated_is_not_asked(book: OpenBook) -> None:
    report = book({"wiki/a.md": GOOD}, CONFIG).check({"a.md": GOOD, "made.md": "Text.\n"})
    assert list(report.diagnostics) == []


@pytest.mark.parametrize("wanted", ["words", "{a: b}", "[]", "[[a]]"])
def test_a_rule_that_says_nothing_is_a_wrong_setting(book: OpenBook, wanted: str) -> None:
    config = CONFIG.replace("title: text", f"title: {wanted}")
    (fault,) = book({"wiki/a.md": GOOD}, config)._loading or [None]
    assert fault is not None
    assert (fault.code.slug, str(fault.location)) == ("invalid-option", "mkdocs.yml:6:9")


def test_a_page_made_in_the_far_future_needs_no_second_date(book: OpenBook) -> None:
    config = CONFIG.replace("updated: date", "updated?: date")
    page = GOOD.replace("2026-04-24", "9999-12-31").replace('updated: "2026-11-25"\n', "")
    assert book({"wiki/a.md": page}, config).check().diagnostics == ()
