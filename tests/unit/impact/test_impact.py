"""What a change would do, told before it is made, or since a past state."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from claimbook.cli import main

FILES = {
    "mkdocs.yml": "site_name: B\ndocs_dir: wiki\nplugins: [claimbook]\n",
    "data/heater.yml": (
        "power: {value: 2 kW, approximate: true, source: sheet}\n"
        "loss: {value: 0.5 kW, source: sheet}\n"
    ),
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
    "wiki/a.md": (
        'It draws << spec("heater.power", id="power") >>, or '
        '<< claim("about 2 kW", spec("heater.power"), id="about") >>.\n\n'
        'It is << claim("frugal", spec("heater.power") < q("2.5 kW"), id="frugal") >>.\n'
    ),
    "wiki/b.md": 'A loss of << spec("heater.loss", id="loss") >>.\n',
}
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(folder)
    return lambda *arguments: CliRunner().invoke(main, ["impact", *arguments])


def state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_numbers_claims_and_pages_are_told_and_nothing_is_written(folder: Path, run: Run) -> None:
    before = state(folder)
    done = run("heater.power=3 kW")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:5] == [
        "heater.power: 2 kW \u2192 3 kW",
        "  wiki/a.md",
        '    1:10: 2 kW -> 3 kW  spec("heater.power", id="power")',
        (
            "    1:53: about 2 kW stays, the inputs give about 3 kW  "
            'claim("about 2 kW", spec("heater.power"), id="about")'
        ),
        (
            '    3:7: frugal stays, the inputs give 3 kW ≥ 2.5 kW  claim("frugal", '
            'spec("heater.power") < q("2.5 kW"), id="frugal")'
        ),
    ]
    assert "wiki/a.md:1:62: error CB501 claim-contradicted" in done.stdout
    assert done.stdout.splitlines()[-1] == (
        "numbers: 3, changed on the page: 1, claims: 2, gone: 0, new: 0, failing: 2, pages: 1"
    )
    assert state(folder) == before


def test_as_json_each_number_has_both_states(run: Run) -> None:
    document = json.loads(run("heater.power=3 kW", "heater.loss=1 kW", "--format", "json").stdout)
    assert document["counts"]["numbers"] == 4
    assert document["pages"] == ["wiki/a.md", "wiki/b.md"]
    assert [each["changes"] for each in document["causes"]] == [
        [{"what": "heater.loss", "before": "0.5 kW", "after": "1 kW"}],
        [{"what": "heater.power", "before": "2 kW", "after": "3 kW"}],
    ]
    assert document["causes"][0]["numbers"] == [
        {
            "id": "loss",
            "page": "wiki/b.md",
            "line": 1,
            "column": 11,
            "expression": 'spec("heater.loss", id="loss")',
            "stance": "computed",
            "unit": "J/s",
            "before": {"text": "0.5 kW", "value": "500", "verdict": None},
            "after": {"text": "1 kW", "value": "1000", "verdict": None},
        }
    ]
    verdicts = [each["after"]["verdict"] for each in document["causes"][1]["numbers"]]
    assert verdicts == [None, "contradicted", "contradicted"]
    assert [each["slug"] for each in document["failing"]] == ["claim-contradicted"] * 2


def test_a_value_that_changes_nothing_says_so(run: Run) -> None:
    done = run("heater.power=2 kW")
    assert done.stdout.splitlines() == [
        "numbers: 0, changed on the page: 0, claims: 0, gone: 0, new: 0, failing: 0, pages: 0"
    ]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("heater.powr=3 kW", "there is no spec heater.powr"),
        ("heater.power=3 GB", "heater.power=3 GB"),
        ("heater.power", "heater.power sets nothing"),
    ],
)
def test_a_setting_that_cannot_be_is_1(run: Run, setting: str, message: str) -> None:
    done = run(setting)
    assert done.exit_code == 1
    assert message in done.stderr
    assert done.stdout == ""


def test_wrong_usage_is_2(run: Run) -> None:
    assert run().exit_code == 2
    assert run("heater.power=3 kW", "--base", "HEAD").exit_code == 2


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("below", ["", "books/heating"], ids=["at the top", "in a folder"])
def test_a_revision_is_a_base(
    folder: Path,
    run: Run,
    below: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    top = tmp_path_factory.mktemp("repository")
    book = top / below
    book.mkdir(parents=True, exist_ok=True)
    for name, content in FILES.items():
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text(content, encoding="utf-8")
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "One")
    data = book / "data/heater.yml"
    data.write_text(data.read_text().replace("0.5 kW", "0.6 kW"), encoding="utf-8")
    (book / "wiki/c.md").write_text('<< spec("heater.loss", id="again") >>\n', encoding="utf-8")
    page = book / "wiki/a.md"
    page.write_text("Moved.\n\n" + page.read_text().split("\n\n")[0] + "\n", encoding="utf-8")
    monkeypatch.chdir(book)
    document = json.loads(run("--base", "HEAD", "--format", "json").stdout)
    assert [each["changes"] for each in document["causes"]] == [
        [{"what": "heater.loss", "before": "0.5 kW", "after": "0.6 kW"}]
    ]
    assert [each["id"] for each in document["gone"]] == ["frugal"]
    assert [each["id"] for each in document["new"]] == ["again"]
    assert document["failing"] == []
    (book / "away").symlink_to("/etc/hosts")
    (book / "up").symlink_to("../../away")
    git(top, "add", ".")
    git(top, "commit", "-q", "-m", "Two")
    assert run("--base", "HEAD").stdout.startswith("numbers: 0, ")
    (book / "data/heater.yml").write_text("name: [\n", encoding="utf-8")
    git(top, "commit", "-q", "-a", "-m", "Three")
    data.write_text(FILES["data/heater.yml"], encoding="utf-8")
    assert run("--base", "HEAD").stderr == (
        "the book had errors at HEAD: a number that failed there counts as new\n"
    )
    failed = run("--base", "nowhere")
    assert failed.exit_code == 2
    assert "--base nowhere" in failed.stderr
    assert run("--base", "--output=x").exit_code == 2
