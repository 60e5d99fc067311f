"""Places where an author may write a number, in real builds: inclusions, ids, odd set-ups."""

import json
import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from click.testing import CliRunner
from mkdocs.exceptions import Abort

from claimbook import open_book
from claimbook.cli import main

POWER = '<< spec("heater.power") >>'
WRONG = '<< claim("3 kW", spec("heater.power")) >>'
RIGHT = '<< claim("2 kW", spec("heater.power")) >>'


def check(book: Any) -> dict[str, Any]:
    config = str(book.folder / "mkdocs.yml")
    done = CliRunner().invoke(main, ["check", "--format", "json", "--config", config])
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_b35_a_part_is_evaluated_in_each_page_and_shows_in_the_site(heaters: Any) -> None:
    heaters.write(
        {
            "parts/limits.md": f"Power {POWER} W, headroom {RIGHT}\n",
            "wiki/index.md": '# A\n\n--8<-- "limits.md"\n',
            "wiki/b.md": "# B\n\n!!! note\n    --8<--\n    limits.md\n    --8<--\n",
            "wiki/code.md": '# C\n\n```\n--8<-- "limits.md"\n```\n',
        }
    )
    document = check(heaters)
    assert document["counts"]["macros"] == 4
    assert document["counts"]["claims_checked"] == 2
    places = [
        (each["page"], each["line"], each["column"], each["included"])
        for each in document["claims"]
        if each["stance"] == "asserted"
    ]
    there = {"path": "parts/limits.md", "line": 1, "column": 46}
    assert places == [("wiki/b.md", 5, 5, there), ("wiki/index.md", 3, 1, there)]
    heaters.build(strict=True)
    for path in ("index.html", "b/index.html"):
        numbers = [node.text for node in heaters.page(path).all(css="cb-number")]
        assert numbers == ["2\u00a0kW", "2\u00a0kW"]
    (code,) = heaters.page("code/index.html").all("code")
    assert code.text == f"Power {POWER} W, headroom {RIGHT}\n"


def test_b35_a_fault_in_a_part_is_told_once_with_all_who_include_it(
    heaters: Any, caplog: pytest.LogCaptureFixture
) -> None:
    heaters.write(
        {
            "parts/limits.md": f"Power {WRONG}\n",
            "parts/outer.md": 'x\n--8<-- "limits.md"\n',
            "wiki/a.md": '# A\n\n\n\n--8<-- "limits.md"\n',
            "wiki/b.md": '# B\n\n--8<-- "outer.md"\n',
        }
    )
    (found,) = check(heaters)["diagnostics"]
    assert (found["code"], found["path"], found["line"], found["column"]) == (
        "CB501",
        "parts/limits.md",
        1,
        16,
    )
    related = [(each["message"], each["path"], each["line"]) for each in found["related"]]
    assert related == [
        ("it is included here", "wiki/a.md", 5),
        ("heater.power = 2 kW", "data/heater.yml", 2),
        ("it is included here, through parts/outer.md:2:1", "wiki/b.md", 3),
    ]
    with pytest.raises(Abort):
        heaters.build()
    assert "wiki/a.md:5:1 -> parts/limits.md:1:16: error CB501" in caplog.text
    assert caplog.text.count("error CB501") == 1


def test_b35_an_id_in_a_part_may_stand_in_several_pages(heaters: Any) -> None:
    heaters.write(
        {
            "parts/x.md": '<< spec("heater.power", id="the-power") >>\n',
            "wiki/a.md": '--8<-- "x.md"\n',
            "wiki/b.md": '--8<-- "x.md"\n',
        }
    )
    assert check(heaters)["diagnostics"] == []


@pytest.mark.parametrize("setting", ["{}", "{base_path: parts}", "{base_path: [docs, parts]}"])
def test_b35_the_base_is_the_configurations_folder_unless_it_says_otherwise(
    heaters: Any, setting: str
) -> None:
    heaters.configure(replace=("{base_path: !relative $config_dir/parts}", setting))
    name = "parts/x.md" if setting == "{}" else "x.md"
    heaters.write({"parts/x.md": POWER, "wiki/index.md": f'--8<-- "{name}"\n'})
    assert check(heaters)["counts"]["macros"] == 1


def test_b35_relative_is_the_folder_of_the_page(heaters: Any) -> None:
    heaters.configure(replace=("!relative $config_dir/parts", "!relative ''"))
    heaters.write({"wiki/sub/x.txt": WRONG, "wiki/sub/a.md": '# A\n\n--8<-- "x.txt"\n'})
    (found,) = check(heaters)["diagnostics"]
    assert found["path"] == "wiki/sub/x.txt"
    with pytest.raises(Abort):
        heaters.build()


def test_b35_the_folders_of_parts_are_watched_and_the_books_own_is_not(heaters: Any) -> None:
    heaters.write({"parts/x.md": "x"})
    assert str(heaters.folder / "parts") in open_book(heaters.folder).watched
    heaters.configure(replace=("!relative $config_dir/parts", "[., wiki, ../elsewhere]"))
    assert [Path(path).name for path in open_book(heaters.folder).watched] == [
        "data",
        "raw",
        "claims.lock",
    ]


def test_b35_without_the_extension_its_marks_are_text(heaters: Any) -> None:
    heaters.configure(
        replace=("  - pymdownx.snippets: {base_path: !relative $config_dir/parts}\n", "")
    )
    heaters.write({"parts/x.md": WRONG, "wiki/index.md": '--8<-- "x.md"\n'})
    document = check(heaters)
    assert (document["counts"]["macros"], document["diagnostics"]) == (0, [])


def test_b35_a_link_out_of_the_book_is_not_followed(heaters: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret << spec(\n")
    heaters.write({"parts/x.md": "", "wiki/index.md": '--8<-- "link.md"\n'})
    (heaters.folder / "parts" / "link.md").symlink_to(tmp_path / "secret.md")
    assert check(heaters)["diagnostics"] == []


def test_b40_every_link_of_a_page_finds_its_number_after_decoding(heaters: Any) -> None:
    decomposed = normalize("NFD", "プログラム")
    heaters.write({f"wiki/{decomposed}.md": f"# プログラム {POWER}\n\n功率 {POWER} が {RIGHT}\n"})
    heaters.build()
    page = heaters.page(f"{decomposed}/index.html")
    # A browser compares the two character by character.
    ids = {node.attributes.get("id", "") for node in page.walk()}
    opened = [node.attributes["popovertarget"] for node in page.all("button", "cb-number")]
    assert len(opened) == 2
    assert set(opened) <= ids


def test_lines_of_metadata_without_a_rule_give_the_title(heaters: Any) -> None:
    heaters.write({"wiki/a.md": f"Title: Heat of {POWER}\nAuthor: x\n\n# H\n\n{RIGHT}\n"})
    document = check(heaters)
    assert document["counts"]["macros"] == 2
    heaters.build(strict=True)
    page = heaters.page("a/index.html")
    assert "Heat of 2 kW" in page.one("title").text
    assert [node.text for node in page.all(css="cb-number")] == ["2\u00a0kW"]


@pytest.mark.parametrize(
    ("extensions", "page", "seen"),
    [
        ("[]", f"!!! note\n\n    {POWER}\n", False),
        ("[admonition]", f"!!! note\n\n    {POWER}\n", True),
        ("[]", f'=== "A"\n\n    {POWER}\n', False),
        ("[pymdownx.tabbed: {alternate_style: true}]", f'=== "A"\n\n    {POWER}\n', True),
        ("[]", f"??? note\n\n    {POWER}\n", False),
        ("[pymdownx.details]", f"??? note\n\n    {POWER}\n", True),
        ("[]", f"term\n\n:   a\n\n    {POWER}\n", False),
        ("[def_list]", f"term\n\n:   a\n\n    {POWER}\n", True),
        ("[]", f"x[^1]\n\n[^1]: a\n\n    {POWER}\n", False),
        ("[footnotes]", f"x[^1]\n\n[^1]: a\n\n    {POWER}\n", True),
        ("[extra]", f"x[^1]\n\n[^1]: a\n\n    {POWER}\n", True),
        ("[]", f'<div markdown="1">\n`{POWER}`\n</div>\n', True),
        ("[md_in_html]", f'<div markdown="1">\n`{POWER}`\n</div>\n', False),
        ("[]", f"```\n{POWER}\n```\n", False),
        ("[]", f"~~~ {{.md}}\n{POWER}\n~~~\n", False),
        ("[pymdownx.superfences]", f"- a\n\n    ```\n    {POWER}\n    ```\n", False),
        ("[]", f"> ```\n> a\n>\n> {POWER}\n> ```\n", True),
        ("[pymdownx.superfences]", f"> ```\n> a\n>\n> {POWER}\n> ```\n", False),
    ],
)
def test_what_is_code_follows_the_extensions_of_the_site(
    heaters: Any, extensions: str, page: str, seen: bool
) -> None:
    config = (heaters.folder / "mkdocs.yml").read_text()
    head = config.partition("markdown_extensions:")[0]
    heaters.write({"mkdocs.yml": f"{head}markdown_extensions: {extensions}\n", "wiki/a.md": page})
    document = check(heaters)
    assert document["counts"]["macros"] == int(seen)
    assert [each["code"] for each in document["diagnostics"] if each["severity"] == "error"] in (
        [],
        ["CB311"],
    )
    if document["diagnostics"] and document["diagnostics"][0]["code"] == "CB311":
        return
    heaters.build()
    shown = heaters.page("a/index.html")
    assert len(shown.all(css="cb-number")) == int(seen)
    literal = [node for node in shown.all("code") if "spec(" in node.text]
    assert len(literal) == int(not seen)


def test_what_readers_of_the_head_see_is_plain_text(heaters: Any) -> None:
    heaters.write(
        {
            "wiki/a.md": f"---\ntitle: 'T {POWER}'\ndescription: 'D {RIGHT}'\n---\n"
            f"# H {POWER}\n\n{POWER}\n"
        }
    )
    heaters.build()
    html = (heaters.site / "a" / "index.html").read_text()
    head = html.partition("</head>")[0]
    assert "T 2 kW" in head
    assert "cb-" not in re.sub(r'href="[^"]*claimbook[^"]*"', "", head)
