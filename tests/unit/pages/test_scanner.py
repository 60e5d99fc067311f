import time

import pytest

from claimbook.diagnostics import Diagnostic, Diagnostics, Text
from claimbook.pages.scanner import PageScan, scan_page

NAMES = ("peak", "name", "headroom", "tdp", "claim", "table", "spec", "f", "g")


def scan(content: str, **options: bool) -> tuple[PageScan, list[Diagnostic]]:
    found = Diagnostics()
    page = scan_page(Text("wiki/a.md", content), names=NAMES, diagnostics=found, **options)
    return page, list(found)


def expressions(content: str, **options: bool) -> list[str]:
    return [macro.expression for macro in scan(content, **options)[0].macros]


def slugs(content: str) -> list[str]:
    return [diagnostic.code.slug for diagnostic in scan(content)[1]]


def is_quiet(content: str) -> bool:
    page, found = scan(content)
    return not page.macros and not found


# A. Delimiters and code


def test_b01_a_macro_in_a_fence_is_not_one():
    page, found = scan('Write:\n\n```md\nPeak is << peak("gpu-a") >>.\n```\n')
    assert page.macros == ()
    assert found == []
    assert [span.content for span in page.seen_literal] == ['<< peak("gpu-a") >>']


def test_b02_an_unclosed_look_alike_in_a_code_span_is_no_error():
    assert is_quiet(
        "Use `<< peak(` carefully; the tag `<<% raw` is from another tool; ``<< `x` >>`` too."
    )


@pytest.mark.parametrize(
    "page",
    [
        '````markdown\nInline: << f("a") >>\n```python\nx = << f(1) >>\n```\n<< f(2) >>\n````\n',
        "~~~\n<< f(1) >>\n~~~\n",
        "- item\n\n    ```\n    << f(1) >>\n    ```\n",
        "> ```\n> << f(1) >>\n> ```\n",
        '```{.yaml title="x"}\n<< f(1) >>\n```\n',
        '``` py title="x" hl_lines="1"\n<< f(1) >>\n```\n',
        "!!! note\n    ```\n    << f(1) >>\n    ```\n",
        '=== "Tab"\n\n    ~~~ py\n    << f(1) >>\n\n    << f(2) >>\n    ~~~\n',
        "[^1]: note\n\n    ```\n    << f(1) >>\n    ```\n",
    ],
)
def test_b03_fences_of_every_kind_are_literal(page: str):
    assert is_quiet(page)


def test_b03_an_unclosed_fence_before_a_macro_is_an_error_at_the_fence():
    page, found = scan('# H\n\n```py\nx = << f("a") >>\n\nmore\n')
    assert [macro.expression for macro in page.macros] == ['f("a")']
    assert [(str(each.location), each.message) for each in found] == [
        (
            "wiki/a.md:3:1",
            "fence opened at wiki/a.md:3 is never closed, so the macro behind it is not code",
        )
    ]


def test_an_unclosed_fence_without_a_macro_is_nobodys_business():
    assert is_quiet("```py\nx = 1\n")


def test_a_fence_whose_content_is_indented_less_is_unclosed():
    assert slugs("  ```\n  << f(1) >>\nx\n") == ["fence-unclosed"]
    assert slugs("> ```\n> << f(1) >>\n\nx\n") == ["fence-unclosed"]


def test_b04_an_unspaced_macro_is_an_error_with_a_hint():
    page, found = scan('Headroom is <<headroom("a","b")>> and also << headroom("a","b") >>.')
    assert [macro.expression for macro in page.macros] == ['headroom("a","b")']
    assert [(each.code.slug, each.hint) for each in found] == [
        ("macro-unspaced", 'write << headroom("a","b") >>')
    ]
    assert str(found[0].location) == "wiki/a.md:1:13"


@pytest.mark.parametrize(
    "text", ["<<nobody(1)>>", "<< f(1)>>", "<<f(1) >>", "<<f(1).x>>", '<<f("a >> b")>>', "<<f(1)"]
)
def test_a_macro_spaced_on_one_side_only_is_unspaced(text: str):
    assert slugs(f"Text {text} text") == ["macro-unspaced"]


def test_b05_prose_in_the_delimiters_is_text():
    assert is_quiet('Angular writes `{{ message() }}`; our prose says "use << like this >>".')
    assert is_quiet("And << words (in brackets) >> or << look at this(one) >> are text.")


def test_b06_heredocs_are_text():
    assert is_quiet(
        "Run:\n\n```bash\ncat <<EOF > peak.txt\n989\nEOF\ncat <<-'END' | tee x\n```\n\n"
        "    python3 - <<PY\n    print(1)\n    PY\n\ncat <<EOF and cat <<< $(peak 1)\n"
    )


def test_b08_shifts_and_templates_in_prose_are_text():
    page, found = scan(
        "The line std::cout << total >> sink; shifts 1 << 4 and 256 >> 2, a<<b>>c, "
        "vector<vector<int>> v, x << y."
    )
    assert not page.macros
    assert [(str(each.location), each.code.slug, each.span.content) for each in found] == [
        ("wiki/a.md:1:68", "looks-like-html", "<b>"),
        ("wiki/a.md:1:88", "looks-like-html", "<int>"),
    ]
    assert found[0].message == "looks like HTML: <b> is a tag, so a reader does not see it"


@pytest.mark.parametrize(
    "page",
    [
        "`a<<b>>c`",
        "a &lt;<b>bold</b>&gt; c",
        "<b><< f(1) >></b>",
        "<b>x</b>>",
        "```\na<<b>>c\n```",
        "<!-- a<<b>>c -->",
        "see <https://a.example/>>",
        "1 << 2 <b>bold</b>, 4 >> 1",
        "<div>a<<b>>c</div>",
    ],
)
def test_b08_only_a_tag_in_prose_looks_like_html(page: str):
    assert "looks-like-html" not in slugs(page)


def test_b11_curly_quotes_reach_the_evaluator_as_they_are():
    assert expressions("<< peak(“gpu >> a”) >>") == ["peak(“gpu"]
    assert expressions("<< peak(“gpu-a”) >> -- 2.2x") == ["peak(“gpu-a”)"]


def test_b12_comments_are_not_evaluated_but_remembered():
    page, found = scan('<!-- old: << peak("gone") >> -->\n\ntext <!-- << f(1) >> --> << f(2) >>\n')
    assert [macro.expression for macro in page.macros] == ["f(2)"]
    assert [span.content for span in page.seen_literal] == ['<< peak("gone") >>', "<< f(1) >>"]
    assert found == []


MATH = [
    r'$P = << peak("a") >>\ \mathrm{TFLOP/s}$',
    '$$\n<< peak("a") >>\n$$',
    r'\(<< peak("a") >>\)',
    r'\[<< peak("a") >>\]',
    '```math\n<< peak("a") >>\n```',
    r'\begin{align}<< peak("a") >>\end{align}',
]


@pytest.mark.parametrize("page", MATH)
def test_b13_math_is_literal_unless_asked(page: str):
    assert expressions(page) == []


@pytest.mark.parametrize("page", [*MATH[:4], MATH[5]])
def test_b13_math_is_evaluated_when_asked(page: str):
    assert expressions(page, math=True) == ['peak("a")']


def test_b13_shifts_in_math_and_dollars_in_prose_are_harmless():
    assert is_quiet(r"and $a \ll b$, $x << y$ and $x << f(1$.")
    assert expressions("from $5 and << f(1) >> to $6") == ["f(1)"]


def test_b14_an_attribute_list_of_a_heading_stays():
    page, _ = scan('## Peak of << name("gpu-a") >> {#peak .wide}\n')
    assert [(m.expression, m.context) for m in page.macros] == [('name("gpu-a")', "heading")]


def test_b15_raw_html_is_evaluated_and_its_code_is_not():
    page, _ = scan(
        '<div class="card"><b><< peak("a") >></b> <code><< peak("b") >></code></div>\n\n'
        '<div markdown="1">\n**<< peak("c") >>** `<< peak("d") >>`\n</div>\n'
    )
    assert [(m.expression, m.context) for m in page.macros] == [
        ('peak("a")', "html"),
        ('peak("c")', "prose"),
    ]


LITERAL = {
    "fence": "```\n{}\n```",
    "indented code": "    {}",
    "code span": "a `{}` b",
    "code span over lines": "a `x\n{}\ny` b",
    "code span of three": "a ``` `{}` ``` b",
    "comment": "<!-- {} -->",
    "comment over blocks": "<!--\n\n{}\n\n-->",
    "inline comment": "a <!-- {} --> b",
    "pre": "<pre>\n\n{}\n</pre>",
    "code element": "a <code>{}</code> b",
    "script": "<script>\nlet a = '{}'\n</script>",
    "style": "<style>\n{}\n</style>",
    "textarea": "<textarea>{}</textarea>",
    "inline textarea": "a <textarea>{}</textarea>",
    "processing instruction": "<?php {} ?>",
    "cdata": "<![CDATA[ {} ]]>",
    "math": "a ${}$ b",
    "code in a list": "- a\n\n        {}",
    "code in a quote": ">     {}",
    "code in an admonition": "!!! note\n    text\n\n        {}",
    "code in a footnote": "[^1]: a\n\n        {}",
    "code in a definition": "a\n:   b\n\n        {}",
    "code in markdown html": '<div markdown="1">\n\n    {}\n\n</div>',
    "code in a table": "| a | b |\n|---|---|\n| `{}` | 2 |",
}
EVALUATED = {
    "prose": "a {} b",
    "emphasis": "**{}**",
    "heading": "# {}",
    "setext heading": "{}\n---",
    "table": "| a | b |\n|---|---|\n| {} | 2 |",
    "table header": "| {} | b |\n|:---|---:|",
    "list": "- {}",
    "list paragraph": "- a\n\n    {}",
    "ordered list": "1. {}",
    "quote": "> {}",
    "admonition": "!!! note\n    {}",
    "admonition title": '!!! note "{}"\n    x',
    "details": "??? note\n    {}",
    "tab": '=== "T"\n    {}',
    "tab title": '=== "{}"\n    x',
    "footnote": "[^1]: {}",
    "definition": "a\n:   {}",
    "abbreviation": "*[HTML]: {}",
    "link text": "[{}](http://a)",
    "link address": "[a](http://a/{})",
    "reference": "[a]: http://a '{}'",
    "image": "![{}](a.png)",
    "html text": "<div>{}</div>",
    "html attribute": '<div title="{}">x</div>',
    "inline html": "a <b>{}</b>",
    "markdown html": "<div markdown>\n{}\n</div>",
    "escaped ticks": "\\`{}\\`",
    "unpaired ticks": "` {} ``",
    "two spaces": "  {}",
    "after code": "```\nx\n```\n{}",
    "unclosed tag": "a < b {}",
}


@pytest.mark.parametrize("context", LITERAL)
def test_b16_literal_contexts(context: str):
    assert expressions(LITERAL[context].format("<< f(1) >>")) == []


@pytest.mark.parametrize("context", EVALUATED)
def test_b16_evaluated_contexts(context: str):
    page, found = scan(EVALUATED[context].format("<< f(1) >>") + "\n")
    assert [macro.expression for macro in page.macros] == ["f(1)"]
    assert found == []


# B. Tables, headings, containers


def test_b17_a_filter_in_a_table_cell_is_part_of_the_macro():
    page, found = scan(
        "| Device | Peak |\n|---|---|\n"
        '| A | << peak("a") | round(2) >> |\n'
        '| B | `<< peak("b") | round(2) >>` |\n'
        '| C | << peak("c") \\| round(2) >> |\n'
    )
    assert [(m.expression, m.context) for m in page.macros] == [
        ('peak("a") | round(2)', "table"),
        ('peak("c")  | round(2)', "table"),
    ]
    assert found == []


def test_b19_header_cells_hold_macros():
    assert expressions('| << name("a") >> | << peak("a") >> |\n|:---|---:|\n') == [
        'name("a")',
        'peak("a")',
    ]


def test_b29_block_macros_know_their_indent():
    page, _ = scan(
        '!!! note "Sizes"\n    === "Table"\n\n        << table("a") >>\n\n'
        '1. item\n\n    << table("b") >>\n2. next << table("c") >>\n\n> << table(\n>   "d") >>\n'
    )
    assert [(m.block, m.indent) for m in page.macros] == [
        (True, "        "),
        (True, "    "),
        (False, ""),
        (True, "> "),
    ]


def test_b30_what_is_code_follows_python_markdown():
    page, found = scan(
        '- outer\n  - << peak("a") >>\n\n      << peak("b") >>\n\n        << peak("c") >>\n'
    )
    assert [macro.expression for macro in page.macros] == ['peak("a")', 'peak("b")']
    assert [(each.code.slug, str(each.location)) for each in found] == [
        ("macro-in-code", "wiki/a.md:6:9")
    ]


def test_b32_a_footnotes_macro_is_found():
    assert expressions("Peak << f(1) >>[^1]\n\n[^1]: My note, << g(2) >>.\n") == ["f(1)", "g(2)"]


def test_b34_arguments_are_verbatim():
    assert expressions('<< f(a*b, c*d) >> and << f("__x__") >> and << f(a_b) >>') == [
        "f(a*b, c*d)",
        'f("__x__")',
        "f(a_b)",
    ]


@pytest.mark.parametrize(
    "page",
    [
        '[a]: http://a/<< f("1") >>',
        '*[HTML]: << f("1") >>',
        "<http://a/<< f(1) >>>",
        '<div title="<< f("1") >>">x</div>',
        '<div title="<< f("1") >>" markdown="1">`x`</div>',
        "text <img\n alt='<< f(\"1\") >>'>",
        "| a | b |\n|---|---|\n| [x](<< f(1) >>) | b |",
    ],
)
def test_what_only_reaches_an_attribute(page: str):
    assert [macro.context for macro in scan(page)[0].macros] == ["attribute"]


def test_a_macro_in_an_attribute_does_not_hide_the_markdown_behind_it():
    page, _ = scan('<div title="<< f("1") >>" markdown="1">\n`<< f(2) >>`\n</div>\n')
    assert [macro.expression for macro in page.macros] == ['f("1")']


def test_a_macro_that_ends_the_code_around_it_is_reported():
    page, found = scan("x $a + << f('`', '`') >>$ y")
    assert page.macros == ()
    assert [each.code.slug for each in found] == ["macro-in-literal"]


def test_contexts_of_attributes():
    page, _ = scan(
        '[<< f(1) >>](http://a/<< f("2") >> "<< f("3") >>") ![<< f(4) >>](a.png)'
        ' <img alt="<< f("5") >>">text{title="<< f(6) >>"}\n'
    )
    assert [macro.context for macro in page.macros] == [
        "prose",
        "attribute",
        "attribute",
        "attribute",
        "attribute",
        "attribute",
    ]


# C. Bytes, line ends, scripts

PAGE = (
    '---\ntitle: << name("a") >>\n---\n\n```\n<< f(1) >>\n```\n\ntext << f(2,\n3) >> `<< f(4) >>`\n'
)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_b38_line_ends_change_nothing(end: str):
    plain, _ = scan(PAGE)
    other, found = scan(PAGE.replace("\n", end))
    assert found == []
    assert [(m.expression.split(), str(m.span.location)) for m in other.macros] == [
        (m.expression.split(), str(m.span.location)) for m in plain.macros
    ]
    assert [str(m.span.location) for m in other.macros] == ["wiki/a.md:2:8", "wiki/a.md:9:6"]


def test_b38_mixed_line_ends():
    assert expressions("```\r\n<< f(1) >>\r```\n\r\n<< f(2) >>\r\rx\n") == ["f(2)"]


def test_b37_a_byte_order_mark_that_was_left_in_changes_nothing():
    page, found = scan("\ufeff---\r\ntitle: T\r\n---\r\n# << f(1) >>\r\n")
    assert page.front_matter is not None
    assert [macro.context for macro in page.macros] == ["heading"]
    assert found == []


def test_b42_fullwidth_brackets_are_text_with_a_warning():
    page, found = scan(
        '＜＜ peak("gpu-a") ＞＞ and 《 peak 》 and ≪ x ≫ ＜＜ other(1) ＞＞ `＜＜ peak(1)`'
    )
    assert page.macros == ()
    assert [(each.code.slug, each.severity) for each in found] == [("fullwidth-macro", "warning")]


def test_b83_lines_count_from_the_top_of_the_file():
    page, _ = scan("---\ntitle: T\nx: 1\n---\n\n\n<< bad( >>\n")
    assert [str(macro.span.location) for macro in page.macros] == ["wiki/a.md:7:1"]


def test_b83_columns_count_code_points_and_tabs_count_once():
    page, _ = scan("頂点は\t<< f(1) >>\n\n-\t<< f(2) >>\n")
    assert [str(macro.span.location) for macro in page.macros] == ["wiki/a.md:1:5", "wiki/a.md:3:3"]


# The rule of where a macro begins and ends


def test_an_escaped_macro_is_printed():
    page, found = scan("\\<< f(1) >> \\\\<< f(2) >> \\\\\\<< f(3) >> `\\<< f(4) >>`")
    assert [macro.expression for macro in page.macros] == ["f(2)"]
    assert [span.start for span in page.escapes] == [0, 27]
    assert found == []


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ('<< claim("a >> b", f(1)) >>', 'claim("a >> b", f(1))'),
        ("<< claim('it\\'s >> b', f(1)) >>", "claim('it\\'s >> b', f(1))"),
        ('<< claim("it\'s", f(1)) >>', 'claim("it\'s", f(1))'),
        ("<< 2 * f(1) >>", "2 * f(1)"),
        ("<< -f(1) | dp(2) >>", "-f(1) | dp(2)"),
        ("<< (f(1) + 3) * 2 >>", "(f(1) + 3) * 2"),
        ("<< unknown(1) >>", "unknown(1)"),
        ("<< 2 * unknown(1) >>", "2 * unknown(1)"),
        ("<<\nf(1)\n>>", "f(1)"),
        ("<<  f(1)\t>>", "f(1)"),
        ("<< f( >>", "f("),
        ('<< f("a) >>', 'f("a)'),
        ("<b><< f(1) >></b>", "f(1)"),
        ("cout << f(1) >> x", "f(1)"),
    ],
)
def test_what_a_macro_is(text: str, expression: str):
    page, found = scan(f"Text {text} more.")
    assert [macro.expression for macro in page.macros] == [expression]
    assert found == []


def test_a_macro_ends_at_the_first_end():
    assert expressions("<< f(1) >> and << g(2) >>") == ["f(1)", "g(2)"]


@pytest.mark.parametrize(
    "page",
    [
        "<< f(1) and on",
        "<< f(1)\n\n>>",
        "> << f(1)\n>\n> >>",
        "- << f(1\n- << g(2) >>",
        "| << f(1 |\n|---|\n| >> |",
        "<< f(1\n```\nx\n```\n>>",
        "<< f(1\n# heading >>",
        "<< -f(1",
    ],
)
def test_a_known_name_without_an_end_is_an_error(page: str):
    found = scan(page)[1]
    assert [each.code.slug for each in found] == ["macro-unclosed"]
    assert found[0].span is not None
    assert found[0].span.content == "<<"


@pytest.mark.parametrize("end", [")", ") >>", ")\n\nmore << f(1) >>"])
def test_a_macro_whose_end_is_too_far_off_is_too_long_and_not_unclosed(end: str):
    long = f'<< f("{"a" * 4_000}"{end}'
    found = scan(f"See {long}")[1]
    assert [(each.code.slug, each.message) for each in found] == [
        ("limit-exceeded", "the macro f(...) has no end within 4,000 characters")
    ]
    assert found[0].span is not None
    assert (str(found[0].location), found[0].span.content) == ("wiki/a.md:1:5", "<<")


def test_a_macro_just_short_enough_has_its_end():
    page, found = scan(f'<< f("{"a" * 3_980}") >>')
    assert (len(page.macros), found) == (1, [])
    assert slugs(f'<< f("{"a" * 3_980}")') == ["macro-unclosed"]


SPECS = ("heater.power", "heater.loss", "gb300-nvl72.levels.scale-up.bandwidth")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("heater.power", 'spec("heater.power")'),
        ("heater.powr", 'spec("heater.power")'),
        ("heater.zzz", 'spec("heater.loss")'),
        ("heater.power | times", 'spec("heater.power") | times'),
        ("heater.power / heater.loss", 'spec("heater.power") / spec("heater.loss")'),
        ("2 * heater.loss", '2 * spec("heater.loss")'),
        (
            "gb300-nvl72.levels.scale-up.bandwidth",
            'spec("gb300-nvl72.levels.scale-up.bandwidth")',
        ),
        ("table", "table(...)"),
        ("peak | times", "peak(...) | times"),
    ],
)
def test_a_path_or_a_name_that_is_not_called_is_text_with_a_warning(words: str, meant: str):
    found = Diagnostics()
    text = Text("wiki/a.md", f"中文 << {words} >>.\n\n- ok\n")
    page = scan_page(text, names=NAMES, diagnostics=found, specs=SPECS)
    assert page.macros == ()
    assert [
        (each.code.slug, each.severity, str(each.location), each.message, each.hint)
        for each in found
    ] == [
        (
            "macro-uncalled",
            "warning",
            "wiki/a.md:1:4",
            f"<< {words} >> calls nothing, so it stays text",
            f"did you mean << {meant} >>? write \\<< where text is meant",
        )
    ]


@pytest.mark.parametrize(
    "page",
    [
        "a << b >> c",
        "std::cout << total.power >> sink;",
        "x << stream.power.max >> y",
        "1 << 4 and 256 >> 2",
        "<< like this >>",
        "<< a table of it >>",
        "<< heater >>",
        "<<< heater.power >>>",
        "\\<< heater.power >>",
        "`<< heater.power >>`",
        "    << heater.power >>",
        "```\n<< heater.power >>\n```",
        "<!-- << heater.power >> -->",
        "$a << heater.power >> b$",
        "<< heater.power",
        "<< heater.power\n\n>>",
        "heater.power >> x",
    ],
)
def test_words_in_brackets_that_name_nothing_of_the_book_are_text(page: str):
    found = Diagnostics()
    scanned = scan_page(Text("wiki/a.md", page), names=NAMES, diagnostics=found, specs=SPECS)
    assert (scanned.macros, list(found)) == ((), [])


def test_a_path_that_is_not_called_is_told_in_a_title_too():
    found = Diagnostics()
    text = Text("wiki/a.md", "---\ntitle: Of << heater.power >>\nother: << heater.loss >>\n---\n")
    scan_page(text, names=NAMES, diagnostics=found, specs=SPECS)
    assert [(each.code.slug, str(each.location)) for each in found] == [
        ("macro-uncalled", "wiki/a.md:2:11")
    ]


@pytest.mark.parametrize("page", ["<< nobody(1) and on", "1 << 4 and then f(2)", "<< x\n\ny >>"])
def test_an_unknown_name_without_an_end_is_text(page: str):
    assert is_quiet(page)


def test_expression_offsets_are_those_of_the_file():
    content = '> Text << f("a",\n> g(1) \\| x,\n>    2) >> more\n'
    macro = scan(content)[0].macros[0]
    assert macro.span.content == '<< f("a",\n> g(1) \\| x,\n>    2) >>'
    assert macro.expression == 'f("a",   g(1)  | x,      2)'
    for index, character in enumerate(macro.expression):
        if character != " ":
            assert content[macro.expression_start + index] == character


def test_a_greater_than_sign_outside_a_quote_belongs_to_the_expression():
    assert expressions("<< claim(f(1)\n> g(2)) >>") == ["claim(f(1) > g(2))"]


def test_what_begins_first_wins():
    page, _ = scan('<< f("`") >> and `x << g("`") >>` << f("<!--") >> << g("-->") >>')
    assert [macro.expression for macro in page.macros] == ['f("`")', 'f("<!--")', 'g("-->")']


def test_a_macro_cannot_hide_the_end_of_a_comment_or_a_fence():
    assert expressions("<!-- << f( --> text >> << g(1) >>") == ["g(1)"]
    assert expressions("```\ncat << f( x\n```\ntext >> more << g(1) >>") == ["g(1)"]


def test_literal_stretches_are_in_order_and_can_be_asked():
    content = "a `b` c\n\n    code\n\n<!-- d -->\n"
    page, _ = scan(content)
    assert [span.content for span in page.literal] == ["`b`", "code", "<!-- d -->"]
    assert page.is_literal(content.index("b"))
    assert not page.is_literal(content.index("c"))


def test_front_matter_can_be_switched_off():
    page, _ = scan("---\ntitle: << f(1) >>\n---\n", front_matter=False)
    assert page.front_matter is None
    assert [macro.context for macro in page.macros] == ["heading"]


@pytest.mark.parametrize(
    "unit", ["<<", "<< ", "<< f(", '<< f("', "`", "` ", ">", "> ", "<a ", "$a "]
)
def test_scanning_time_grows_with_the_page_and_no_faster(unit: str):
    def seconds(size: int) -> float:
        started = time.process_time()
        scan(unit * (size // len(unit)))
        return time.process_time() - started

    small, large = seconds(20_000), seconds(160_000)
    assert large < max(24 * small, 1.0)


def test_nesting_without_end_is_read_to_the_end():
    scan("- " * 5_000)
    scan("> " * 5_000 + "x")
    scan('<div markdown="1">\n' * 500)


@pytest.mark.parametrize(
    ("body", "column"),
    [
        ("a <a<< f() >>b.c> tail\n", 5),
        ("<x-<< f() >>> tail\n", 4),
        ('<i a<< f() >>="1">i</i>\n', 5),
        ('<img src="x" << f() >>>\n', 14),
        ("</b<< f() >>>\n", 4),
    ],
)
def test_a_macro_in_the_name_of_a_tag_or_attribute_is_an_error(body, column):
    found = Diagnostics()
    scan = scan_page(Text("a.md", body), names=["f"], diagnostics=found)
    assert [(each.code.slug, each.location.column) for each in found] == [
        ("macro-in-literal", column)
    ]
    assert scan.macros == ()


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="<< f() >>">\n',
        "<a href=<< f() >>>x</a>\n",
        "<b>x</b> << f() >> <i>y</i>\n",
        "1 < 2 << f() >> and 3 > 2\n",
        "<https://example.org/<< f() >>>\n",
        "a <b and << f() >> no end\n",
    ],
)
def test_a_macro_beside_a_tag_or_in_a_value_is_one(body):
    found = Diagnostics()
    scan = scan_page(Text("a.md", body), names=["f"], diagnostics=found)
    assert "macro-in-literal" not in [each.code.slug for each in found]
    assert len(scan.macros) == 1


@pytest.mark.parametrize("body", ["<<< f() >>>\n", "x <<<< f() >>>>\n", "<<<f()>>>\n"])
def test_more_than_two_brackets_are_never_silent(body):
    found = Diagnostics()
    assert scan_page(Text("a.md", body), names=["f"], diagnostics=found).macros == ()
    assert [each.code.slug for each in found] == ["macro-unspaced"]


@pytest.mark.parametrize("body", ["cat <<< g() x\n", "`<<< f() >>>`\n", "\\<<< f() >>>\n"])
def test_other_runs_of_brackets_are_text(body):
    found = Diagnostics()
    scan_page(Text("a.md", body), names=["f"], diagnostics=found)
    assert [each.code.slug for each in found] == []
