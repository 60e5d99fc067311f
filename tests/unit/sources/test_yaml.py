"""The strict reader: text stays text, offsets are right, and nothing raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimbook.diagnostics import Diagnostics, Text
from claimbook.sources import yaml
from claimbook.sources.yaml import Mapping, Scalar, Sequence, read_yaml


def read(content, path="data/a.yml"):
    diagnostics = Diagnostics()
    return read_yaml(Text(path, content), diagnostics), list(diagnostics)


def plain(node):
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(child) for key, child in node.entries}


def slugs(found):
    return [diagnostic.code.slug for diagnostic in found]


@pytest.fixture(params=["C", "Python"])
def loader(request, monkeypatch):
    if request.param == "Python":
        monkeypatch.delattr(yaml.yaml, "CSafeLoader", raising=False)
    return request.param


@pytest.mark.parametrize(
    "word", ["no", "NO", "on", "y", "yes", "off", "true", "null", "~", "1.10", "12:30", "0x1F"]
)
def test_b46_every_scalar_is_text(word, loader):
    node, found = read(f"a: {word}\n")
    assert (plain(node), found) == ({"a": word}, [])


def test_b46_words_are_keys_as_they_are_written(loader):
    node, _ = read('vendors: {no: "Nordic Oy", on: "Ono"}\n')
    assert plain(node) == {"vendors": {"no": "Nordic Oy", "on": "Ono"}}


def test_b48_dates_and_versions_stay_text_also_as_keys():
    node, found = read("2026-05-01: {peak: 989}\ndriver: 1.10\n2024-13-45: typo\n")
    assert found == []
    assert plain(node) == {"2026-05-01": {"peak": "989"}, "driver": "1.10", "2024-13-45": "typo"}


def test_b43_numbers_in_any_notation_stay_text():
    node, _ = read("a: 9.89e14\nb: 3.35e12\nc: 1.0e+3\n")
    assert plain(node) == {"a": "9.89e14", "b": "3.35e12", "c": "1.0e+3"}


def test_b47_a_duplicate_key_names_both_lines(loader):
    _, found = read("tdp: 700\nname: x\ntdp: 350   # W\n")
    (error,) = found
    assert error.code.slug == "duplicate-key"
    assert "line 1" in error.message
    assert "line 3" in error.message
    assert (str(error.location), str(error.related[0].span.location)) == (
        "data/a.yml:3:1",
        "data/a.yml:1:1",
    )


def test_b47_a_key_in_quotes_is_the_same_key():
    assert slugs(read("tdp: 1\n'tdp': 2\n")[1]) == ["duplicate-key"]


def test_b47_every_duplicate_is_reported_at_every_depth():
    assert slugs(read("a: {x: 1, x: 2}\nb: [{y: 1, y: 2}]\na: 3\n")[1]) == ["duplicate-key"] * 3


def test_b47_merge_keys_are_allowed_and_explicit_keys_win(loader):
    node, found = read("base: &base {x: 1, y: 2}\na: {<<: *base, x: 3}\nb: {x: 4, <<: [*base]}\n")
    assert found == []
    assert plain(node)["a"] == {"x": "3", "y": "2"}
    assert plain(node)["b"] == {"x": "4", "y": "2"}


def test_b47_the_first_of_several_merged_mappings_wins():
    node, _ = read("p: &p {x: 1}\nq: &q {x: 2, z: 3}\na: {<<: [*p, *q]}\n")
    assert plain(node)["a"] == {"x": "1", "z": "3"}


def test_merging_something_else_is_an_error():
    assert slugs(read("a: {<<: word}\n")[1]) == ["wrong-type"]


def test_b50_an_unquoted_colon_asks_for_quotes():
    node, found = read("a: 1\ntitle: Roofline: GPU A\n")
    assert node is None
    (error,) = found
    assert (error.code.slug, error.location.line) == ("yaml-syntax", 2)
    assert "quotes" in error.hint


def test_a_tab_as_indentation_says_so(loader):
    _, (error,) = read("a:\n\tb: c\n")
    assert (str(error.location), error.hint) == (
        "data/a.yml:2:1",
        "indent with spaces, not with tabs",
    )


def test_an_unclosed_quotation_mark_is_named_where_it_opens(loader):
    _, (error,) = read('a: 1\nb: "open\nc: 2\n')
    assert str(error.location) == "data/a.yml:2:4"


@pytest.mark.parametrize("content", ["", "\n", "# only a comment\n", "---\n", "---\n...\n"])
def test_b51_a_file_that_says_nothing_is_an_empty_scalar(content, loader):
    node, found = read(content)
    assert isinstance(node, Scalar)
    assert node.is_empty
    assert found == []


def test_b51_a_key_without_a_value_is_empty_and_quotes_are_not():
    node, _ = read("extra:\nother: ''\n")
    assert [child.is_empty for _, child in node.entries] == [True, False]


@pytest.mark.parametrize(
    "content",
    ["a: !!python/object/apply:os.system [id]", "a: !foo x", "!x {}", "a: !!str 5", "a: ! x"],
)
def test_tags_are_refused(content, loader):
    node, found = read(content)
    assert node is None
    assert slugs(found) == ["yaml-feature"]


def test_a_second_document_is_refused(loader):
    node, found = read("a: 1\n---\nb: 2\n")
    assert node is None
    assert [(item.code.slug, item.location.line) for item in found] == [("yaml-feature", 2)]


def test_an_alias_that_contains_itself_is_refused(loader):
    assert slugs(read("a: &x [*x]\n")[1]) == ["yaml-feature"]
    assert slugs(read("a: &x {b: *x}\n")[1]) == ["yaml-feature"]


def test_an_alias_without_an_anchor_is_refused():
    assert slugs(read("a: *x\n")[1]) == ["yaml-syntax"]


def test_a_bomb_of_aliases_is_refused(loader):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    node, found = read("\n".join(lines))
    assert node is None
    assert slugs(found) == ["too-large"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused(opening, loader):
    node, found = read(opening * 5000)
    assert node is None
    assert slugs(found)[0] in {"too-large", "yaml-syntax"}


def test_a_list_as_a_key_is_refused():
    assert slugs(read("? [a]\n: b\n")[1]) == ["yaml-feature"]


def test_a_control_character_is_named():
    _, (error,) = read("a: x\x07\n")
    assert (error.code.slug, str(error.location)) == ("yaml-syntax", "data/a.yml:1:5")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_b38_places_do_not_depend_on_line_ends(end, loader):
    content = end.join(["# 说明", "名: 中文 值", "b: 😀 x", "list:", "  - 'q: r'", "last: z", ""])
    node, _ = read(content)
    places = [
        (child.span.content, child.span.location.line, child.span.location.column)
        for _, child in node.entries
    ]
    assert places[:2] == [("中文 值", 2, 4), ("😀 x", 3, 4)]
    assert places[3] == ("z", 6, 7)
    assert node.get("list").items[0].span.content == "'q: r'"


def test_line_separators_that_no_editor_knows_end_no_line(loader):
    node, _ = read("a: x\u2028y\u0085z\nb: q\n")
    assert plain(node) == {"a": "x\u2028y\u0085z", "b": "q"}
    assert node.get("b").span.content == "q"
    assert node.get("b").span.location.line == 2


def test_a_second_byte_order_mark_moves_no_place(loader):
    node, _ = read("\ufeffa: b\n")
    assert node.entries[0][1].span.content == "b"


def test_block_text_is_quoted_text_with_a_span_of_its_own(loader):
    node, _ = read("a: |\n  first\n  second\n\nb: c\n")
    block = node.get("a")
    assert (block.text, block.quoted) == ("first\nsecond\n", True)
    assert block.span.content == "|\n  first\n  second"


def test_a_stretch_of_a_text_keeps_the_places_of_the_whole():
    text = Text("wiki/a.md", "---\ntitle: 標題\nx: y\n---\n# H\n")
    diagnostics = Diagnostics()
    node = read_yaml(text, diagnostics, start=4, end=19)
    assert plain(node) == {"title": "標題", "x": "y"}
    assert str(node.get("x").span.location) == "wiki/a.md:3:4"
    read_yaml(Text("wiki/a.md", "---\ntitle: a: b\n---\n"), diagnostics, start=4, end=15)
    assert [str(item.location) for item in diagnostics] == ["wiki/a.md:2:9"]


_YAMLISH = st.text(
    alphabet="ab:-?&*!|>'\"{}[],#%@` \n\t\r1<~\\x00\u2028\ufeff中\U0001f600", max_size=60
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(_YAMLISH, st.text(max_size=60)))
def test_no_text_raises_and_a_refusal_says_why(content):
    node, found = read(content)
    assert node is not None or found


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text(alphabet="abz中é😀 19.-", min_size=1, max_size=8), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_span_covers_exactly_its_scalar(words, end):
    content = "".join(f"k{index}: '{word}'{end}" for index, word in enumerate(words))
    node, found = read(content)
    assert found == []
    assert isinstance(node, Mapping)
    for (key, child), (index, word) in zip(node.entries, enumerate(words), strict=True):
        assert (key.span.content, child.span.content) == (f"k{index}", f"'{word}'")
        assert child.span.location.line == index + 1
