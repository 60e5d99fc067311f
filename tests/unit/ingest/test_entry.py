"""The data file of a source: written as the loader reads it, changed without losing a word."""

import pytest

from claimbook.diagnostics import Diagnostics, Text
from claimbook.ingest.entry import changed_text, clean, source_text
from claimbook.sources import read_yaml
from claimbook.sources.yaml import Mapping, Scalar

OLD = """\
# read twice
title: "A: sheet"   # as printed
raw: sheet.md
warn_after: 52w # yearly
"""


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "A: a sheet",
        "50 % of it # now",
        "[bracket]",
        "- dash",
        "* star",
        "'quoted'",
        '"double" \\ back',
        "2019",
        "no",
        "额定功率：2 kW",
        "@at",
        "ends with:",
        "{a: b}",
    ],
)
def test_any_title_is_read_as_it_was_given(text: str) -> None:
    found = Diagnostics()
    root = read_yaml(Text("a.yml", source_text({"title": text})), found)
    assert list(found) == []
    assert isinstance(root, Mapping)
    node = root.get("title")
    assert isinstance(node, Scalar)
    assert node.text == text


def test_a_new_file_has_its_keys_in_order_and_none_without_value() -> None:
    written = source_text(
        {
            "title": "A",
            "author": ("B", "C: D"),
            "url": None,
            "published": "2024-05",
            "raw": {"file": "a.txt", "form": "capture"},
        }
    )
    assert written == (
        'title: A\nauthor:\n  - B\n  - "C: D"\npublished: 2024-05\n'
        "raw:\n  file: a.txt\n  form: capture\n"
    )


def test_a_change_keeps_comments_and_further_keys() -> None:
    values = {"raw": {"file": "a.txt", "form": "capture"}, "retrieved": "2026-03-01"}
    assert changed_text(Text("a.yml", OLD), values) == (
        '# read twice\ntitle: "A: sheet"   # as printed\n'
        "raw:\n  file: a.txt\n  form: capture\n"
        "warn_after: 52w # yearly\nretrieved: 2026-03-01\n"
    )


def test_a_key_without_value_goes_with_its_line() -> None:
    assert changed_text(Text("a.yml", OLD), {"warn_after": None, "title": "B"}) == (
        "# read twice\ntitle: B   # as printed\nraw: sheet.md\n"
    )


def test_line_ends_and_indentation_stay() -> None:
    text = Text("a.yml", "  title: A\r\n  raw:\r\n    file: a.md\r\n")
    assert changed_text(text, {"raw": {"file": "b.md"}, "kind": "primary"}) == (
        "  title: A\r\n  raw:\r\n    file: b.md\r\n  kind: primary\r\n"
    )


def test_a_file_in_braces_is_not_changed() -> None:
    assert changed_text(Text("a.yml", "{title: A}\n"), {"kind": "primary"}) is None


def test_a_text_from_elsewhere_is_one_line_that_steers_nothing() -> None:
    assert clean("A\n sheet\u2028of \x1b[31mred\u202e") == "A sheet of \ufffd[31mred\ufffd"
