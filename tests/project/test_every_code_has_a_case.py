"""Every code of the table is given by a case, and every code that the engine gives is in the table.

The negative control holds nearly all of them, each at its place; a code that it cannot hold needs
a test that names it.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from claimbook.diagnostics import CODES

ROOT = Path(__file__).resolve().parents[2]
CONTROL = ROOT / "tests" / "project" / "test_negative_control.py"
NAMING_ALL = {CONTROL.name, "test_docs.py", "test_every_code_has_a_case.py", "test_annotations.py"}
"""Modules that name codes because they exist, and not because something gives them."""


def texts(path: Path) -> Iterator[str]:
    """The text literals of a module, docstrings and all."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def named_in_tests() -> frozenset[str]:
    """The codes in other tests, and those of the control that stand at a place of a file."""
    words = set(re.findall(r"^CB\d{3} ([a-z-]+) +\S+:\d+:\d+$", CONTROL.read_text(), re.M))
    assert len(words) > 60
    for path in (ROOT / "tests").rglob("test_*.py"):
        if path.name not in NAMING_ALL:
            for text in texts(path):
                words.update(re.findall(r"CB\d{3}|[a-z]+(?:-[a-z]+)+", text))
    return frozenset(words)


@cache
def given_by_plugins() -> frozenset[str]:
    modules = [path for path in (ROOT / "plugins").rglob("*.py") if path.name != "codes.py"]
    return frozenset(text for path in modules for text in texts(path) if text in CODES)


@pytest.mark.parametrize("slug", list(CODES))
def test_a_test_asserts_the_code(slug: str) -> None:
    assert {slug, CODES[slug].number} & named_in_tests()


def test_every_code_is_given_by_something() -> None:
    assert given_by_plugins() == set(CODES)


def test_numbers_are_unique_and_in_order() -> None:
    numbers = [code.number for code in CODES.values()]
    assert numbers == sorted(set(numbers))


def test_a_slug_is_small_words_and_a_meaning_is_a_phrase() -> None:
    for code in CODES.values():
        assert re.fullmatch(r"CB[1-7]\d\d", code.number)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", code.slug)
        assert code.meaning[0].islower()
        assert not code.meaning.endswith(".")
