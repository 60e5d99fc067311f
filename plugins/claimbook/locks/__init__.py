"""The lock: what has been published, what has changed since, and what the journal says of it."""

from claimbook.locks.checking import check_lock, with_lock
from claimbook.locks.drift import CAUSES, Change, Shift, by_cause, drift_diagnostics, shifts_of
from claimbook.locks.file import (
    LOCK_NAME,
    MAX_LOCK_BYTES,
    PENDING_NAME,
    Lock,
    read_lock,
    write_lock,
)
from claimbook.locks.history import (
    ACCEPTED,
    Acceptance,
    History,
    Revision,
    day_in,
    is_entry,
    read_history,
    stale_pages,
)
from claimbook.locks.locked import Locked, expression_of, locked, page_of, place_of
from claimbook.locks.matching import Matching, match

__all__ = [
    "ACCEPTED",
    "CAUSES",
    "LOCK_NAME",
    "MAX_LOCK_BYTES",
    "PENDING_NAME",
    "Acceptance",
    "Change",
    "History",
    "Lock",
    "Locked",
    "Matching",
    "Revision",
    "Shift",
    "by_cause",
    "check_lock",
    "day_in",
    "drift_diagnostics",
    "expression_of",
    "is_entry",
    "locked",
    "match",
    "page_of",
    "place_of",
    "read_history",
    "read_lock",
    "shifts_of",
    "stale_pages",
    "with_lock",
    "write_lock",
]
