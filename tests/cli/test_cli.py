"""The command as its users call it: a process, its output, its exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

CONFIG = """\
site_name: A book
docs_dir: wiki
plugins:
  - claimbook:
      formulas: [heating]
"""
FORMULAS = '''\
"""Heating."""

from claimbook import formula


@formula(latex="E = P t", unit="kWh", source="sheet")
def energy(power, time):
    """Energy of a constant power over a time."""
    return power * time
'''
FILES = {
    "mkdocs.yml": CONFIG,
    "heating.py": FORMULAS,
    "data/heater.yml": "name: Heater\npower: {value: 2 kW, source: sheet, locator: page 3}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\nurl: https://example.org/sheet\n",
    "wiki/index.md": '# Heat\n\n<< claim("2 kW", spec("heater.power")) >>\n',
}
ENERGY = 'energy(spec("heater.power"), q("8 h", source="sheet"))'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def call(*arguments: str, cwd: Path = folder, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "claimbook", *arguments],
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "COLUMNS": "100", **env},
        )

    return call


def test_a_clean_book_ends_with_its_counts_and_zero(run: Run) -> None:
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("pages: 1, macros: 1, claims checked: 1, claims contradicted: 0,")
    assert "drifted: nothing locked" in done.stdout


def test_a_contradiction_ends_with_one_and_says_where(run: Run, folder: Path) -> None:
    (folder / "data/heater.yml").write_text("power: {value: 3 kW, source: sheet}\n")
    done = run("check")
    assert done.returncode == 1
    assert done.stderr.startswith("wiki/index.md:3:10: error CB501 claim-contradicted:")
    assert "data/heater.yml:1:16: heater.power = 3 kW" in done.stderr
    assert "claims contradicted: 1" in done.stdout


def test_json_stands_alone_on_standard_output(run: Run, folder: Path) -> None:
    (folder / "data/heater.yml").write_text("power: {value: 3 kW, source: sheet}\n")
    done = run("check", "--format", "json")
    document = json.loads(done.stdout)
    assert list(document) == ["counts", "claims", "diagnostics"]
    assert list(document["counts"]) == [
        "pages",
        "macros",
        "claims_checked",
        "claims_contradicted",
        "reported",
        "disputed",
        "waived",
        "drifted",
        "unverified",
        "untied",
    ]
    assert document["counts"]["drifted"] is None
    claim = document["claims"][0]
    assert claim["stance"] == "asserted"
    assert claim["verdict"] == "contradicted"
    assert (claim["page"], claim["line"], claim["column"]) == ("wiki/index.md", 3, 1)
    assert (claim["value"], claim["unit"], claim["text"]) == ("3000", "J/s", "2 kW")
    assert (claim["inputs"], claim["sources"]) == (["heater.power"], ["sheet"])
    found = document["diagnostics"][0]
    assert (found["severity"], found["code"]) == ("error", "CB501")
    assert (found["path"], found["line"], found["column"]) == ("wiki/index.md", 3, 10)


def test_an_expression_is_answered_in_text_and_json(run: Run) -> None:
    assert run("eval", ENERGY).stdout == "16.0 kWh\n"
    document = json.loads(run("eval", ENERGY, "--format", "json").stdout)
    assert list(document)[:9] == [
        "expression",
        "kind",
        "value",
        "unit",
        "low",
        "high",
        "text",
        "formula",
        "assumptions",
    ]
    assert (document["value"], document["unit"], document["text"]) == ("57600000", "J", "16.0 kWh")
    assert document["formula"] == "power * time"
    first = document["inputs"][0]
    assert (first["spec"], first["path"], first["line"], first["column"]) == (
        "heater.power",
        "data/heater.yml",
        2,
        16,
    )
    assert (first["source"], first["locator"], first["quote"]) == ("sheet", "page 3", None)
    assert document["sources"] == [
        {"id": "sheet", "title": "A sheet", "url": "https://example.org/sheet", "raw": None}
    ]


def test_a_unit_may_be_named(run: Run) -> None:
    document = json.loads(run("eval", ENERGY, "--to", "kWh", "--format", "json").stdout)
    assert (document["value"], document["unit"]) == ("16", "kWh")
    assert run("eval", ENERGY, "--to", "MJ").stdout == "57.6 MJ\n"
    done = run("eval", ENERGY, "--to", "GB")
    assert done.returncode == 1
    assert "dimension-mismatch" in done.stderr


def test_a_value_may_be_set(run: Run) -> None:
    done = run("eval", ENERGY, "--set", "heater.power=1 kW", "--format", "json")
    document = json.loads(done.stdout)
    assert document["value"] == "28800000"
    assert document["inputs"][0]["source"] == "set on the command line"
    assert run("eval", ENERGY, "--set", "heater.power=1 kB").returncode == 1
    assert run("eval", ENERGY, "--set", "heater.powr=1 kW").returncode == 1


def test_a_comparison_is_a_boolean(run: Run) -> None:
    expression = 'spec("heater.power") <= q("3 kW", source="sheet")'
    document = json.loads(run("eval", expression, "--format", "json").stdout)
    assert document["kind"] == "boolean"
    assert (document["value"], document["unit"]) == (True, None)
    assert document["text"] == "yes"


def test_a_number_that_does_not_end_is_a_fraction(run: Run) -> None:
    document = json.loads(run("eval", 'spec("heater.power") / 3', "--format", "json").stdout)
    assert document["value"] == "2000/3"


def test_a_failing_expression_says_why_in_both_formats(run: Run) -> None:
    done = run("eval", 'spec("heater.powr")')
    assert (done.returncode, done.stdout) == (1, "")
    assert "did you mean heater.power?" in done.stderr
    done = run("eval", 'spec("heater.powr")', "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["diagnostics"][0]["code"] == "CB306"


def test_a_derivation_is_a_tree_down_to_the_source(run: Run) -> None:
    done = run("explain", ENERGY)
    assert done.stdout.splitlines() == [
        "energy = 16.0 kWh",
        "│  = power * time  [sheet]",
        "├─ heater.power = 2 kW",
        "│     source: sheet, page 3  data/heater.yml:2:16",
        "└─ time = 8 h",
        "      source: sheet  expression:1:30",
        "1 % more of each input moves it by:",
        "   +1.0 %  8 h",
        "   +1.0 %  heater.power",
    ]


def test_a_name_of_a_page_is_explained_where_a_number_of_the_page_is_asked_for(
    run: Run, tmp_path: Path
) -> None:
    page = (
        '<< define("gap", spec("heater.power")) >>\n\n<< claim("2 kW", defined("gap"), id="g") >>\n'
    )
    (tmp_path / "wiki/gap.md").write_text(page, encoding="utf-8")
    done = run("explain", "g")
    assert done.stdout.startswith("gap (defined on this page) = 2 kW\n")
    assert "defined at wiki/gap.md:1:4" in done.stdout
    done = run("explain", 'defined("gap")')
    assert (done.returncode, "gap.md defines it for itself" in done.stderr) == (1, True)


def test_a_claim_is_explained_by_its_id(run: Run) -> None:
    identity = json.loads(run("check", "--format", "json").stdout)["claims"][0]["id"]
    assert run("explain", identity).stdout.startswith("heater.power = 2 kW")
    assert run("explain", "index-00000000-1").returncode == 1


def test_a_table_has_no_derivation_and_explain_names_its_numbers(run: Run, folder: Path) -> None:
    (folder / "wiki" / "index.md").write_text(
        "# Heat\n\n"
        '<< table(spec(it, "power") * n, it=["heater"], n=[1, 2], id="own") >>\n\n'
        f'<< table(n * q("1 h"), n=[{", ".join(map(str, range(1, 24)))}], id="long") >>\n\n'
        '<< ledger(id="list") >>\n'
    )
    done = run("explain", "own")
    first, *cells = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert first == (
        "wiki/index.md:3:1: own is a table, which has no derivation: "
        "explain one of its numbers by its id or its expression"
    )
    assert [cell.split("  ")[2] for cell in cells] == [
        'spec("heater", "power") * 1',
        'spec("heater", "power") * 2',
    ]
    # What it names can be asked for, in both ways.
    identity, expression = cells[1].split("  ")[1:]
    assert run("explain", identity).stdout.startswith("heater.power * 2 = 4.00 kW")
    assert run("explain", identity).stdout == run("explain", expression).stdout
    assert run("explain", "long").stderr.splitlines()[-1] == "  and 3 more"
    assert run("explain", "list").stderr == (
        "wiki/index.md:7:1: list is a ledger, which has no derivation: "
        "explain one of the claims that it lists\n"
    )
    assert run("explain", 'table("heater")').stderr == (
        'table("heater") makes a block, which has no derivation: '
        "explain one of its numbers by its id or its expression\n"
    )


def test_wrong_usage_ends_with_two(run: Run, tmp_path: Path) -> None:
    assert run("eval").returncode == 2
    assert run("check", "--format", "xml").returncode == 2
    assert run("nonsense").returncode == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run("check", cwd=empty)
    assert done.returncode == 2
    assert "--config" in done.stderr
    assert run("check", "--config", "none.yml").returncode == 2


def test_another_configuration_is_read_from_anywhere(run: Run, folder: Path) -> None:
    done = run("check", "--config", str(folder / "mkdocs.yml"), cwd=folder.parent)
    assert done.returncode == 0
    assert "macros: 1" in done.stdout


def test_nothing_to_check_is_said_and_may_be_an_error(run: Run, folder: Path) -> None:
    (folder / "wiki/index.md").write_text("# Nothing\n")
    done = run("check")
    assert done.returncode == 0
    assert "nothing to check" in done.stderr
    assert run("check", "--require-claims").returncode == 1


def test_the_output_does_not_depend_on_the_hash_seed_or_the_folder(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    first = run("check", "--format", "json", PYTHONHASHSEED="1").stdout
    second = run("check", "--format", "json", PYTHONHASHSEED="2").stdout
    third = run("check", "--format", "json", "-f", str(folder / "mkdocs.yml"), cwd=Path("/"))
    assert first == second == third.stdout


def test_sarif_and_github_name_the_place(run: Run, folder: Path) -> None:
    (folder / "data/heater.yml").write_text("power: {value: 3 kW, source: sheet}\n")
    done = run("check", "--format", "sarif")
    result = json.loads(done.stdout)["runs"][0]["results"][0]
    assert result["ruleId"] == "CB501"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (3, 10)
    assert (region["endLine"], region["endColumn"]) == (3, 16)
    done = run("check", "--format", "github")
    assert done.stdout.startswith(
        "::error file=wiki/index.md,line=3,col=10,endLine=3,endColumn=16,"
        "title=CB501 claim-contradicted::"
    )
    assert done.returncode == 1


def test_a_faulty_configuration_is_a_diagnostic(run: Run, folder: Path) -> None:
    (folder / "mkdocs.yml").write_text(CONFIG.replace("formulas:", "formula:"))
    done = run("check")
    assert done.returncode == 1
    assert "mkdocs.yml:5:7: error CB701 invalid-option: there is no setting formula" in done.stderr
    assert "did you mean formulas?" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_schema_is_json(run: Run) -> None:
    assert json.loads(run("schema").stdout)["$schema"].startswith("https://json-schema.org/")


def test_help_names_every_command(run: Run) -> None:
    text = run("--help").stdout
    for command in ("check", "eval", "explain", "schema"):
        assert f"  {command} " in text


def test_coverage_lists_what_is_tied_to_nothing_and_keeps_its_limit(run: Run, folder: Path) -> None:
    page = folder / "wiki/deep/b.md"
    page.parent.mkdir()
    page.write_text('It draws 2 kW. << q("3 kW") >>\n\n<!-- << spec("old.power") >> -->\n')
    done = run("coverage")
    assert done.stdout.splitlines() == [
        "wiki/deep/b.md:1:10: 2 kW  (like heater.power)",
        "wiki/deep/b.md:1:19: 3 kW  (no source)",
        'wiki/deep/b.md:3:6: << spec("old.power") >>  (in a comment)',
        "numbers seen: 3, tied to nothing: 2",
    ]
    assert done.returncode == 0
    assert run("coverage", "wiki/index.md").stdout == "numbers seen: 1, tied to nothing: 0\n"
    assert run("coverage", "deep").stdout.count("\n") == 4
    assert run("coverage", "nowhere").returncode == 2
    document = json.loads(run("coverage", "--format", "json").stdout)
    assert document["counts"] == {"seen": 3, "untied": 2}
    assert document["untied"][0]["specs"] == ["heater.power"]
    (folder / "mkdocs.yml").write_text(
        CONFIG.replace("formulas:", "max_untied: 1\n      formulas:")
    )
    done = run("coverage")
    assert done.returncode == 1
    assert "max_untied allows 1" in done.stderr


def test_pages_are_written_into_the_folder_of_the_pages_unless_the_book_is_wrong(
    folder: Path, run: Run
) -> None:
    unasked = run("pages")
    assert (unasked.returncode, unasked.stdout) == (2, "")
    assert "asks for no generated pages" in unasked.stderr
    (folder / "mkdocs.yml").write_text(CONFIG + "      generated: ref\n")
    done = run("pages")
    assert (done.returncode, done.stdout) == (0, "wiki/ref: pages written: 7, removed: 0\n")
    assert run("pages").stdout == "wiki/ref: pages written: 0, removed: 0\n"
    formulas = (folder / "wiki/ref/formulas.md").read_text()
    assert "Energy of a constant power over a time." in formulas
    assert "E &#61; P t" in formulas
    assert "unit: <code>kWh</code>\n- source: [A sheet](<sources/sheet.md>)" in formulas
    assert json.loads(run("check", "--format", "json").stdout)["counts"]["pages"] == 1
    (folder / "wiki/ref/register.md").unlink()
    (folder / "wiki/index.md").write_text('# T\n\n<< claim("9 kW", spec("heater.power")) >>\n')
    wrong = run("pages")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "no page was written" in wrong.stderr
    assert not (folder / "wiki/ref/register.md").exists()


def test_pages_are_not_written_through_a_link_out_of_the_book(
    folder: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (folder / "mkdocs.yml").write_text(CONFIG + "      generated: ref\n")
    (folder / "wiki/ref").symlink_to(outside)
    done = run("pages")
    assert done.returncode == 1
    assert "outside the book" in done.stderr
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("folder_name", ["true", "../up", "/top", ".hidden"])
def test_generated_pages_have_a_folder_inside_that_of_the_pages(
    folder: Path, run: Run, folder_name: str
) -> None:
    (folder / "mkdocs.yml").write_text(CONFIG + f"      generated: {folder_name}\n")
    done = run("check")
    assert done.returncode == 1
    assert "mkdocs.yml:6:18: error CB701 invalid-option: generated must be" in done.stderr
