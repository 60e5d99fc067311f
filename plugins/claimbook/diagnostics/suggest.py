"""Near-miss names, for every message that says a name is unknown."""

from collections.abc import Iterable
from typing import TypeVar

_Otherwise = TypeVar("_Otherwise", str, None)


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known name most like `name`, or None where none is alike.

    A difference in case or in `-`, `_` and space alone counts as no difference.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong name needs it

    candidates = sorted(set(known))
    folded = {_fold(candidate): candidate for candidate in reversed(candidates)}
    if _fold(name) in folded:
        return folded[_fold(name)]
    matches = get_close_matches(_fold(name), folded, n=1, cutoff=cutoff)
    return folded[matches[0]] if matches else None


def did_you_mean(
    name: str,
    known: Iterable[str],
    otherwise: _Otherwise,
    *,
    form: str = "{}",
    cutoff: float = 0.6,
) -> str | _Otherwise:
    """The hint for an unknown name: a question after the nearest known one, if one is near.

    Args:
        name: what was written.
        known: what could have been.
        otherwise: the hint where nothing is alike.
        form: how the name is written, with `{}` in its place.
        cutoff: how much alike they have to be, from 0 to 1.
    """
    near = nearest(name, known, cutoff=cutoff)
    return otherwise if near is None else f"did you mean {form.replace('{}', near)}?"


def _fold(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "").replace(" ", "")
