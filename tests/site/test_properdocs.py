"""The same book under ProperDocs, the fork of MkDocs 1.x: as a process, as its users run it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 30
PAGE = """\
---
title: Heat of << spec("heater.power") >>
---
# Power << spec("heater.power") >>

It has << claim("2 kW", spec("heater.power")) >>, and loses << spec("heater.loss") >>.
"""
CONTRADICTED = '# T\n\n<< claim("9 kW", spec("heater.power")) >>\n'


@pytest.fixture
def book(heaters: Any) -> Any:
    # The theme called mkdocs is no part of ProperDocs; this one is there under both.
    heaters.configure(replace=("{name: mkdocs}", "{name: material, font: false}"))
    heaters.write({"wiki/index.md": PAGE})
    return heaters


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def _content(book: Any) -> list[tuple[str, str, str]]:
    """The article of the page: its elements, their classes and their texts."""
    article = book.page().one("article")
    return [(node.tag, " ".join(node.classes), node.text) for node in article.walk()]


def test_b91_b110_the_page_is_the_same_as_under_mkdocs(book: Any) -> None:
    assert _run(book.folder, "mkdocs", "build").returncode == 0
    title, expected = book.page().one("title").text, _content(book)
    built = _run(book.folder, "properdocs", "build", "--strict", "-f", "mkdocs.yml")
    assert built.returncode == 0, built.stderr
    assert book.page().one("title").text == title == "Heat of 2 kW - Heaters"
    assert _content(book) == expected
    assert [node.text for node in book.page().all("button", "cb-number")] == [
        "2\u00a0kW",
        "0.5\u00a0kW",
    ]
    assert (book.site / "assets/claimbook.css").is_file()
    assert "claimbook: pages: 1, macros: 4" in built.stderr
    assert [path.name for path in book.folder.iterdir() if "claimbook" in path.name] == []


def test_b110_a_contradiction_stops_it_and_the_configuration_may_have_its_name(book: Any) -> None:
    (book.folder / "mkdocs.yml").rename(book.folder / "properdocs.yml")
    assert _run(book.folder, "properdocs", "build").returncode == 0
    before = book.digest()
    book.write({"wiki/index.md": CONTRADICTED})
    built = _run(book.folder, "properdocs", "build")
    checked = _run(book.folder, "claimbook", "check")
    assert (built.returncode, checked.returncode) == (1, 1)
    for said in (built.stderr, checked.stderr):
        assert "wiki/index.md:3:" in said
        assert "error CB501 claim-contradicted" in said
        assert "Traceback" not in said
    assert book.digest() == before
    assert [path.name for path in book.folder.iterdir() if path.name.startswith(".site")] == []


def test_b110_in_strict_mode_a_warning_of_the_host_keeps_the_old_site(book: Any) -> None:
    assert _run(book.folder, "properdocs", "build", "-f", "mkdocs.yml").returncode == 0
    before = book.digest()
    book.write({"wiki/index.md": f"{PAGE}\n[Nowhere](nowhere.md)\n"})
    built = _run(book.folder, "properdocs", "build", "--strict", "-f", "mkdocs.yml")
    assert built.returncode == 1
    assert book.digest() == before


@pytest.fixture
def address(book: Any) -> Iterator[str]:
    """Where `properdocs serve` shows the book."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        [sys.executable, "-m", "properdocs", "serve", "-a", address, "-f", "mkdocs.yml"],
        cwd=book.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _await_text(address: str, wanted: str) -> None:
    end = time.monotonic() + PATIENCE
    shown = ""
    while wanted not in shown:
        assert time.monotonic() < end, shown[-2000:]
        time.sleep(0.05)
        try:
            with urllib.request.urlopen(f"http://{address}/", timeout=5) as answer:
                shown = answer.read().decode()
        except OSError:
            continue


def test_b91_a_preview_shows_an_edit_of_data_and_a_fault_in_it(book: Any, address: str) -> None:
    _await_text(address, ">0.5\u00a0kW</button>")
    heater = (book.folder / "data/heater.yml").read_text()
    book.write({"data/heater.yml": heater.replace("0.5 kW", "0.7 kW")})
    _await_text(address, ">0.7\u00a0kW</button>")
    book.write({"data/heater.yml": heater.replace("value: 2 kW", "value: 3 kW")})
    _await_text(address, "CB501")
    book.write({"data/heater.yml": heater})
    _await_text(address, ">0.5\u00a0kW</button>")
