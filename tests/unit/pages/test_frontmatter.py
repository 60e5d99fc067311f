import pytest

from claimbook.diagnostics import Diagnostic, Diagnostics, Text
from claimbook.pages.frontmatter import FrontMatter, read_front_matter
from claimbook.pages.scanner import scan_page


def read(content: str) -> tuple[FrontMatter | None, list[Diagnostic]]:
    found = Diagnostics()
    return read_front_matter(Text("wiki/a.md", content), found), list(found)


def macros(content: str) -> list[tuple[str, str]]:
    page = scan_page(Text("wiki/a.md", content), names=["name"], diagnostics=Diagnostics())
    return [(macro.expression, macro.context) for macro in page.macros]


@pytest.mark.parametrize(
    "content",
    [
        "---\ntitle: T\n---\nbody",
        "---  \ntitle: T\n...\nbody",
        "---\r\ntitle: T\r\n---\r\nbody",
        "---\rtitle: T\r---\rbody",
        "\ufeff---\ntitle: T\n--- \nbody",
    ],
)
def test_front_matter_is_what_mkdocs_takes_for_it(content: str):
    matter, found = read(content)
    assert matter is not None
    assert content[matter.body_start :] == "body"
    assert matter.fields["title"].span.content == "T"
    assert found == []


@pytest.mark.parametrize(
    "content",
    [
        "\n---\ntitle: T\n---\n",
        " ---\ntitle: T\n---\n",
        "---\ntitle: T\n",
        "---\ntitle: T\n---",
        "----\ntitle: T\n----\n",
        "---\nA sentence.\n---\n",
        "---\n\nA page: that begins with a rule: and goes on.\n\n- [x\n\n---\n\nmore",
        "text",
    ],
)
def test_anything_else_is_the_page(content: str):
    assert read(content) == (None, [])


def test_b50_an_unquoted_colon_is_an_error_that_says_what_to_write():
    matter, found = read("---\ntitle: Roofline: GPU A\n---\n# H\n")
    assert matter is not None
    assert matter.fields == {}
    assert [(str(each.location), each.code.slug, each.hint) for each in found] == [
        ("wiki/a.md:2:8", "front-matter", 'quote the title: title: "Roofline: GPU A"')
    ]


def test_a_fault_on_a_later_line_is_reported_there():
    found = read('---\na: 1\n中: 2\ntitle: "<< name("x") >>"\n---\n')[1]
    assert str(found[0].location) == "wiki/a.md:4:8"
    assert found[0].hint == "quote the title: title: '<< name(\"x\") >>'"


def test_a_date_that_cannot_be_is_an_error():
    assert [each.code.slug for each in read("---\ndate: 2024-13-45\n---\n")[1]] == ["front-matter"]


def test_b21_title_description_and_tags_are_evaluated_and_other_keys_are_data():
    assert macros(
        '---\ntitle: Peak of << name("a") >>\ndescription: "headroom << name(\'b\') >>"\n'
        'other: << name("c") >>\nnested:\n  title: << name("d") >>\n'
        'tags:\n- << name("e") >>\n- 中 << name("f") >>\n---\n'
    ) == [
        ('name("a")', "title"),
        ("name('b')", "description"),
        ('name("e")', "tags"),
        ('name("f")', "tags"),
    ]


def test_escaped_quotes_of_yaml_are_read_as_quotes():
    assert macros('---\ntitle: "<< name(\\"a\\") >>"\n---\n') == [('name( "a" )', "title")]
    assert macros("---\ntitle: '<< name(''a'') >>'\n---\n") == [("name( 'a' )", "title")]
    # Quotes before a macro open and close nothing in it.
    assert macros('---\ntitle: "5\\" << name(\\"a\\") >>"\n---\n') == [('name( "a" )', "title")]
    assert macros("---\ntitle: 'it''s << name(''a'') >>'\n---\n") == [("name( 'a' )", "title")]


def test_a_folded_description_may_wrap_a_macro():
    content = '---\ndescription: >-\n  From << name(\n  "a") >> on\n---\n'
    assert [(each[0].split(), each[1]) for each in macros(content)] == [
        (["name(", '"a")'], "description")
    ]


def test_places_in_front_matter_are_those_of_the_file():
    page = scan_page(
        Text("wiki/a.md", "---\r\nx: 中文\r\ntitle: 中 << name(1) >>\r\n---\r\n"),
        names=["name"],
        diagnostics=Diagnostics(),
    )
    assert [str(macro.span.location) for macro in page.macros] == ["wiki/a.md:3:10"]
    assert [macro.span.content for macro in page.macros] == ["<< name(1) >>"]


def test_aliases_of_aliases_are_read_in_bounded_time():
    lines = ["---", "a0: &a0 [" + ",".join("x" * 10) + "]"]
    lines += [f"a{n}: &a{n} [" + ",".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 40)]
    diagnostics = Diagnostics()
    found = read_front_matter(Text("a.md", "\n".join([*lines, "title: T", "---", ""])), diagnostics)
    assert found is not None
    assert len(found.fields["a39"].scalars) <= 10
    assert found.fields["title"].span.content == "T"


def test_a_key_that_stands_twice_is_told_at_the_second():
    _, found = read("---\ntitle: A\ntags: [a]\ntitle: B\n---\n")
    assert [(str(each.location), each.code.slug, each.message) for each in found] == [
        ("wiki/a.md:4:1", "duplicate-key", "the front matter has title twice, first at line 2")
    ]
    assert len(read("---\n{title: A, title: B}\n---\n")[1]) == 1


def test_what_yaml_merges_in_belongs_to_the_page():
    matter, found = read("---\nbase: &base {title: A, x: 1}\n<<: *base\nx: 2\n---\n")
    assert matter is not None
    assert found == []
    assert {name: field.value for name, field in matter.fields.items()} == {
        "base": {"title": "A", "x": 1},
        "title": "A",
        "x": 2,
    }


def test_a_control_character_is_told_at_its_place():
    _, found = read("---\ntitle: a\x01b\n---\n")
    assert [(str(each.location), each.code.slug, each.hint) for each in found] == [
        ("wiki/a.md:2:9", "front-matter", "take the character out")
    ]
