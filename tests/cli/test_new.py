"""`claimbook new`: a book that works at once, and refuses what is no longer true."""

import hashlib
import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from claimbook import open_book
from claimbook.cli import main

FILES = [
    ".github/workflows/book.yml",
    ".gitignore",
    "README.md",
    "bicycle.py",
    "data/city-bike.yml",
    "data/sources/owners-sheet.yml",
    "mkdocs.yml",
    "raw/owners-sheet.md",
    "requirements.txt",
    "wiki/gears.md",
    "wiki/index.md",
]
KINDS = [(language, theme) for language in ("en", "zh") for theme in ("mkdocs", "material")]
TOOLS = Path(sys.executable).parent


def begin(folder: Path, *options: str) -> Path:
    done = CliRunner().invoke(main, ["new", str(folder), *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return folder


def ask(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        shlex.split(command),
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
            # Material says at each build that its own successor exists.
            "NO_MKDOCS_2_WARNING": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("language", "theme"), KINDS)
def test_a_new_book_passes_its_own_pipeline(language: str, theme: str, tmp_path: Path) -> None:
    book = begin(tmp_path / "bike", "--language", language, "--theme", theme)
    found = [path for path in book.rglob("*") if path.is_file()]
    assert sorted(path.relative_to(book).as_posix() for path in found) == FILES
    pipeline = yaml.safe_load((book / ".github/workflows/book.yml").read_text())
    steps = [step["run"] for step in pipeline["jobs"]["book"]["steps"] if "run" in step]
    assert steps[0].startswith("pip install")
    assert steps[1:] == [
        "claimbook check --require-claims --format github",
        "claimbook coverage",
        "mkdocs build --strict",
        "claimbook check --site site",
    ]
    for step in steps[1:]:
        done = ask(step.replace("claimbook", f"{sys.executable} -m claimbook"), book)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "warning" not in done.stderr.lower()
    shown = (book / "site/index.html").read_text()
    assert "5.97 m" in shown
    assert ('<html lang="zh' in shown) == (language == "zh")
    assert ("material" in shown) == (theme == "material")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_new_book_shows_what_a_book_can_do(language: str, tmp_path: Path) -> None:
    report = open_book(begin(tmp_path, "--language", language)).check()
    counts = report.counts
    assert (counts.pages, counts.claims_checked, counts.reported, counts.disputed) == (2, 2, 1, 1)
    assert counts.untied == 0
    values = {result.review.stance: str(result.text) for result in report.results if result.review}
    assert "25 km/h" in values["reported"]
    pages = [(tmp_path / "wiki" / name).read_text() for name in ("index.md", "gears.md")]
    assert all("table(" in page or "claim(" in page for page in pages)
    sheet = (tmp_path / "raw/owners-sheet.md").read_bytes()
    assert ("fictional" if language == "en" else "虚构") in sheet.decode().splitlines()[0]
    entry = (tmp_path / "data/sources/owners-sheet.yml").read_text()
    assert f"sha256: {hashlib.sha256(sheet).hexdigest()}\n" in entry


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_changed_value_makes_a_claim_fail(language: str, tmp_path: Path) -> None:
    begin(tmp_path, "--language", language)
    data = tmp_path / "data/city-bike.yml"
    data.write_text(data.read_text().replace("value: 2.2 m", "value: 2.5 m"))
    found = [each.code.slug for each in open_book(tmp_path).check().diagnostics]
    assert found == ["quote-disagrees", "claim-contradicted"]
    built = ask(f"{sys.executable} -m mkdocs build", tmp_path)
    assert built.returncode == 1
    assert "CB501" in built.stderr
    assert not (tmp_path / "site").exists()


def test_the_wheel_has_every_file_of_a_new_book(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    done = ask(f"{sys.executable} -m hatchling build -t wheel -d {tmp_path}", root)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if "/scaffold/template/" in name}
    home = "claimbook/scaffold/template"
    expected = {
        f"{home}/{folder}/{name.replace('.git', 'dot-git')}"
        for name in FILES
        for folder in (
            ("common",) if name.startswith(".git") or name == "requirements.txt" else ("en", "zh")
        )
    }
    assert packed == {*expected, f"{home}/__init__.py"}


def test_the_two_languages_compute_the_same(tmp_path: Path) -> None:
    code = {
        language: re.sub(
            r'""".*?"""',
            "",
            (begin(tmp_path / language, "--language", language) / "bicycle.py").read_text(),
        )
        for language in ("en", "zh")
    }
    assert code["en"] == code["zh"]
    numbers = [
        {path: spec.text for path, spec in open_book(tmp_path / language).catalogue.specs.items()}
        for language in code
    ]
    assert len(numbers[0]) == 7
    assert numbers[0] == numbers[1]


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path, tmp_path / "file"):
        done = CliRunner().invoke(main, ["new", str(place)])
        assert done.exit_code == 2
        assert "is not an empty folder" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", "file"]


def test_a_place_that_cannot_be_made_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = CliRunner().invoke(main, ["new", str(tmp_path / "file" / "below")])
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
    assert done.stdout == ""
