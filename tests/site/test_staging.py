"""The folder that a site is built in, and how it takes the old one's place."""

from pathlib import Path

import pytest

from mkdocs_claimbook.files import Staging


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def _read(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def old_site(tmp_path: Path) -> Path:
    _write(tmp_path, {"site/index.html": "old", "site/gone/index.html": "old"})
    return tmp_path / "site"


def test_a_new_site_replaces_the_old_one_as_a_whole(old_site: Path) -> None:
    staging = Staging(old_site)
    _write(staging.begin(), {"index.html": "new", "more/index.html": "new"})
    assert _read(old_site) == {"index.html": "old", "gone/index.html": "old"}
    staging.swap()
    assert _read(old_site.parent) == {"site/index.html": "new", "site/more/index.html": "new"}


def test_a_discarded_site_leaves_nothing_behind(old_site: Path) -> None:
    staging = Staging(old_site)
    _write(staging.begin(), {"index.html": "new"})
    staging.discard()
    assert _read(old_site.parent) == {"site/index.html": "old", "site/gone/index.html": "old"}


def test_a_first_site_needs_no_folder_above_it(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "build" / "html" / "site")
    staging.begin()
    staging.discard()
    assert list(tmp_path.iterdir()) == []
    _write(staging.begin(), {"index.html": "new"})
    staging.swap()
    assert _read(tmp_path) == {"build/html/site/index.html": "new"}


def test_hidden_entries_of_the_old_site_stay(old_site: Path) -> None:
    _write(old_site, {".git/HEAD": "ref", ".nojekyll": ""})
    staging = Staging(old_site)
    _write(staging.begin(), {"index.html": "new"})
    staging.swap()
    assert _read(old_site) == {".git/HEAD": "ref", ".nojekyll": "", "index.html": "new"}


def test_a_partial_build_starts_from_a_copy_of_the_old_site(old_site: Path) -> None:
    staging = Staging(old_site)
    folder = staging.begin(keep_old=True)
    _write(folder, {"index.html": "new"})
    staging.swap()
    assert _read(old_site) == {"index.html": "new", "gone/index.html": "old"}


def test_a_build_killed_between_the_renames_is_repaired_by_the_next(old_site: Path) -> None:
    old_site.rename(old_site.parent / ".site.claimbook-old")
    _write(old_site.parent / ".site.claimbook-new", {"half.html": "new"})
    staging = Staging(old_site)
    assert list(staging.begin().iterdir()) == []
    assert _read(old_site) == {"index.html": "old", "gone/index.html": "old"}
    staging.discard()
    assert [path.name for path in old_site.parent.iterdir()] == ["site"]


def test_a_build_killed_after_the_renames_is_finished_by_the_next(old_site: Path) -> None:
    _write(old_site.parent / ".site.claimbook-old", {"index.html": "older", ".nojekyll": ""})
    staging = Staging(old_site)
    staging.begin()
    staging.discard()
    assert _read(old_site.parent) == {
        "site/.nojekyll": "",
        "site/index.html": "old",
        "site/gone/index.html": "old",
    }


def test_a_site_behind_a_symbolic_link_is_replaced_where_it_is(old_site: Path) -> None:
    link = old_site.parent / "public"
    link.symlink_to(old_site, target_is_directory=True)
    staging = Staging(link)
    _write(staging.begin(), {"index.html": "new"})
    staging.swap()
    assert link.is_symlink()
    assert _read(old_site) == {"index.html": "new"}


def test_a_site_whose_folder_cannot_be_renamed_gets_new_content(
    old_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(old_site, {".nojekyll": ""})
    staging = Staging(old_site)
    _write(staging.begin(), {"index.html": "new", "more/index.html": "new"})

    def refuse(*_: object) -> None:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(Path, "rename", refuse)
    staging.swap()
    monkeypatch.undo()
    assert _read(old_site.parent) == {
        "site/.nojekyll": "",
        "site/index.html": "new",
        "site/more/index.html": "new",
    }
