"""The manual is true: every example of the diagnostics does what it says, nothing is left out."""

import inspect
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

import claimbook_roofline
from claimbook import Book, Formula, open_book
from claimbook.cli import main
from claimbook.diagnostics import CODES
from claimbook.exports import claims_schema, sources_schema
from claimbook.exports.prov import NAMESPACES
from claimbook.options import KNOWN
from claimbook.pages import RESERVED
from claimbook.pages.display import FILTERS, print_value

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGE = DOCS / "reference" / "diagnostics.md"

_FENCE = re.compile(r"(`{3,})(\w+)(?: title=\"([^\"]+)\")?")
_SECTION = re.compile(r"## (CB\d{3}) ([a-z-]+) \{#(cb\d{3})\}")


@dataclass(frozen=True)
class Example:
    """The files of one example, and the commands that are run on them."""

    files: dict[str, bytes] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """One section of the page: its heading, its plain lines, its examples."""

    number: str
    slug: str
    anchor: str
    lines: list[str] = field(default_factory=list)
    examples: dict[str, Example] = field(default_factory=dict)


def read_page() -> tuple[Section, list[Section]]:
    """The introduction, whose fences are the book of the examples, and the sections."""
    sections = [Section("", "", "", examples={"Base": Example()})]
    current, fence, info, content = "Base", "", ("", ""), list[str]()
    for line in PAGE.read_text().splitlines():
        section = sections[-1]
        if fence:
            if line != fence:
                content.append(line + "\n")
                continue
            language, title = info
            if language == "console":
                section.examples[current].commands.extend(
                    command.removeprefix("$ ").rstrip("\n") for command in content
                )
            else:
                words = "".join(content)
                written = bytes.fromhex(words) if language == "hexdump" else words.encode()
                section.examples[current].files[title] = written
            fence = ""
        elif opening := _FENCE.match(line):
            fence, info, content = opening[1], (opening[2], opening[3] or ""), []
        elif heading := _SECTION.fullmatch(line):
            sections.append(Section(*heading.groups()))
        elif line in ("**Wrong**", "**Right**"):
            current = line.strip("*")
            section.examples[current] = Example()
        else:
            section.lines.append(line)
    return sections[0], sections[1:]


BASE, SECTIONS = read_page()
EXAMPLES = [
    pytest.param(section, kind, id=f"{section.number}-{kind.lower()}")
    for section in SECTIONS
    for kind in section.examples
]


def lay_out(folder: Path, *examples: Example) -> None:
    for example in examples:
        for title, content in example.files.items():
            path = folder / title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def numbers_in(output: str) -> list[str]:
    return re.findall(r"(?:error|warning|note) (CB\d{3})", output)


def found_by(command: str, folder: Path) -> list[str]:
    """The codes that a command of the page reports."""
    program, *arguments = shlex.split(command)
    if program == "claimbook":
        with chdir(folder):
            done = CliRunner().invoke(main, [*arguments, "--config", "mkdocs.yml"])
        return numbers_in(done.output)
    built = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return numbers_in(built.stdout + built.stderr)


@pytest.mark.parametrize(("section", "kind"), EXAMPLES)
def test_an_example_does_what_its_section_says(
    section: Section, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where it says that a machine is at work, nothing is accepted.
    monkeypatch.delenv("CI", raising=False)
    example = section.examples[kind]
    lay_out(tmp_path, BASE.examples["Base"], example)
    found = [number for command in example.commands for number in found_by(command, tmp_path)]
    if not example.commands:
        found = [each.code.number for each in open_book(tmp_path).check().diagnostics]
    assert found == ([section.number] if kind == "Wrong" else [])


def test_the_book_of_the_examples_is_clean(tmp_path: Path) -> None:
    lay_out(tmp_path, BASE.examples["Base"])
    report = open_book(tmp_path).check()
    assert list(report.diagnostics) == []
    assert report.counts.macros == 1


def test_every_code_has_a_section_in_order_with_its_own_anchor() -> None:
    assert [(section.number, section.slug) for section in SECTIONS] == [
        (code.number, code.slug) for code in CODES.values()
    ]
    assert [section.anchor for section in SECTIONS] == [
        code.number.lower() for code in CODES.values()
    ]


def test_every_section_says_its_severity_and_shows_wrong_and_right() -> None:
    for section in SECTIONS:
        severity = CODES[section.slug].severity.capitalize()
        assert section.lines[1] == f"*{severity}.*", section.number
        assert list(section.examples) == ["Wrong", "Right"], section.number
        for example in section.examples.values():
            assert example.files, section.number
        assert section.lines[-1 if section is SECTIONS[-1] else -2].strip(), section.number


def test_the_table_of_the_page_is_the_table_of_codes() -> None:
    rows = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in BASE.lines
        if line.startswith("| [CB")
    ]
    assert [(name, severity, meaning.replace("`", "")) for name, severity, meaning in rows] == [
        (f"[{code}](#{code.number.lower()})", code.severity, code.meaning)
        for code in CODES.values()
    ]


def test_every_family_is_introduced() -> None:
    families = {line[2:5] for line in BASE.lines if re.match(r"\| CB\d \|", line)}
    assert {code.number[:3] for code in CODES.values()} <= families


# -- everything that there is, is documented --------------------------------------------------


def code_of(text: str) -> str:
    """All that a page shows as code, inline and in fences."""
    return "\n".join(re.findall(r"^`{3,}.*?^`{3,}|``.+?``|`[^`\n]+`", text, re.M | re.S))


MANUAL = "\n".join(code_of(path.read_text()) for path in sorted(DOCS.rglob("*.md")))


def is_documented(pattern: str) -> bool:
    return re.search(rf"(?<![\w-]){pattern}", MANUAL) is not None


def commands() -> Iterator[tuple[str, click.Command]]:
    assert isinstance(main, click.Group)
    yield from main.commands.items()


@pytest.mark.parametrize("option", KNOWN)
def test_every_setting_is_documented(option: str) -> None:
    page = (DOCS / "reference" / "settings.md").read_text()
    assert f"\n| `{option}` |" in page


def test_no_setting_is_documented_that_does_not_exist() -> None:
    page = (DOCS / "reference" / "settings.md").read_text()
    assert re.findall(r"^\| `(\w+)` \|", page, re.M) == sorted(KNOWN)


@pytest.mark.parametrize("name", RESERVED)
def test_every_macro_is_documented(name: str) -> None:
    assert is_documented(rf"{name}\(")


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_is_documented(name: str) -> None:
    page = (DOCS / "reference" / "macros.md").read_text()
    assert re.search(rf"^\| `{name}\b", page, re.M)


def formulas() -> list[Formula]:
    found = vars(claimbook_roofline).values()
    return [value for value in found if isinstance(value, Formula)]


@pytest.mark.parametrize("one", formulas(), ids=lambda one: one.name)
def test_every_formula_is_documented_with_all_its_parameters(one: Formula) -> None:
    page = (DOCS / "reference" / "macros.md").read_text()
    written = re.search(rf"^\| `{one.name}\(([^)]*)\)` \|", page, re.M)
    assert written is not None
    names = [part.strip() for part in written[1].split(",")]
    assert names == [
        name if parameter.default is parameter.empty else f"{name}="
        for name, parameter in one.signature.parameters.items()
    ]


def test_every_attribute_of_a_record_is_documented() -> None:
    from claimbook_roofline.dispatch import DispatchTime
    from claimbook_roofline.roofline import Roofline
    from claimbook_roofline.sweep import Point, Sweep

    names = {
        name
        for record in (Roofline, DispatchTime, Point, Sweep)
        for name, value in inspect.getmembers(record)
        if isinstance(value, property) and name != "bare"
    }
    assert sorted(name for name in names if not is_documented(rf"\.{name}\b")) == []


EXAMPLE_ROWS = [
    (expression, printed)
    for table in re.findall(
        r"^\| Example \| Prints \|\n\|[-|]+\|\n((?:\|.*\n)+)",
        (DOCS / "reference" / "macros.md").read_text(),
        re.M,
    )
    for expression, printed in re.findall(r"^\| `(.+)` \| (.+) \|$", table, re.M)
]


def test_every_formula_with_an_argument_of_its_own_has_an_example() -> None:
    told = {name for expression, _ in EXAMPLE_ROWS for name in re.findall(r"(\w+)\(", expression)}
    # What stands on the pages of the book, or is a step of those, needs no further one.
    plain = {"machine_balance", "headroom", "margin", "excess", "intensity", "expert_threshold"}
    assert {one.name for one in formulas()} - told == {*plain, "required_bandwidth"}


@pytest.fixture(scope="module")
def this_book() -> Book:
    return open_book(ROOT)


@pytest.mark.parametrize(("expression", "printed"), EXAMPLE_ROWS)
def test_an_example_of_a_formula_prints_what_the_page_says(
    this_book: Book, expression: str, printed: str
) -> None:
    answer = this_book.evaluate(expression)
    assert answer.diagnostics == ()
    assert answer.value is not None
    assert print_value(answer.value, "en").text == printed


def test_every_command_has_a_section_with_all_its_options() -> None:
    page = (DOCS / "reference" / "command-line.md").read_text()
    sections = dict(re.findall(r"^## `claimbook ([\w-]+).*?`\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    assert list(sections) == [name for name, _ in commands()]
    for name, command in commands():
        wanted = [
            option
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for option in parameter.opts
        ]
        assert [option for option in wanted if f"`{option}`" not in sections[name]] == [], name
        told = re.findall(r"^\| `(--[\w-]+)", sections[name], re.M)
        assert set(told) <= set(wanted), name


def test_every_choice_of_an_option_is_documented() -> None:
    page = (DOCS / "reference" / "command-line.md").read_text()
    for _, command in commands():
        for parameter in command.params:
            if isinstance(parameter.type, click.Choice):
                assert [word for word in parameter.type.choices if f"`{word}`" not in page] == []


def test_every_page_of_the_manual_is_in_its_navigation() -> None:
    named = re.findall(r"[\w/-]+\.md", (DOCS / "mkdocs.yml").read_text())
    pages = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    assert sorted(named) == sorted(pages)


# -- outputs.md -------------------------------------------------------------------------------


def outputs() -> list[tuple[str, dict[str, Any]]]:
    """Each table of the page, by its first heading, and the schema of what it describes."""
    claims, sources = claims_schema()["properties"], sources_schema()["properties"]
    claim, source = claims["claims"]["items"], sources["sources"]["items"]
    return [
        ("Key", claims),
        ("Key of a claim", claim["properties"]),
        ("Key of an input", claims["specs"]["additionalProperties"]["properties"]),
        ("Key of an assumption", claim["properties"]["assumptions"]["items"]["properties"]),
        ("Key", sources),
        ("Key of a source", source["properties"]),
        ("Key of a quotation", source["properties"]["quotations"]["items"]["properties"]),
    ]


def test_every_key_of_the_outputs_is_documented_as_its_schema_says() -> None:
    page = (DOCS / "reference" / "outputs.md").read_text()
    tables = re.findall(r"^\| (Key.*?) \| Is \|\n\|[-|]+\|\n((?:\|.*\n)+)", page, re.M)
    told = [
        (heading, re.findall(r"^\| `(\w+)` \| (.*) \|$", rows, re.M)) for heading, rows in tables
    ]
    assert told == [
        (heading, [(name, schema["description"]) for name, schema in keys.items()])
        for heading, keys in outputs()
    ]


def test_every_prefix_of_the_graph_is_documented() -> None:
    page = (DOCS / "reference" / "outputs.md").read_text()
    table = re.search(r"^\| Prefix \| Names \|\n\|[-|]+\|\n((?:\|.*\n)+)", page, re.M)
    assert table is not None
    assert sorted(re.findall(r"^\| `(\w+)` \|", table[1], re.M)) == sorted(NAMESPACES)
