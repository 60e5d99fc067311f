"""The pages that teach are true: their files and commands are run, their tables are the code's."""

import inspect
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
import yaml
from click.testing import CliRunner

import claimbook
from claimbook import Book, Field, Quantity, QuantityError, Specs, formula, open_book
from claimbook.acceptance.entry import with_acceptance
from claimbook.claims import interval_text, phrase, read_phrase
from claimbook.claims.review import Stance, Verdict
from claimbook.cli import main
from claimbook.evaluation import MAX_PAGE_CHARACTERS
from claimbook.locks import MAX_LOCK_BYTES, Acceptance, Change, Locked, Revision
from claimbook.locks.drift import CAUSES
from claimbook.locks.file import write_lock
from claimbook.pages import expression
from claimbook.quantities import derivation, quantity
from claimbook.quantities.unit import MAX_LENGTH, STANDARD, BaseUnit
from claimbook.render.words import words_of
from claimbook.sources import leaf
from claimbook.sources.schema import CONFIDENCES, FREE_QUALIFIERS, LEAF_KEYS, SUBJECT_KEYS
from claimbook.sources.source_file import FORMS, RAW_KEYS, SOURCE_KEYS, SOURCE_KINDS
from claimbook.workspace import MAX_FILE_BYTES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
UNITS = DOCS / "reference" / "units.md"
DATA = DOCS / "reference" / "data.md"
FORMULAS = DOCS / "reference" / "formulas.md"
LOCK = DOCS / "reference" / "lock.md"
TUTORIAL = DOCS / "start" / "first-book.md"
INTERVALS = DOCS / "explanation" / "intervals.md"
CONVENTIONS = DOCS / "explanation" / "conventions.md"
DERIVATION = DOCS / "explanation" / "derivation.md"
TRUST = DOCS / "explanation" / "trust.md"
ARCHITECTURE = DOCS / "explanation" / "architecture.md"
NAMES = DOCS / "explanation" / "names.md"
REPORTING = DOCS / "how-to" / "report-a-figure.md"
CI = DOCS / "how-to" / "ci.md"
OTHER_HOSTS = {"preview.md", "properdocs.md", "zensical.md"}
HOW_TO = sorted(page for page in (DOCS / "how-to").glob("*.md") if page.name not in OTHER_HOSTS)
README = ROOT / "README.md"
INDEX = DOCS / "index.md"
PLUGINS = ROOT / "plugins"
OVER_THE_BOOK = [INDEX, DERIVATION, INTERVALS, CONVENTIONS]

_FENCE = re.compile(r"^(`{3,})(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^\1$", re.M | re.S)
_NAMED_BEFORE = re.compile(r"`([\w./-]+)`[^`]*:\n\n\Z")
_ELISION = re.escape("...")


@dataclass(frozen=True)
class Block:
    """A fence of a page: a file, or commands with what they print."""

    language: str
    title: str
    content: str


def blocks_of(text: str) -> list[Block]:
    """Its fences in order; where no title tells the file, the line before the fence does."""
    blocks = []
    for fence in _FENCE.finditer(text):
        named = _NAMED_BEFORE.search(text, 0, fence.start())
        title = fence[3] or (named[1] if named else "")
        blocks.append(Block(fence[2], title, fence[4]))
    return blocks


def last_section(text: str) -> str:
    return text[text.rindex("\n## ") :]


_CODE_ASKED = "; echo $?"


def printed_by(command: str) -> str:
    """What a command prints in this folder; it fails exactly where it prints an error.

    Where the page asks for the exit code, that is the last line, and the page says what it is.
    """
    asked = command.endswith(_CODE_ASKED)
    command = command.removesuffix(_CODE_ASKED)
    if command.startswith("claimbook ") and not re.search(r" > |\$\(", command):
        done = CliRunner().invoke(main, shlex.split(command)[1:], prog_name="claimbook")
        output, code = done.output, done.exit_code
    else:
        tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        run = subprocess.run(
            command,
            shell=True,
            env={**os.environ, "PATH": tools},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        output, code = run.stdout, run.returncode
    if asked:
        return f"{output}{code}\n"
    assert (code != 0) == bool(re.search(r"error CB\d{3}", output)), output
    return output


def follow(blocks: list[Block], folder: Path) -> None:
    """Do what a page says, in its order: write its files, run its commands, compare.

    `...` stands for anything, and so does no output at all.
    """
    for block in blocks:
        if block.language == "console":
            for part in re.split(r"^\$ ", block.content, flags=re.M)[1:]:
                command, _, shown = part.partition("\n")
                wanted = re.escape(shown.strip() or "...").replace(_ELISION, ".*")
                output = printed_by(command).strip()
                assert re.fullmatch(wanted, output, re.S), f"{command}\n{output}"
        elif block.language != "sh":
            assert block.title, block.content
            path = folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.content)


@pytest.mark.parametrize(
    "page", [UNITS, DATA, FORMULAS, LOCK, TUTORIAL, TRUST, *HOW_TO], ids=lambda page: page.stem
)
def test_what_a_page_says_happens(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A page that accepts does so where no machine is said to be at work.
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.chdir(tmp_path)
    blocks = blocks_of(page.read_text())
    assert {"yaml", "md", "console"} <= {block.language for block in blocks}
    follow(blocks, tmp_path)


def test_the_book_that_the_readme_begins_builds_as_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = blocks_of(last_section(README.read_text()))
    assert {block.title for block in blocks} >= {
        "mkdocs.yml",
        "heating.py",
        "data/heater.yml",
        "data/sources/label.yml",
        "docs/index.md",
    }
    follow(blocks, tmp_path)
    assert "16.0 kWh" in printed_by("""claimbook eval 'energy(spec("heater.power"), q("8 h"))'""")
    assert "16.0" in (tmp_path / "site" / "index.html").read_text()


# -- units.md ---------------------------------------------------------------------------------


def rows_below(page: Path, heading: str) -> list[list[str]]:
    """The cells of the table with that first column's heading."""
    table = re.search(rf"^\| {heading} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", page.read_text(), re.M)
    assert table is not None, heading
    rows = [line.strip("|").split("|") for line in table[1].splitlines()]
    return [[cell.strip() for cell in row] for row in rows]


def words_in(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


PREFIXES = {
    name: (words_in(symbols), words_in(written))
    for name, symbols, written in rows_below(UNITS, "Prefixes")
}


def spellings_of(row: list[str]) -> list[str]:
    units, alone, symbols, written, _ = row
    names = [name for name in symbols.split(", ") if name != "none"]
    before = [prefix for name in names for prefix in PREFIXES[name][0]]
    names = [name for name in written.split(", ") if name != "none"]
    before += [prefix for name in names for prefix in PREFIXES[name][1]]
    before += [""] if alone == "yes" else []
    return [prefix + unit for unit, prefix in product(words_in(units), before)]


def test_the_page_has_every_unit_under_every_prefix_and_no_other() -> None:
    told = [spelling for row in rows_below(UNITS, "Unit") for spelling in spellings_of(row)]
    assert sorted(told) == sorted(STANDARD.spellings())


@pytest.mark.parametrize("row", rows_below(UNITS, "Unit"), ids=lambda row: row[0])
def test_a_unit_is_what_its_row_says(row: list[str]) -> None:
    number, _, base = row[-1].partition(" ")
    for unit in words_in(row[0]):
        spelling, factor = (unit, 1) if row[1] == "yes" else (f"kilo{unit}", 1000)
        known = STANDARD.parse(spelling)
        assert known.factor == Fraction(number) * factor
        assert known.dimension == STANDARD.dimension(base)


def test_a_refused_unit_is_refused_and_what_to_write_instead_is_not() -> None:
    for refused, _, instead in rows_below(UNITS, "Refused"):
        for text in words_in(refused):
            with pytest.raises(QuantityError, match=r"unknown unit"):
                STANDARD.parse(text)
        for text in words_in(instead):
            STANDARD.parse(text)


def test_combined_units_mean_what_the_page_says() -> None:
    for written, meaning in rows_below(UNITS, "Written"):
        known = {
            (STANDARD.parse(text).factor, STANDARD.dimension(text))
            for text in words_in(written)
            if "-1" not in text
        }
        assert len(known) == 1, written
        for same in words_in(meaning):
            if same != "per":
                assert (STANDARD.parse(same).factor, STANDARD.dimension(same)) in known
    assert STANDARD.parse("TFLOP/s·GB").note is not None
    assert STANDARD.parse("TFLOPs").note is not None


@pytest.mark.parametrize("text", ["GB s", "s^10", "s^0", "s^1.5", "2 s", "·".join(["B"] * 33)])
def test_what_the_page_calls_no_unit_is_none(text: str) -> None:
    with pytest.raises(QuantityError):
        STANDARD.parse(text)


@pytest.mark.parametrize("base", [BaseUnit("°C"), BaseUnit("h"), BaseUnit("in", prefixes=True)])
def test_a_base_unit_that_is_no_word_or_taken_is_refused(base: BaseUnit) -> None:
    with pytest.raises(QuantityError):
        STANDARD.extended([base])


# -- data.md ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("Key of a subject", SUBJECT_KEYS),
        ("Key of a spec", LEAF_KEYS),
        ("Key of a source", SOURCE_KEYS),
        ("Key of `raw`", RAW_KEYS),
        ("Qualifier", tuple(FREE_QUALIFIERS)),
    ],
)
def test_every_key_has_its_row(heading: str, keys: tuple[str, ...]) -> None:
    assert [row[0] for row in rows_below(DATA, heading)] == [f"`{key}`" for key in keys]


def test_every_word_of_a_closed_list_is_told() -> None:
    told = {row[0].strip("`"): words_in(row[1]) for row in rows_below(DATA, "Qualifier")}
    assert told == {name: list(words or ()) for name, words in FREE_QUALIFIERS.items()}
    spec = {row[0].strip("`"): words_in(row[1]) for row in rows_below(DATA, "Key of a spec")}
    assert spec["confidence"][: len(CONFIDENCES)] == list(CONFIDENCES)
    source = {row[0].strip("`"): words_in(row[1]) for row in rows_below(DATA, "Key of a source")}
    assert source["kind"] == list(SOURCE_KINDS)
    raw = {row[0].strip("`"): words_in(row[1]) for row in rows_below(DATA, r"Key of `raw`")}
    assert set(raw["form"]) == set(FORMS)


BARE = "site_name: A book\nplugins: [claimbook]\n"


def book_with(book: Callable[..., Book], spec: str) -> Book:
    files = {
        "data/thing.yml": f"name: A thing\nsize: {spec}\n",
        "data/sources/sheet.yml": "title: A sheet\nkind: primary\nraw: sheet.md\n",
        "raw/sheet.md": "Link of 1.8 terabytes per second\nUses “about” 4\u00a0kW, at most 14 kW\n",
        "docs/index.md": '<< spec("thing.size") >>\n',
    }
    return book(files, BARE)


@pytest.mark.parametrize("row", rows_below(DATA, "Approximate value"), ids=lambda row: row[0])
def test_an_approximate_value_reaches_as_far_as_its_row_says(
    row: list[str], book: Callable[..., Book]
) -> None:
    opened = book_with(book, f"{{value: {row[0].strip('`')}, source: sheet, approximate: true}}")
    quantity = opened.evaluate('spec("thing.size")').value
    assert isinstance(quantity, Quantity)
    ends = []
    for cell in row[1:]:
        number, unit = cell.split()
        ends.append(Fraction(number) * STANDARD.parse(unit).factor)
    assert quantity.interval is not None
    assert list(quantity.interval) == ends


def paragraph(page: Path, start: str) -> str:
    return next(text for text in page.read_text().split("\n\n") if start in text)


def test_numbers_are_read_and_refused_as_the_page_says(book: Callable[..., Book]) -> None:
    read, refused = paragraph(DATA, "A number is written").split("are read.")
    for value in words_in(read):
        opened = book_with(book, f"{{value: '{value}', source: sheet}}")
        assert list(opened.check().diagnostics) == [], value
    examples = [text for text in words_in(refused) if " W" in text]
    assert len(examples) == 6
    for value in examples:
        found = book_with(book, f"{{value: '{value}', source: sheet}}").check().diagnostics
        assert [each.code.slug for each in found] == ["unreadable-value"], value


@pytest.mark.parametrize(
    ("value", "quote", "found"),
    [
        ("1.8 TB/s", "1.8 terabytes per second", []),
        ("4 kW", 'Uses "about" 4 kW', []),
        ("4.2 kW", "Uses about 4 kW", ["quote-not-found"]),
        ("4 kW", "4 kW", ["quote-too-short"]),
        ("4 kW", "uses “about” 4 kW", ["quote-not-found"]),
        ("4 kW", "most 14", ["quote-disagrees"]),
        ("4 kW", "at most 1", ["quote-not-found"]),
        ("4 kW", "x" * 2001, ["too-large"]),
    ],
)
def test_a_quotation_is_looked_for_as_the_page_says(
    value: str, quote: str, found: list[str], book: Callable[..., Book]
) -> None:
    opened = book_with(book, f"{{value: {value}, source: sheet, quote: '{quote}'}}")
    assert [each.code.slug for each in opened.check().diagnostics] == found


def test_the_digits_of_the_source_may_round_an_approximate_value(
    book: Callable[..., Book],
) -> None:
    spec = "{value: 4.4 kW, source: sheet, quote: '“about” 4 kW', approximate: true}"
    assert list(book_with(book, spec).check().diagnostics) == []


@pytest.mark.parametrize(
    ("maker", "found"), [("3 Brothers", True), ("'3 Brothers'", False), ("Brothers 3", False)]
)
def test_an_attribute_that_begins_with_a_figure_stands_in_quotes(
    maker: str, found: bool, book: Callable[..., Book]
) -> None:
    files = {
        "data/thing.yml": f"name: A thing\nmaker: {maker}\n",
        "docs/index.md": "A page.\n",
    }
    assert bool(book(files, BARE).check().diagnostics) is found


# -- lock.md ----------------------------------------------------------------------------------


def test_every_key_of_the_lock_is_told_in_its_order() -> None:
    told = [name for row in rows_below(LOCK, "Key") for name in words_in(row[0])]
    full = Locked(
        *("a", "p", "e()", "1", "1", "1", "asserted", "holds"), {"s": "1"}, ("d: x",), ("b",)
    )
    line = write_lock([full]).splitlines()[-1]
    assert told == list(json.loads(line))


def test_every_key_of_an_acceptance_is_told() -> None:
    told = [name for row in rows_below(LOCK, "Key of an acceptance") for name in words_in(row[0])]
    revision = Revision("a", "p", "1", "2")
    whole = Acceptance("2026-01-01", "e", "why", ("s",), "rev", 2, (("c", (revision,)),))
    written = yaml.safe_load(
        with_acceptance(None, whole, [], "en", lambda _: True).split("---")[1]
    )["accepted"][0]
    (cause,) = written["causes"]
    assert told == [*written, *cause["numbers"][0]]


def test_every_cause_that_is_no_spec_is_told() -> None:
    told = [name for row in rows_below(LOCK, "Cause") for name in words_in(row[0])[:1]]
    assert sorted(told) == sorted({"convention", *CAUSES} - {"gone"})
    assert Change("convention", "a", "b").brief == "convention: a → b"


# -- formulas.md ------------------------------------------------------------------------------


def parameters_of(function: Callable[..., object], *left_out: str) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name not in left_out]


def test_every_argument_of_the_decorator_has_its_row() -> None:
    told = [row[0].strip("`") for row in rows_below(FORMULAS, "Argument")]
    assert sorted(told) == sorted(parameters_of(formula, "function"))


def test_everything_that_specs_give_has_its_row() -> None:
    told = [row[0].strip("`") for row in rows_below(FORMULAS, "Of `specs`")]
    public = {
        name: method
        for name, method in vars(Specs).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }
    assert told == [
        f"{name}({', '.join(parameters_of(method, 'self'))})" for name, method in public.items()
    ]


def test_every_field_of_a_kind_has_its_row_with_all_its_arguments() -> None:
    told = {}
    for row in rows_below(FORMULAS, "Field"):
        name, _, arguments = row[0].strip("`").rstrip(")").partition("(")
        told[name] = [part.rstrip("=") for part in arguments.split(", ") if part]
    fields = get_args(Field)
    assert told == {field.__name__: parameters_of(field) for field in fields}


def test_every_public_name_for_libraries_is_told() -> None:
    page = FORMULAS.read_text() + UNITS.read_text()
    hosts = {"open_book", "Book", "Report", "Diagnostic", "Formula", "QuantityError", "Unit"}
    assert [name for name in claimbook.__all__ if name not in hosts and name not in page] == []


LIBRARY = """\
import math
from claimbook import Assumption, Quantity, Record, RefusalError, formula, minimum

class Pair(Record):
    _hidden = 1
    def __init__(self, first): self.first = first
    def method(self): return self.first

@formula
def root(a): return math.sqrt(a)
@formula
def power(a): return a**0.5
@formula
def least(a, b): return minimum(a, b)
@formula
def chosen(a, b): return a if a < b else b
@formula
def tenth(a): return a * 0.1 * 10 == a
@formula
def pair(a): return Pair(a)
@formula
def assumed(a): return a.under(Assumption("direction", "up", "assumed"))
@formula
def taken_out(a): return int(a.value)
@formula
def refusing(a): raise RefusalError("not for this")
@formula
def typed(a: Quantity | None = None): return 1
@formula(unit=("J", "W"))
def either(a): return a
"""


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("root(4)", "formula-failed"),
        ("power(4)", "dimension-mismatch"),
        ("q('1 W') + q('1 J')", "dimension-mismatch"),
        ("least(3, 2)", "2.00"),
        ("chosen(3, 2)", "2.00"),
        ("tenth(3)", "yes"),
        ("pair(3)", "scope-refused"),
        ("pair(3).first", "3"),
        ("pair(3).method", "unknown-attribute"),
        ("pair(3)._hidden", "unknown-attribute"),
        ("typed('x')", "invalid-argument"),
        ("typed(None)", "1.00"),
        ("either(q('2 J'))", "2.00 J"),
        ("either(q('2 s'))", "formula-unit"),
        ("taken_out(q('2 W'))", "2.00"),
        ("refusing(3)", "scope-refused"),
        ("reported('2', refusing(3), source='sheet')", "2"),
    ],
)
def test_a_formula_does_what_the_page_says(expression: str, result: str, tmp_path: Path) -> None:
    for name, content in {
        "mkdocs.yml": "site_name: A\nplugins: [{claimbook: {formulas: [own_library]}}]\n",
        "own_library.py": LIBRARY,
        "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
        "docs/index.md": "A page.\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    answer = open_book(tmp_path).evaluate(expression.replace("'", '"'))
    if answer.failed:
        assert [found.code.slug for found in answer.diagnostics] == [result]
    else:
        assert answer.printed is not None
        assert answer.printed.text == result


# -- pages that ask the book of this repository --------------------------------------------------


@pytest.mark.parametrize("page", OVER_THE_BOOK, ids=lambda page: page.stem)
def test_the_book_answers_as_the_page_says(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    asked = [block for block in blocks_of(page.read_text()) if block.language == "console"]
    assert asked
    follow(asked, ROOT)


@pytest.mark.parametrize("page", [README, *OVER_THE_BOOK], ids=lambda page: page.stem)
def test_the_macros_that_a_page_shows_evaluate_over_the_book(page: Path) -> None:
    book = open_book(DOCS / "mkdocs.yml")
    for block in blocks_of(page.read_text()):
        if block.language == "md" and not block.title:
            shown = book.page(page.name, block.content)
            assert shown.macros
            assert list(shown.diagnostics) == []


def is_part(shown: object, whole: object) -> bool:
    if isinstance(shown, dict) and isinstance(whole, dict):
        return all(key in whole and is_part(shown[key], whole[key]) for key in shown)
    return shown == whole


@pytest.mark.parametrize("page", [README, INDEX], ids=lambda page: page.stem)
def test_the_data_that_a_page_shows_is_in_the_file_that_it_names(page: Path) -> None:
    found = 0
    for block in blocks_of(page.read_text()):
        named = re.match(r"# (data/\S+)\n", block.content)
        if named is not None:
            found += 1
            whole = yaml.safe_load((ROOT / named[1]).read_text())
            assert is_part(yaml.safe_load(block.content), whole), named[1]
    assert found


def test_the_first_page_leads_to_every_other() -> None:
    linked = set(re.findall(r"\]\(([\w/-]+\.md)", INDEX.read_text()))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert linked == pages - {"index.md"}


def test_every_page_says_in_its_head_what_it_is() -> None:
    for path in sorted(DOCS.rglob("*.md")):
        head = re.match(r"---\ntitle: .+\ndescription: .+\n---\n", path.read_text())
        assert head is not None, path.name


# -- ci.md ---------------------------------------------------------------------------------------


def test_the_steps_of_the_pipelines_pass_in_the_book_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = blocks_of(CI.read_text())
    first_command = next(i for i, block in enumerate(blocks) if block.language == "console")
    follow(blocks[:first_command], tmp_path)
    pipelines = [block for block in blocks if block.title.startswith(".github/workflows/")]
    assert len(pipelines) == 2
    for pipeline in pipelines:
        jobs = yaml.safe_load(pipeline.content)["jobs"]
        steps = [step for job in jobs.values() for step in job["steps"]]
        commands = [step["run"] for step in steps if "run" in step]
        assert commands.pop(0).startswith("pip install")
        assert commands
        for command in commands:
            assert command.startswith(("claimbook ", "mkdocs build"))
            assert printed_by(f"{command}{_CODE_ASKED}").splitlines()[-1] == "0", command


# -- report-a-figure.md --------------------------------------------------------------------------


def test_every_verdict_is_told_with_whether_it_is_disputed() -> None:
    rows = rows_below(REPORTING, "Verdict")
    assert [row[0].strip("`") for row in rows] == list(get_args(Verdict))
    assert [row[0].strip("`") for row in rows if row[2] == "yes"] == ["contradicted", "refused"]


# -- intervals.md --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        row
        for heading in ("Words of a claim", "Hedged words", "Bounding words")
        for row in rows_below(INTERVALS, heading)
    ],
    ids=lambda row: row[0],
)
def test_words_mean_the_interval_that_the_page_gives(row: list[str]) -> None:
    read = read_phrase(row[0].strip("`"), units=STANDARD, locale="en")
    assert interval_text(read) == row[1]


@pytest.mark.parametrize("row", rows_below(INTERVALS, "Macro"), ids=lambda row: row[0])
def test_a_macro_prints_what_the_page_gives(row: list[str], book: Callable[..., Book]) -> None:
    # The | of a filter is a part of its cell.
    written = "|".join(row[:-1]).strip().strip("`")
    answer = book({"docs/index.md": "A page.\n"}, BARE).evaluate(written)
    assert answer.printed is not None
    assert answer.printed.text == row[-1]


@pytest.mark.parametrize(
    ("limit", "verdict", "found"),
    [
        ("3 kW", "holds", []),
        ("2.05 kW", "marginal", ["CB506"]),
        ("1.95 kW", "marginal", ["CB508"]),
        ("1 kW", "contradicted", ["CB501"]),
    ],
)
def test_a_comparison_gets_the_verdict_of_its_row(
    limit: str, verdict: str, found: list[str], book: Callable[..., Book]
) -> None:
    files = {
        "data/heater.yml": "power: {value: 2 kW, approximate: true, source: sheet}\n",
        "data/sources/sheet.yml": "title: A sheet\n",
        "docs/index.md": "A page.\n",
    }
    claim = f'claim("enough", spec("heater.power") < q("{limit}"))'
    answer = book(files, BARE).evaluate(claim)
    assert answer.review is not None
    assert answer.review.verdict == verdict
    assert [each.code.number for each in answer.diagnostics] == found
    told = [words_in(row[2]) + re.findall(r"CB\d+", row[2])[:1] for row in marginal_rows()]
    assert [verdict, *found] in told


def marginal_rows() -> list[list[str]]:
    return rows_below(INTERVALS, "At the stated values")


# -- conventions.md, derivation.md, names.md -----------------------------------------------------


def test_every_origin_of_a_convention_is_told() -> None:
    told = [row[0].strip("`") for row in rows_below(CONVENTIONS, "Origin")]
    assert told == [*words_of("zh").origins, "the path of a spec"]


def test_every_node_of_a_derivation_is_told() -> None:
    told = [row[0].strip("`") for row in rows_below(DERIVATION, "Node")]
    assert told == [node.__name__ for node in get_args(derivation.Derivation)]


def test_stances_and_verdicts_have_the_names_of_the_code() -> None:
    told = {row[0]: words_in(row[1]) for row in rows_below(NAMES, "Word")}
    page = NAMES.read_text()
    listed = dict(re.findall(r"^\| (stance|verdict) \| (.+?) \|", page, re.M))
    assert told
    assert words_in(listed["stance"]) == [*get_args(Stance), "computed"]
    assert words_in(listed["verdict"]) == list(get_args(Verdict))


# -- trust.md ------------------------------------------------------------------------------------


def test_every_limit_is_that_of_the_code() -> None:
    told = {limit: int(re.sub(r"\D", "", number)) for limit, number in rows_below(TRUST, "Limit")}
    assert told == {
        "a file of `data/`, `raw/` or the pages": MAX_FILE_BYTES // 2**20,
        "a page": MAX_PAGE_CHARACTERS,
        "an expression": expression.MAX_LENGTH,
        "nesting of an expression": expression.MAX_DEPTH,
        "digits of a number": expression.MAX_DIGITS,
        "exponent of a power": quantity.MAX_EXPONENT,
        "words of a claim": phrase.MAX_LENGTH,
        "a quotation": leaf._LONGEST_QUOTE,
        "a unit": MAX_LENGTH,
        "`claims.lock`": MAX_LOCK_BYTES // 2**20,
    }


# -- architecture.md -----------------------------------------------------------------------------


def test_the_rooms_are_the_layers_of_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    engine = next(each for each in contracts["contracts"] if "cli" in each.get("layers", ()))
    told = [words_in(row[0]) for row in rows_below(ARCHITECTURE, "Room, from the top")]
    assert told == [layer.split(" | ") for layer in engine["layers"]]


def test_every_room_and_every_package_stands_where_the_page_says() -> None:
    for row in rows_below(ARCHITECTURE, "Room, from the top"):
        for name in words_in(row[0]):
            home = PLUGINS / "claimbook" / name
            assert home.is_dir() or home.with_suffix(".py").is_file(), name
    told = sorted(row[0].strip("`") for row in rows_below(ARCHITECTURE, "Package"))
    assert told == sorted(path.name for path in PLUGINS.iterdir() if (path / "py.typed").exists())


def test_the_life_of_a_number_goes_through_modules_that_exist() -> None:
    rows = rows_below(ARCHITECTURE, "Step")
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    for row in rows:
        assert (PLUGINS / "claimbook" / row[1].strip("`")).is_file(), row[1]
    for path in re.findall(r"`(mkdocs_claimbook/\w+\.py)`", ARCHITECTURE.read_text()):
        assert (PLUGINS / path).is_file(), path
