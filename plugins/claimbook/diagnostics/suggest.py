"""Near-miss names, for every message that says a name is unknown."""

from collections.abc import Iterable


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


def _fold(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "").replace(" ", "")
