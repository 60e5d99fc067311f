"""`claimbook check --site`: a macro that a site shows raw is found where it stands."""

import json
from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from claimbook.cli import main

BOOK = {
    "mkdocs.yml": "site_name: Heating\ndocs_dir: wiki\nplugins: [claimbook]\n",
    "data/heater.yml": "name: A heater\npower: {value: 2 kW, source: sheet}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
    "raw/.keep": "",
    "wiki/index.md": '# H\n\n<< spec("heater.power") >> and \\<< spec("a.b") >>\n',
    "wiki/sub/b.md": 'See << spec("heater.power") >>.\n',
}
SHOWN = "a macro is shown as it is written"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Path]:
    write(tmp_path, BOOK)
    with chdir(tmp_path):
        yield tmp_path


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--site", "site", *arguments])


def leftovers(folder: Path, **pages: str) -> list[tuple[str, int, int, str]]:
    write(folder, {f"site/{name}.html": content for name, content in pages.items()})
    found = json.loads(run("--format", "json").stdout)["diagnostics"]
    assert {each["code"] for each in found} <= {"CB705"}
    return [
        (each["path"], each["line"], each["column"], each["message"].partition(": ")[0])
        for each in found
    ]


@pytest.mark.parametrize(
    ("page", "column", "message"),
    [
        ("<p>x &lt;&lt; spec(&quot;a.b&quot;) &gt;&gt; y</p>", 6, SHOWN),
        ('<p>x &#60;&#x3C; spec("c.d") >></p>', 6, SHOWN),
        ('<div><< spec("c.d") >></div>', 6, SHOWN),
        ("<p>&lt;&lt; <em>x</em> * spec(1) &gt;&gt;</p>", 4, SHOWN),
        ('<title>&lt;&lt; spec("c.d") &gt;&gt;</title>', 8, SHOWN),
        ('<img alt="a &lt;&lt; spec(1) &gt;&gt;">', 13, SHOWN),
        ("<meta name=description content='<< claim(\"x\", 1) >>'>", 33, SHOWN),
        ("<p>&lt;&lt; spec( and no end</p>", 4, SHOWN),
        (
            '<a href="b/%3C%3C%20spec(1)%20%3E%3E">x</a>',
            12,
            "angle brackets of a macro were encoded as part of an address",
        ),
        ("<p>x claimbook12z</p>", 6, "a word that stands for a macro was not replaced"),
        ("<a href='#ClaimbookQq0Z'>", 11, "a word that stands for a macro was not replaced"),
        (
            '<p><span class="cb-error"><code>&lt;&lt; f() &gt;&gt;</code> CB305: x</span></p>',
            4,
            "the page shows a fault",
        ),
        ('<p>&lt;<spec("a.b")>&gt;</p>', 8, "a macro became a tag, which no reader sees"),
    ],
)
def test_b28_a_leftover_is_an_error_at_its_place(
    book: Path, page: str, column: int, message: str
) -> None:
    if "a.b" in page:
        write(book, {"wiki/index.md": "# H\n"})
    assert leftovers(book, x=f"<body>\n{page}\n") == [("site/x.html", 2, column, message)]


@pytest.mark.parametrize(
    "page",
    [
        "<pre><code>&lt;&lt; spec(1) &gt;&gt;</code> %3C%3C <b>claimbook0z</b></pre>",
        "<code class='x'>&lt;&lt; <span>spec</span>(1) &gt;&gt;</code>",
        "<!-- << spec(1) >> -->",
        "<script>x << spec(1) >> claimbook0z</script><style>a{} /* %3C%3C */</style>",
        "<textarea>&lt;&lt; spec(1) &gt;&gt;</textarea>",
        '<span class="arithmatex">\\(P &lt;&lt; spec(1) &gt;&gt;\\)</span>',
        "<math><mi>&lt;&lt; spec(1) &gt;&gt;</mi></math>",
        "<p>1 &lt;&lt; 4, x &lt;&lt; y, &lt;&lt; like this &gt;&gt;, std::cout &lt;&lt; f(x)</p>",
        "<p>&lt;&lt; unknown(1) &gt;&gt; and ＜＜ spec(1) ＞＞</p>",
        "<p>&lt;</p><p>&lt; spec(1) &gt;&gt;</p>",
        "<p>the tool claimbook 12z, claimbook and claimbook2zebra</p>",
    ],
)
def test_b28_what_is_none_is_passed_over(book: Path, page: str) -> None:
    assert leftovers(book, x=page) == []


def test_a_macro_that_a_page_shows_by_an_escape_may_stand_in_the_site(book: Path) -> None:
    shown = "<p>&lt;&lt; spec(“a.b”) &gt;&gt;</p>"
    assert leftovers(book, index=shown) == []
    write(book, {"wiki/index.md": "# H\n\n&lt;&lt; spec(&quot;a.b&quot;) &gt;&gt;"})
    assert leftovers(book, index=shown) == []
    write(book, {"wiki/index.md": "# H\n"})
    assert len(leftovers(book, index=shown)) == 1


def test_a_leftover_says_which_page_it_comes_from(book: Path) -> None:
    page = "<p>&lt;&lt; spec(&quot;heater.power&quot;) &gt;&gt;</p>"
    write(book, {"site/sub/b/index.html": page, "site/404.html": page, "site/x.txt": page})
    found = json.loads(run("--format", "json").stdout)["diagnostics"]
    assert [(each["path"], each["related"]) for each in found] == [
        ("site/404.html", []),
        (
            "site/sub/b/index.html",
            [
                {
                    "message": "the page it comes from",
                    "path": "wiki/sub/b.md",
                    "line": 1,
                    "column": 5,
                }
            ],
        ),
    ]


def test_b92_b109_a_site_that_was_built_without_claimbook_is_refused(book: Path) -> None:
    write(book, {"site/index.html": '<p>&lt;&lt; spec("heater.power") &gt;&gt;</p>'})
    done = run()
    assert done.exit_code == 1
    assert "site/index.html:1:4: error CB705 site-leftover: a macro is shown" in done.stderr
    assert "pages of the site searched: 1" in done.stderr


def test_a_clean_site_passes_and_one_without_pages_does_not(book: Path) -> None:
    write(book, {"site/index.html": "<p>2 kW</p>"})
    assert run().exit_code == 0
    (book / "site" / "index.html").unlink()
    done = run()
    assert done.exit_code == 1
    assert "CB702 nothing-to-check: site holds no page" in done.stderr


def test_a_folder_that_does_not_exist_is_wrong_usage(book: Path) -> None:
    assert not (book / "site").exists()
    assert run().exit_code == 2


def test_a_page_with_strange_markup_is_read_to_its_end(book: Path) -> None:
    strange = "<p><code>unclosed\n" * 3 + "</code></code></code></p>\r\n<p &quot;\n<< spec(1) >>"
    assert leftovers(book, x=strange) == [("site/x.html", 6, 1, SHOWN)]
