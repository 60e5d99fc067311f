"""Names: what is folded, what a heading's words are, how a title is written into Markdown."""

import html
from unicodedata import normalize

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimbook.links.names import address, escaped, fold, plain


def test_the_mark_of_a_footnote_is_no_word_of_a_heading() -> None:
    assert plain("Peak[^1] and bandwidth[^a b]") == "Peak and bandwidth"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPU A", "gpu-a"),
        ("gpu_a", "gpu - a"),
        ("GPU%20A", "gpu a"),
        ("Straße", "STRASSE"),
        ("Café", "cafe\u0301"),
        ("%E5%B8%A6%E5%AE%BD", "带宽"),
        ("chips/GPU_A", "chips/gpu a"),
    ],
)
def test_b93_what_authors_mix_up_is_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("a", "b"), ("a/b", "a b"), ("c++", "c"), ("a.b", "ab")]
)
def test_other_characters_tell_names_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=30).filter(lambda text: "%" not in text))
def test_folding_is_stable_and_blind_to_case_gaps_and_spelling(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(normalize("NFD", text)) == fold(normalize("NFC", text))
    assert fold(text.replace(" ", "_")) == fold(text.replace(" ", "-")) == fold(text)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Peak", "Peak"),
        ("The *peak* of `x_y` **now**", "The peak of x_y now"),
        ("expert_size and _this_", "expert_size and this"),
        ("[link](a.md) &amp; <b>tag</b>", "link & tag"),
        ("a \\* b", "a * b"),
        ("see [[a|b]] and [[c]]", "see b and c"),
        ("`*not*`", "*not*"),
    ],
)
def test_the_words_of_a_heading_are_what_a_reader_sees(source: str, words: str) -> None:
    assert plain(source) == words


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30))
def test_an_escaped_title_shows_as_it_is(title: str) -> None:
    shown = markdown.markdown(f"[{escaped(title)}](a.md)", extensions=["tables", "attr_list"])
    assert html.unescape(shown) == f'<p><a href="a.md">{title}</a></p>'


@pytest.mark.parametrize(
    ("path", "anchor", "expected"),
    [
        ("a b.md", None, "a%20b.md"),
        ("带宽.md", "to-内存", "带宽.md#to-内存"),
        ("a(1).md", None, "a%281%29.md"),
        ("", "x", "#x"),
    ],
)
def test_an_address_keeps_what_is_not_ascii(path: str, anchor: str | None, expected: str) -> None:
    assert address(path, anchor) == expected
