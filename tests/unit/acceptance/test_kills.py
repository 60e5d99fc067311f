"""An acceptance that is killed, at any moment: the next one finishes it or takes it back."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from claimbook.book import open_book
from claimbook.locks import LOCK_NAME, PENDING_NAME

FILES = {
    "mkdocs.yml": "site_name: B\ndocs_dir: wiki\nplugins: [claimbook]\n",
    "data/heater.yml": "power: {value: 2 kW, source: sheet}\nloss: {value: 1 kW, source: sheet}\n",
    "data/sources/sheet.yml": "title: A sheet\nkind: primary\n",
    "wiki/a.md": (
        '---\nupdated: 2026-05-01\n---\n\n<< spec("heater.power") >> << spec("heater.loss") >>\n'
    ),
}
ACCEPT = ["accept", "--all", "--touch", "--as-of", "2026-05-02", "--why", "A new sheet."]
JOURNAL = "wiki/journal/2026-05-02.md"


def claimbook(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "claimbook", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def environment() -> dict[str, str]:
    return {key: each for key, each in os.environ.items() if key not in ("CI", "SOURCE_DATE_EPOCH")}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose published power has just been changed."""
    folder = tmp_path_factory.mktemp("book")
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    first = ["accept", "--all", "--as-of", "2026-05-01", "--why", "The first edition."]
    assert claimbook(folder, *first).returncode == 0
    data = folder / "data/heater.yml"
    data.write_text(data.read_text().replace("2 kW", "3 kW"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def after(changed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What an acceptance that nobody disturbs makes of it."""
    folder = tmp_path_factory.mktemp("after")
    shutil.copytree(changed, folder, dirs_exist_ok=True)
    assert claimbook(folder, *ACCEPT).returncode == 0
    return state(folder)


def state(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def killed_at(folder: Path, step: int) -> bool:
    """Accept in a process that kills itself at that step of writing; whether it came so far.

    Steps count from 1; at step 0 nothing is killed.
    """
    child = os.fork()
    if child == 0:
        _accept_and_die(folder, step)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def _accept_and_die(folder: Path, step: int) -> None:
    """Never returns: everything that touches the disk counts before and after."""
    from claimbook.cli import main

    left = [step]

    def dying(real: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            _count(left)
            done = real(*arguments, **named)
            _count(left)
            return done

        return call

    for holder, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (shutil, "copymode")):
        setattr(holder, name, dying(getattr(holder, name)))
    opened = Path.open

    def opening(self: Path, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        file = opened(self, mode, *arguments, **named)
        if "w" in mode:
            _count(left)
        return file

    Path.open = opening  # type: ignore[method-assign, assignment]
    os.chdir(folder)
    os.environ.pop("CI", None)
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    os.dup2(devnull, 2)
    code = 1
    try:
        main(ACCEPT, standalone_mode=False)
        code = 0
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    finally:
        os._exit(code)


def _count(left: list[int]) -> None:
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def assert_nothing_lost(folder: Path, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    """Each file is wholly old or wholly new, and one more acceptance ends as if undisturbed."""
    torn = state(folder)
    for name, content in before.items():
        assert torn[name] in (content, after[name]), name
    if torn[LOCK_NAME] == after[LOCK_NAME]:
        assert torn[JOURNAL] == after[JOURNAL], "the lock has what the journal does not explain"
    assert not killed_at(folder, 0)
    assert state(folder) == after
    report = open_book(folder).check()
    assert (report.counts.drifted, report.diagnostics) == (0, ())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
def test_killed_at_each_step_of_writing_nothing_is_lost(
    changed: Path, after: dict[str, bytes], tmp_path: Path
) -> None:
    before, step, told = state(changed), 0, 0
    while True:
        step += 1
        folder = tmp_path / str(step)
        shutil.copytree(changed, folder)
        if not killed_at(folder, step):
            break
        if (folder / PENDING_NAME).exists():
            told += 1
            slugs = [found.code.slug for found in open_book(folder).check().diagnostics]
            assert "accept-unfinished" in slugs
        assert_nothing_lost(folder, before, after)
    assert step > 30
    assert told > 15
    assert state(folder) == after


@pytest.mark.parametrize(
    "kills", [5, pytest.param(200, marks=pytest.mark.long)], ids=["some", "many"]
)
def test_killed_at_random_nothing_is_lost(
    changed: Path, after: dict[str, bytes], tmp_path: Path, kills: int
) -> None:
    chance, before = random.Random(kills), state(changed)
    started = time.monotonic()
    shutil.copytree(changed, tmp_path / "timed")
    assert claimbook(tmp_path / "timed", *ACCEPT).returncode == 0
    usual = time.monotonic() - started
    landed = 0
    for kill in range(kills):
        folder = tmp_path / str(kill)
        shutil.copytree(changed, folder)
        running = subprocess.Popen(
            [sys.executable, "-m", "claimbook", *ACCEPT],
            cwd=folder,
            env=environment(),
            stderr=subprocess.DEVNULL,
        )
        if kill % 2:
            # Most of the time passes before anything is written: every other kill waits for that.
            while running.poll() is None and not (folder / PENDING_NAME).exists():
                time.sleep(0.0005)
            time.sleep(chance.uniform(0, 0.003))
        else:
            time.sleep(usual * chance.uniform(0.2, 1.1))
        running.kill()
        running.wait()
        landed += (folder / PENDING_NAME).exists()
        assert_nothing_lost(folder, before, after)
        shutil.rmtree(folder)
    assert landed >= kills // 20


@pytest.mark.skipif(sys.platform == "win32", reason="needs a system with locks on folders")
def test_two_books_that_share_a_lock_wait_for_each_other(changed: Path, tmp_path: Path) -> None:
    shutil.copytree(changed, tmp_path, dirs_exist_ok=True)
    other = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8").replace(": wiki", ": en")
    (tmp_path / "en.yml").write_text(other, encoding="utf-8")
    (tmp_path / "en").mkdir()
    (tmp_path / "en/b.md").write_text('<< q("3 kW") >>\n', encoding="utf-8")
    with open_book(tmp_path).workspace.alone(lambda: None):
        second = subprocess.Popen(
            [sys.executable, "-m", "claimbook", *ACCEPT, "--config", "en.yml"],
            cwd=tmp_path,
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert second.stderr is not None
        waits = second.stderr.readline()
    told = second.communicate(timeout=60)[1]
    assert waits == "another acceptance is running; waiting for it to end\n"
    assert (second.returncode, "claims.lock: written" in told) == (0, True)
