"""The form of names in data/: of files, which are the ids, and of the keys inside them."""

import re
from collections.abc import Collection

from claimbook.diagnostics import Diagnostics, did_you_mean
from claimbook.sources import yaml

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_NOT_ID = re.compile(r"[^a-z0-9]+")


def is_id(text: str) -> bool:
    """Whether a text can be the id of a subject or source."""
    return _ID.fullmatch(text) is not None


def as_id(text: str) -> str | None:
    """The id most like a text, for a hint; None where nothing of it would be left."""
    return _NOT_ID.sub("-", text.casefold()).strip("-") or None


def check_key(key: yaml.Scalar, diagnostics: Diagnostics) -> bool:
    """Whether a key can stand in the path of a spec; reports `invalid-id` where not."""
    if _KEY.fullmatch(key.text):
        return True
    near = as_id(key.text)
    diagnostics.add(
        "invalid-id",
        f"the key {key.text!r} cannot stand in the path of a spec",
        key.span,
        hint=f"write {near}" if near else "use small letters, digits, - and _",
    )
    return False


def report_unknown_key(
    key: yaml.Scalar, known: Collection[str], owner: str, diagnostics: Diagnostics
) -> None:
    """Report a key that nothing reads, with the known one that it is most like."""
    diagnostics.add(
        "unknown-key",
        f"{owner} has no key {key.text!r}",
        key.span,
        hint=did_you_mean(key.text, known, f"known: {', '.join(known)}"),
    )
