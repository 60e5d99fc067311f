"""Dates and periods as data files write them, and how old a source may be.

The one module that knows a calendar. What day it is now is an input of every question: a build
that asked the clock would differ from itself tomorrow. Only who records a day asks `today`.
"""

import datetime
import re
from collections.abc import Mapping
from typing import Literal, Protocol

from claimbook.quantities.errors import QuantityError

Freshness = Literal["fresh", "stale", "invalid"]

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_PERIOD = re.compile(r"([0-9]{1,6}) ?(d|days?|w|weeks?)")


class Dated(Protocol):
    """What freshness needs of a source: the day it was retrieved, and its limits in days."""

    @property
    def retrieved(self) -> str | None:
        """YYYY-MM-DD."""

    @property
    def warn_after(self) -> int | None:
        """Older than this is stale."""

    @property
    def error_after(self) -> int | None:
        """Older than this is an error."""


def check_date(text: str, *, whole: bool = True) -> str:
    """The date as written, once it is known to be one of the calendar.

    `whole` asks for YYYY-MM-DD; otherwise YYYY-MM and YYYY will do.

    Raises:
        QuantityError: `invalid-date`.
    """
    match = _DATE.fullmatch(text)
    form = "YYYY-MM-DD" if whole else "YYYY-MM-DD, YYYY-MM or YYYY"
    if match is None or (whole and match[3] is None):
        raise QuantityError("invalid-date", f"{text!r} is not a date", f"write it as {form}")
    try:
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise QuantityError(
            "invalid-date", f"{text!r} is no day of the calendar", f"write it as {form}"
        ) from None
    return text


def read_period(text: str) -> int:
    """The days of a period such as `180d` or `26w`.

    Raises:
        QuantityError: `invalid-duration`.
    """
    match = _PERIOD.fullmatch(text.strip())
    if match is None:
        raise QuantityError(
            "invalid-duration",
            f"{text!r} is not a period",
            "write days or weeks, such as 180d or 26w",
        )
    return int(match[1]) * (7 if match[2].startswith("w") else 1)


def day_of_build(environment: Mapping[str, str]) -> str | None:
    """The day (YYYY-MM-DD, UTC) that SOURCE_DATE_EPOCH names; None where it is not set.

    Raises:
        QuantityError: `invalid-date`.
    """
    seconds = environment.get("SOURCE_DATE_EPOCH", "").strip()
    if not seconds:
        return None
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise QuantityError(
            "invalid-date",
            f"SOURCE_DATE_EPOCH is {seconds!r}, which is no count of seconds",
            "set it to seconds since 1970, or unset it",
        ) from None


def today() -> str:
    """The day that this machine's clock shows, where it is: for what records when it was done."""
    return datetime.datetime.now(datetime.UTC).astimezone().date().isoformat()


def days_between(earlier: str, later: str) -> int:
    """Days from one YYYY-MM-DD to another; negative if they stand in the other order."""
    return (datetime.date.fromisoformat(later) - datetime.date.fromisoformat(earlier)).days


def freshness(source: Dated, as_of: str | None) -> Freshness | None:
    """Whether a source is still within its own limits on the day `as_of` (YYYY-MM-DD).

    A source without limits is fresh. Limits that cannot be applied (no `retrieved`, a day after
    `as_of`, `error_after` shorter than `warn_after`) are invalid, which is not the same as stale.
    None where no day is given: then nobody knows.
    """
    limits = [limit for limit in (source.warn_after, source.error_after) if limit is not None]
    if not limits:
        return "fresh"
    if source.retrieved is None or limits != sorted(limits):
        return "invalid"
    if as_of is None:
        return None
    age = days_between(source.retrieved, as_of)
    if age < 0:
        return "invalid"
    return "stale" if age > min(limits) else "fresh"
