"""A build publishes a book that is right, or leaves the old site as it was."""

import contextlib
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mkdocs.exceptions import Abort

GOOD = {
    "wiki/index.md": '# Top\n\n<< claim("2 kW", spec("heater.power")) >>\n',
    "wiki/b.md": '# B\n\n<< spec("heater.loss") >>\n',
}
MARGINAL = '# B\n\n<< claim("small", spec("heater.loss") <= q("0.5 kW", source="sheet")) >>\n'


@pytest.fixture
def published(heaters: Any) -> Any:
    """A book with a site on disk."""
    heaters.write(GOOD)
    heaters.build()
    return heaters


def _entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={
            **os.environ,
            "SOURCE_DATE_EPOCH": "1700000000",
            "NO_MKDOCS_2_WARNING": "1",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_build_leaves_the_site_and_nothing_beside_it(published: Any) -> None:
    assert _entries(published.folder) == ["data", "mkdocs.yml", "raw", "site", "wiki"]
    published.build()
    assert _entries(published.folder) == ["data", "mkdocs.yml", "raw", "site", "wiki"]


def test_b80_b82_a_failing_build_names_every_fault_once_and_keeps_the_site(
    published: Any, caplog: pytest.LogCaptureFixture
) -> None:
    before = published.digest()
    published.write(
        {
            "wiki/index.md": "---\ntitle: T\n---\n# Top\n\n"
            'x << claim("3 kW", spec("heater.power")) >>\n',
            "wiki/b.md": '# B\n\n<< spec("heater.lost") >>\n\n<< powr("a") >>\n',
            "wiki/new.md": "# New\n",
        }
    )
    with pytest.raises(Abort):
        published.build()
    assert published.digest() == before
    assert _entries(published.folder) == ["data", "mkdocs.yml", "raw", "site", "wiki"]
    (report,) = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    places = ["wiki/b.md:3:", "wiki/b.md:5:", "wiki/index.md:6:"]
    assert [report.count(place) for place in places] == [1, 1, 1]
    assert report.index(places[0]) < report.index(places[1]) < report.index(places[2])


def test_a_build_reports_its_counts(published: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    published.build()
    (counts,) = [each.getMessage() for each in caplog.records if "macros:" in each.getMessage()]
    assert counts.startswith("claimbook: pages: 2, macros: 2, claims checked: 1,")


def test_a_fault_in_the_data_fails_the_build_and_keeps_the_site(published: Any) -> None:
    before = published.digest()
    published.write({"data/heater.yml": "power: {value: 2, source: sheet}\n"})
    with pytest.raises(Abort):
        published.build()
    assert published.digest() == before


def test_an_unknown_setting_fails_the_build(published: Any) -> None:
    published.configure(replace=("- claimbook\n", "- claimbook: {datum: x}\n"))
    with pytest.raises(Abort):
        published.build()


def test_a_warning_keeps_the_site_under_strict_and_only_then(published: Any) -> None:
    before = published.digest()
    published.write({"wiki/b.md": '<< q("2 FLOPs/s", source="sheet") >>\n'})
    with pytest.raises(Abort, match="1 warnings in strict mode"):
        published.build(strict=True)
    assert published.digest() == before
    assert _entries(published.folder) == ["data", "mkdocs.yml", "raw", "site", "wiki"]
    published.build()
    assert published.digest() != before


def test_a_marginal_claim_is_published_under_strict_too(published: Any) -> None:
    before = published.digest()
    published.write({"wiki/b.md": MARGINAL})
    published.build(strict=True)
    assert published.digest() != before


def test_a_warning_of_mkdocs_keeps_the_site_under_strict(published: Any) -> None:
    before = published.digest()
    published.write({"wiki/b.md": "# B\n\n[dead](gone.md)\n"})
    with pytest.raises(Abort):
        published.build(strict=True)
    assert published.digest() == before


@pytest.mark.parametrize(
    "event",
    [
        "on_config(config)",
        "on_files(files, config)",
        "on_page_markdown(markdown, page, config, files)",
        "on_post_page(output, page, config)",
        "on_post_build(config)",
    ],
)
def test_a_failure_of_another_plugin_keeps_the_site(published: Any, event: str) -> None:
    before = published.digest()
    published.write({"hook.py": f"def {event}:\n    raise ValueError('broken')\n"})
    published.configure("hooks: [hook.py]")
    with pytest.raises(ValueError, match="broken"):
        published.build()
    assert published.digest() == before
    names = [name for name in _entries(published.folder) if name != "__pycache__"]
    assert names == ["data", "hook.py", "mkdocs.yml", "raw", "site", "wiki"]


def test_a_page_that_another_plugin_generates_is_checked_too(published: Any) -> None:
    before = published.digest()
    published.write(
        {
            "hook.py": "from mkdocs.structure.files import File\n\n"
            "def on_files(files, config):\n"
            '    text = \'<< claim("9 kW", spec("heater.power")) >>\'\n'
            "    files.append(File.generated(config, 'made.md', content=text))\n"
        }
    )
    published.configure("hooks: [hook.py]")
    with pytest.raises(Abort):
        published.build()
    assert published.digest() == before


def test_no_page_that_is_written_keeps_its_derivations_in_memory(published: Any) -> None:
    hook = "def on_nav(nav, config, files):\n    config.extra['pages'] = nav.pages\n"
    published.write({"hook.py": hook})
    published.configure("hooks: [hook.py]")
    pages = published.build().extra["pages"]
    assert [page.file.src_uri for page in pages] == ["index.md", "b.md"]
    for page in pages:
        assert page.content.count("cb-number") == 1
        assert "cb-derivations" not in page.content
        assert published.page(page.file.dest_uri).one("section", "cb-derivations")


def test_a_fault_in_an_included_file_fails_the_build(
    published: Any, caplog: pytest.LogCaptureFixture
) -> None:
    before = published.digest()
    published.write(
        {
            "parts/part.md": '<< claim("9 kW", spec("heater.power")) >>\n',
            "wiki/b.md": '# B\n\n--8<-- "part.md"\n',
        }
    )
    with pytest.raises(Abort):
        published.build()
    assert published.digest() == before
    assert "CB501 claim-contradicted" in caplog.text


def test_a_draft_is_not_checked_by_a_build(published: Any) -> None:
    published.write({"wiki/draft.md": '<< claim("9 kW", spec("heater.power")) >>\n'})
    published.configure("draft_docs: draft.md")
    published.build()
    assert not (published.site / "draft").exists()


def test_a_site_folder_may_be_anywhere(heaters: Any, tmp_path: Path) -> None:
    heaters.write(GOOD)
    config = heaters.build(site_dir=str(tmp_path / "far" / "below" / "out"))
    assert config.site_dir == str(tmp_path / "far" / "below" / "out")
    assert (tmp_path / "far/below/out/index.html").is_file()
    assert _entries(tmp_path / "far" / "below") == ["out"]
    assert not heaters.site.exists()


def test_a_site_folder_in_the_pages_stays_mkdocs_own_error(heaters: Any) -> None:
    heaters.write(GOOD)
    with pytest.raises(Abort):
        heaters.build(site_dir=str(heaters.folder / "wiki" / "site"))


def test_a_partial_build_keeps_the_pages_that_did_not_change(published: Any) -> None:
    published.write({"site/kept.txt": "kept", "wiki/b.md": "# Changed\n"})
    future = published.site.stat().st_mtime + 10
    os.utime(published.folder / "wiki/b.md", (future, future))
    published.build(dirty=True)
    assert (published.site / "kept.txt").is_file()
    assert published.page("b/index.html").one("h1").text.startswith("Changed")


def test_the_extension_may_be_named_beside_the_plugin(published: Any) -> None:
    before = published.digest()
    published.configure(replace=("  - admonition\n", "  - admonition\n  - claimbook\n"))
    published.build()
    assert published.digest() == before


def test_the_extension_works_without_the_plugin(heaters: Any) -> None:
    heaters.write(GOOD)
    path = heaters.folder / "mkdocs.yml"
    heaters.configure(
        replace=("  - admonition\n", f"  - admonition\n  - claimbook: {{config: '{path}'}}\n")
    )
    heaters.configure(replace=("  - claimbook\nmark", "  - claimbook: {enabled: false}\nmark"))
    heaters.build()
    assert heaters.page().one("button", "cb-number").text == "2\u00a0kW"


def test_two_builds_in_one_process_are_equal(heaters: Any, tmp_path: Path) -> None:
    heaters.write(GOOD)
    heaters.build()
    first = heaters.digest()
    heaters.write({"wiki/b.md": '<< spec("nothing.at.all") >>\n'})
    with pytest.raises(Abort):
        heaters.build()
    heaters.write(GOOD)
    heaters.build()
    assert heaters.digest() == first


def test_b89_two_builds_are_byte_identical_under_another_hash_seed_and_folder(
    heaters: Any, tmp_path: Path
) -> None:
    heaters.write(GOOD)
    other = type(heaters)(tmp_path / "elsewhere" / "copy")
    other.write(GOOD)
    for each, seed in ((heaters, "1"), (other, "4242")):
        each.configure(replace=("{name: mkdocs}", "{name: material, language: zh, font: false}"))
        result = _run(each.folder, "mkdocs", "build", "-q", PYTHONHASHSEED=seed)
        assert (result.returncode, result.stdout) == (0, "")
    assert heaters.digest() == other.digest()
    page = heaters.page()
    assert page.one("h1").text.startswith("Top")
    assert page.one("button", "cb-number").text == "2\u00a0kW"


def test_the_command_line_fails_with_the_report_and_no_traceback(published: Any) -> None:
    before = published.digest()
    published.write({"wiki/b.md": '# B\n\n<< claim("9 kW", spec("heater.power")) >>\n'})
    result = _run(published.folder, "mkdocs", "build")
    assert result.returncode == 1
    assert "wiki/b.md:3:" in result.stderr
    assert "error CB501 claim-contradicted" in result.stderr
    assert "Traceback" not in result.stderr
    assert published.digest() == before


class TestPreview:
    """What `mkdocs serve` does with each edit."""

    def test_a_fault_shows_as_a_red_box_at_its_place_and_is_logged(
        self, heaters: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        heaters.write(
            {
                "wiki/index.md": "---\ntitle: T\n---\n# Top\n\n"
                'Before << spec("heater.lost") >> after << spec("heater.power") >>.\n'
            }
        )
        config = heaters.build("serve")
        assert config.site_dir == str(heaters.site)
        paragraph = next(node for node in heaters.page().all("p") if "Before" in node.text)
        box = paragraph.one("span", "cb-error")
        assert "wiki/index.md:6:" in box.text
        assert "CB306 unknown-spec" in box.text
        assert paragraph.one("button", "cb-number").text == "2\u00a0kW"
        assert sum("CB306" in each.getMessage() for each in caplog.records) == 1

    @pytest.mark.parametrize(
        ("macro", "code"),
        [
            ('<< claim("9 kW", spec("heater.power")) >>', "CB501 claim-contradicted"),
            ('<<spec("heater.power")>>', "CB302 macro-unspaced"),
            ('<< spec("heater.power")', "CB301 macro-unclosed"),
            ("<< powr(1) >>", "CB305 unknown-name"),
            ('<< spec("heater.power") >', "CB301 macro-unclosed"),
        ],
    )
    def test_b80_every_kind_of_fault_shows_at_its_place(
        self, heaters: Any, macro: str, code: str
    ) -> None:
        heaters.write({"wiki/index.md": f"---\ntitle: T\n---\n\n# Top\n\nA *b* {macro}\n"})
        heaters.build("serve")
        box = heaters.page().one("span", "cb-error")
        assert code in box.text
        assert "wiki/index.md:7:" in box.text
        assert box.parent.text.startswith("A b ")

    def test_the_page_is_right_again_once_the_fault_is_mended(self, heaters: Any) -> None:
        heaters.write({"wiki/index.md": '<< spec("heater.lost") >>\n'})
        heaters.build("serve")
        heaters.write({"wiki/index.md": '<< spec("heater.loss") >>\n'})
        heaters.build("serve")
        assert heaters.page().all(css="cb-error") == []
        assert heaters.page().one("button", "cb-number").text == "0.5\u00a0kW"

    def test_data_raw_files_and_formulas_are_watched(self, heaters: Any) -> None:
        from mkdocs.config import load_config

        heaters.write({**GOOD, "own.py": ""})
        heaters.configure(replace=("- claimbook\n", "- claimbook: {formulas: [own]}\n"))
        config = load_config(str(heaters.folder / "mkdocs.yml"))
        config.plugins.on_startup(command="serve", dirty=False)
        config.plugins.on_config(config)
        watched: list[str] = []

        class Server:
            def watch(self, path: str) -> None:
                watched.append(os.path.relpath(path, heaters.folder))

        config.plugins.on_serve(Server(), config=config, builder=lambda: None)  # type: ignore[arg-type]
        assert watched == ["data", "raw", "own.py"]


def test_a_link_out_of_the_book_is_not_published(published: Any, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("# Secret\n", encoding="utf-8")
    (outside / "secret.txt").write_text("secret", encoding="utf-8")
    (published.folder / "wiki" / "folder").symlink_to(outside)
    (published.folder / "wiki" / "file.txt").symlink_to(outside / "secret.txt")
    published.build()
    names = {path.name for path in (published.folder / "site").rglob("*")}
    assert not names & {"folder", "file.txt", "secret", "secret.txt"}
    with pytest.raises(Abort):
        published.build(strict=True)


def test_a_page_that_is_no_text_is_told_with_its_place(
    published: Any, caplog: pytest.LogCaptureFixture
) -> None:
    before = published.digest()
    (published.folder / "wiki" / "b.md").write_bytes(b"# B\n\xff\n")
    with caplog.at_level(logging.ERROR), pytest.raises(Abort):
        published.build()
    assert "wiki/b.md:2:1: error CB117 not-text" in caplog.text
    assert published.digest() == before


def test_a_site_folder_that_is_a_file_stops_one_build_and_no_later_one(published: Any) -> None:
    site = published.folder / "site"
    shutil.rmtree(site)
    site.write_text("a file", encoding="utf-8")
    with contextlib.suppress(Exception):
        published.build()
    if site.is_file():
        site.unlink()
    published.build()
    assert site.is_dir()
    assert _entries(published.folder) == ["data", "mkdocs.yml", "raw", "site", "wiki"]
