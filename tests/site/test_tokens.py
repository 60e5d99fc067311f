"""Words that stand for numbers while Markdown is at work."""

import pytest

from mkdocs_claimbook.tokens import Insertion, Tokens

NUMBER = Insertion(
    source='<< spec("a.b") >>',
    text='2 < 3 & "x" 5 %',
    html='<a class="cb-value" href="#d">2 &lt; 3</a>',
    key="spec-a-b",
)


def _place(template: str, number: Insertion = NUMBER) -> tuple[str, int]:
    tokens = Tokens(template, [number])
    literal: list[Insertion] = []
    return tokens.place(template.replace("@", tokens.word(0)), literal.append), len(literal)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>a @ b</p>", '<p>a <a class="cb-value" href="#d">2 &lt; 3</a> b</p>'),
        ("<td>@</td>", '<td><a class="cb-value" href="#d">2 &lt; 3</a></td>'),
        ("<h2>@</h2>", '<h2>2 &lt; 3 &amp; "x" 5 %</h2>'),
        ('<a href="/">to <b>@</b></a>', '<a href="/">to <b>2 &lt; 3 &amp; "x" 5 %</b></a>'),
        ("<summary>@</summary>", '<summary>2 &lt; 3 &amp; "x" 5 %</summary>'),
        ("<BUTTON>@</BUTTON>", '<BUTTON>2 &lt; 3 &amp; "x" 5 %</BUTTON>'),
        ("<svg><title>@</title></svg>", '<svg><title>2 &lt; 3 &amp; "x" 5 %</title></svg>'),
        ('<img alt="=> @">', '<img alt="=> 2 &lt; 3 &amp; &quot;x&quot; 5 %">'),
        ("<img alt='@'>", "<img alt='2 &lt; 3 &amp; &quot;x&quot; 5 %'>"),
        ("<img alt=@>", '<img alt="2 &lt; 3 &amp; &quot;x&quot; 5 %">'),
        ('<a href="/?q=@">x</a>', '<a href="/?q=2%20%3C%203%20%26%20%22x%22%205%20%25">x</a>'),
        ('<p id="x-@">x</p>', '<p id="x-spec-a-b">x</p>'),
        ('<a href="/">x</a> @', '<a href="/">x</a> <a class="cb-value" href="#d">2 &lt; 3</a>'),
        ("<p title=it's>@</p>", '<p title=it\'s><a class="cb-value" href="#d">2 &lt; 3</a></p>'),
        ("1 < 2 @", '1 < 2 <a class="cb-value" href="#d">2 &lt; 3</a>'),
    ],
)
def test_the_place_decides_what_a_word_becomes(before: str, after: str) -> None:
    assert _place(before) == (after, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<code>@</code>", '<code>&lt;&lt; spec("a.b") &gt;&gt;</code>'),
        (
            '<pre><code><span class="n">@</span></code></pre>',
            '<pre><code><span class="n">&lt;&lt; spec("a.b") &gt;&gt;</span></code></pre>',
        ),
        ("<script>@</script>", '<script><< spec("a.b") >></script>'),
        ("<style>@</style>", '<style><< spec("a.b") >></style>'),
        ("<!-- > @ -->", '<!-- > << spec("a.b") >> -->'),
        ("<textarea>@</textarea>", '<textarea>&lt;&lt; spec("a.b") &gt;&gt;</textarea>'),
        (
            r'<span class="arithmatex">\(@\)</span>',
            r'<span class="arithmatex">\(&lt;&lt; spec("a.b") &gt;&gt;\)</span>',
        ),
    ],
)
def test_a_word_in_code_gives_the_authors_characters_back(before: str, after: str) -> None:
    assert _place(before) == (after, 1)


def test_a_tag_that_never_ends_takes_no_markup_in() -> None:
    assert _place('x <p title="@ <b>') == (
        'x <p title="2 &lt; 3 &amp; &quot;x&quot; 5 % <b>',
        0,
    )


def test_words_side_by_side_are_told_apart() -> None:
    tokens = Tokens("", [NUMBER, Insertion("", "7", "<i>7</i>", "k")])
    assert tokens.plain(f"x{tokens.word(1)}{tokens.word(1)}5") == "x775"


def test_a_page_that_has_such_a_word_keeps_it() -> None:
    page = "Claimbook0z and claimbookq0z"
    tokens = Tokens(page, [NUMBER])
    assert tokens.place(page, lambda _: None) == page
    assert tokens.word(0) == "claimbookqq0z"


def test_a_word_is_found_in_any_case() -> None:
    tokens = Tokens("", [NUMBER])
    assert tokens.keys(f"peak-{tokens.word(0).upper()}") == "peak-spec-a-b"


def test_a_value_cannot_forge_a_word_of_markdown() -> None:
    assert _place("<h2>@</h2>", Insertion("", "a\x02b\x03", "", "")) == ("<h2>ab</h2>", 0)
