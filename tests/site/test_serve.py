"""A live preview: `mkdocs serve` as its own process; and what holds from one build to the next."""

import ast
import gzip
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from claimbook.cli import main
from mkdocs_claimbook.files import Watch

# The server looks for changes twice a second: this is long enough to see a build too many.
QUIET = 1.4
PATIENCE = 15

HEATER = "power: {value: 2 kW, source: sheet}\nloss: {value: 0.5 kW, source: sheet}\n"
LIBRARY = """\
from claimbook import formula


@formula(unit="W")
def net(power, loss):
    return power - loss
"""
PAGES = {
    "wiki/index.md": "# Top\n\n"
    'Power << spec("heater.power") >>.\n\n'
    'Net << net(spec("heater.power"), spec("heater.loss")) | to("kW") >>.\n\n'
    'Fan << spec("fan.power") >>.\n',
    "wiki/plain.md": "# Plain\n",
    "data/fan.yml": "name: A fan\npower: {value: 50 W, source: sheet, quote: draws 50 W}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\nraw: {file: sheet.md, form: note}\n",
    "raw/sheet.md": "The fan draws 50 W at most.\n",
    "own.py": LIBRARY,
}
HOOK = """\
import logging


def on_post_page(output, page, config):
    logging.getLogger("mkdocs.hook").info("made %s", page.file.src_uri)
    return output


def on_page_markdown(markdown, page, config, files):
    return markdown.replace("FAN", '<< spec("fan.power") >>')
"""
OTHER = "title: Other\nkind: primary\nraw: {file: new/other.md, form: note}\n"


class Preview:
    """A running `mkdocs serve`, its log, and what a browser gets from it."""

    def __init__(self, folder: Path, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"
        self.folder = folder
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", self._address, *options],
            cwd=folder,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._wait(lambda: "Serving on" in self.log)

    def _read(self) -> None:
        assert self._process.stderr is not None
        self.lines.extend(iter(self._process.stderr.readline, ""))

    def _wait(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert self._process.poll() is None, self.log
            assert time.monotonic() < end, self.log
            time.sleep(0.02)

    @property
    def log(self) -> str:
        return "".join(list(self.lines))

    @property
    def builds(self) -> int:
        return self.log.count("Building documentation...")

    @property
    def _finished(self) -> int:
        return self.log.count("Reloading browsers") + self.log.count("An error happened")

    def edit(self, files: dict[str, str | None]) -> str:
        """Write (or remove: None) files, each in one step; gives the log of the build."""
        before, start = self._finished, len(self.lines)
        for name, content in files.items():
            path = self.folder / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.folder / ".written"
            beside.write_bytes(content.encode())
            beside.replace(path)
        self._wait(lambda: self._finished > before)
        return "".join(self.lines[start:])

    def get(self, path: str = "") -> str:
        with urllib.request.urlopen(f"http://{self._address}/{path}", timeout=PATIENCE) as answer:
            content: bytes = answer.read()
        return content.decode()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._reader.join(PATIENCE)
            assert self._process.stderr is not None
            self._process.stderr.close()


@pytest.fixture
def serve(heaters: Any) -> Iterator[Callable[..., Preview]]:
    """Starts a preview of the book; it is stopped in the end."""
    started: list[Preview] = []
    heaters.write(PAGES)
    heaters.configure(replace=("- claimbook\n", "- claimbook: {formulas: [own]}\n"))

    def start(*options: str) -> Preview:
        started.append(Preview(heaters.folder, *options))
        return started[-1]

    yield start
    for preview in started:
        preview.stop()


@pytest.fixture
def paragraphs(parse: Callable[[str], Any]) -> Callable[[str], dict[str, str]]:
    """The paragraphs of a page, by their first word."""

    def read(text: str) -> dict[str, str]:
        found = {}
        for node in parse(text).all("p"):
            words = node.text.replace("\u00a0", " ").split(" ", 1)
            found[words[0]] = words[-1]
        return found

    return read


def _entries(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_b86_b87_b88_each_edit_outside_the_pages_is_one_build_and_shows(
    serve: Any, heaters: Any, paragraphs: Any
) -> None:
    before = _entries(heaters.folder)
    preview = serve()
    assert paragraphs(preview.get())["Power"] == "2 kW."
    assert paragraphs(preview.get())["Net"] == "1.50 kW."

    heater = (heaters.folder / "data/heater.yml").read_text(encoding="utf-8")
    preview.edit({"data/heater.yml": heater.replace("2 kW", "3 kW")})
    assert paragraphs(preview.get())["Power"] == "3 kW."
    assert paragraphs(preview.get())["Net"] == "2.50 kW."

    preview.edit({"own.py": LIBRARY.replace("power - loss", "power - 2 * loss")})
    assert paragraphs(preview.get())["Net"] == "2.00 kW."

    log = preview.edit({"raw/sheet.md": "The fan draws 70 W at most.\n"})
    assert "data/fan.yml:2:" in log
    assert "CB201 quote-not-found" in log
    preview.edit({"raw/sheet.md": "The fan draws 50 W at most.\n"})

    page = PAGES["wiki/index.md"]
    log = preview.edit({"wiki/index.md": f'{page}\nPump << spec("pump.power") >>.\n'})
    assert "CB306 unknown-spec" in paragraphs(preview.get())["Pump"]
    preview.edit({"data/more/pump.yml": "power: {value: 9 W, source: sheet}\n"})
    assert paragraphs(preview.get())["Pump"] == "9 W."
    preview.edit({"data/more/pump.yml": "power: {value: 8 W, source: other}\n"})
    preview.edit({"data/sources/other.yml": OTHER})
    log = preview.edit({"raw/new/other.md": "The pump draws 8 W.\n"})
    assert "ERROR" not in log
    assert paragraphs(preview.get())["Pump"] == "8 W."
    preview.edit({"data/more/pump.yml": None})
    assert "CB306 unknown-spec" in paragraphs(preview.get())["Pump"]

    time.sleep(QUIET)
    assert preview.builds == 11
    for added in ("data/sources/other.yml", "raw/new/other.md"):
        before.append(added)
    assert _entries(heaters.folder) == sorted(before)


def test_a_preview_outlives_every_kind_of_fault_and_needs_no_restart(
    serve: Any, heaters: Any, paragraphs: Any
) -> None:
    heaters.write({"own.py": LIBRARY.replace("return", "retrun")})
    preview = serve()
    assert "SyntaxError" in preview.log
    assert "cb-error" in preview.get()
    preview.edit({"own.py": LIBRARY})
    assert paragraphs(preview.get())["Net"] == "1.50 kW."
    assert "cb-error" not in preview.get()

    log = preview.edit({"own.py": LIBRARY + "\n1 / 0\n"})
    assert "ZeroDivisionError" in log
    assert "cb-error" in preview.get()
    preview.edit({"own.py": LIBRARY.replace("power - loss", "power + loss")})
    assert paragraphs(preview.get())["Net"] == "2.50 kW."

    fan = PAGES["data/fan.yml"]
    log = preview.edit({"data/fan.yml": "name: [A fan\n" + fan})
    assert re.search(r"data/fan\.yml:\d+:\d+: error CB101 yaml-syntax", log)
    shown = paragraphs(preview.get())
    assert '<< spec("fan.power") >>' in shown["Fan"]
    assert "data/fan.yml" in shown["Fan"]
    assert shown["Power"] == "2 kW."
    preview.edit({"data/fan.yml": fan})
    assert paragraphs(preview.get())["Fan"] == "50 W."

    config = (heaters.folder / "mkdocs.yml").read_text(encoding="utf-8")
    log = preview.edit({"mkdocs.yml": config.replace("plugins:", "plugins: [")})
    assert "An error happened during the rebuild" in log
    log = preview.edit({"mkdocs.yml": config.replace("formulas:", "formula:")})
    assert "mkdocs.yml:5:" in log
    assert "CB701 invalid-option" in log
    assert "cb-error" in preview.get()
    preview.edit({"mkdocs.yml": config})
    assert paragraphs(preview.get())["Fan"] == "50 W."
    assert "cb-error" not in preview.get()


def heads(parse: Callable[[str], Any], preview: Preview, path: str = "") -> list[str]:
    """What the box at the head of a page lists."""
    return [
        item.text
        for box in parse(preview.get(path)).all("div", "cb-faults")
        for item in box.all("li")
    ]


def test_what_is_wrong_without_a_place_in_the_text_stands_at_the_head_until_it_is_mended(
    serve: Any, heaters: Any, parse: Any
) -> None:
    page = PAGES["wiki/index.md"]
    preview = serve()
    assert heads(parse, preview) == []

    # A fault of the book is nobody's page, so every page tells it; one of a page is its own.
    fan = PAGES["data/fan.yml"]
    preview.edit({"data/fan.yml": fan.replace("50 W", "60 W", 1)})
    told = heads(parse, preview, "plain/")
    assert [item.split(" ")[:3] for item in told] == [
        ["data/fan.yml:2:44", "CB204", "quote-disagrees:"]
    ]
    assert heads(parse, preview) == told
    preview.edit({"data/fan.yml": fan})
    assert heads(parse, preview) == heads(parse, preview, "plain/") == []

    preview.edit({"wiki/index.md": page.replace("# Top", '# Top << spec("heater.powr") >>')})
    (told_once,) = heads(parse, preview)
    assert told_once.startswith("wiki/index.md:1:10 CB306 unknown-spec: there is no spec heater.")
    assert told_once.endswith(" (did you mean heater.power?)")
    assert heads(parse, preview, "plain/") == []

    preview.edit({"wiki/index.md": f"---\ntitle: [a\n---\n\n{page}"})
    (told_once,) = heads(parse, preview)
    assert told_once.startswith("wiki/index.md:3:1 CB313 front-matter: ")
    preview.edit({"wiki/index.md": f'---\ntitle: << spec("gone.power") >>\n---\n\n{page}'})
    (told_once,) = heads(parse, preview)
    assert told_once.startswith("wiki/index.md:2:11 CB306 unknown-spec: ")

    # What has its place in the text is told there, and there alone.
    preview.edit({"wiki/index.md": f"---\ntitle: T\n---\n\n{page}\n[[nowhere]] << spec( >>\n"})
    assert heads(parse, preview) == []
    shown = [node.text for node in parse(preview.get()).all("span", "cb-error")]
    assert [re.findall(r"wiki/index\.md:[0-9]+:[0-9]+ \S+", each) for each in shown] == [
        ["wiki/index.md:13:1 CB330"],
        ["wiki/index.md:13:20 CB303"],
    ]
    preview.edit({"wiki/index.md": page})
    assert heads(parse, preview) == []
    assert "cb-error" not in preview.get()


def test_a_key_that_front_matter_lacks_is_told_at_the_head_of_its_page_alone(
    heaters: Any,
) -> None:
    heaters.configure(replace=("- claimbook\n", "- claimbook: {front_matter: {title: text}}\n"))
    heaters.write({"wiki/index.md": "# Top\n", "wiki/b.md": "---\ntitle: B\n---\n\nB.\n"})
    heaters.build("serve")
    (item,) = heaters.page().one("div", "cb-faults").all("li")
    assert item.text.startswith("wiki/index.md:1:1 CB104 missing-key: ")
    assert heaters.page("b/index.html").all("div", "cb-faults") == []


def test_the_head_of_a_page_tells_twenty_faults_and_counts_the_others(heaters: Any) -> None:
    heaters.configure(replace=("{name: mkdocs}", "{name: mkdocs, language: zh}"))
    heaters.write(
        {"data/long.yml": "".join(f"a{n}: {n}\n" for n in range(23)), "wiki/index.md": "# Top\n"}
    )
    heaters.build("serve")
    box = heaters.page().one("div", "cb-faults")
    assert box.one("p").text == "以下错误在正文中没有位置："
    items = [item.text for item in box.all("li")]
    assert (len(items), items[-1]) == (21, "另有 3 处，见终端")


def test_what_only_rendering_finds_has_its_box_in_the_text(heaters: Any) -> None:
    heaters.write(
        {"wiki/index.md": "# Made FAN\n\nText\n", "hook.py": HOOK, "data/fan.yml": "name: A fan\n"}
    )
    heaters.configure("hooks: [hook.py]")
    heaters.build("serve")
    (item,) = heaters.page().one("div", "cb-faults").all("li")
    assert "CB306 unknown-spec: there is no spec fan.power" in item.text


def test_b107_a_contradiction_in_a_translation_shows_there_until_it_is_mended(
    serve: Any, heaters: Any, parse: Any
) -> None:
    i18n = (
        "  - i18n: {languages: [{locale: en, default: true, name: English}, "
        "{locale: de, name: Deutsch}]}\n  - claimbook:"
    )
    heaters.configure(replace=("  - claimbook:", i18n))
    claim = '# Oben\n\n<< claim("{}", spec("heater.power") / spec("heater.loss")) >>\n'
    heaters.write({"wiki/index.de.md": claim.format("4,0-fach")})
    preview = serve()
    assert preview.get("de/").count("4,0-fach") > 0
    assert "cb-error" not in preview.get("de/")
    log = preview.edit({"wiki/index.de.md": claim.format("5,0-fach")})
    assert log.count("wiki/index.de.md:3:10: error CB501") == 1
    assert "wiki/index.de.md:3:10 CB501" in parse(preview.get("de/")).one("span", "cb-error").text
    assert "cb-error" not in preview.get()
    # A page without a translation is the same page in both languages.
    log = preview.edit({"wiki/plain.md": '# Plain\n\n<< spec("heater.lost") >>\n'})
    assert log.count("error CB306") == 1
    for path in ("plain/", "de/plain/"):
        assert "CB306" in parse(preview.get(path)).one("span", "cb-error").text
    preview.edit({"wiki/plain.md": "# Plain\n", "wiki/index.de.md": claim.format("4,0-fach")})
    assert "cb-error" not in preview.get("de/") + preview.get("de/plain/") + preview.get("plain/")


def test_what_a_new_configuration_names_is_watched_too(
    serve: Any, heaters: Any, paragraphs: Any
) -> None:
    twice = LIBRARY.replace("net", "twice").replace("- loss", "+ loss")
    page = 'Twice << twice(spec("heater.power"), spec("heater.power")) | to("kW") >>.\n'
    heaters.write({"lib/two.py": twice, "wiki/index.md": page})
    preview = serve()
    assert "CB305 unknown-name" in paragraphs(preview.get())["Twice"]
    config = (heaters.folder / "mkdocs.yml").read_text(encoding="utf-8")
    preview.edit({"mkdocs.yml": config.replace("[own]", "[own, lib.two]")})
    assert paragraphs(preview.get())["Twice"] == "4.00 kW."
    preview.edit({"lib/two.py": twice.replace("+ loss", "+ 2 * loss")})
    assert paragraphs(preview.get())["Twice"] == "6.00 kW."
    time.sleep(QUIET)
    assert preview.builds == 3


def test_a_folder_that_comes_and_goes_is_watched_again_after_the_next_build(
    serve: Any, heaters: Any, paragraphs: Any
) -> None:
    shutil.move(heaters.folder / "raw", heaters.folder / "away")
    preview = serve()
    assert "CB119 missing-raw" in preview.log
    shutil.move(heaters.folder / "away", heaters.folder / "raw")
    log = preview.edit({"wiki/plain.md": "# Plain again\n"})
    assert "CB119 missing-raw" not in log
    log = preview.edit({"raw/sheet.md": "The fan draws 70 W at most.\n"})
    assert "CB201 quote-not-found" in log
    shutil.move(heaters.folder / "raw", heaters.folder / "away")
    time.sleep(QUIET)
    shutil.move(heaters.folder / "away", heaters.folder / "raw")
    preview.edit({"wiki/plain.md": "# Plain once more\n"})
    log = preview.edit({"raw/sheet.md": "The fan draws 50 W at most.\n"})
    assert "ERROR" not in log


def test_b86_a_partial_preview_makes_anew_what_depends_on_an_edit_and_nothing_else(
    serve: Any, heaters: Any, paragraphs: Any
) -> None:
    heaters.write(
        {
            "wiki/fan.md": '# Fan\n\nFan << spec("fan.power") >>.\n',
            "wiki/made.md": "# Made\n\nMade FAN.\n",
            "hook.py": HOOK,
        }
    )
    heaters.configure("hooks: [hook.py]")
    preview = serve("--dirty")
    heater = (heaters.folder / "data/heater.yml").read_text(encoding="utf-8")
    log = preview.edit({"data/heater.yml": heater.replace("2 kW", "3 kW")})
    assert _made(log) == ["index.md", "made.md"]
    assert paragraphs(preview.get())["Power"] == "3 kW."
    preview.edit({"raw/sheet.md": "It draws 50 W.\n"})
    log = preview.edit({"data/fan.yml": PAGES["data/fan.yml"].replace("50 W", "70 W")})
    # The heads of all pages tell the fault of data/fan.yml.
    assert _made(log) == ["fan.md", "index.md", "made.md", "plain.md"]
    assert paragraphs(preview.get("fan/"))["Fan"] == "70 W."
    assert paragraphs(preview.get("made/"))["Made"] == "70 W."
    log = preview.edit({"wiki/plain.md": "# Plain again\n"})
    assert _made(log) == ["made.md", "plain.md"]


def _made(log: str) -> list[str]:
    return sorted(re.findall(r"made (\S+)", log))


def test_b90_a_draft_is_evaluated_and_marked_in_the_preview_alone(
    heaters: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    heaters.write(
        {
            "wiki/index.md": '# Top\n\n<< claim("2 kW", spec("heater.power"), id="power") >>\n',
            "wiki/drafts/a.md": '# Draft\n\n<< claim("9 kW", spec("heater.power"), id="power") >>'
            '\n\n<< spec("heater.loss") >>\n',
            "hook.py": "from mkdocs.structure.files import File\n\n"
            "def on_files(files, config):\n"
            '    text = \'<< claim("8 kW", spec("heater.power")) >>\'\n'
            "    files.append(File.generated(config, 'drafts/made.md', content=text))\n",
        }
    )
    heaters.configure("draft_docs: drafts/", "hooks: [hook.py]")
    heaters.build()
    assert not (heaters.site / "drafts").exists()
    assert "pages: 1, macros: 1, claims checked: 1, claims contradicted: 0" in caplog.text
    assert [each for each in caplog.records if each.levelno >= 30] == []
    heaters.build("serve")
    draft = heaters.page("drafts/a/index.html")
    assert draft.one("div", "mkdocs-draft-marker").text == "DRAFT"
    assert "CB501 claim-contradicted" in draft.one("span", "cb-error").text
    assert "0.5\u00a0kW" in [node.text for node in draft.all("button", "cb-number")]
    assert heaters.page().all(css="mkdocs-draft-marker") == []
    assert "wiki/drafts/made.md:1:10: error CB501" in caplog.text


@pytest.mark.parametrize("strict", [False, True])
def test_b80_b81_b83_b84_errors_fail_with_and_without_strict_and_say_where(
    heaters: Any, caplog: pytest.LogCaptureFixture, strict: bool
) -> None:
    heaters.write({"wiki/index.md": "# Top\n"})
    heaters.build()
    before = heaters.digest()
    heaters.write(
        {
            "wiki/index.md": "---\ntitle: T\nx: 1\n---\n\n\n<< spec( >>\n\n"
            '<< include("no.md") >>\n\nPower is << spce("heater.power") >> W.\n\n'
            '中文 << spec("heater.powr") >>\n\n'
            '<< claim("9 kW", spec("heater.power") - spec("heater.loss")) >>\n'
        }
    )
    with pytest.raises(Abort):
        heaters.build(strict=strict)
    assert heaters.digest() == before
    text = caplog.text
    for place, source in (
        ("wiki/index.md:7:", "<< spec( >>"),
        ("wiki/index.md:9:4: error CB305 unknown-name: ", '<< include("no.md") >>'),
        ("wiki/index.md:11:13: error CB305 unknown-name: ", '<< spce("heater.power") >>'),
        ("wiki/index.md:13:7: error CB306 unknown-spec: ", '<< spec("heater.powr") >>'),
        ("wiki/index.md:15:", '<< claim("9 kW", spec("heater.power") - spec("heater.loss")) >>'),
    ):
        paragraph = next(each for each in text.split("\n\n") if place in each)
        assert source in paragraph
    assert "did you mean spec?" in text
    assert "did you mean heater.power?" in text
    contradicted = next(each for each in text.split("\n\n") if "CB501" in each)
    assert "data/heater.yml:2:" in contradicted
    assert "data/heater.yml:3:" in contradicted


@pytest.mark.parametrize("nested", [True, False])
def test_b92_a_configuration_that_does_not_name_the_plugin_is_an_error(
    heaters: Any, nested: bool
) -> None:
    heaters.write({"wiki/index.md": '<< spec("heater.power") >>\n'})
    theme = "theme:\n  name: mkdocs\n  plugins: [claimbook]\n" if nested else ""
    heaters.write({"mkdocs.yml": f"site_name: A\ndocs_dir: wiki\n{theme}"})
    result = CliRunner().invoke(main, ["check", "--config", str(heaters.folder / "mkdocs.yml")])
    assert result.exit_code == 1
    assert "mkdocs.yml does not name the plugin claimbook" in result.output
    assert "CB701 invalid-option" in result.output


def test_b89_a_site_holds_no_path_of_the_machine_and_no_time_of_the_build(
    heaters: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    files = {"wiki/index.md": '# Top\n\n<< spec("heater.power") >>\n'}
    heaters.write(files)
    heaters.build()
    other = type(heaters)(tmp_path / "elsewhere")
    other.write(files)
    os.utime(other.folder / "wiki/index.md", (1, 1))
    other.build()
    assert heaters.digest() == other.digest()
    for path in heaters.site.rglob("*.*"):
        content = path.read_bytes() if path.is_file() else b""
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        assert str(tmp_path).encode() not in content
        assert str(Path(sys.prefix)).encode() not in content
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    with pytest.raises(Abort):
        heaters.build()
    assert heaters.digest() == other.digest()


def test_b91_only_public_names_of_the_host_are_used() -> None:
    package = Path(str(importlib.util.find_spec("mkdocs_claimbook").origin)).parent
    for path in sorted(package.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [str(node.module), *(each.name for each in node.names)]
            elif isinstance(node, ast.Attribute) and not _is_own(node.value):
                names = [node.attr]
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr":
                names = [str(getattr(node.args[1], "value", ""))]
            private = [
                name for name in names if any(re.match(r"_(?!_)", part) for part in name.split("."))
            ]
            assert private == [], f"{path.name}:{node.lineno}"


def _is_own(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def test_builds_in_one_process_are_those_of_a_process_each(heaters: Any, tmp_path: Path) -> None:
    """Build, edit, build, and another book in between, with a library in another folder."""
    elsewhere = tmp_path / "libraries"
    elsewhere.mkdir()
    library = elsewhere / "gauge_for_serve.py"
    other = type(heaters)(tmp_path / "other")
    page = '# Top\n\n<< net(spec("heater.power"), spec("heater.loss")) >>\n'
    shown = []
    for book in (heaters, other):
        book.write({"wiki/index.md": page, "own.py": LIBRARY, "data/heater.yml": HEATER})
        book.configure(replace=("- claimbook\n", "- claimbook: {formulas: [own]}\n"))
    other.write({"own.py": LIBRARY.replace("power - loss", "power + loss")})
    for book in (heaters, other, heaters):
        book.build()
        shown.append(book.page().one("button", "cb-number").text)
    assert shown == ["1500\u00a0W", "2500\u00a0W", "1500\u00a0W"]
    first = heaters.digest()

    heaters.configure(replace=("[own]", "[gauge_for_serve]"))
    sys.path.append(str(elsewhere))
    try:
        library.write_text(LIBRARY.replace("power - loss", "power * 3"), encoding="utf-8")
        heaters.build()
        assert heaters.page().one("button", "cb-number").text == "6000\u00a0W"
        library.write_text(LIBRARY.replace("power - loss", "power - loss / 1"), encoding="utf-8")
        heaters.build()
        assert heaters.page().one("button", "cb-number").text == "1500\u00a0W"
    finally:
        sys.path.remove(str(elsewhere))
        sys.modules.pop("gauge_for_serve", None)

    heaters.configure(replace=("[gauge_for_serve]", "[own]"))
    heaters.write({"data/heater.yml": "power: 5\n"})
    with pytest.raises(Abort):
        heaters.build()
    heaters.write({"data/heater.yml": HEATER})
    heaters.build()
    assert heaters.digest() == first
    again = [sys.executable, "-m", "mkdocs", "build", "-q"]
    subprocess.run(again, cwd=heaters.folder, check=True)
    assert heaters.digest() == first


def test_a_configuration_that_failed_once_can_be_built_again(heaters: Any) -> None:
    heaters.write({"wiki/index.md": '<< spec("heater.lost") >>\n'})
    config = load_config(str(heaters.folder / "mkdocs.yml"))
    with pytest.raises(Abort):
        build(config)
    assert config.site_dir == str(heaters.site)
    heaters.write({"wiki/index.md": '<< spec("heater.loss") >>\n'})
    build(config)
    assert heaters.page().one("button", "cb-number").text == "0.5\u00a0kW"


def test_b86_a_partial_build_makes_anew_every_page_that_shows_numbers(heaters: Any) -> None:
    heaters.write({"wiki/index.md": '# A\n\n<< spec("heater.power") >>\n', "wiki/b.md": "# B\n"})
    heaters.build()
    kept = heaters.site / "b/index.html"
    kept.write_text("kept", encoding="utf-8")
    heaters.write({"data/heater.yml": HEATER.replace("2 kW", "3 kW")})
    heaters.build(dirty=True)
    assert heaters.page().one("button", "cb-number").text == "3\u00a0kW"
    assert kept.read_text(encoding="utf-8") == "kept"
    heaters.write({"data/heater.yml": HEATER.replace("2 kW", "none")})
    with pytest.raises(Abort):
        heaters.build(dirty=True)
    assert heaters.page().one("button", "cb-number").text == "3\u00a0kW"
    heaters.write({"data/heater.yml": HEATER.replace("2 kW", "4 kW")})
    heaters.build(dirty=True)
    assert heaters.page().one("button", "cb-number").text == "4\u00a0kW"


def test_a_fault_in_a_composed_page_is_logged_by_the_preview_too(
    heaters: Any, caplog: pytest.LogCaptureFixture
) -> None:
    heaters.write(
        {"wiki/index.md": "Made FAN.\n", "hook.py": HOOK, "data/fan.yml": "name: A fan\n"}
    )
    heaters.configure("hooks: [hook.py]")
    heaters.build("serve")
    assert "CB306 unknown-spec" in heaters.page().one("span", "cb-error").text
    assert caplog.text.count("CB306 unknown-spec") == 1


def test_a_plugin_may_build_again_from_inside_a_build(heaters: Any) -> None:
    heaters.write(
        {
            "wiki/index.md": '# Top\n\n<< spec("heater.power") >>\n',
            "hook.py": "from pathlib import Path\n\n"
            "from mkdocs import utils\n"
            "from mkdocs.commands.build import build\n\n"
            "def on_post_build(config):\n"
            "    if not config.extra.get('inner'):\n"
            "        config.extra['inner'] = True\n"
            "        clean, utils.clean_directory = utils.clean_directory, lambda folder: None\n"
            "        (Path(config.site_dir) / 'outer.txt').write_text('outer')\n"
            "        build(config)\n"
            "        utils.clean_directory = clean\n",
        }
    )
    heaters.configure("hooks: [hook.py]")
    config = heaters.build()
    assert config.site_dir == str(heaters.site)
    assert heaters.page().one("button", "cb-number").text == "2\u00a0kW"
    assert (heaters.site / "outer.txt").is_file()
    assert [path.name for path in heaters.folder.iterdir() if path.name.startswith(".")] == []


def test_a_strict_preview_shows_faults_too(heaters: Any, caplog: pytest.LogCaptureFixture) -> None:
    heaters.write({"wiki/index.md": '# Top\n\n<< claim("9 kW", spec("heater.power")) >>\n'})
    heaters.build("serve", strict=True)
    assert "CB501" in heaters.page().one("span", "cb-error").text
    assert caplog.text.count("error CB501") == 1
    heaters.write({"wiki/index.md": "# Top\n\n[dead](gone.md)\n"})
    with pytest.raises(Abort, match="strict mode"):
        heaters.build("serve", strict=True)


class _Server:
    def __init__(self) -> None:
        self.watched: list[str] = []

    def watch(self, path: str) -> None:
        self.watched.append(Path(path).name)

    def unwatch(self, path: str) -> None:
        self.watched.remove(Path(path).name)


def test_b87_no_file_is_watched_twice_and_a_missing_one_once_it_is_there(tmp_path: Path) -> None:
    for name in ("wiki/data", "raw", "lib/inner", "user/own"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "lib/__init__.py").touch()
    (tmp_path / "one.py").touch()
    server = _Server()
    watch = Watch(server, [str(tmp_path / "wiki"), str(tmp_path / "user")])
    names = ("wiki/data", "raw", "raw", "lib", "lib/__init__.py", "one.py", "new", "user/own")
    watch.add(str(tmp_path / name) for name in names)
    assert server.watched == ["raw", "lib", "one.py"]
    (tmp_path / "new").mkdir()
    (tmp_path / "one.py").unlink()
    watch.renew()
    assert server.watched == ["raw", "lib", "new"]
    (tmp_path / "one.py").touch()
    watch.add([])
    assert server.watched == ["raw", "lib", "one.py", "new"]


def test_an_installed_library_is_watched_even_if_it_fails_at_first(
    heaters: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "installed/pack_for_serve").mkdir(parents=True)
    (tmp_path / "installed/pack_for_serve/__init__.py").write_text("1 +", encoding="utf-8")
    (tmp_path / "installed/gauge_for_serve.py").write_text("1 +", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    named = "[pack_for_serve, gauge_for_serve, none_for_serve, sys]"
    heaters.configure(replace=("- claimbook\n", f"- claimbook: {{formulas: {named}}}\n"))
    heaters.write({"wiki/index.md": "# Top\n"})
    config = load_config(str(heaters.folder / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    config.plugins.on_config(config)
    server = _Server()
    config.plugins.on_serve(server, config=config, builder=lambda: None)  # type: ignore[arg-type]
    config.plugins.on_shutdown()
    assert server.watched == ["data", "raw", "pack_for_serve", "gauge_for_serve.py"]


def test_generated_pages_follow_an_edit_and_the_preview_comes_to_rest(
    heaters: Any, serve: Callable[..., Preview]
) -> None:
    heaters.configure(replace=("{formulas: [own]}", "{formulas: [own], generated: ref}"))
    preview = serve()
    assert "<strong>2 kW</strong>" in preview.get("ref/subjects/heater/")
    time.sleep(QUIET)
    assert preview.builds == 1
    preview.edit({"data/heater.yml": "name: A heater\n" + HEATER.replace("2 kW", "3 kW")})
    assert "<strong>3 kW</strong>" in preview.get("ref/subjects/heater/")
    time.sleep(QUIET)
    assert preview.builds == 2


def _accept(folder: Path, *, day: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    command = ["accept", "--all", "--why", "A new sheet.", "--as-of", day]
    subprocess.run(
        [sys.executable, "-m", "claimbook", *command], cwd=folder, env=environment, check=True
    )


def test_b87_a_published_number_that_changes_is_a_warning_and_an_acceptance_settles(
    serve: Any, heaters: Any, paragraphs: Any
) -> None:
    _accept(heaters.folder, day="2026-05-01")
    preview = serve()
    assert "CB6" not in preview.log
    heater = (heaters.folder / "data/heater.yml").read_text(encoding="utf-8")
    log = preview.edit({"data/heater.yml": heater.replace("2 kW", "3 kW")})
    assert "warning CB601 number-drifted: heater.power changed from 2 kW to 3 kW" in log
    assert "ERROR" not in log
    assert paragraphs(preview.get())["Power"] == "3 kW."

    before = preview.builds
    _accept(heaters.folder, day="2026-05-02")
    preview._wait(lambda: "2 kW until" in preview.get())
    time.sleep(QUIET)
    # The entry and the lock are two files; nothing of a build is written where they are.
    assert preview.builds - before in (1, 2)
    last = preview.log.rpartition("Building documentation...")[2]
    assert "CB601" not in last
    assert "drifted: 0" in last
