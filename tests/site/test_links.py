"""Links in a built site: each leads to a file and an id that are there, whatever the addresses."""

import os
import posixpath
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from mkdocs.exceptions import Abort

from claimbook import open_book
from mkdocs_claimbook import shelf

FILES = {
    "wiki/index.md": """\
---
title: "首页 [x] *y*"
---

# 首页

See [[GPU A]], [[chips/gpu-a#peak|the **peak**]], [[chips]], [[带宽#双 向]] and [[#Power now]].

| a | b |
|---|---|
| [[gpu-a|it | draws << spec("heater.power") >>]] | `[[x|y]]` |

## Power now

[[sheet]] \\[[x]]
""",
    "wiki/chips/index.md": "# Chips\n\n[home](../index.md), [[/index]]\n",
    "wiki/chips/gpu-a.md": "# GPU A\n\n## Peak {#peak}\n\n[[带宽]]\n",
    "wiki/bw.md": "---\ntitle: 带宽\n---\n\n## 单向\n\n## 双_向\n\nText.\n",
    "wiki/sources.md": '# Sources\n\n<a id="source-sheet"></a>A sheet.\n',
}


def strict(heaters: Any, *, directories: bool) -> Any:
    heaters.write(FILES)
    heaters.configure(replace=("plugins:\n", "plugins:\n  - search\n"))
    heaters.configure(
        f"use_directory_urls: {str(directories).lower()}",
        "validation: {links: {anchors: warn, not_found: warn, unrecognized_links: warn}}",
    )
    return heaters


def address(page: str, directories: bool) -> str:
    stem = page.removesuffix(".md")
    if not directories or posixpath.basename(stem) == "index":
        return f"{stem}.html"
    return f"{stem}/index.html"


def followed(book: Any, page: str, *, directories: bool) -> dict[str, str]:
    """The links of a page by their words: the file and id that each leads to, which are there."""
    here = address(page, directories)
    found = {}
    for node in book.page(here).all("a"):
        href = unquote(node.attributes.get("href", ""))
        if "headerlink" in node.classes or "cb-number" in node.classes or "://" in href:
            continue
        if not {"p", "td"} & {*node.ancestors} or {"nav", "section"} & {*node.ancestors}:
            continue
        path, _, anchor = href.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here
        if (book.site / target).is_dir():
            target = posixpath.normpath(posixpath.join(target, "index.html"))
        assert (book.site / target).is_file(), href
        if anchor:
            assert book.page(target).by_id(anchor)
        found[node.text.replace("\u00a0", " ")] = target + (f"#{anchor}" if anchor else "")
    return found


@pytest.mark.parametrize("directories", [True, False])
def test_b95_every_link_leads_to_a_file_and_an_id(heaters: Any, directories: bool) -> None:
    book = strict(heaters, directories=directories)
    book.build(strict=True)

    def at(page: str, anchor: str = "") -> str:
        return address(page, directories) + anchor

    assert followed(book, "index.md", directories=directories) == {
        "GPU A": at("chips/gpu-a.md"),
        "the peak": at("chips/gpu-a.md", "#peak"),
        "Chips": at("chips/index.md"),
        "带宽 › 双_向": at("bw.md", "#to-双-向"),
        "Power now": at("index.md", "#to-power-now"),
        "it | draws 2 kW": at("chips/gpu-a.md"),
        "A sheet": at("sources.md", "#source-sheet"),
    }
    assert followed(book, "chips/index.md", directories=directories) == {
        "home": at("index.md"),
        "首页 [x] *y*": at("index.md"),
    }
    assert "[[x|y]]" in [node.text for node in book.page().all("code")]
    assert "[[x]]" in book.page().text


@pytest.mark.parametrize("directories", [True, False])
def test_b95_the_foot_lists_the_pages_that_link_here(heaters: Any, directories: bool) -> None:
    book = strict(heaters, directories=directories)
    book.build(strict=True)
    foot = book.page(address("chips/gpu-a.md", directories)).one("nav", "cb-backlinks")
    assert foot.attributes["aria-label"] == "Linked from"
    up = "../../" if directories else "../index.html"
    assert [(node.text, node.attributes["href"]) for node in foot.all("a")] == [
        ("首页 [x] *y*", up)
    ]
    foot = book.page(address("bw.md", directories)).one("nav", "cb-backlinks")
    assert [node.text for node in foot.all("a")] == ["GPU A", "首页 [x] *y*"]
    assert foot.parent is not None
    assert "data-search-exclude" in foot.parent.attributes
    assert "Linked from" not in (book.site / "search/search_index.json").read_text()


def test_a_page_that_nothing_links_to_has_no_list(heaters: Any) -> None:
    heaters.write({"wiki/index.md": "# Top\n\n[[#top]]\n", "wiki/b.md": "# B\n\n[[index]]\n"})
    heaters.build(strict=True)
    assert heaters.page("b/index.html").all("nav", "cb-backlinks") == []
    heaters.configure(replace=("  - claimbook\n", "  - claimbook: {backlinks: false}\n"))
    heaters.build(strict=True)
    assert heaters.page().all("nav", "cb-backlinks") == []


def test_the_foot_speaks_the_language_of_the_book(heaters: Any) -> None:
    heaters.write({"wiki/index.md": "# 甲\n", "wiki/b.md": "# 乙\n\n[[index]]\n"})
    heaters.configure(replace=("  - claimbook\n", "  - claimbook: {language: zh}\n"))
    heaters.build(strict=True)
    assert heaters.page().one("nav", "cb-backlinks").text == "链入本页乙"


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("[[gpu-b]]", "CB330"),
        ("[[index]]", "CB331"),
        ("[[gpu-a#x]]", "CB332"),
        ("![[bw]]", "CB334"),
    ],
)
def test_b93_a_link_that_leads_nowhere_keeps_the_old_site(
    heaters: Any, link: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    heaters.write(FILES)
    heaters.build()
    before = heaters.digest()
    heaters.write({"wiki/bw.md": f"Text.\n\nSee {link}.\n"})
    with pytest.raises(Abort):
        heaters.build()
    assert f"wiki/bw.md:3:5: error {code}" in caplog.text
    assert heaters.digest() == before


def test_a_preview_shows_the_fault_at_its_place(heaters: Any) -> None:
    heaters.write({"wiki/index.md": 'A\n\nSee [[gpu|it << spec("heater.power") >>]], [[#x]].\n'})
    heaters.build("serve")
    boxes = [node.text for node in heaters.page().all("span", "cb-error")]
    assert [box.partition(": ")[0].split()[-2:] for box in boxes] == [
        ["CB330", "link-unknown"],
        ["CB332", "heading-unknown"],
    ]
    assert heaters.page().all("button", "cb-number") == []


def test_b90_a_link_to_a_draft_is_refused_in_a_build_and_fine_in_a_preview(heaters: Any) -> None:
    heaters.write({"wiki/index.md": "[[plan]]\n", "wiki/drafts/plan.md": "# Plan\n\n[[index]]\n"})
    heaters.configure('draft_docs: "drafts/"')
    with pytest.raises(Abort):
        heaters.build()
    heaters.build("serve")
    assert followed(heaters, "index.md", directories=True) == {"Plan": "drafts/plan/index.html"}
    assert heaters.page().all("nav", "cb-backlinks") == []


def test_a_page_that_another_plugin_makes_is_linked_as_any(heaters: Any) -> None:
    heaters.write(
        {
            "wiki/index.md": "[[made]]\n",
            "make.py": "import mkdocs_gen_files\n"
            "with mkdocs_gen_files.open('made.md', 'w') as file:\n"
            "    file.write('# Made\\n\\n[[index]]\\n')\n",
        }
    )
    heaters.configure(
        replace=("  - claimbook\n", "  - claimbook\n  - gen-files: {scripts: [make.py]}\n")
    )
    folder = Path.cwd()
    os.chdir(heaters.folder)
    try:
        heaters.build(strict=True)
    finally:
        os.chdir(folder)
    assert followed(heaters, "index.md", directories=True) == {"Made": "made/index.html"}


def test_a_link_that_a_template_writes_is_resolved_or_refused(
    heaters: Any, caplog: pytest.LogCaptureFixture
) -> None:
    heaters.write({"wiki/index.md": '# T\n\n[[{{ "b" }}|x]] << spec("heater.power") >>\n'})
    heaters.write({"wiki/b.md": "# B\n"})
    heaters.configure(replace=("  - claimbook\n", "  - claimbook\n  - macros\n"))
    with pytest.raises(Abort):
        heaters.build()
    assert 'wiki/index.md:3:1: error CB330 link-unknown: [[{{ "b" }}]]' in caplog.text
    heaters.write({"wiki/index.md": '# T\n\n{{ "[[b]]" }} << spec("heater.power") >>\n'})
    heaters.write({"wiki/b.md": '# B\n\n{{ "[[" }}index]]\n'})
    heaters.build()
    assert followed(heaters, "b.md", directories=True) == {"T": "index.html"}
    heaters.write({"wiki/b.md": '# B\n\n{{ "[[" }}nowhere]] << spec("heater.power") >>\n'})
    caplog.clear()
    with pytest.raises(Abort):
        heaters.build()
    assert "error CB330 link-unknown: [[nowhere]]" in caplog.text


def test_a_link_in_an_included_file_is_relative_to_the_page(heaters: Any) -> None:
    heaters.write(
        {
            "wiki/a/b.md": '--8<-- "part.md"\n',
            "wiki/c.md": '--8<-- "part.md"\n',
            "wiki/d.md": "# D\n",
            "parts/part.md": "See [[d]].\n",
        }
    )
    heaters.build(strict=True)
    assert followed(heaters, "a/b.md", directories=True) == {"D": "d/index.html"}
    assert followed(heaters, "c.md", directories=True) == {"D": "d/index.html"}


def test_a_renewal_in_part_shows_new_links_back(heaters: Any) -> None:
    heaters.write({"wiki/index.md": "# Top\n", "wiki/b.md": "# B\n"})
    heaters.build()
    heaters.write({"wiki/b.md": "# B\n\n[[index]]\n"})
    heaters.build(dirty=True)
    assert [node.text for node in heaters.page().one("nav", "cb-backlinks").all("a")] == ["B"]


@pytest.mark.parametrize("directories", [True, False])
def test_zensical_makes_the_same_links(heaters: Any, directories: bool) -> None:
    book = strict(heaters, directories=directories)
    theme = "theme: {name: mkdocs}"
    book.configure(replace=(theme, "theme: {name: material, font: false}"))
    book.configure(replace=("  - admonition\n", "  - claimbook\n  - admonition\n"))
    book.configure(
        replace=("  - pymdownx.snippets: {base_path: !relative $config_dir/parts}\n", "")
    )
    book.build(strict=True)
    pages = ["index.md", "chips/index.md", "chips/gpu-a.md", "bw.md"]
    ours = {page: followed(book, page, directories=directories) for page in pages}
    feet = {page: _foot(book, page, directories) for page in pages}
    binaries = str(Path(sys.executable).parent)
    built = subprocess.run(
        ["zensical", "build", "--clean"],
        cwd=book.folder,
        env={**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert "error" not in built.stdout + built.stderr
    assert {page: followed(book, page, directories=directories) for page in pages} == ours
    assert {page: _foot(book, page, directories) for page in pages} == feet
    assert ours["index.md"]["GPU A"] == address("chips/gpu-a.md", directories)
    assert [title for title, _ in feet["bw.md"]] == ["GPU A", "首页 [x] *y*"]
    index = (book.site / "search.json").read_text(encoding="utf-8")
    assert "Linked from" not in index
    assert "首页" in index


def _foot(book: Any, page: str, directories: bool) -> list[tuple[str, str]]:
    """What the foot of a page lists: titles, and the files that they lead to."""
    here = address(page, directories)
    found = []
    for foot in book.page(here).all("nav", "cb-backlinks"):
        for node in foot.all("a"):
            joined = posixpath.join(posixpath.dirname(here), node.attributes["href"])
            target = posixpath.normpath(joined)
            if (book.site / target).is_dir():
                target = posixpath.normpath(posixpath.join(target, "index.html"))
            found.append((node.text, target))
    return found


def test_the_pages_are_looked_at_again_when_one_is_new(
    heaters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heaters.write({"wiki/index.md": "# Top\n"})
    book, kept = open_book(heaters.folder), shelf.Shelf()
    first = kept.links(book)
    assert kept.links(book) is first
    monkeypatch.setattr(shelf, "_LOOK_AGAIN", 0)
    assert kept.links(book) is first
    heaters.write({"wiki/b.md": "# B\n\n[[index]]\n"})
    assert [page.path for page in kept.links(book).backlinks("index.md")] == ["b.md"]


def test_a_fault_under_zensical_is_a_box_and_a_line_with_its_place(heaters: Any) -> None:
    heaters.write({"wiki/index.md": "# T\n\nSee [[nowhere]].\n"})
    heaters.configure(replace=("  - admonition\n", "  - claimbook\n  - admonition\n"))
    heaters.configure(
        replace=("  - pymdownx.snippets: {base_path: !relative $config_dir/parts}\n", "")
    )
    heaters.configure(replace=("theme: {name: mkdocs}", "theme: {name: material, font: false}"))
    binaries = str(Path(sys.executable).parent)
    built = subprocess.run(
        ["zensical", "build", "--clean"],
        cwd=heaters.folder,
        env={**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0
    assert "wiki/index.md:3:5: error CB330 link-unknown" in built.stderr
    assert "CB330" in heaters.page().one("span", "cb-error").text
