"""The settings of a book: every wrong one is told with its place, and nothing is raised."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claimbook.diagnostics import Diagnostics, Text
from claimbook.options import KNOWN, Options, read_options

BARE = Options(math=True)
"""All defaults: a site without an extension for mathematics has none that a macro could break."""


def read(content, **beside):
    """The options, and each finding as slug, place and message."""
    found = Diagnostics()
    files = {name.replace("_", "."): text for name, text in beside.items()}
    options = read_options(
        Text("mkdocs.yml", content),
        lambda path: Text(path, files[path]) if path in files else None,
        found,
    )
    return options, [(item.code.slug, str(item.location), item.message) for item in found]


def own(lines):
    """A configuration with these lines under the plugin."""
    return "plugins:\n  - search\n  - claimbook:\n" + "".join(f"      {line}\n" for line in lines)


def test_every_setting_is_read():
    options, found = read(
        "docs_dir: wiki\n"
        + own(
            [
                "root: ..",
                "data: facts/",
                "raw: ./sources",
                "formulas: [one, two.three]",
                "defaults: {direction: one-way, level: scale-up}",
                "hedge: 10 %",
                "language: zh",
                "math: true",
            ]
        )
    )
    assert found == []
    assert (options.root, options.data, options.raw) == ("..", "facts", "sources")
    assert [name for name, _ in options.formulas] == ["one", "two.three"]
    assert str(options.formulas[1][1].location) == "mkdocs.yml:8:23"
    assert dict(options.defaults) == {"direction": "one-way", "level": "scale-up"}
    assert (options.hedge, options.language, options.math) == (Fraction(1, 10), "zh", True)
    assert options.docs_dir == "wiki"


@pytest.mark.parametrize(
    "content",
    [
        "plugins: [search, claimbook]\n",
        "plugins:\n  - claimbook\n",
        "plugins:\n  - claimbook:\n",
        "plugins:\n  - claimbook: {}\n",
        "plugins:\n  claimbook:\n",
        "plugins:\n  search: {}\n  claimbook: {}\n",
        own([f"{name}:" for name in KNOWN]),
        own([f"{name}: ''" for name in KNOWN]),
    ],
)
def test_b51_what_is_left_empty_has_its_default(content):
    assert read(content) == (BARE, [])


def test_b51_an_empty_section_elsewhere_changes_nothing():
    options, found = read(own(["data: facts"]) + "extra:\nnav:\ntheme:\ndocs_dir:\n")
    assert found == []
    assert (options.data, options.docs_dir) == ("facts", "docs")


@pytest.mark.parametrize(
    "form", ["  claimbook:\n    data: facts\n", "  - claimbook:\n      data: facts\n"]
)
def test_the_plugins_may_be_a_list_or_a_mapping(form):
    options, found = read(f"plugins:\n{form}")
    assert (options.data, found) == ("facts", [])


@pytest.mark.parametrize(
    ("lines", "place", "message"),
    [
        (["data: [a]"], "4:7", "data must be a text"),
        (["data: {a: b}"], "4:7", "data must be a text"),
        (["raw: [a]"], "4:7", "raw must be a text"),
        (["root: {}"], "4:7", "root must be a text"),
        (["language: [zh]"], "4:7", "language must be a text"),
        (["formulas: {a: b}"], "4:7", "formulas must be a list of texts"),
        (["formulas: [a, [b]]"], "4:7", "formulas must be a list of texts"),
        (["formulas: [a, null]"], "4:7", "formulas must be a list of texts"),
        (["defaults: x"], "4:17", "defaults must be a mapping of names and texts"),
        (["defaults: [x]"], "4:7", "defaults must be a mapping of names and texts"),
        (["defaults: {a: [b]}"], "4:7", "defaults must be names and texts"),
        (["hedge: wide"], "4:14", "hedge must be a percentage, such as 5 %"),
        (["hedge: -5 %"], "4:14", "hedge must be a percentage, such as 5 %"),
        (["hedge: 100 %"], "4:14", "hedge must be a percentage, such as 5 %"),
        (["hedge: 5"], "4:14", "hedge must be a percentage, such as 5 %"),
        (["hedge: 1e999999999"], "4:14", "hedge must be a percentage, such as 5 %"),
        (["hedge: nan"], "4:14", "hedge must be a percentage, such as 5 %"),
        (["hedge: [5]"], "4:7", "hedge must be a percentage, such as 5 %"),
        (["math: yes"], "4:13", "math must be true or false"),
        (["math: 1"], "4:13", "math must be true or false"),
        (["math: {}"], "4:7", "math must be true or false"),
        (["language: zh", "dta: x"], "5:7", "there is no setting dta"),
        (["Data: x"], "4:7", "there is no setting Data"),
        (["zzz: {}"], "4:7", "there is no setting zzz"),
    ],
)
def test_a_wrong_setting_is_told_with_its_place(lines, place, message):
    _, found = read(own(lines))
    assert found == [("invalid-option", f"mkdocs.yml:{place}", message)]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", True),
        ("markdown_extensions: [wikilinks]\n", False),
        ("markdown_extensions:\n  - markdown.extensions.wikilinks: {base_url: /}\n", False),
        ("markdown_extensions: [tables]\n", True),
    ],
)
def test_wikilinks_are_left_to_an_extension_that_makes_them(more, expected):
    options, found = read(own(["data: facts"]) + more)
    assert (options.wikilinks, options.backlinks, found) == (expected, True, [])


def test_wikilinks_are_left_to_a_plugin_that_makes_them():
    options, _ = read("plugins: [roamlinks, claimbook]\n")
    assert not options.wikilinks
    options, _ = read("plugins: [ezlinks: {}, claimbook: {wikilinks: true, backlinks: false}]\n")
    assert (options.wikilinks, options.backlinks) == (True, False)


def test_rules_for_front_matter_are_read_with_their_kind():
    options, found = read(own(["front_matter: {a: text, 'b?': date, c: [text], d: [x, y]}"]))
    assert found == []
    assert [(key.name, key.kind, key.is_required, key.choices) for key in options.front_matter] == [
        ("a", "text", True, ()),
        ("b", "date", False, ()),
        ("c", "[text]", True, ()),
        ("d", "choice", True, ("x", "y")),
    ]


def test_an_unknown_setting_is_told_with_the_nearest():
    found = Diagnostics()
    read_options(Text("mkdocs.yml", own(["formula: [a]", "zzz: 1"])), lambda _: None, found)
    assert [item.hint for item in found] == [
        "did you mean formulas?",
        f"there are: {', '.join(KNOWN)}",
    ]


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("5 %", Fraction(1, 20)),
        ("5%", Fraction(1, 20)),
        ("2.5 %", Fraction(1, 40)),
        ("0.05", Fraction(1, 20)),
        ("0", Fraction(0)),
        ('"7 %"', Fraction(7, 100)),
    ],
)
def test_a_share_is_exact(written, share):
    options, found = read(own([f"hedge: {written}"]))
    assert (options.hedge, found) == (share, [])


@pytest.mark.parametrize(
    ("extensions", "own_math", "evaluated"),
    [
        ("[tables]", None, True),
        ("[tables]", "false", True),
        ("[tables, pymdownx.arithmatex]", None, False),
        ("[pymdownx.arithmatex: {generic: true}]", None, False),
        ("{pymdownx.arithmatex: {generic: true}}", None, False),
        ("[pymdownx.arithmatex]", "true", True),
        ("[pymdownx.arithmatex]", "false", False),
        ("", None, True),
    ],
)
def test_macros_in_mathematics_wait_for_a_word_where_the_site_has_any(
    extensions, own_math, evaluated
):
    lines = [] if own_math is None else [f"math: {own_math}"]
    options, found = read(f"markdown_extensions: {extensions}\n{own(lines)}")
    assert (options.math, found) == (evaluated, [])


def test_one_formula_library_needs_no_list():
    options, found = read(own(["formulas: mine"]))
    assert ([name for name, _ in options.formulas], found) == (["mine"], [])


@pytest.mark.parametrize(
    ("content", "language"),
    [
        (own([]), "en"),
        ("theme: {name: material, language: zh}\n" + own([]), "zh"),
        ("theme: {name: material, language: zh}\n" + own(["language: de"]), "de"),
        ("theme: material\n" + own([]), "en"),
        ("theme: {language: [zh]}\n" + own([]), "en"),
        ("theme: {language: }\n" + own([]), "en"),
    ],
)
def test_the_language_is_the_plugins_own_or_the_themes(content, language):
    assert read(content)[0].language == language


@pytest.mark.parametrize("value", ["yes", "[a]", "3"])
def test_settings_that_are_no_mapping_are_told(value):
    _, found = read(f"plugins:\n  - claimbook: {value}\n")
    assert found == [
        ("invalid-option", "mkdocs.yml:2:5", "the settings of claimbook are names with values")
    ]


@pytest.mark.parametrize(
    "content",
    ["", "# nothing\n", "site_name: x\n", "plugins:\n", "plugins: [search]\n", "plugins: 3\n"],
)
def test_a_configuration_without_the_plugin_is_told(content):
    options, found = read(content)
    assert replace(options, site_name="") == BARE
    assert found == [
        ("invalid-option", "mkdocs.yml:1:1", "mkdocs.yml does not name the plugin claimbook")
    ]


def test_unknown_tags_are_ignored():
    options, found = read(
        "theme: {icon: !ENV [ICON, x]}\n"
        "markdown_extensions:\n"
        "  - toc: {slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}\n"
        "  - emoji: {generator: !!python/name:material.extensions.emoji.to_svg }\n"
        "  - !custom x\n" + own(["data: !custom facts", "formulas: !relative [a]"])
    )
    assert found == []
    assert options.data == "facts"
    assert [name for name, _ in options.formulas] == ["a"]


@pytest.mark.parametrize(
    ("written", "data"),
    [
        ("!ENV FACTS", "facts"),
        ("!ENV [FACTS]", "facts"),
        ("!ENV [GONE, FACTS]", "FACTS"),
        ("!ENV [GONE, FACTS, other]", "facts"),
        ("!ENV [GONE, other]", "other"),
        ("!ENV [GONE, LOST, other]", "other"),
        # One entry alone is a name; nothing that is set means nothing is said.
        ("!ENV GONE", "data"),
        ("!ENV [GONE]", "data"),
        ("!ENV EMPTY", "data"),
        ("!ENV NOTHING", "data"),
        ("!ENV []", "data"),
        ("!ENV [GONE, !ENV FACTS]", "facts"),
    ],
)
def test_a_setting_may_stand_in_the_environment(written, data):
    found = Diagnostics()
    environment = {"FACTS": "facts", "EMPTY": "", "NOTHING": "null", "other": "no default"}
    text = Text("mkdocs.yml", own([f"data: {written}"]))
    assert read_options(text, lambda _: None, found, environment).data == data
    assert list(found) == []


def test_what_the_environment_says_is_judged_at_its_place():
    found = Diagnostics()
    text = Text("mkdocs.yml", own(["hedge: !ENV [HEDGE, 5 %]", "formulas: !ENV [GONE, [a, b]]"]))
    options = read_options(text, lambda _: None, found, {"HEDGE": "wide"})
    assert [name for name, _ in options.formulas] == ["a", "b"]
    assert [(str(item.location), item.message) for item in found] == [
        ("mkdocs.yml:4:14", "hedge must be a percentage, such as 5 %")
    ]


def test_the_hosts_own_settings_may_stand_in_the_environment_too():
    text = Text("mkdocs.yml", "docs_dir: !ENV [PAGES, wiki]\nINHERIT: !ENV BASE\n" + own([]))
    parents = {"base.yml": Text("base.yml", "theme: {language: zh}\n")}
    found = Diagnostics()
    options = read_options(text, parents.get, found, {"PAGES": "pages", "BASE": "base.yml"})
    assert (options.docs_dir, options.language, list(found)) == ("pages", "zh", [])


def test_places_of_settings_are_kept_for_those_who_judge_them_later():
    options, _ = read(own(["language: xx", "defaults: {direction: one-way}"]))
    assert {name: str(span.location) for name, span in options.places.items()} == {
        "language": "mkdocs.yml:4:17",
        "defaults.direction": "mkdocs.yml:5:18",
    }


def test_anchors_and_merges_are_followed():
    options, found = read(
        "extra: &common {data: facts, raw: words}\n"
        "plugins:\n  - claimbook:\n      <<: *common\n      raw: own\n"
    )
    assert (options.data, options.raw, found) == ("facts", "own", [])


def test_a_parent_lies_beneath():
    options, found = read(
        "INHERIT: base.yml\n" + own(["data: facts"]),
        base_yml="docs_dir: wiki\ntheme: {language: zh}\nplugins:\n  - claimbook: {raw: words}\n",
    )
    # A list is replaced as a whole, as the host does it.
    assert (options.data, options.raw, options.docs_dir, options.language, found) == (
        "facts",
        "raw",
        "wiki",
        "zh",
        [],
    )


def test_mappings_of_a_parent_are_merged_and_places_are_its_own():
    options, found = read(
        "INHERIT: base.yml\nplugins: {claimbook: {data: facts}}\n",
        base_yml="plugins:\n  claimbook:\n    raw: words\n    dta: x\n",
    )
    assert (options.data, options.raw) == ("facts", "words")
    assert found == [("invalid-option", "base.yml:4:5", "there is no setting dta")]


def test_a_parent_of_a_parent_is_found_beside_it():
    options, _ = read_with(
        {
            "mkdocs.yml": "INHERIT: conf/one.yml\nplugins: [claimbook]\n",
            "conf/one.yml": "INHERIT: ../two.yml\n",
            "two.yml": "docs_dir: pages\n",
        }
    )
    assert options.docs_dir == "pages"


def test_a_configuration_that_inherits_from_itself_ends():
    options, found = read_with({"mkdocs.yml": "INHERIT: mkdocs.yml\nplugins: [claimbook]\n"})
    assert (options, found) == (BARE, [])


def read_with(files):
    found = Diagnostics()
    options = read_options(
        Text("mkdocs.yml", files["mkdocs.yml"]),
        lambda path: Text(path, files[path]) if path in files else None,
        found,
    )
    return options, list(found)


def test_a_parent_that_is_missing_is_told():
    _, found = read("site_name: x\nINHERIT: gone.yml\nplugins: [claimbook]\n")
    assert found == [
        ("missing-folder", "mkdocs.yml:2:10", "INHERIT names gone.yml, which does not exist")
    ]


@pytest.mark.parametrize(
    ("content", "slug", "place"),
    [
        ("plugins: [claimbook\n", "yaml-syntax", "2:1"),
        ("a: b: c\n", "yaml-syntax", "1:5"),
        ("x: 1\n\ty: 2\n", "yaml-syntax", "2:1"),
        ("a: 'x\n", "yaml-syntax", "2:1"),
        ("a: *nothing\n", "yaml-syntax", "1:4"),
        ("a: 1\n---\nb: 2\n", "yaml-syntax", "2:1"),
        ("a: \0\n", "yaml-syntax", "1:1"),
        ("a: \ud800\n", "yaml-syntax", "1:1"),
        ("- a\n- b\n", "wrong-type", "1:1"),
        ("just words\n", "wrong-type", "1:1"),
    ],
)
def test_what_is_no_configuration_is_told_once(content, slug, place):
    options, found = read(content)
    assert replace(options, site_name="") == BARE
    assert [item[0] for item in found] == [slug]
    line = place.partition(":")[0]
    assert found[0][1].startswith(f"mkdocs.yml:{line}:")


def test_places_are_right_behind_chinese_words_and_any_line_end():
    content = "site_name: 知识库\r\nplugins:\r\n  - claimbook:\r\n      # 设置\r\n      dta: x\r\n"
    assert read(content)[1][0][1] == "mkdocs.yml:5:7"
    assert read(content.replace("\r\n", "\r"))[1][0][1] == "mkdocs.yml:5:7"
    assert (
        read("site_name: 𝄞知识库\nplugins: [{claimbook: {dta: x}}]\n")[1][0][1] == "mkdocs.yml:2:24"
    )


def test_lists_within_lists_without_end_are_bounded():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )
    assert read(bomb + own(["data: facts"]))[0].data == "facts"
    assert read("a: &a [*a]\n" + own(["data: facts"]))[0].data == "facts"
    assert read("a: " + "[" * 90 + "]" * 90 + "\n" + own([]))[1] == []


PIECES = st.sampled_from(
    ["plugins:", "- claimbook:", "- search", "data: x", "formulas:", "[a]", "{", "}", "[", "]",
     "INHERIT: base.yml", "&a", "*a", "<<: *a", "!ENV", "!!python/name:x", "\n", "\n  ", "\n    ",
     "\n      ", ": ", "#", "'", '"', "|", ">", "\t", "\r", "\0", "中", "---", "...", "hedge: 5 %"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=20).map("".join)))
@example("{? [a] : b}")
@example("plugins: [{claimbook: {? {a: b} : c}}]")
@example("<<: [1, {a: b}]\nplugins: [claimbook]")
@settings(max_examples=300)
def test_any_text_gives_options_and_findings(content):
    options, found = read(content, base_yml=content)
    assert isinstance(options, Options)
    assert all(slug and place for slug, place, _ in found)
