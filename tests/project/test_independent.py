"""A second program, which shares no code with claimbook, comes to the same numbers and verdicts.

It stands in tests/independent and runs as a process of its own.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "tests/independent"
# Of the words of claims with figures, at least this share has to be understood there.
FLOOR = 0.9
CONFIG = """\
site_name: Formulas
docs_dir: wiki
theme: {name: material, language: zh}
plugins:
  - claimbook:
      formulas: [claimbook_roofline]
"""


def check(folder: Path) -> dict:
    """What `claimbook check --format json` prints about a book."""
    path = os.pathsep.join([str(ROOT / "plugins"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "claimbook", "check", "--format", "json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def recompute(data: Path, checked: dict) -> dict:
    """The report of the second program, and whether it ended well, under "agrees"."""
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", BARRED, str(PROGRAM), str(data), "-"],
        input=json.dumps(checked),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout, done.stderr
    return {**json.loads(done.stdout), "agrees": done.returncode == 0}


# Whatever belongs to claimbook cannot be imported in that process.
BARRED = """
import runpy, sys
program = sys.argv.pop(1)
sys.argv[0] = program + "/recompute.py"
for name in ("claimbook", "claimbook_roofline", "mkdocs_claimbook"):
    sys.modules[name] = None
sys.path.insert(0, program)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def book() -> dict:
    return check(ROOT)


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The page of all formulas, over the data of this book."""
    folder = tmp_path_factory.mktemp("formulas")
    for part in ("data", "raw"):
        shutil.copytree(ROOT / part, folder / part)
    (folder / "wiki").mkdir()
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    shutil.copy(PROGRAM / "formulas.md", folder / "wiki/index.md")
    return check(folder)


def no_errors(checked: dict) -> bool:
    return not [one for one in checked["diagnostics"] if one["severity"] == "error"]


def test_the_book_recomputes_in_every_number_verdict_and_text(book: dict) -> None:
    assert no_errors(book)
    report = recompute(ROOT / "data", book)
    assert report["disagreements"] == []
    assert report["not recomputed"] == []
    assert report["agrees"]
    counts = report["counts"]
    assert counts["recomputed"] == counts["entries"] == len(book["claims"]) > 100
    assert counts["statements"] > 10
    assert counts["words read"] >= FLOOR * counts["claims with digits"] > 0, report[
        "words not read"
    ]


def test_every_formula_recomputes_with_its_options_and_its_refusals(formulas: dict) -> None:
    assert no_errors(formulas)
    report = recompute(ROOT / "data", formulas)
    assert report["disagreements"] == []
    assert report["not recomputed"] == []
    counts = report["counts"]
    written = re.findall("<< ", (PROGRAM / "formulas.md").read_text(encoding="utf-8"))
    assert counts["recomputed"] == counts["entries"] == len(written) > 120
    assert counts["refused"] == 11
    assert counts["words read"] == counts["claims with digits"] == 8
    verdicts = {(one["stance"], one["verdict"]) for one in formulas["claims"]}
    assert ("asserted", "marginal") in verdicts
    assert ("reported", "marginal") in verdicts


def test_every_formula_of_the_manual_is_on_that_page() -> None:
    manual = (ROOT / "docs/reference/macros.md").read_text(encoding="utf-8")
    library = manual.split("## Formulas of claimbook_roofline")[1]
    names = set(re.findall(r"^\| `(\w+)\(", library, re.M))
    assert len(names) > 30
    page = (PROGRAM / "formulas.md").read_text(encoding="utf-8")
    assert sorted(name for name in names if f"{name}(" not in page) == []


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("systems/gb300.yml", "value: 5 PFLOPS", "value: 4.9 PFLOPS"),
        ("systems/gb300.yml", "value: 1.8 TB/s", "value: 1.8 Tb/s"),
        ("systems/gb300.yml", "direction: bidirectional", "direction: one-way"),
        ("systems/gb300.yml", "sparsity: dense", "sparsity: sparse"),
        ("models/deepseek-v4-pro.yml", "value: 3072", "value: 3073"),
        ("models/deepseek-v4-pro.yml", "value: bf16", "value: fp8"),
        ("models/deepseek-v4-pro.yml", "kind: moe-model", "kind: dense-model"),
    ],
)
def test_it_sees_data_other_than_those_of_the_build(
    tmp_path: Path, book: dict, file: str, before: str, after: str
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    report = recompute(tmp_path / "data", book)
    assert not report["agrees"]
    assert len(report["disagreements"]) >= 3


def first(checked: dict, wanted: Callable[[dict], bool]) -> dict:
    return next(one for one in checked["claims"] if wanted(one))


def is_number(entry: dict) -> bool:
    return entry["stance"] == "computed" and isinstance(entry["value"], str)


def is_claim(entry: dict) -> bool:
    return entry["stance"] == "asserted" and isinstance(entry["value"], str)


def is_statement(entry: dict) -> bool:
    return entry["stance"] == "asserted" and isinstance(entry["value"], bool)


def is_refused(entry: dict) -> bool:
    return entry["verdict"] == "refused"


def is_range(entry: dict) -> bool:
    return entry["verdict"] == "marginal" and entry["stance"] == "asserted"


def is_contradicted(entry: dict) -> bool:
    return entry["stance"] == "reported" and entry["verdict"] == "contradicted"


def is_false(entry: dict) -> bool:
    return '"快得多"' in entry["expression"]


def is_open(entry: dict) -> bool:
    return entry["verdict"] == "open"


@pytest.mark.parametrize(
    ("wanted", "key", "value"),
    [
        (is_number, "value", "12345678.9"),
        (is_number, "unit", "B/s^2"),
        (is_number, "text", "5.000 TFLOPS/GBps"),
        (is_number, "inputs", []),
        (is_claim, "verdict", "contradicted"),
        (is_claim, "text", "3 倍多"),
        (is_statement, "value", False),
        (is_statement, "verdict", "contradicted"),
        (is_refused, "verdict", "holds"),
        (is_refused, "value", "3"),
        (is_range, "verdict", "holds"),
        (is_contradicted, "verdict", "holds"),
        (is_false, "text", "快得多（重算：5 PFLOPS > 10.0 PFLOPS）"),
        (is_false, "text", "快得多（重算：5 PFLOPS ≤ 10.1 PFLOPS）"),
        (is_open, "verdict", "contradicted"),
        (is_contradicted, "text", "约 2.1 倍（重算：约 2.1 倍）"),
    ],
)
def test_it_sees_an_answer_that_is_wrong(
    formulas: dict, wanted: Callable[[dict], bool], key: str, value: object
) -> None:
    wrong = json.loads(json.dumps(formulas))
    entry = first(wrong, wanted)
    assert entry[key] != value
    entry[key] = value
    report = recompute(ROOT / "data", wrong)
    assert not report["agrees"]
    assert (key, f"{entry['page']}:{entry['line']}") in {
        (one["what"], one["place"]) for one in report["disagreements"]
    }


def test_it_sees_a_number_off_by_less_than_a_float_can_tell(book: dict) -> None:
    wrong = json.loads(json.dumps(book))
    entry = first(wrong, is_number)
    entry["value"] += "" if "." in entry["value"] else "."
    entry["value"] += "000000000000000000001"
    assert not recompute(ROOT / "data", wrong)["agrees"]


def test_it_sees_a_claim_that_is_missing(book: dict) -> None:
    wrong = json.loads(json.dumps(book))
    wrong["claims"].remove(first(wrong, is_claim))
    assert not recompute(ROOT / "data", wrong)["agrees"]


def test_an_expression_that_it_does_not_know_is_not_passed_over(book: dict) -> None:
    wrong = json.loads(json.dumps(book))
    first(wrong, is_number)["expression"] = 'novelty("gb300")'
    report = recompute(ROOT / "data", wrong)
    assert not report["agrees"]
    assert len(report["not recomputed"]) == 1
