"""Wikilinks in a page: which brackets are one, and what is literal for them."""

import pytest

from claimbook.diagnostics import Diagnostics, Text
from claimbook.pages import PageScan, scan_page


def scan(content: str, **options: bool) -> PageScan:
    found = Diagnostics()
    page = scan_page(Text("a.md", content), names=("q",), diagnostics=found, **options)
    assert list(found) == []
    return page


def targets(content: str) -> list[str]:
    return [link.target for link in scan(content).wikilinks]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[[a]]", ["a"]),
        ("见[[带宽]]。", ["带宽"]),
        ("[[a|b]] and [[a#h]] and [[a#h|b]] and [[#h]]", ["a", "a#h", "a#h", "#h"]),
        ("[[ a  b ]]", ["a b"]),
        ("wrapped [[GPU\nA]] here", ["GPU A"]),
        ("> wrapped [[GPU\n> A|the\n> GPU]] here", ["GPU A"]),
        ("- item [[a]]\n\n    [[b]]\n", ["a", "b"]),
        ("# [[a]]\n\nx\n===\n\n[^1]: [[b]]\n\n[^1]", ["a", "b"]),
        ("[[[a]]]", ["a"]),
        ("[[a]][[b|c]][[d]]", ["a", "b", "d"]),
        ("[[a|b[0]]]", ["a"]),
        ("\\\\[[a]]", ["a"]),
        ("!!! note\n    [[a]]\n", ["a"]),
    ],
)
def test_double_brackets_in_text_are_links(content: str, expected: list[str]) -> None:
    assert targets(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        "`[[a]]`",
        "``a ` [[a]]``",
        "```\n[[a]]\n```",
        "~~~ md\n[[a|b]]\n~~~",
        "    [[a]]",
        "<!-- [[a]] -->",
        "<code>[[a]]</code>",
        "<pre>\n[[a]]\n</pre>",
        "<script>\nx = [[a]]\n</script>",
        "$x = [[a]]$",
        "$$\n[[a]]\n$$",
        "---\ntitle: '[[a]]'\nrow: [[1]]\n---\n\ntext",
        '<< q("[[a]] 2 W") >>',
        '<img alt="[[a]]">',
        "![[a b]](x.png)",
        '[x](y "[[a]]")',
    ],
)
def test_b93_in_code_comments_math_macros_and_attributes_they_are_literal(content: str) -> None:
    assert targets(content) == []


@pytest.mark.parametrize(
    "content",
    [
        "\\[[a]]",
        "[\\[a]]",
        "[[]]",
        "[[1]](https://example.org)",
        "[[1]][ref]",
        "[[1]]\n\n[1]: https://example.org",
        "[[^1]]\n\n[^1]: note",
        "[[1, 2], [3, 4]]",
        '[[<< q("2 W") >>]]',
        "[[a]",
        "[see [[a]] now](b.md)",
        "[see [[a]] now][b]\n\n[b]: c.md",
    ],
)
def test_other_brackets_are_what_markdown_makes_of_them(content: str) -> None:
    assert targets(content) == []


def test_the_parts_of_a_link_know_their_places() -> None:
    content = "é [[a#b|c *d*]] x"
    (link,) = scan(content).wikilinks
    assert (link.span.start, link.span.end, link.span.content) == (2, 15, "[[a#b|c *d*]]")
    assert link.label is not None
    assert link.label.content == "c *d*"
    assert (link.embeds, link.has_macro) == (False, False)


def test_the_mark_of_an_embedding_belongs_to_the_link() -> None:
    (link,) = scan("x ![[a]]").wikilinks
    assert (link.embeds, link.span.content) == (True, "![[a]]")
    (link,) = scan("x \\![[a]]").wikilinks
    assert (link.embeds, link.span.content) == (False, "[[a]]")


def test_a_separator_ends_no_cell_of_a_table() -> None:
    content = "| a | b |\n|---|---|\n| [[x|y]] | [[z\\|`c|d`]] |\n| `[[u|v]]` | w |\n"
    page = scan(content)
    assert [(link.target, link.label and link.label.content) for link in page.wikilinks] == [
        ("x", "y"),
        ("z", "`c|d`"),
    ]


def test_what_is_no_link_ends_its_cell_as_ever() -> None:
    content = "| \\[[x|y]] |\n|---|\n| [[a|b]] |\n"
    page = scan(content)
    assert [link.target for link in page.wikilinks] == ["a"]
    assert not page.is_literal(content.index("x"))


def test_a_macro_in_a_cell_keeps_its_place_beside_a_link() -> None:
    content = 'a | b\n---|---\n[[x|y]] `z | << q("2 W") >>\n'
    page = scan(content)
    assert [macro.context for macro in page.macros] == ["table"]
    assert [link.target for link in page.wikilinks] == ["x"]


def test_a_macro_may_stand_in_the_words_and_not_in_the_target() -> None:
    page = scan('[[a|has << q("2 W") | dp(1) >> now]] [[b << q("2 W") >>]]')
    assert [link.has_macro for link in page.wikilinks] == [False, True]
    assert len(page.macros) == 2


def test_headings_of_both_forms_are_noted() -> None:
    page = scan("# One {#x}\n\nTwo\n---\n\n> ## Three\n\n```\n# no\n```\n")
    assert [span.content for span in page.headings] == ["One {#x}", "Two", "Three"]


def test_a_book_may_go_without_them() -> None:
    assert scan("[[a]]", wikilinks=False).wikilinks == ()


def test_the_words_of_a_link_may_begin_on_the_next_line_of_any_file() -> None:
    for content in ("[[a|\nb]]", "[[a|\r\nb]]", "[[a|\rb]]"):
        (link,) = scan(content).wikilinks
        assert link.label is not None
        assert link.label.content == content[4:-2]
