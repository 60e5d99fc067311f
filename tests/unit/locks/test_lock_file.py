"""claims.lock as a file: what is written is read, merges are survived, other people's lines too."""

import subprocess
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimbook.diagnostics import Diagnostics, Text
from claimbook.locks import LOCK_NAME, Lock, Locked, read_lock, write_lock

words = st.text(max_size=12)
numbers = st.builds(
    Locked,
    id=words,
    page=words,
    expression=words,
    text=words,
    value=st.one_of(st.none(), st.booleans(), words),
    unit=st.one_of(st.none(), words),
    stance=words,
    verdict=st.sampled_from([None, "holds", "contradicted", "marginal", "refused", "open"]),
    inputs=st.dictionaries(words, words, max_size=3).map(MappingProxyType),
    assumptions=st.lists(words, max_size=3).map(tuple),
    former=st.lists(words, max_size=3).map(tuple),
)


def number(name: str, text: str = "2 kW") -> Locked:
    return Locked(name, "wiki/a.md", f'spec("{name}")', text, "2000", "W", "computed", None)


def read(content: str) -> tuple[Lock, list[str]]:
    found = Diagnostics()
    lock = read_lock(Text(LOCK_NAME, content), found)
    return lock, [f"{each.location} {each.code.slug}" for each in found]


@given(st.lists(numbers, unique_by=lambda each: (each.id, each.page), max_size=5))
def test_what_is_written_is_read_again(written: list[Locked]) -> None:
    lock, faults = read(write_lock(written))
    assert faults == []
    assert sorted(lock.numbers, key=repr) == sorted(written, key=repr)
    assert (lock.others, lock.is_conflicted) == ((), False)


def test_a_number_is_one_line_and_a_blank_line_stands_before_it() -> None:
    assert write_lock([number("b"), number("a")]) == (
        "# The numbers that this book has published. claimbook accept writes this file.\n"
        "\n"
        '{"id": "a", "page": "wiki/a.md", "text": "2 kW", "value": "2000", "unit": "W", '
        '"stance": "computed", "expression": "spec(\\"a\\")"}\n'
        "\n"
        '{"id": "b", "page": "wiki/a.md", "text": "2 kW", "value": "2000", "unit": "W", '
        '"stance": "computed", "expression": "spec(\\"b\\")"}\n'
    )


def test_what_steers_a_terminal_is_escaped() -> None:
    assert "\x1b" not in write_lock([number("a", "\x1b[2J")])


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "text",
        '{"id": 1}',
        '{"id": "a", "page": "p", "expression": "e", "text": "t"}',
        "[" * 5000,
        '{"id": "a", "page": "\\ud800", "expression": "e", "text": "t", "stance": "computed"}',
    ],
)
def test_a_line_that_is_no_number_is_told_at_its_place(line: str) -> None:
    lock, faults = read(f"# head\n\n{line}\n")
    assert faults == ["claims.lock:3:1 lock-unreadable"]
    assert lock.numbers == ()


def test_parts_of_a_wrong_type_are_left_out_and_nothing_breaks() -> None:
    line = (
        '{"id": "a", "page": "p", "expression": "e", "text": "t", "stance": "computed", '
        '"value": 3, "unit": [], "verdict": "fine", "inputs": {"x": 1, "y": "2"}, '
        '"assumptions": "no"}'
    )
    lock, faults = read(line)
    assert faults == []
    (only,) = lock.numbers
    assert (only.value, only.unit, only.verdict) == (None, None, None)
    assert (dict(only.inputs), only.assumptions) == ({"y": "2"}, ())


@pytest.mark.parametrize("base", ["", "||||||| base\n{}\n\n"], ids=["two sides", "three sides"])
def test_both_sides_of_a_merge_are_read_and_the_ancestor_is_not(base: str) -> None:
    left, right = number("a", "1 kW"), number("a", "3 kW")
    lines = [write_lock([each]).splitlines()[-1] for each in (left, right, number("b"))]
    old = base.format(write_lock([number("a", "9 kW")]).splitlines()[-1])
    content = f"<<<<<<< HEAD\n{lines[0]}\n\n{old}=======\n{lines[1]}\n\n{lines[2]}\n>>>>>>> other\n"
    lock, faults = read(content)
    assert faults == ["claims.lock:1:1 lock-conflict"]
    assert [each.text for each in lock.numbers] == ["1 kW", "2 kW"]
    assert [each.text for each in lock.others] == ["3 kW"]
    assert lock.is_conflicted


@pytest.mark.parametrize("end", ["", ">>>>>>> other\n{}\n"], ids=["cut off", "without its end"])
def test_an_ancestor_that_nothing_ends_swallows_no_numbers_in_silence(end: str) -> None:
    left, old, right = (
        write_lock([number("a", text)]).splitlines()[-1] for text in ("1 kW", "9 kW", "3 kW")
    )
    after = end.format(write_lock([number("b")]).splitlines()[-1])
    _, faults = read(f"<<<<<<< HEAD\n{left}\n||||||| base\n{old}\n{right}\n{after}")
    assert faults == ["claims.lock:1:1 lock-conflict", "claims.lock:3:1 lock-unreadable"]


@pytest.mark.parametrize("content", ["", "\n \r\n"])
def test_a_lock_that_was_emptied_is_not_a_book_that_published_nothing(content: str) -> None:
    assert read(content)[1] == ["claims.lock:1:1 lock-unreadable"]


def test_a_lock_of_no_numbers_is_read() -> None:
    assert read(write_lock([])) == (Lock(()), [])


def test_a_number_that_stands_twice_is_a_merge_that_left_no_marks() -> None:
    once = write_lock([number("a")])
    lock, faults = read(once + once)
    assert faults == ["claims.lock:6:1 lock-conflict"]
    assert (len(lock.numbers), lock.others) == (1, ())


def git(folder: Path, *arguments: str) -> int:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, capture_output=True, check=False
    )
    return done.returncode


def merged(folder: Path, ours: list[Locked], theirs: list[Locked]) -> tuple[int, str]:
    """What git makes of two branches that began with the numbers a to d."""
    base = [number(name) for name in "abcd"]
    file = folder / LOCK_NAME
    git(folder, "init", "-q", "-b", "one")
    for branch, content in (("one", base), ("two", theirs), ("one", ours)):
        if branch == "two":
            git(folder, "checkout", "-q", "-b", "two")
        else:
            git(folder, "checkout", "-q", "one")
        file.write_text(write_lock(content), encoding="utf-8")
        git(folder, "add", LOCK_NAME)
        git(folder, "commit", "-q", "-m", branch)
    return git(folder, "merge", "-q", "two"), file.read_text(encoding="utf-8")


def test_branches_that_changed_different_numbers_merge(tmp_path: Path) -> None:
    ours = [number("a"), number("b", "1 kW"), number("c"), number("d")]
    theirs = [number("a"), number("b"), number("c", "3 kW"), number("d")]
    status, content = merged(tmp_path, ours, theirs)
    assert status == 0
    lock, faults = read(content)
    assert faults == []
    assert [each.text for each in lock.numbers] == ["2 kW", "1 kW", "3 kW", "2 kW"]


def test_branches_that_put_numbers_into_one_place_conflict_and_lose_nothing(
    tmp_path: Path,
) -> None:
    base = [number(name) for name in "abcd"]
    status, content = merged(tmp_path, [*base, number("b-2")], [*base, number("b-3")])
    assert status != 0
    lock, faults = read(content)
    assert [fault.partition(" ")[2] for fault in faults] == ["lock-conflict"]
    assert sorted(each.id for each in lock.numbers) == ["a", "b", "b-2", "b-3", "c", "d"]
