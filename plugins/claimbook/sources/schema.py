"""What a formula library says about the subjects of one kind: their fields and what each holds.

These are plain values; reading a file against them is the work of `reading`, and turning them into
a JSON Schema that of `json_schema`. The keys of a leaf are the engine's and the same in every
field of knowledge; a kind adds qualifiers, never keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LEAF_KEYS = (
    "value",
    "unit",
    "source",
    "quote",
    "locator",
    "approximate",
    "as_of",
    "confidence",
    "note",
    "preferred",
)
"""The keys of a spec that the engine fixes; `preferred` only where rival values stand in a list."""

SUBJECT_KEYS = ("name", "kind", "note")
"""The keys that every subject may have, whatever its kind."""

CONFIDENCES = ("high", "medium", "low", "unverified")

FREE_QUALIFIERS: Mapping[str, tuple[str, ...] | None] = MappingProxyType(
    {
        "direction": ("one-way", "bidirectional", "logical", "measured"),
        "sparsity": ("dense", "sparse", "2:4"),
        "number_format": None,
        "scope": None,
        "condition": None,
    }
)
"""The qualifiers a spec may have where no kind declares its own; None takes any words."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A spec: one sourced value.

    `unit` gives the dimension by example (`"FLOP/s"`); `"1"` is a count, written as a bare number;
    None takes any unit. With `words`, the value is one of these words (or, if `unit` is given too,
    a word or a quantity). A qualifier maps to its closed list of words, or None for any words.
    """

    unit: str | None = None
    words: tuple[str, ...] = ()
    qualifiers: Mapping[str, tuple[str, ...] | None] = field(
        default_factory=lambda: MappingProxyType({})
    )
    required_qualifiers: tuple[str, ...] = ()

    @property
    def takes_words_only(self) -> bool:
        """Whether a number would be wrong here."""
        return bool(self.words) and self.unit is None


@dataclass(frozen=True, slots=True)
class TextField:
    """Plain words without a source, such as the name of a technology."""


@dataclass(frozen=True, slots=True)
class DateField:
    """A date, YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A mapping with these fields."""

    fields: Mapping[str, "Field"]
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """A mapping whose every entry is of one field; `keys` closes the list of keys."""

    field: "Field"
    keys: tuple[str, ...] | None = None


Field = Leaf | TextField | DateField | Choice | Group | Each


@dataclass(frozen=True, slots=True)
class Kind:
    """The schema of all subjects with `kind: <name>`."""

    name: str
    fields: Mapping[str, Field]
    required: tuple[str, ...] = ()
