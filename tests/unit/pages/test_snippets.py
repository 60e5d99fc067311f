"""Pages with inclusions: assembled as the Snippets extension does it, every place kept."""

import random
from collections.abc import Mapping

import pytest
from pymdownx.snippets import SnippetPreprocessor

from claimbook.diagnostics import Diagnostics, Text
from claimbook.options import Snippets, read_options
from claimbook.pages.scanner import scan_page
from claimbook.pages.snippets import Assembly, assemble, base_folders


def put_together(
    page: str,
    files: Mapping[str, str],
    settings: Snippets | None = None,
    bases: tuple[str, ...] = ("parts",),
) -> tuple[Assembly, list[tuple[str, str]]]:
    found = Diagnostics()
    read = {name: Text(name, content) for name, content in files.items()}.get
    assembly = assemble(Text("wiki/a.md", page), settings or Snippets(), bases, read, found)
    return assembly, [(str(each.location), each.message) for each in found]


def of(page: str, files: Mapping[str, str], **settings: object) -> str:
    return put_together(page, files, Snippets(**settings))[0].text.content  # type: ignore[arg-type]


UNSEEN = ", so no check can see what it says"
LINES = "one\ntwo\nthree\nfour\nfive\n"


@pytest.mark.parametrize(
    ("page", "assembled"),
    [
        ('a\n--8<-- "x.md"\nb\n', "a\none\ntwo\nthree\nfour\nfive\n\nb\n"),
        ("--8<-- 'x.md'", "one\ntwo\nthree\nfour\nfive\n"),
        ('-8<- "x.md:2:3"', "two\nthree"),
        ('--8<-- "x.md:4"', "four\nfive\n"),
        ('--8<-- "x.md::2"', "one\ntwo"),
        ('--8<-- "x.md:-2"', "five\n"),
        ('--8<-- "x.md:1:1,3:4"', "one\nthree\nfour"),
        ('  --8<-- "x.md:1:2"', "  one\n  two"),
        ('\t--8<-- "x.md:1:2"', "    one\n    two"),
        ("--8<--\nx.md:1:1\n\n; y.md\nx.md:2:2\n--8<--\nb", "one\n\ntwo\nb"),
        (';--8<-- "x.md"', '--8<-- "x.md"'),
        ('--8<-- "missing.md"\nb', "b"),
        ('--8<-- "../wiki/a.md"\nb', "b"),
        ('--8<-- "x.md" \nb', '--8<-- "x.md" \nb'),
        ("a\n<!-- --8<-- [start:s] -->\nb\n<!-- --8<-- [end:s] -->\nc", "a\nb\nc"),
        ("a ;--8<-- [start:s]", "a --8<-- [start:s]"),
    ],
)
def test_b35_a_page_is_assembled_as_the_extension_does_it(page: str, assembled: str) -> None:
    assert of(page, {"parts/x.md": LINES}) == assembled


def test_b35_a_section_is_cut_out_and_may_lose_its_indent() -> None:
    part = "a\n<!-- --8<-- [start:s] -->\n    b\n      c\n<!-- --8<-- [end:s] -->\nd\n"
    page = '--8<-- "x.md:s"'
    assert of(page, {"parts/x.md": part}) == "    b\n      c"
    assert of(page, {"parts/x.md": part}, dedents=True) == "b\n  c"


def test_b35_files_that_include_each_other_end() -> None:
    files = {"parts/x.md": 'x\n--8<-- "y.md"', "parts/y.md": 'y\n--8<-- "x.md"\nz'}
    assert of('--8<-- "x.md"', files) == "x\ny\nz"


def test_b35_files_that_double_at_each_level_are_refused() -> None:
    files = {
        f"parts/{level}.md": f'--8<-- "{level + 1}.md"\n' * 8 + "x" * 1000 for level in range(30)
    }
    _, found = put_together('--8<-- "0.md"', files)
    assert found
    assert "grows too large" in found[0][1]


def test_b35_what_is_appended_to_every_page_is_part_of_it() -> None:
    page = of("a", {"parts/x.md": "x", "parts/y.md": "y"}, appended=("x.md", "y.md"))
    assert page == "a\n\n\nx\n\ny\n"


def test_b35_an_address_that_the_build_fetches_is_an_error() -> None:
    page = 'a\n\n--8<-- "https://a.example/x.md"'
    assert put_together(page, {}, Snippets(downloads=True))[1] == [
        ("wiki/a.md:3:1", f"https://a.example/x.md is fetched when the site is built{UNSEEN}")
    ]
    assert put_together(page, {}, Snippets())[1] == []


def test_b35_a_file_outside_the_book_is_an_error() -> None:
    found = put_together('--8<-- "x.md"', {}, bases=("../elsewhere",))[1]
    assert [place for place, _ in found] == ["wiki/a.md:1:1"]
    unrestricted = Snippets(is_restricted=False)
    assert put_together('--8<-- "../../x.md"', {}, unrestricted)[1]
    assert not put_together('--8<-- "../../x.md"', {})[1]


def test_b35_bases_that_the_configuration_computes_are_an_error() -> None:
    assert put_together('--8<-- "x.md"', {}, Snippets(bases=None), ())[1]


def test_b35_the_bases_are_those_of_the_configuration() -> None:
    settings = Snippets(bases=(".", "shared", "!relative", "$docs_dir/parts", "/elsewhere"))
    assert base_folders(settings, "book/wiki/sub/a.md", "book", "book/wiki") == [
        "book",
        "book/shared",
        "book/wiki/sub",
        "book/wiki/parts",
        "/elsewhere",
    ]


def test_b35_the_front_matter_stays_and_its_lines_count() -> None:
    page = '---\r\ntitle: T\r\n---\r\n\r\n--8<-- "x.md"\r\n'
    assembly, _ = put_together(page, {"parts/x.md": "one\r\ntwo"})
    assert assembly.text.content == "---\r\ntitle: T\r\n---\r\n\none\ntwo\n"
    start = assembly.text.content.index("two")
    place = assembly.place(start, start + 3)
    assert place is not None
    assert [str(span.location) for span in (*place.through, place.span)] == [
        "wiki/a.md:5:1",
        "parts/x.md:2:1",
    ]


def test_b35_a_macro_of_a_part_stands_where_its_author_wrote_it() -> None:
    files = {"parts/x.md": 'wrapped << f("a",\n  f(2)) >> end', "parts/y.md": '- y\n--8<-- "x.md"'}
    assembly, _ = put_together('# H\n\n  --8<-- "y.md"\n', files)
    scanned = scan_page(assembly.text, names=["f"], diagnostics=Diagnostics())
    (macro,) = scanned.macros
    written = assembly.written(macro)
    assert written is not None
    assert str(written.span.location) == "parts/x.md:1:9"
    assert written.span.content == '<< f("a",\n  f(2)) >>'
    assert written.expression == 'f("a",   f(2))'
    assert written.span.text.content[written.expression_start :].startswith('f("a"')


def test_b35_a_macro_that_lies_in_two_files_stands_in_neither() -> None:
    assembly, _ = put_together('<< f("a",\n--8<-- "x.md"', {"parts/x.md": "f(2)) >>"})
    (macro,) = scan_page(assembly.text, names=["f"], diagnostics=Diagnostics()).macros
    assert assembly.written(macro) is None
    assert str(assembly.begin(macro.span).span.location) == "wiki/a.md:1:1"


CONFIG = "site_name: x\nplugins: [claimbook]\n"
COMPLETE = """\
markdown_extensions:
  - pymdownx.snippets:
      base_path: [a, !relative $config_dir, !relative $docs_dir/b, !relative '']
      dedent_subsections: true
      auto_append: [x.md]
      url_download: true
      restrict_base_path: false
"""


@pytest.mark.parametrize(
    ("lines", "snippets"),
    [
        ("", None),
        ("markdown_extensions: [pymdownx.snippets]", Snippets()),
        ("markdown_extensions: {pymdownx.snippets: {base_path: a}}", Snippets(bases=("a",))),
        (
            COMPLETE,
            Snippets(
                bases=("a", ".", "$docs_dir/b", "!relative"),
                is_restricted=False,
                dedents=True,
                downloads=True,
                appended=("x.md",),
            ),
        ),
        ("markdown_extensions: [pymdownx.snippets: {base_path: !other X}]", Snippets(bases=None)),
        (
            "markdown_extensions: [pymdownx.snippets: {base_path: !ENV [X, a]}]",
            Snippets(bases=("a",)),
        ),
    ],
)
def test_b35_the_settings_are_those_of_the_host(lines: str, snippets: Snippets | None) -> None:
    text = Text("mkdocs.yml", CONFIG + lines)
    assert read_options(text, lambda _: None, Diagnostics()).snippets == snippets


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("", {"fenced_code", "tables"}),
        ("[markdown.extensions.admonition]", {"fenced_code", "tables", "admonition"}),
        ("[pymdownx.superfences: {}]", {"fenced_code", "tables", "superfences"}),
        (
            "[extra]",
            {
                "extra",
                "fenced_code",
                "tables",
                "abbr",
                "attr_list",
                "def_list",
                "footnotes",
                "md_in_html",
            },
        ),
    ],
)
def test_the_extensions_are_known_by_their_last_names(written: str, known: set[str]) -> None:
    text = Text("mkdocs.yml", f"{CONFIG}markdown_extensions: {written}\n")
    assert read_options(text, lambda _: None, Diagnostics()).extensions == known


# -- against the extension itself ---------------------------------------------------------------


class Host(SnippetPreprocessor):
    """The extension over files in memory; the names of files are their own places."""

    def __init__(self, files: Mapping[str, str], *, dedents: bool) -> None:
        self.files = files
        self.base_path = []
        self.bases = None
        self.restrict_base_path = True
        self.check_paths = self.url_download = False
        self.auto_append: list[str] = []
        self.dedent_subsections = dedents
        self.tab_length = 4
        self.failed: set[str] = set()

    def get_snippet_path(self, path: str) -> str | None:
        return path if path in self.files else None

    def read_lines(self, path: str) -> list[str]:
        return self.files[path].split("\n") if self.files[path] else []


NAMES = ("a.md", "b.md", "c.md")
PARTS = (
    "text {0} Ω",
    "  indented {0}",
    "\ttab {0}",
    "",
    "   ",
    '--8<-- "{name}"',
    '  --8<-- "{name}"',
    '\t-8<- "{name}:1:2"',
    "--8<-- '{name}:-2'",
    '--8<-- "{name}:2:1,1:-1"',
    '--8<-- "{name}:s"',
    '  --8<-- "{name}:t"',
    '; --8<-- "{name}"',
    ';;--8<-- "{name}"',
    "--8<--",
    "{name}",
    "  {name}:2",
    "; {name}",
    "<!-- --8<-- [start:s] -->",
    "# --8<-- [END: s]",
    "x ;--8<-- [start:s]",
    "--8<-- [start:t]",
    "--8<-- [end:t]",
    '--8<-- "{name}" ',
    '--8<-- "gone.md"',
    '---8<- ":2"',
    '> --8<-- "{name}"',
)


def random_text(generator: random.Random) -> str:
    lines = generator.randrange(9)
    return "\n".join(
        generator.choice(PARTS).format(generator.randrange(100), name=generator.choice(NAMES))
        for _ in range(lines)
    )


def agrees(seed: int) -> bool:
    generator = random.Random(seed)
    files = {name: random_text(generator) for name in NAMES}
    page, dedents = random_text(generator), generator.random() < 0.5
    expected = "\n".join(Host(files, dedents=dedents).run(page.split("\n")))
    stored = {f"parts/{name}": content for name, content in files.items()}
    assembly, _ = put_together(page, stored, Snippets(dedents=dedents))
    assembled = assembly.text.content
    for offset, character in enumerate(assembled):
        place = assembly.place(offset, offset + 1)
        if not character.isspace():
            assert place is not None
            assert place.span.content == character
    return assembled == expected


def test_b35_random_pages_are_assembled_as_the_extension_does_it() -> None:
    assert [seed for seed in range(400) if not agrees(seed)] == []


@pytest.mark.long
def test_b35_ten_thousand_random_pages_are_assembled_as_the_extension_does_it() -> None:
    assert [seed for seed in range(400, 10_400) if not agrees(seed)] == []
