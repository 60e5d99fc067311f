"""What the prose states: read the author's words as an interval, and compare it with a value.

One grammar (`phrase`) reads every kind of claim; its words are a table (`lexicon`). It refuses what
it cannot read, and what can be read in two ways, and never picks one.
"""

from claimbook.claims.comparison import (
    Agreement,
    agrees,
    interval_text,
    nearest_wording,
    recomputed_text,
)
from claimbook.claims.phrase import Kind, Phrase, Relation, read_phrase

__all__ = [
    "Agreement",
    "Kind",
    "Phrase",
    "Relation",
    "agrees",
    "interval_text",
    "nearest_wording",
    "read_phrase",
    "recomputed_text",
]
