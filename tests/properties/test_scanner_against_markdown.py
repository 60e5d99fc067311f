"""The scanner against Python-Markdown: a word is literal for the one where it is for the other."""

import random
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import markdown
import pytest

from claimbook.diagnostics import Diagnostics, Text
from claimbook.pages.scanner import scan_page
from claimbook.pages.structure import read_structure
from claimbook.pages.substitution import substitute

EXTENSIONS = [
    "admonition",
    "pymdownx.details",
    "pymdownx.tabbed",
    "pymdownx.superfences",
    "pymdownx.arithmatex",
    "tables",
    "footnotes",
    "attr_list",
    "md_in_html",
    "def_list",
    "abbr",
    "toc",
]
CONFIGS = {
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.arithmatex": {"generic": True},
}
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ALWAYS = ["fenced_code", "tables", "toc"]
BUNDLED = ("tables",)
"""What MkDocs loads unasked."""
OTHERS = {
    "bare": ALWAYS,
    "plain fences": [*ALWAYS, *(name for name in EXTENSIONS if name != "pymdownx.superfences")],
    "sane lists": [*EXTENSIONS, "sane_lists"],
    "no Markdown in HTML": [name for name in EXTENSIONS if name != "md_in_html"],
    "no containers": [*ALWAYS, "footnotes", "attr_list", "md_in_html", "pymdownx.superfences"],
    "lists and notes": [*ALWAYS, "def_list", "abbr", "footnotes", "admonition"],
}
"""Other sets of extensions that a site may have."""

SENTINEL = re.compile(r"Zq\d+y")
LITERAL = {"pre", "code", "math", "script", "style", "textarea"}
INLINE = {"a", "b", "code", "em", "kbd", "span", "strong", "sup"}
BLOCK = {"p", "ul", "ol", "li", "dl", "dt", "dd", "table", "blockquote", "details", "h1", "h2"}
VOID = {"br", "hr", "img", "input", "link", "meta"}


class Reader(HTMLParser):
    """Finds the sentinels of a rendered page and whether each stands in code, comment or math."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, bool]] = []
        self.found: dict[str, set[bool]] = {}

    def note(self, text: str, literal: bool) -> None:
        for word in SENTINEL.findall(text):
            self.found.setdefault(word, set()).add(literal)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        css = dict(attrs).get("class") or ""
        while tag in BLOCK and self.stack and self.stack[-1][0] in INLINE:
            self.stack.pop()  # an unclosed <code> is taken to end with its paragraph
        if tag == "pre" and self.stack and self.stack[-1][0] == "p":
            self.stack.pop()  # a paragraph cannot hold one, so the browser ends it
        if tag in BLOCK and self.stack and self.stack[-1][0] == "math":
            self.stack.pop()  # nor can mathematics hold a block
        if tag not in VOID:
            self.stack.append((tag, tag in LITERAL or "arithmatex" in css.split()))
        if tag == "textarea":
            self.set_cdata_mode(tag)  # as browsers read it; newer Pythons do so themselves

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE:  # a browser closes this one element and keeps those within it open
            places = [place for place, (opened, _) in enumerate(self.stack) if opened == tag]
            if places:
                del self.stack[places[-1]]
        elif any(tag == opened for opened, _ in self.stack):
            while self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.note(data, any(literal for _, literal in self.stack))

    def parse_comment(self, i: int, report: bool = True) -> int:
        assert report
        close = re.compile("--!?>").search(self.rawdata, i + 4)  # older Pythons allow "-- >"
        end = close.start() if close else len(self.rawdata)
        self.handle_comment(self.rawdata[i + 4 : end])
        return close.end() if close else end

    def parse_pi(self, i: int) -> int:
        close = self.rawdata.find("?>", i)  # Markdown's rule; browsers stop at the first ">"
        if close < 0:
            return -1
        self.handle_pi(self.rawdata[i + 2 : close])
        return close + 2

    def handle_comment(self, data: str) -> None:
        self.note(data, True)

    def handle_pi(self, data: str) -> None:
        self.note(data, True)

    def unknown_decl(self, data: str) -> None:
        self.note(data, True)


class Writer:
    """Writes a random page of nested constructs with a numbered word in each place."""

    def __init__(self, seed: int, macros: tuple[str, ...] = ("{}",)) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.macros = macros

    def word(self) -> str:
        self.count += 1
        return self.random.choice(self.macros).format(f"Zq{self.count}y")

    def plain_word(self) -> str:
        self.count += 1
        return self.random.choice(self.macros[:3]).format(f"Zq{self.count}y")

    def inline(self, depth: int = 0) -> str:
        pieces = []
        for _ in range(self.random.randint(1, 4)):
            pieces.append(self.piece(depth))
        return self.random.choice([" ", " ", "", "\n"]).join(pieces)

    def piece(self, depth: int) -> str:
        word = self.word()
        inner = self.inline(depth + 1).replace("\n", " ") if depth < 2 else self.word()
        return self.random.choice(
            [
                word,
                word,
                f"`{word}`",
                f"`` {word} ` {inner} ``",
                f"`{word}\n{inner}`",
                f"\\`{word}\\`",
                f"\\\\`{word}`",
                f"`{word}",
                f"``{word}`",
                f"*{inner}*",
                f"**{inner}** {word}",
                f"[{inner}](http://example.org/{self.plain_word()})",
                f'![{word}](a.png "{self.word()}")',
                f"<!-- {word} -->",
                f"<b>{inner}</b>",
                f"<code>{inner}</code> {word}",
                f"<kbd>{word}</kbd>",
                f'<span title="{word}">{inner}</span>',
                f"${word}+1$",
                f"$5 and {word} $6",
                f"\\({word}\\)",
                f"a < {word} > b",
                f"x << {word} >> y",
                f"a<<b>>{word}",
                f"{word} &lt; &amp; {inner}",
                f"<?php {word} ?>",
                f"{word}[^1]",
                "- " + word,
                "> " + word,
                f"# {word}",
            ]
        )

    def block(self, depth: int) -> list[str]:
        makers: list[Callable[[int], list[str]]] = [
            self.paragraph,
            self.paragraph,
            self.fence,
            self.indented,
            self.heading,
            self.table,
            self.html,
            self.bullets,
            self.quote,
            self.container,
            self.definition,
            self.footnote,
            self.odd,
        ]
        return self.random.choice(makers)(depth)

    def blocks(self, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, 3 if depth else 6)):
            lines += self.block(depth)
            lines += [""] * self.random.choice([1, 1, 1, 0, 2])
        return lines

    def indent(self, lines: list[str], width: int) -> list[str]:
        return [" " * width + line if line else line for line in lines]

    def nested(self, depth: int) -> list[str]:
        return self.blocks(depth + 1) if depth < 3 else self.paragraph(depth)

    def paragraph(self, _depth: int) -> list[str]:
        return "\n".join(self.inline() for _ in range(self.random.randint(1, 2))).split("\n")

    def fence(self, _depth: int) -> list[str]:
        mark = self.random.choice(["```", "~~~", "````", "~~~~"])
        info = self.random.choice(
            ["", "py", " python", '{.yaml title="x"}', 'py hl_lines="1"', "a b"]
        )
        body = self.random.choice([[self.word()], ["```py", self.word(), "```"], ["", self.word()]])
        close = self.random.choice([mark, mark, mark, mark[:3], mark + "`", ""])
        shift = self.random.choice([0, 0, 0, 1, 2, 4])
        return self.indent([mark + info, *body, close], shift)

    def indented(self, _depth: int) -> list[str]:
        return self.indent([self.word(), self.word()], self.random.choice([2, 4, 4, 6, 8, 12]))

    def heading(self, _depth: int) -> list[str]:
        text = self.inline().replace("\n", " ")
        return self.random.choice(
            [[f"## {text}"], [f"# {text} {{#id .c}}"], [text, "-----"], [f"#{text}", self.word()]]
        )

    def table(self, _depth: int) -> list[str]:
        def cell() -> str:
            return self.random.choice(
                [self.word(), f"`{self.word()}|{self.word()}`", self.piece(2)]
            )

        rows = [[cell().replace("\n", " ") for _ in range(2)] for _ in range(3)]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return [lines[0], self.random.choice(["|---|---:|", "|---|"]), *lines[1:]]

    def html(self, depth: int) -> list[str]:
        word, tag = (
            self.word(),
            self.random.choice(["pre", "script", "style", "textarea", "code", "math"]),
        )
        return self.random.choice(
            [
                [f"<div>{word} `{self.word()}`</div>", self.word()],
                ["<div>", f"<{tag}>{word}</{tag}> {self.word()}", "", self.word(), "</div>"],
                [f"<{tag}>", word, "", self.word(), f"</{tag}>"],
                ["<!--", word, "", self.word(), "-->"],
                [f"<!-- {word} --> {self.word()}", self.word()],
                ['<div markdown="1">', *self.nested(depth), "</div>"],
                ['<p markdown="1">', f"`{word}` {self.word()}", "</p>"],
                ["<section markdown>", "", *self.nested(depth), "", "</section>", self.word()],
                ["<div markdown>", f"<{tag}>{word}</{tag}>", "", self.word(), "</div>"],
                [f"<details><summary>{word}</summary><code>{self.word()}</code></details>"],
                [f'<div title="{word}">', self.word()],
                [f"<?php {word} ?>", f"<![CDATA[ {self.word()} ]]>", self.word()],
                ["<hr>", word],
            ]
        )

    def bullets(self, depth: int) -> list[str]:
        lines: list[str] = []
        for number in range(self.random.randint(1, 3)):
            mark = self.random.choice(["- ", "* ", f"{number}. ", "-   ", "  - "])
            content = self.nested(depth)
            width = self.random.choice([4, 4, 4, 2, 3])
            lines += [mark + content[0], *self.indent(content[1:], width)]
        return lines

    def quote(self, depth: int) -> list[str]:
        mark = self.random.choice(["> ", "> ", ">"])
        lines = [mark + line for line in self.nested(depth)]
        return lines if self.random.random() < 0.8 else [lines[0], *self.nested(3)]

    def container(self, depth: int) -> list[str]:
        opening = self.random.choice(
            ["!!! note", f'!!! note "{self.word()}"', '??? tip "T"', '=== "Tab"', "???+ note"]
        )
        between = [""] if self.random.random() < 0.7 else []
        return [opening, *between, *self.indent(self.nested(depth), 4)]

    def definition(self, depth: int) -> list[str]:
        content = self.nested(depth)
        return [self.word(), f":   {content[0]}", *self.indent(content[1:], 4)]

    def footnote(self, depth: int) -> list[str]:
        content = self.nested(depth)
        name = self.random.randint(1, 3)
        return [f"[^{name}]: {content[0]}", *self.indent(content[1:], 4)]

    def odd(self, _depth: int) -> list[str]:
        word = self.word()
        return self.random.choice(
            [
                ["$$", word, "$$"],
                [f"\\[{word}\\]"],
                [f"*[{word}]: {self.word()}"],
                [f'[ref]: http://example.org "{word}"'],
                ["***"],
                ["```" + word],
                [f"\t{word}", self.word()],
                [f"{word}\t`{self.word()}`"],
                ["   ", word],
                [f"</div>{word}"],
                ["<div>"],
                [f"<!-- {word}"],
                ["```", word],
            ]
        )

    def page(self) -> str:
        return "\n".join(self.blocks(0)) + "\n"


MACROS = (
    "{}",
    "{}",
    '<< f("{}") >>',
    '<< f("{}") | g(2) >>',
    '<< f("{}", "`") >>',
    '<< f("`{}`") >>',
    '<< f("{} -->") >>',
    '<< f("<b>{}") >>',
    '<< f("{}") <= g("$ >> |") >>',
)


def rendered(page: str, extensions: "Sequence[str]" = EXTENSIONS) -> dict[str, set[bool]]:
    """The sentinels of the page as Markdown renders it; nothing where Markdown itself fails."""
    try:
        html = markdown.markdown(page, extensions=extensions, extension_configs=CONFIGS)
    except (RuntimeError, AttributeError, IndexError, TypeError):
        return {}
    if extensions is not EXTENSIONS and html.count("<!--") > html.count("-->"):
        return {}  # a comment in raw HTML that never ends: a browser hides the rest of the page
    if any(own in html for own in ("klzzwxh", "wzxhzdk", 'markdown="')):
        return {}  # Markdown left its own tokens or marks in the page
    reader = Reader()
    reader.feed(html)
    reader.close()
    return {word: places for word, places in reader.found.items() if len(places) == 1}


def wrong_words(page: str, extensions: "Sequence[str]" = EXTENSIONS) -> list[str]:
    """The sentinels that are literal for one of scanner and Markdown and text for the other."""
    found = rendered(page, extensions)
    names = {name.rpartition(".")[2] for name in extensions}
    structure = read_structure(
        page, 0, [], math="arithmatex" in names, extensions=frozenset({*names, *BUNDLED})
    )
    return [
        match[0]
        for match in SENTINEL.finditer(page)
        if match[0] in found and structure.is_literal(match.start()) not in found[match[0]]
    ]


def wrong_macros(page: str) -> list[str]:
    """The macros that a site would show raw in its text, or evaluate in its code."""
    diagnostics = Diagnostics()
    scan = scan_page(Text("a.md", page), names=["f", "g"], diagnostics=diagnostics)
    reported = {
        word for each in diagnostics if each.span for word in SENTINEL.findall(each.span.content)
    }
    words = [SENTINEL.findall(macro.expression) for macro in scan.macros]
    evaluated = {each[0] for each in words if each}
    found = rendered(substitute(scan, lambda index, _: words[index][0] if words[index] else "x"))
    # Code that begins before a macro may end inside it; then only its first word is surely code.
    plain = set(re.findall(r'<< f\("(Zq\d+y)"\) (?:\| g\(2\) )?>>', page))
    return [
        word
        for word in sorted((plain | evaluated) & set(found) - reported)
        if found[word] != {word not in evaluated}
    ]


def test_scanner_and_markdown_agree_on_random_pages():
    for seed in range(300):
        page = Writer(seed).page()
        assert not wrong_words(page), f"seed {seed}\n{page}"


@pytest.mark.parametrize("kind", OTHERS)
def test_scanner_and_markdown_agree_with_other_extensions(kind):
    for seed in range(60):
        page = Writer(seed).page()
        assert not wrong_words(page, OTHERS[kind]), f"seed {seed}\n{page}"


def test_no_macro_is_shown_raw_or_evaluated_in_code():
    for seed in range(150):
        page = Writer(seed, MACROS).page()
        assert not wrong_macros(page), f"seed {seed}\n{page}"


# Known and left: backticks that find no partner in their paragraph but do inside an emphasis of it,
# and an unclosed <pre> or <code> in the middle of prose, which a browser carries on.
KNOWN_ODDITIES = 12


@pytest.mark.long
def test_scanner_and_markdown_agree_on_ten_thousand_random_pages():
    odd = [seed for seed in range(300, 10_300) if wrong_words(Writer(seed).page())]
    assert len(odd) <= KNOWN_ODDITIES, odd


@pytest.mark.long
@pytest.mark.parametrize("kind", OTHERS)
def test_scanner_and_markdown_agree_with_other_extensions_on_many_pages(kind):
    odd = [seed for seed in range(60, 2_060) if wrong_words(Writer(seed).page(), OTHERS[kind])]
    assert len(odd) <= KNOWN_ODDITIES, odd


@pytest.mark.long
def test_no_macro_is_shown_raw_or_evaluated_in_code_on_ten_thousand_random_pages():
    odd = [seed for seed in range(150, 10_150) if wrong_macros(Writer(seed, MACROS).page())]
    assert len(odd) <= KNOWN_ODDITIES, odd
