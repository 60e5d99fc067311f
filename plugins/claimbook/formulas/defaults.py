"""The book's defaults against its formulas: each stands for a parameter that a page left out."""

from collections.abc import Iterable, Mapping

from claimbook.diagnostics import Diagnostics, Span, nearest
from claimbook.formulas.formula import Formula


def check_defaults(
    names: Iterable[str],
    formulas: Iterable[Formula],
    places: Mapping[str, Span],
    diagnostics: Diagnostics,
) -> None:
    """Report each default that no formula has a parameter for, because it would do nothing.

    Args:
        names: the names that the book gives a default to.
        formulas: what the libraries of the book offer.
        places: where the defaults stand, as `defaults.NAME`.
        diagnostics: where faults go.
    """
    wanted = list(names)
    # Signatures take their time to read, and a book may have no defaults.
    known = {name for each in formulas for name in each.signature.parameters} if wanted else set()
    for name in wanted:
        if name not in known:
            close = nearest(name, known)
            diagnostics.add(
                "invalid-option",
                f"no formula has a parameter {name}, so a default for it does nothing",
                places.get(f"defaults.{name}"),
                hint=f"did you mean {close}?" if close else "remove it, or load its library",
            )
