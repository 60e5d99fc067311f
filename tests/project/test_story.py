"""The story of a number that changes happens as its page tells it, from the lock to the reader."""

import importlib.util
import re
import sys
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest

from claimbook import open_book

ROOT = Path(__file__).resolve().parents[2]
STORY = ROOT / "docs" / "start" / "change-a-number.md"


def following() -> ModuleType:
    """The module that does what a page says."""
    path = Path(__file__).with_name("test_manual_examples.py")
    spec = importlib.util.spec_from_file_location("pages_followed", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the story, with all of it done and each output compared."""
    folder = tmp_path_factory.mktemp("story")
    module = following()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)
        patch.chdir(folder)
        module.follow(module.blocks_of(STORY.read_text()), folder)
    return folder


def words_of(page: Path) -> str:
    """What a page of the site says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.read_text())).split())


def test_the_page_shows_the_new_numbers_and_its_derivations_the_old_ones(told: Path) -> None:
    words = words_of(told / "site" / "index.html")
    assert "A night of eight hours takes 24.0 kWh , which is less than 25 kWh ." in words
    for old in ("2 kW", "16.0 kWh", "less than 20 kWh"):
        assert f"{old} until 2026-02-03 : the heater in the hall was replaced" in words


def test_the_history_of_a_number_leads_to_the_entry(told: Path) -> None:
    html = (told / "site" / "index.html").read_text()
    assert '<a href="journal/2026-02-03/">2026-02-03</a>' in html
    assert (told / "site" / "journal" / "2026-02-03" / "index.html").is_file()


def test_the_entry_shows_each_change_with_its_cause_and_reason(told: Path) -> None:
    words = words_of(told / "site" / "journal" / "2026-02-03" / "index.html")
    cause, reason = (
        "heater.power: 2 kW \u2192 3 kW",
        "the heater in the hall was replaced (source label)",
    )
    assert f"2 kW 3 kW {cause} {reason}" in words
    for old, new in (("16.0 kWh", "24.0 kWh"), ("less than 20 kWh", "less than 25 kWh")):
        assert f"{old} {new} as above as above" in words


def test_the_first_entry_shows_how_many_numbers_there_were(told: Path) -> None:
    words = words_of(told / "site" / "journal" / "2026-01-10" / "index.html")
    assert "published for the first time: 3" in words


def test_at_the_end_the_page_is_dated_and_nothing_is_left_to_accept(told: Path) -> None:
    assert "updated: 2026-02-03\n" in (told / "docs" / "index.md").read_text()
    report = open_book(told).check()
    assert list(report.diagnostics) == []
    assert report.counts.drifted == 0
    assert not (told / "claims.lock.pending").exists()
