"""What a site says to programs: the files at its top, and the reviews in the head of a page."""

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from mkdocs.exceptions import Abort
from prov.model import ProvDocument

from claimbook import open_book
from claimbook.cli import main
from claimbook.exports import EXPORTS, claims_schema, sources_schema
from mkdocs_claimbook.files import Renewal

ROOT = Path(__file__).resolve().parents[2]
TRUE = '<< claim("2 kW", spec("heater.power"), id="draws") >>'
SAID = '<< reported("9 kW", spec("heater.power"), source="paper", id="said") >>'
PAPER = "title: A paper\nkind: commentary\nurl: https://example.org/paper\n"
FILES = {
    "data/sources/paper.yml": PAPER,
    "wiki/index.md": f"---\ntitle: Top\ncreated: 2025-01-02\n---\n\n# Top\n\nIt draws {TRUE}.\n",
    "wiki/said.md": f"# Said\n\nA paper says {SAID}.\n",
}


def exported(book: Any) -> dict[str, Any]:
    return {name: json.loads((book.site / name).read_text(encoding="utf-8")) for name in EXPORTS}


def ids(book: Any) -> list[str]:
    return [claim["id"] for claim in exported(book)["claims.json"]["claims"]]


def reviews(page: Any) -> list[Any]:
    """The reviews in the head of a page."""
    found = []
    for node in page.all("script"):
        if node.attributes.get("type") == "application/ld+json":
            assert "head" in node.ancestors
            found += json.loads(node.text)["@graph"]
    return found


@pytest.fixture
def book(heaters: Any) -> Any:
    heaters.write(FILES)
    return heaters


def test_a_site_has_the_three_files_at_its_top(book: Any) -> None:
    book.build(strict=True)
    files = exported(book)
    jsonschema.validate(files["claims.json"], claims_schema())
    jsonschema.validate(files["sources.json"], sources_schema())
    assert isinstance(
        ProvDocument.deserialize(content=(book.site / "prov.json").read_text(), format="json"),
        ProvDocument,
    )
    assert ids(book) == ["draws", "said"]
    assert [each["page_path"] for each in files["claims.json"]["claims"]] == ["index.md", "said.md"]
    assert files["sources.json"]["as_of"] == "2023-11-14"
    assert [each["id"] for each in files["sources.json"]["sources"]] == ["paper", "sheet"]
    anchor = files["claims.json"]["claims"][1]["anchor"]
    assert book.page("said/index.html").by_id(anchor)
    assert not [path.name for path in book.site.iterdir() if path.name.startswith(".")]


def test_the_command_writes_the_same_bytes_as_the_site_has(book: Any, tmp_path: Path) -> None:
    book.build()
    config, folder = str(book.folder / "mkdocs.yml"), tmp_path / "new" / "folder"
    done = CliRunner().invoke(main, ["export", str(folder), "--config", config])
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert sorted(path.name for path in folder.iterdir()) == sorted(EXPORTS)
    for name in EXPORTS:
        assert (folder / name).read_bytes() == (book.site / name).read_bytes()
        assert str(tmp_path).encode() not in (folder / name).read_bytes()


def test_the_command_writes_nothing_of_a_book_with_an_error(book: Any, tmp_path: Path) -> None:
    book.write({"wiki/b.md": '<< claim("9 kW", spec("heater.power")) >>\n'})
    folder = tmp_path / "new"
    config = str(book.folder / "mkdocs.yml")
    done = CliRunner().invoke(main, ["export", str(folder), "--config", config])
    assert done.exit_code == 1
    assert "wiki/b.md:1:10: error CB501" in done.stderr
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_a_wrong_call(book: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    config = str(book.folder / "mkdocs.yml")
    for target in (tmp_path / "file", tmp_path / "file" / "below"):
        done = CliRunner().invoke(main, ["export", str(target), "--config", config])
        assert done.exit_code == 2
        assert "Traceback" not in done.output
    done = CliRunner().invoke(
        main, ["export", str(tmp_path / "new"), "--config", config, "--as-of", "today"]
    )
    assert done.exit_code == 2


def test_two_builds_under_other_hash_seeds_give_the_same_bytes(book: Any) -> None:
    found = []
    for seed in ("1", "2"):
        shutil.rmtree(book.site, ignore_errors=True)
        subprocess.run(
            [sys.executable, "-m", "mkdocs", "-q", "build"],
            cwd=book.folder,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        names = (*EXPORTS, "said/index.html")
        found.append({name: (book.site / name).read_bytes() for name in names})
    assert found[0] == found[1]


def test_a_build_that_fails_leaves_the_old_files(book: Any) -> None:
    book.build()
    before = book.digest()
    book.write({"wiki/b.md": '<< claim("9 kW", spec("heater.power")) >>\n'})
    with pytest.raises(Abort):
        book.build()
    assert book.digest() == before


def test_a_draft_is_in_none_of_them_also_in_a_preview(book: Any) -> None:
    draft = (
        '# Plan\n\n<< spec("heater.loss") >> << reported("9 W", note="n", source="{}", id="x") >>'
    )
    book.write(
        {
            "wiki/drafts/plan.md": draft.format("hidden"),
            "data/sources/hidden.yml": "title: H\nkind: secondary\n",
        }
    )
    book.configure('draft_docs: "drafts/"')
    book.build()
    published = {name: (book.site / name).read_bytes() for name in EXPORTS}
    assert ids(book) == ["draws", "said"]
    assert exported(book)["claims.json"]["counts"]["pages"] == 2
    book.build("serve")
    assert (book.site / "drafts/plan/index.html").is_file()
    assert {name: (book.site / name).read_bytes() for name in EXPORTS} == published


def test_a_preview_with_a_fault_lists_the_rest(book: Any) -> None:
    book.write({"wiki/b.md": f'<< spec("heater.none") >>\n\n{SAID.replace("said", "b")}\n'})
    book.build("serve")
    assert ids(book) == ["b", "draws", "said"]
    assert [each["claimReviewed"] for each in reviews(book.page("b/index.html"))] == ["9 kW"]


def test_a_page_can_link_to_them(book: Any) -> None:
    book.write({"wiki/b.md": "[claims](claims.json)\n"})
    book.build(strict=True)
    links = [node.attributes["href"] for node in book.page("b/index.html").all("a")]
    assert "../claims.json" in links


def test_a_file_of_the_pages_with_such_a_name_gives_way_and_is_told(book: Any, caplog: Any) -> None:
    book.write({"wiki/claims.json": "{}\n"})
    book.build()
    assert ids(book) == ["draws", "said"]
    assert "claims.json is made by claimbook" in caplog.text
    with pytest.raises(Abort):
        book.build(strict=True)


def test_a_reported_figure_is_reviewed_in_the_head_of_its_page_alone(book: Any) -> None:
    book.configure("site_url: https://example.org/book/")
    book.build()
    (review,) = reviews(book.page("said/index.html"))
    assert review["@type"] == "ClaimReview"
    assert review["url"] == "https://example.org/book/said/#cb-id-said"
    assert review["author"] == {"@type": "Organization", "name": "Heaters"}
    assert review["claimReviewed"] == "9 kW"
    assert review["reviewRating"]["alternateName"] == "contradicted"
    assert review["itemReviewed"]["appearance"]["url"] == "https://example.org/paper"
    assert reviews(book.page()) == []


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_every_theme_has_a_head_for_it(book: Any, theme: str) -> None:
    book.configure(replace=("{name: mkdocs}", f"{{name: {theme}}}"))
    book.build()
    assert len(reviews(book.page("said/index.html"))) == 1


def test_no_title_of_a_source_runs_in_the_page(book: Any) -> None:
    title = "</script><script>alert(1)</script><!--"
    book.write({"data/sources/paper.yml": PAPER.replace("A paper", f"'{title}'")})
    book.build()
    page = book.page("said/index.html")
    assert [
        node.text for node in page.all("script") if "alert" in node.text and not node.attributes
    ] == []
    (review,) = reviews(page)
    assert review["itemReviewed"]["appearance"]["name"] == title


def test_a_minified_page_keeps_its_reviews(book: Any) -> None:
    book.configure(replace=("  - claimbook\n", "  - minify_html\n  - claimbook\n"))
    book.build()
    html = (book.site / "said/index.html").read_text(encoding="utf-8")
    (data,) = html.split("application/ld+json")[1:]
    assert json.loads(data[data.index(">") + 1 : data.index("</script>")])["@graph"]


def test_b86_a_build_in_part_renews_the_files_and_the_reviews(book: Any) -> None:
    book.build()
    book.write({"data/sources/paper.yml": PAPER.replace("A paper", "Another")})
    book.build(dirty=True)
    (review,) = reviews(book.page("said/index.html"))
    assert review["itemReviewed"]["appearance"]["name"] == "Another"
    titles = [each["title"] for each in exported(book)["sources.json"]["sources"]]
    assert titles == ["Another", "A sheet"]


def test_a_page_whose_reviews_alone_change_is_due(book: Any) -> None:
    def due() -> bool:
        page = open_book(book.folder).check().pages["said.md"]
        return renewal.is_due("said.md", book.site / "said/index.html", page)

    renewal = Renewal(str(book.site))
    assert due()
    renewal.finish()
    assert not due()
    book.write({"data/sources/paper.yml": f"{PAPER}published: 2024-05-06\n"})
    assert due()


@pytest.mark.parametrize("order", [0, 1], ids=["before", "after"])
def test_b107_every_language_is_in_them_once(book: Any, order: int, caplog: Any) -> None:
    i18n = (
        "  - i18n: {languages: [{locale: en, default: true, name: English, build: true}, "
        "{locale: de, name: Deutsch, build: true}]}\n"
    )
    plugins = ["  - claimbook\n", i18n]
    both = "".join(plugins if order else plugins[::-1])
    book.configure(replace=("  - claimbook\n", both))
    book.write({"wiki/index.de.md": '# Oben\n\n<< spec("heater.loss") | to("W") >>\n'})
    caplog.set_level(logging.INFO)
    book.build(strict=True)
    claims = exported(book)["claims.json"]
    assert claims["counts"]["pages"] == 3
    assert [(each["page_path"], each["text"]) for each in claims["claims"]] == [
        ("index.de.md", "500 W"),
        ("index.md", "2 kW"),
        ("said.md", "9 kW (recomputed: 2 kW)"),
    ]
    assert [path.parent for path in book.site.rglob("claims.json")] == [book.site]
    assert len(reviews(book.page("said/index.html"))) == 1
    assert len(reviews(book.page("de/said/index.html"))) == 1


def test_the_files_of_this_book_are_what_their_schemas_say(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "claimbook", "export", str(tmp_path / seed)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1764000000"},
            check=True,
            capture_output=True,
        )
    files = {name: (tmp_path / "1" / name).read_bytes() for name in EXPORTS}
    assert {name: (tmp_path / "2" / name).read_bytes() for name in EXPORTS} == files
    claims, sources = (json.loads(files[name]) for name in ("claims.json", "sources.json"))
    jsonschema.validate(claims, claims_schema())
    jsonschema.validate(sources, sources_schema())
    assert len(claims["claims"]) > 500
    assert len({claim["id"] for claim in claims["claims"]}) == len(claims["claims"])
    literals = {each["text"] for claim in claims["claims"] for each in claim["literals"]}
    assert {name for claim in claims["claims"] for name in claim["inputs"]} == literals.union(
        claims["specs"]
    )
    named = {source["id"] for source in sources["sources"]}
    assert named == {path.stem for path in (ROOT / "data" / "sources").glob("*.yml")}
    assert {name for claim in claims["claims"] for name in claim["sources"]} <= named
    graph = json.loads(files["prov.json"])
    document = ProvDocument.deserialize(content=files["prov.json"].decode(), format="json")
    assert isinstance(document, ProvDocument)
    nodes = set(graph["entity"])
    assert {f"claim:{claim['id']}" for claim in claims["claims"] if claim["id"].isascii()} <= nodes
    assert {each["prov:usedEntity"] for each in graph["wasDerivedFrom"].values()} <= nodes
    assert not any(str(ROOT).encode() in content for content in files.values())
