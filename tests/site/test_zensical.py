"""The same book under Zensical: its numbers, its cache, its faults, and the gate before it."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from mkdocs_claimbook import shelf
from mkdocs_claimbook.extension import ClaimbookExtension
from mkdocs_claimbook.reading import Reading

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "how-to" / "zensical.md"
PATIENCE = 30

CONFIG = """\
site_name: Heaters
docs_dir: wiki
theme: {name: material, font: false}
plugins:
  - claimbook: {formulas: [own]}
markdown_extensions:
  - claimbook
"""
WATCH = "watch: [data, raw, own.py]\n"
OWN = """\
from claimbook import formula


@formula(unit="W")
def double(power):
    return 2 * power
"""
MACRO = '<< spec("heater.power") >>'
QUOTED = """\
name: A heater
power: {value: 2 kW, source: sheet, quote: draws 2 kW}
"""
RAW = "title: A sheet\nkind: primary\nraw: {file: sheet.md, form: note}\n"


@pytest.fixture
def book(heaters: Any) -> Any:
    heaters.write(
        {
            "mkdocs.yml": CONFIG,
            "own.py": OWN,
            "data/heater.yml": QUOTED,
            "data/sources/sheet.yml": RAW,
            "raw/sheet.md": "It draws 2 kW at most.\n",
            "wiki/index.md": f"# Power {MACRO}\n\nIt has {MACRO}.\n\n"
            'Two have << double(spec("heater.power")) | to("kW") >>.\n',
        }
    )
    return heaters


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    binaries = str(Path(sys.executable).parent)
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def _build(book: Any, *options: str) -> str:
    """What a build says; it must not fail, and never with a traceback."""
    built = _run(book.folder, "zensical", "build", *options)
    assert built.returncode == 0, built.stderr
    said = built.stdout + built.stderr
    assert "Traceback" not in said
    return said


def _later(path: Path, seconds: int) -> None:
    """As if the file had been written that much later: Zensical compares whole seconds."""
    now = path.stat().st_mtime + seconds
    os.utime(path, (now, now))


def _numbers(book: Any) -> list[str]:
    return [node.text.replace("\u00a0", " ") for node in book.page().all("button", "cb-number")]


def _marked(page: Any) -> list[tuple[str, ...]]:
    """Everything that stands in a page for a macro, and the headings, in order."""
    found = []
    for node in page.walk():
        classes = [name for name in node.classes if name.startswith("cb-")]
        # A list of tags is each host's own.
        named = node.attributes.get("id", "tag:")
        heading = re.fullmatch("h[1-3]", node.tag) and not named.startswith("tag:")
        if classes and "cb-foot" not in classes:
            found.append((node.tag, *classes, node.attributes.get("href", ""), node.text))
        elif heading:
            found.append((node.tag, node.attributes["id"], node.text))
    return found


# -- the same book ----------------------------------------------------------------------------


def test_b109_this_book_has_the_same_numbers_page_by_page_as_under_mkdocs(
    tmp_path: Path, parse: Callable[[str], Any]
) -> None:
    for name in ("wiki", "data", "raw"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("mkdocs.yml", "claims.lock"):
        shutil.copy(ROOT / name, tmp_path)
    ours = _run(tmp_path, "mkdocs", "build", "-q", "-d", str(tmp_path / "ours"))
    assert ours.returncode == 0, ours.stderr
    written = _run(tmp_path, "claimbook", "pages")
    assert written.returncode == 0, written.stderr
    theirs = _run(tmp_path, "zensical", "build", "--clean")
    assert theirs.returncode == 0, theirs.stderr
    assert "error" not in theirs.stdout + theirs.stderr
    pages = sorted(
        page.relative_to(tmp_path / "ours")
        for page in (tmp_path / "ours").rglob("index.html")
        if "claimbook" not in page.parts
    )
    assert len(pages) >= len(list((ROOT / "wiki").rglob("*.md")))
    numbers = 0
    for page in pages:
        expected = parse((tmp_path / "ours" / page).read_text(encoding="utf-8"))
        found = parse((tmp_path / "site" / page).read_text(encoding="utf-8"))
        assert _marked(found) == _marked(expected), page
        assert not re.search(r"<<|%3C%3C", _prose(found)), page
        numbers += len(found.all("button", "cb-number"))
    assert numbers >= 100


def _prose(page: Any) -> str:
    """What a reader sees of the page, code left out, with the targets of its links."""
    parts = [page.attributes.get("href", "")]
    for child in page.children:
        if isinstance(child, str):
            parts.append(child)
        elif child.tag not in {"code", "pre", "script", "style"}:
            parts.append(_prose(child))
    return "".join(parts)


def test_b28_a_link_gets_its_number_before_markdown_could_escape_it(book: Any) -> None:
    book.write({"wiki/index.md": f"# T\n\n[{MACRO}](https://example.org/?q={MACRO})\n"})
    _build(book)
    (link,) = [node for node in book.page().all("a") if "example.org" in str(node.attributes)]
    assert (link.text, link.attributes["href"]) == ("2 kW", "https://example.org/?q=2%20kW")


@pytest.mark.parametrize("directories", [True, False])
def test_generated_pages_are_written_first_and_their_links_lead_there(
    book: Any, directories: bool
) -> None:
    book.write({"wiki/deep/page.md": f"# Deep\n\n[[heater]] has {MACRO}.\n"})
    book.configure(
        f"use_directory_urls: {str(directories).lower()}",
        replace=("{formulas: [own]}", "{formulas: [own], generated: ref}"),
    )
    gate = "claimbook check && claimbook pages && zensical build --clean --strict"
    made = _run(book.folder, "sh", "-c", gate)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "wiki/ref: pages written: 7" in made.stdout
    end = "/index.html" if directories else ".html"
    base, tail = ("../../ref", "/") if directories else ("../ref", ".html")
    deep = [node.attributes.get("href", "") for node in book.page(f"deep/page{end}").all("a")]
    assert f"{base}/subjects/heater{tail}" in deep
    assert f"{base}/subjects/heater{tail}#heater.power" in deep
    assert f"{base}/sources/sheet{tail}#quote.heater.power" in deep
    source = book.page(f"ref/sources/sheet{end}")
    assert source.one("mark").text == "draws 2 kW"
    assert source.by_id("quote.heater.power")
    subject = book.page(f"ref/subjects/heater{end}")
    assert subject.by_id("heater.power")
    assert [node.text for node in subject.one("nav", "cb-backlinks").all("a")] == ["Deep"]


# -- what Zensical keeps ----------------------------------------------------------------------


def test_an_edit_of_the_settings_under_plugins_shows_once_the_cache_is_cleared(book: Any) -> None:
    book.write({"other.py": OWN.replace("2 * power", "4 * power")})
    book.configure(WATCH)
    _build(book)
    book.configure(replace=("[own]", "[other]"))
    _build(book)
    assert _numbers(book) == ["2 kW", "4.00 kW"]  # of Zensical too: the reason for --clean
    _build(book, "--clean")
    assert _numbers(book) == ["2 kW", "8.00 kW"]


def test_without_watch_an_edit_of_data_shows_the_old_number_until_the_cache_is_cleared(
    book: Any,
) -> None:
    _build(book)
    assert _numbers(book) == ["2 kW", "4.00 kW"]
    book.write({"data/heater.yml": QUOTED.replace("2 kW, s", "3 kW, s")})
    _later(book.folder / "data/heater.yml", 5)
    _build(book)
    assert _numbers(book) == ["2 kW", "4.00 kW"]  # of Zensical, not of us: the reason for --clean
    _build(book, "--clean")
    assert _numbers(book) == ["3 kW", "6.00 kW"]


def test_with_watch_an_edit_of_data_or_of_a_formula_shows_at_the_next_build(book: Any) -> None:
    book.configure(WATCH)
    _build(book)
    assert _numbers(book) == ["2 kW", "4.00 kW"]
    book.write({"data/heater.yml": "name: A heater\npower: {value: 3 kW, source: sheet}\n"})
    _later(book.folder / "data/heater.yml", 5)
    _build(book)
    assert _numbers(book) == ["3 kW", "6.00 kW"]
    book.write({"own.py": OWN.replace("2 * power", "3 * power")})
    _later(book.folder / "own.py", 10)
    _build(book)
    assert _numbers(book) == ["3 kW", "9.00 kW"]
    book.write({"data/fan.yml": "name: A fan\npower: {value: 1 kW}\n"})
    assert "data/fan.yml:2:8: error CB106 missing-source" in _build(book)


def test_with_watch_an_edit_of_a_raw_file_is_seen_at_the_next_build(book: Any) -> None:
    book.configure(WATCH)
    assert "CB201" not in _build(book)
    book.write({"raw/sheet.md": "It draws little.\n"})
    _later(book.folder / "raw/sheet.md", 5)
    assert "error CB201 quote-not-found" in _build(book)
    assert _run(book.folder, "claimbook", "check").returncode == 1


# -- faults -----------------------------------------------------------------------------------

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{below}'] * 9)}]\n"
    for below, name in zip("abcdefgh", "bcdefghi", strict=True)
)
OPTION = "markdown_extensions:\n  - claimbook"
FAULTS: dict[str, tuple[dict[str, str | None], str]] = {
    "an option that the extension has not": (
        {"mkdocs.yml": CONFIG.replace(OPTION, f"{OPTION}: {{dat: x}}")},
        "error CB701 invalid-option: the extension has no option dat",
    ),
    "a configuration that is not there": (
        {"mkdocs.yml": CONFIG.replace(OPTION, f"{OPTION}: {{config: gone.yml}}")},
        "error CB701 invalid-option: there is no gone.yml",
    ),
    "a configuration that is not YAML": (
        {
            "mkdocs.yml": CONFIG.replace(OPTION, f"{OPTION}: {{config: odd.yml}}"),
            "odd.yml": "plugins: [",
        },
        "odd.yml:1:11: error CB101 yaml-syntax",
    ),
    "a setting that does not exist": (
        {"mkdocs.yml": CONFIG.replace("formulas: [own]", "formulas: [own], dat: x")},
        "mkdocs.yml:5:34: error CB701 invalid-option: there is no setting dat",
    ),
    "a formula library that is not there": (
        {"own.py": None},
        "error CB703 formulas-unusable",
    ),
    "a data file that is gone": (
        {"data/heater.yml": None},
        "wiki/index.md:1:12: error CB306 unknown-spec",
    ),
    "a data file that is no text": (
        {"data/heater.yml": "\udcff"},
        "data/heater.yml:1:1: error CB117 not-text",
    ),
    "a data file that would fill the memory": (
        {"data/heater.yml": BOMB},
        "data/heater.yml:",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_b109_a_fault_is_told_and_shown_and_never_costs_the_page(book: Any, fault: str) -> None:
    files, told = FAULTS[fault]
    for name, content in files.items():
        path = book.folder / name
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content.encode(errors="surrogateescape"))
    said = _build(book)
    assert told in said
    # Told for the book, or for each of the three macros: never for every page anew.
    assert said.count(told) == 1
    page = book.page()
    shown = page.all("span", "cb-error")
    if fault == "a setting that does not exist":
        assert shown == []
    else:
        assert shown
        assert "CB" in shown[-1].text
    assert str(book.folder) not in page.text


def test_a_book_that_cannot_be_opened_fails_the_check_too(book: Any) -> None:
    (book.folder / "data/heater.yml").write_text(BOMB)
    checked = _run(book.folder, "claimbook", "check")
    assert (checked.returncode, checked.stdout.count("Traceback")) == (1, 0)
    assert "data/heater.yml:" in checked.stderr


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("mkdocs_claimbook.extension", "read_text"),
        ("mkdocs_claimbook.extension.Tokens", "place"),
        ("claimbook.report.PageReport", "derivations_html"),
        ("claimbook.report.MacroResult", "html"),
    ],
)
def test_no_fault_of_our_own_leaves_the_extension(
    heaters: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    owner: str,
    name: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        message = "out of order"
        raise ArithmeticError(message)

    replaced = property(fail) if name == "html" else fail
    monkeypatch.setattr(f"{owner}.{name}", replaced)
    own = ClaimbookExtension(config=str(heaters.folder))
    converted = Markdown(extensions=[own]).convert(f"It has {MACRO}, I am told.")
    assert "ArithmeticError" in caplog.text
    assert "out of order" in caplog.text
    assert "It has" in converted
    assert re.search("2.kW|spec", converted)
    assert "claimbook0z" not in converted


def test_under_a_host_that_checked_the_book_a_fault_of_our_own_stops_the_build(
    heaters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from claimbook import open_book

    own = ClaimbookExtension()
    book = open_book(heaters.folder)
    own.bind(book, book.check({}))
    monkeypatch.setattr(Reading, "tokenize", None)
    with pytest.raises(TypeError):
        Markdown(extensions=[own]).convert(MACRO)


# -- the gate ---------------------------------------------------------------------------------


def test_a_contradiction_stops_at_the_check_and_the_site_stays(book: Any) -> None:
    gate = "claimbook check && zensical build --clean"
    assert _run(book.folder, "sh", "-c", gate).returncode == 0
    before = book.digest()
    book.write({"wiki/index.md": '# T\n\n<< claim("9 kW", spec("heater.power")) >>\n'})
    stopped = _run(book.folder, "sh", "-c", gate)
    assert stopped.returncode == 1
    assert "wiki/index.md:3:" in stopped.stderr
    assert "Build started" not in stopped.stdout + stopped.stderr
    assert book.digest() == before


def test_the_recipe_of_the_manual_builds_a_styled_site_behind_the_gate(book: Any) -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    (recipe,) = re.findall(r"```make\n(.*?)```", manual, re.DOTALL)
    (settings,) = re.findall(r"```yaml\n(extra_css.*?)```", manual, re.DOTALL)
    book.write({"Makefile": recipe})
    book.configure(settings)
    made = _run(book.folder, "make", "site")
    assert made.returncode == 0, made.stderr
    style = (book.site / "assets/claimbook.css").read_bytes()
    assert style == (ROOT / "plugins/mkdocs_claimbook/assets/claimbook.css").read_bytes()
    claims = json.loads((book.site / "claims.json").read_text(encoding="utf-8"))["claims"]
    assert "2 kW" in [claim["text"] for claim in claims]
    assert (book.site / "sources.json").is_file()
    assert (book.site / "prov.json").is_file()
    page = book.page()
    assert "./assets/claimbook.css" in [link.attributes["href"] for link in page.all("link")]
    ours = [node for node in page.walk() if any(name.startswith("cb-") for name in node.classes)]
    assert ours
    assert not [node for node in ours if "style" in node.attributes]
    index = (book.site / "search.json").read_text(encoding="utf-8")
    assert "Power 2 kW" in index
    assert "draws 2 kW" in page.text
    assert "draws 2 kW" not in index
    book.write({"wiki/index.md": '# T\n\n<< claim("9 kW", spec("heater.power")) >>\n'})
    before = book.digest()
    assert _run(book.folder, "make", "site").returncode == 2
    assert book.digest() == before


# -- the preview ------------------------------------------------------------------------------


class Preview:
    """A running `zensical serve` and what it shows."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zensical", "serve", "-a", self._address],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def await_text(self, wanted: str) -> None:
        """Wait until the first page shows that text."""
        end = time.monotonic() + PATIENCE
        shown = ""
        while wanted not in shown:
            assert self.process.poll() is None
            assert time.monotonic() < end, shown[-2000:]
            time.sleep(0.05)
            try:
                with urllib.request.urlopen(f"http://{self._address}/", timeout=5) as answer:
                    shown = answer.read().decode()
            except OSError:
                continue


@pytest.fixture
def preview(book: Any) -> Iterator[Preview]:
    book.configure(WATCH)
    running = Preview(book.folder)
    try:
        yield running
    finally:
        running.process.terminate()
        running.process.wait(PATIENCE)


def test_a_preview_shows_edits_of_pages_of_watched_data_and_of_formulas(
    book: Any, preview: Preview
) -> None:
    preview.await_text(">2\u00a0kW</button>")
    book.write(
        {"wiki/index.md": f"# T\n\nNow {MACRO}, << double(spec('heater.power')) | to('kW') >>.\n"}
    )
    preview.await_text("Now <")
    book.write({"data/heater.yml": "name: A heater\npower: {value: 3 kW, source: sheet}\n"})
    _later(book.folder / "data/heater.yml", 5)
    preview.await_text(">3\u00a0kW</button>")
    book.write({"own.py": OWN.replace("2 * power", "5 * power")})
    _later(book.folder / "own.py", 5)
    preview.await_text(">15.0\u00a0kW</button>")
    # A fault shows as a box, and the server lives.
    book.write({"data/heater.yml": "name: ["})
    _later(book.folder / "data/heater.yml", 10)
    preview.await_text("cb-error")
    # A new file: seen by the page that asks for it, and its own edits once the settings were saved.
    book.write(
        {
            "data/fan.yml": "name: A fan\npower: {value: 50 W, source: sheet}\n",
            "wiki/index.md": '# T\n\n<< spec("fan.power") >>\n',
        }
    )
    preview.await_text(">50\u00a0W</button>")
    book.configure("# saved")
    book.write({"data/fan.yml": "name: A fan\npower: {value: 60 W, source: sheet}\n"})
    _later(book.folder / "data/fan.yml", 10)
    preview.await_text(">60\u00a0W</button>")


# -- the shelf --------------------------------------------------------------------------------


class Context(Extension):
    """Leaves the page and the settings in a step, as Zensical does."""

    def __init__(self, settings: dict[str, Any], path: str = "index.md") -> None:
        super().__init__()
        self._settings, self._path = settings, path

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        step = Preprocessor(md)
        step.run = lambda lines: lines  # type: ignore[method-assign]
        page = type("Page", (), {"path": self._path, "meta": {}})()
        step.page, step.config = page, self._settings  # type: ignore[attr-defined]
        md.preprocessors.register(step, "context", 0)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Notes each time that a book is opened."""
    calls: list[Path] = []
    really = shelf.open_book

    def note(config: Path) -> Any:
        calls.append(config)
        return really(config)

    monkeypatch.setattr(shelf, "open_book", note)
    return calls


def _page(settings: dict[str, Any], text: str = MACRO) -> str:
    return Markdown(extensions=[ClaimbookExtension(), Context(settings)]).convert(text)


def _age(book: Any) -> None:
    """As if all files had been written some time ago."""
    for path in book.folder.rglob("*"):
        _later(path, -60)


def test_page_after_page_the_book_is_opened_once(book: Any, opened: list[Path]) -> None:
    _age(book)
    settings = {"root_dir": str(book.folder)}
    assert _page(settings) == _page(settings) == _page(settings)
    assert len(opened) == 1
    # What another run keeps is its own.
    _page({"root_dir": str(book.folder)})
    assert len(opened) == 2


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("data/heater.yml", "name: A heater\npower: {value: 3 kW, source: sheet}\n", "6.00"),
        ("own.py", OWN.replace("2 * power", "3 * power"), "6.00"),
        ("below.yml", "plugins:\n  - claimbook: {formulas: [other]}\n", "8.00"),
        ("mkdocs.yml", CONFIG.replace("[own]", "[other]"), "8.00"),
        ("raw/sheet.md", "It draws 2 kW at least.\n", "4.00"),
        ("data/new.yml", "name: New\n", "4.00"),
    ],
)
def test_an_edit_of_any_file_of_the_book_shows_in_the_next_page(
    book: Any, opened: list[Path], name: str, content: str, shown: str
) -> None:
    book.write(
        {
            "mkdocs.yml": "INHERIT: below.yml\nsite_name: Heaters\ndocs_dir: wiki\n",
            "below.yml": "plugins:\n  - claimbook: {formulas: [own]}\n",
            "other.py": OWN.replace("2 * power", "4 * power"),
        }
    )
    _age(book)
    settings = {"root_dir": str(book.folder)}
    macro = '<< double(spec("heater.power")) | to("kW") >>'
    assert ">4.00\u00a0kW</button>" in _page(settings, macro)
    book.write({name: content})
    _age(book)
    assert f">{shown}\u00a0kW</button>" in _page(settings, macro)
    assert len(opened) == 2
    _page(settings, macro)
    assert len(opened) == 2


def test_a_book_whose_files_are_still_being_written_is_not_kept(
    book: Any, opened: list[Path]
) -> None:
    _later(book.folder / "data/heater.yml", 60)
    settings = {"root_dir": str(book.folder)}
    assert _page(settings) == _page(settings)
    assert len(opened) == 2
