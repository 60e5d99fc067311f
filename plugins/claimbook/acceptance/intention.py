"""Writing several files as if at one stroke, the lock last.

What is to be written is first put into a file beside the lock, old and new content both. Whoever
finds that file, because its writer was killed, finishes the writing; where somebody has changed
one of the files in between, it is taken back instead.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from claimbook.locks import PENDING_NAME
from claimbook.workspace import Workspace

State = Literal["before", "after", "other"]
Recovery = Literal["finished", "taken back"]


@dataclass(frozen=True, slots=True)
class Write:
    """A file with the text that it has (None where it is not there) and is to have."""

    path: str
    before: str | None
    after: str


def write_all(workspace: Workspace, writes: Sequence[Write]) -> None:
    """Write the files in their order; the last one decides whether it has been done.

    Raises:
        OSError: one cannot be written; those before it are taken back.
    """
    document = [{"path": each.path, "before": each.before, "after": each.after} for each in writes]
    workspace.write(PENDING_NAME, f"{json.dumps(document, ensure_ascii=False)}\n")
    try:
        for each in writes:
            workspace.write(each.path, each.after)
    except BaseException:
        # Where this fails too, the file that stays behind is for the next one to find.
        _take_back(workspace, writes)
        workspace.remove(PENDING_NAME)
        raise
    workspace.remove(PENDING_NAME)


def recover(workspace: Workspace, is_ours: Callable[[str], bool]) -> Recovery | None:
    """Finish what another left unfinished, or take it back; None where nothing was left.

    Args:
        workspace: the book.
        is_ours: whether an acceptance may write a file. The file that was left may come from a
            stranger, and nothing else is touched for its sake.

    Raises:
        OSError: a file cannot be written.
    """
    content = workspace.read_bytes(PENDING_NAME)
    # What was about to become that file, or is half of it.
    if content is None:
        workspace.remove(PENDING_NAME)
        return None
    writes = [each for each in _read(content) if is_ours(each.path)]
    states = [_state(workspace, each) for each in writes]
    done: Recovery = "taken back"
    if writes and "other" not in states:
        for each in writes:
            workspace.write(each.path, each.after)
        done = "finished"
    else:
        _take_back(workspace, writes)
    for each in writes:
        workspace.remove_remains(each.path)
    workspace.remove(PENDING_NAME)
    return done


def _take_back(workspace: Workspace, writes: Sequence[Write]) -> None:
    """Give the files that have been written their old content, and leave all others alone."""
    for each in reversed(writes):
        if _state(workspace, each) == "after" and each.before != each.after:
            if each.before is None:
                workspace.remove(each.path)
            else:
                workspace.write(each.path, each.before)


def _state(workspace: Workspace, write: Write) -> State:
    content = workspace.read_bytes(write.path)
    if content == write.after.encode():
        return "after"
    before = None if write.before is None else write.before.encode()
    return "before" if content == before else "other"


def _read(content: bytes) -> list[Write]:
    try:
        read = [(each["path"], each["before"], each["after"]) for each in json.loads(content)]
        for text in (text for each in read for text in each if text is not None):
            text.encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []
    return [Write(*each) for each in read if None not in (each[0], each[2])]
