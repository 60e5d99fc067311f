"""A number and the marks beside it, kept on one line by an element around them."""

import pytest

from mkdocs_claimbook.tokens import Insertion, Tokens

BUTTON = '<button type="button" class="cb-number cb-computed" popovertarget="d">2x</button>'


def _placed(template: str, shown: str = BUTTON) -> str:
    """The page with `@` for a number's button and braces for the element around it."""
    tokens = Tokens(template, [Insertion("", "2x", shown, "k")])
    page = tokens.place(template.replace("@", tokens.word(0)), lambda _: None)
    assert page.count("</span>") >= page.count('<span class="cb-keep">')
    return page.replace(shown, "@").replace('<span class="cb-keep">', "{")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>约 @，后面</p>", "<p>约 {@，</span>后面</p>"),
        ("<p>约（@）。后面</p>", "<p>约{（@）。</span>后面</p>"),
        ("<p>「@」</p>", "<p>{「@」</span></p>"),
        ("<p>a (@), b</p>", "<p>a {(@),</span> b</p>"),
        ("<p>@ a @</p>", "<p>@ a @</p>"),
        ("<p>从@倍到@倍</p>", "<p>从@倍到@倍</p>"),
        ("<p>@/@</p>", "<p>{@/</span>@</p>"),
        ("<p>@、@；</p>", "<p>{@、</span>{@；</span></p>"),
        ("<p>@（@）</p>", "<p>@{（@）</span></p>"),
        # A mark belongs to one number only.
        ('<p>@"@</p>', '<p>{@"</span>@</p>'),
        ("<p>@&amp;c &ldquo;@&rdquo;</p>", "<p>{@&amp;</span>c {&ldquo;@&rdquo;</span></p>"),
        # One letter keeps a word that goes on at once.
        ("<p>@GB/s</p>", "<p>{@G</span>B/s</p>"),
        ("<p>≈@&nbsp;GB</p>", "<p>{≈@&nbsp;</span>GB</p>"),
        ("<p dir=rtl>نحو (@)، ثم</p>", "<p dir=rtl>نحو {(@)،</span> ثم</p>"),
    ],
)
def test_marks_stay_beside_their_number(before: str, after: str) -> None:
    assert _placed(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p><strong>@</strong>，后</p>", "<p>{<strong>@</strong>，</span>后</p>"),
        ("<p><em>约 @</em>。</p>", "<p>{<em>约 @</em>。</span></p>"),
        ("<p>（<em>@ 倍</em>）</p>", "<p>{（<em>@ 倍</em></span>）</p>"),
        ("<p>（<em><b>@</b></em>）</p>", "<p>{（<em><b>@</b></em>）</span></p>"),
        ("<p>@<sup><a>1</a></sup>，</p>", "<p>{@<sup><a>1</a></sup>，</span></p>"),
        # Where an element is of another kind, or is never closed, nothing is put around it.
        ("<p>（<div>@</div>）</p>", "<p>（<div>@</div>）</p>"),
        ("<p><em>@</p><p>）</p>", "<p><em>@</p><p>）</p>"),
        ("<p>@</p>，", "<p>@</p>，"),
        ("<p>@<?php x ?></p>", "<p>@<?php x ?></p>"),
    ],
)
def test_elements_between_a_number_and_its_marks_stay_whole(before: str, after: str) -> None:
    assert _placed(before) == after


def test_two_numbers_of_one_element_are_both_kept() -> None:
    assert _placed("<p>（<em>@ 和 @</em>）</p>") == "<p>{{（<em>@ 和 @</em></span>）</span></p>"


def test_what_is_no_button_is_left_alone() -> None:
    assert _placed("<p>（@）</p>", '<span class="cb-number">2x</span>') == ("<p>（@）</p>")


def test_code_and_attributes_are_left_alone() -> None:
    assert "cb-keep" not in _placed('<code>（@）</code><img alt="（@）"><h2>（@）</h2>')


def test_what_stands_behind_a_reported_figure_runs_on_as_text() -> None:
    assert _placed("<p>“@”，</p>", f"{BUTTON} (recomputed: 3)") == (
        f"<p>{{“{BUTTON}</span> (recomputed: 3)”，</p>"
    )
