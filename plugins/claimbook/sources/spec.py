"""What data/ holds once it is read: subjects, their specs, and the sources behind them.

Plain values. In a catalogue every spec has a readable value and a source that exists; a spec whose
text was refused is not there, but its path is kept in `broken`, so that whoever asks for it can
stay silent about what has been reported already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from claimbook.diagnostics import Span
from claimbook.quantities.numeral import Numeral
from claimbook.quantities.unit import STANDARD, Unit, UnitTable
from claimbook.sources.dates import Freshness, freshness

Form = Literal["note", "capture"]
SourceKind = Literal["primary", "secondary", "commentary"]


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a source (a W3C TextQuoteSelector), and where our file says them."""

    exact: str
    prefix: str
    suffix: str
    span: Span


@dataclass(frozen=True, slots=True)
class Spec:
    """One sourced value of a subject.

    `value` is exact and in base units; for a value that is a word (`fp8`), it is None and `word`
    is set. `text` is the value as written. `span` is the place of the value. `rivals` are the
    values that other sources give for the same thing; their paths end in `[n]`, counted from 1.
    """

    path: str
    text: str
    span: Span
    source: str
    value: Fraction | None = None
    word: str | None = None
    numeral: Numeral | None = None
    unit: Unit | None = None
    qualifiers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    quote: Quote | None = None
    locator: str | None = None
    approximate: bool = False
    confidence: str | None = None
    as_of: str | None = None
    note: str | None = None
    rivals: tuple["Spec", ...] = ()

    @property
    def subject(self) -> str:
        """The id of the subject it belongs to."""
        return self.path.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing described. `specs` and `texts` are keyed by their path inside the subject."""

    id: str
    name: str
    kind: str | None
    span: Span
    specs: Mapping[str, Spec]
    texts: Mapping[str, str]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RawReference:
    """The file in raw/ that holds what a source says.

    `path` is relative to the book's root. A note was typed by us; a capture is the original, told
    by its hash. `span` is the place of the file's name, `hash_span` that of the hash.
    """

    path: str
    form: Form
    span: Span
    sha256: str | None = None
    hash_span: Span | None = None
    url: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it, where and when. `warn_after` and `error_after` are days after `retrieved`."""

    id: str
    title: str
    kind: SourceKind
    span: Span
    author: str | None = None
    url: str | None = None
    published: str | None = None
    retrieved: str | None = None
    cites: tuple[str, ...] = ()
    raw: RawReference | None = None
    original: RawReference | None = None
    """The bytes that the text of `raw` was taken from, where they are another file."""
    warn_after: int | None = None
    error_after: int | None = None
    locator: str | None = None
    note: str | None = None

    def freshness(self, as_of: str | None) -> Freshness | None:
        """Whether it is within its own limits on that day; see `dates.freshness`."""
        return freshness(self, as_of)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of data/. `specs` is keyed by full path, `subjects` and `sources` by id.

    `broken` has the full paths of refused specs, and the ids of subjects whose file was refused
    as a whole. `documents` are the raw files that sources name, by path; `units` is the table
    that the values were read with.
    """

    subjects: Mapping[str, Subject]
    sources: Mapping[str, Source]
    specs: Mapping[str, Spec]
    broken: frozenset[str] = frozenset()
    documents: Mapping[str, RawReference] = field(default_factory=lambda: MappingProxyType({}))
    units: UnitTable = STANDARD

    def is_broken(self, path: str) -> bool:
        """Whether that spec, or the whole subject it belongs to, was reported and left out."""
        return path in self.broken or path.partition(".")[0] in self.broken
