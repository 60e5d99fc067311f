"""Markdown extensions beside ours: a macro stands in their constructs as a plain word does.

Each page is converted twice, once with macros and once with a word in their place. But for the
links of numbers and the list of derivations the two must be the same, value for word.
"""

import html
import re
from typing import Any

import pytest
from markdown import Markdown

from mkdocs_claimbook.extension import ClaimbookExtension

# With characters in them that mean something to the extensions below.
POWER = '<< spec("heater.power") * 1 ** 1 | to("W") >>'
CLAIM = '<< claim("~2 kW", spec("heater.power")) >>'
SHOWN = {"Wordone": "2000 W", "Wordtwo": "~2 kW"}
KEYS = {"wordone": "spec-heater-power-1-1", "wordtwo": "claim-spec-heater-power"}
CODE = '<< spec("heater.loss") >>'

PAGES: dict[str, tuple[list[str], dict[str, Any], str]] = {
    "abbr": (["abbr"], {}, "The HTML of {P}, HTML.\n\n*[HTML]: At {C}\n"),
    "admonition": (["admonition"], {}, '!!! note "At {P}"\n    In {C}.\n'),
    "attr_list": (
        ["attr_list"],
        {},
        '# A {P} {#given .wide title="{C}"}\n\nIn {P}\n{: .x title="{C}"}\n\n*{P}*{: .y}\n',
    ),
    "def_list": (["def_list"], {}, "Term {P}\n:   Says {C}\n\n{P}\n:   {C}\n"),
    "footnotes": (["footnotes"], {}, "A[^1] b[^{n}].\n\n[^1]: At {P}.\n[^{n}]: {C}\n"),
    "md_in_html": (
        ["md_in_html"],
        {},
        '<div markdown title="{P}">\n**{C}**\n\n<b>{P}</b>\n</div>\n\n<p markdown>*{C}*</p>\n',
    ),
    "nl2br": (["nl2br"], {}, "{P}\n{C}\nend\n"),
    "sane_lists": (["sane_lists"], {}, "3. {P}\n4. {C}\n\n* {P}\n"),
    "smarty": (["smarty"], {}, '"{P}" -- \'{C}\' ... {P}\'s "{C}," <<x>>\n'),
    "tables": (["tables"], {}, "| a {P} | b |\n|---|--:|\n| {P} | `x\\|y` {C} |\n"),
    "toc": (
        ["toc"],
        {"toc": {"permalink": True, "toc_class": "t", "title": "In it"}},
        "[TOC]\n\n# A {P}\n\n## *B* {C}\n\n## {P}\n\n## {P}\n",
    ),
    "toc with slugs": (
        ["toc"],
        {"toc": {"slugify": "slugs", "anchorlink": True, "separator": "_"}},
        "[TOC]\n\n# A {P}\n\n## {P} b\n\n## {P} b\n",
    ),
    "wikilinks": (["wikilinks"], {}, "See [[Page]] and {P}: [[Of {P}]].\n"),
    "codehilite": (["codehilite"], {"codehilite": {}}, "At {P}:\n\n    :::text\n    {code}\n"),
    "fenced_code": (["fenced_code"], {}, "At {P}\n\n```text\n{code}\n```\n\n{C}\n"),
    "extra": (["extra"], {}, "*{P}* _{C}_\n\n<div markdown=1>\n{P}\n</div>\n\n~~~\n{code}\n~~~\n"),
    "arithmatex": (
        ["pymdownx.arithmatex"],
        {"pymdownx.arithmatex": {"generic": True}},
        "At {P}: $x = {code}$, \\(y\\) and $5 or {C}.\n\n$$\n{code}\n$$\n",
    ),
    "arithmatex scripts": (
        ["pymdownx.arithmatex"],
        {},
        "At {P}: $x = {code}$ of {C}.\n\n\\[\n{code}\n\\]\n",
    ),
    "betterem": (["pymdownx.betterem"], {}, "**{P}** _{C}_ ***{P}*** __a {C}__ *b*{P}*c*\n"),
    "blocks": (
        [
            "pymdownx.blocks.admonition",
            "pymdownx.blocks.details",
            "pymdownx.blocks.tab",
            "pymdownx.blocks.caption",
            "pymdownx.blocks.definition",
            "pymdownx.blocks.html",
        ],
        {},
        (
            "/// note | At {P}\nIn {C}.\n///\n\n/// details | At {C}\n    open: True\nIn\n\n"
            "//// tab | Tab {P}\n*{C}*\n////\n///\n\n{P}\n/// caption\nOf {C}\n///\n\n"
            "/// define\nTerm {P}\n\n- Says {C}\n///\n\n/// html | div.x\n{P}\n///\n"
        ),
    ),
    "caret and tilde": (
        ["pymdownx.caret", "pymdownx.tilde"],
        {},
        "^^{P}^^ x^{C}^ ~~{P}~~ H~{C}~ ~~a {C} b~~\n",
    ),
    "critic": (
        ["pymdownx.critic"],
        {"pymdownx.critic": {"mode": "view"}},
        "A {++{P}++} b {--{C}--} c {~~{P}~>{C}~~} d {=={P}==}{>>of {C}<<} e\n",
    ),
    "critic accepted": (
        ["pymdownx.critic"],
        {"pymdownx.critic": {"mode": "accept"}},
        "A {++{P}++} b {--gone--} c {~~old~>{C}~~} d {=={P}==}{>> why <<} e\n",
    ),
    "details": (["pymdownx.details"], {}, '??? tip "At {P}"\n    In {C}.\n'),
    "emoji": (["pymdownx.emoji"], {}, ":smile:{P}:heart: {C}\n"),
    "escapeall": (["pymdownx.escapeall"], {}, "\\a {P} \\b {C} b\n"),
    "fancylists": (["pymdownx.fancylists"], {}, "a. {P}\nb. {C}\n\n(i) {P}\n"),
    "fences with tabs": (
        ["pymdownx.superfences"],
        {"pymdownx.superfences": {"preserve_tabs": True}},
        "At {P}\n\n```text\n\t{code}\n```\n\n-\tin {C}\n",
    ),
    "highlight": (
        ["pymdownx.highlight", "pymdownx.superfences"],
        {"pymdownx.highlight": {"anchor_linenums": True, "auto_title": True}},
        'At {P}\n\n```python title="x" linenums="1" hl_lines="1"\n{code}\n```\n\n{C}\n',
    ),
    "inlinehilite": (
        ["pymdownx.inlinehilite"],
        {},
        "At {P}: `#!python f({code})` and `:::text {code}` of {C}.\n",
    ),
    "keys": (["pymdownx.keys"], {}, "++ctrl+alt+del++ {P} ++x++{C}\n"),
    "magiclink": (
        ["pymdownx.magiclink"],
        {"pymdownx.magiclink": {"repo_url_shorthand": True, "user": "a", "repo": "b"}},
        "https://example.org/x {P} #3 @a {C} <https://example.org/{n}>\n",
    ),
    "mark": (["pymdownx.mark"], {}, "=={P}== ==a {C} b==\n"),
    "progressbar": (["pymdownx.progressbar"], {}, '[=50% "At {P}"]\n\n{C}\n'),
    "quotes": (
        ["pymdownx.quotes"],
        {"pymdownx.quotes": {"callouts": True}},
        "> [!note] N\n> {P}\n",
    ),
    "saneheaders": (["pymdownx.saneheaders"], {}, "#x {P}\n\n# A {C}\n"),
    "smartsymbols": (["pymdownx.smartsymbols"], {}, "(c) {P} --> {C} +/- 1/2 {P} =/= 2nd {C}\n"),
    "striphtml": (
        ["pymdownx.striphtml"],
        {"pymdownx.striphtml": {"strip_comments": True, "strip_js_on_attributes": True}},
        "{P} <!-- x --> <b onclick='y'>{C}</b>\n",
    ),
    "superfences": (
        ["pymdownx.superfences"],
        {},
        (
            "- {P}\n\n    ```text\n    {code}\n    ```\n\n> ```text\n> {code}\n> ```\n> {C}\n\n"
            "```{.text #x title='y'}\n{code}\n```\n"
        ),
    ),
    "tabbed": (
        ["pymdownx.tabbed", "pymdownx.superfences"],
        {"pymdownx.tabbed": {"alternate_style": True, "slugify": "slugs"}},
        '=== "At {P}"\n    {C}\n\n    ```text\n    {code}\n    ```\n\n===+ "B"\n    {P}\n',
    ),
    "tasklist": (
        ["pymdownx.tasklist"],
        {"pymdownx.tasklist": {"custom_checkbox": True}},
        "- [x] {P}\n- [ ] a {C}\n",
    ),
}


def convert(book: Any, text: str, extensions: list[str], settings: dict[str, Any]) -> str:
    from pymdownx.slugs import slugify

    configs = {
        name: {
            key: slugify(case="lower") if value == "slugs" else value for key, value in of.items()
        }
        for name, of in settings.items()
    }
    own = ClaimbookExtension(config=str(book.folder))
    return Markdown(extensions=[*extensions, own], extension_configs=configs).convert(text)


def without_marks(page: str) -> str:
    """The HTML without the links of numbers, the list of derivations, and kinds of space."""
    page = re.sub(r'\n?<div class="cb-foot".*?</section></div>', "", page, flags=re.DOTALL)
    page = re.sub(r'<button type="button" class="cb-number[^>]*>(.*?)</button>', r"\1", page)
    page = re.sub(r'<span class="cb-keep">(.*?)</span>', r"\1", page, flags=re.DOTALL)
    return page.replace("\u00a0", " ").replace("%20", " ").strip()


@pytest.mark.parametrize("name", PAGES)
def test_a_macro_stands_in_a_construct_as_a_plain_word_does(heaters: Any, name: str) -> None:
    extensions, settings, source = PAGES[name]
    if name == "wikilinks":
        heaters.configure(replace=("  - smarty\n", "  - smarty\n  - wikilinks\n"))
    text = source.replace("{n}", "n").replace("{code}", CODE)
    written = text.replace("{P}", POWER).replace("{C}", CLAIM)
    page = convert(heaters, written, extensions, settings)
    as_words = text.replace("{P}", "Wordone").replace("{C}", "Wordtwo")
    expected = convert(heaters, as_words, extensions, settings)
    for word, shown in SHOWN.items():
        expected = expected.replace(word, shown)
    for word, key in KEYS.items():
        expected = re.sub(rf'(["#_-]){word}', rf"\1{key}", expected)
    assert without_marks(page) == without_marks(expected)
    assert page.count("cb-error") == 0
    shown_code = html.unescape(re.sub("<[^>]*>", "", page)).count(CODE)
    assert shown_code == source.count("{code}")


def test_b35_an_included_file_is_evaluated_where_it_stands(heaters: Any) -> None:
    heaters.write({"parts/part.md": f"- In {POWER}\n\n```text\n{CODE}\n```\n"})
    settings = {"pymdownx.snippets": {"base_path": [str(heaters.folder / "parts")]}}
    text = f'A {CLAIM}\n\n--8<-- "part.md"\n\n`{CODE}`\n'
    page = convert(heaters, text, ["pymdownx.snippets", "pymdownx.superfences"], settings)
    plain = html.unescape(re.sub("<[^>]*>", "", without_marks(page)))
    assert plain.split() == f"A ~2 kW In 2000 W {CODE} {CODE}".split()


def test_a_processing_instruction_behind_a_number_stays_whole(heaters: Any) -> None:
    page = convert(heaters, f"It takes {POWER}<?php {CODE} ?> here.", [], {})
    assert f"</button><?php {CODE} ?> here." in html.unescape(page)


def test_the_order_of_extensions_does_not_matter(heaters: Any) -> None:
    names = ["abbr", "attr_list", "footnotes", "smarty", "tables", "pymdownx.superfences"]
    text = (
        f'# A {POWER}\n\n"{CLAIM}"[^1] | HTML\n\n[^1]: {POWER}\n\n```\n{CODE}\n```\n\n*[HTML]: x\n'
    )
    own = ClaimbookExtension(config=str(heaters.folder))
    pages = {
        Markdown(extensions=[*names[:at], own, *names[at:]]).convert(text)
        for at in range(len(names) + 1)
    }
    assert len(pages) == 1
