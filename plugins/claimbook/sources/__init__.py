"""The knowledge base's facts: what data/ says, who said it, and whether the raw files bear it out.

Strict by design: text stays text until a schema types it, every value keeps its place in the
file, and a quotation counts only when its words and its number are found in the source.
"""

from typing import TYPE_CHECKING

from claimbook.sources.dates import Freshness, check_date, freshness
from claimbook.sources.document import Document, read_document
from claimbook.sources.evidence import (
    FoundQuote,
    check_freshness,
    check_quotations,
    lost_quotations,
)
from claimbook.sources.loading import load_catalogue
from claimbook.sources.override import COMMAND_LINE, override
from claimbook.sources.schema import Choice, DateField, Each, Field, Group, Kind, Leaf, TextField
from claimbook.sources.spec import Catalogue, Quote, RawReference, Source, Spec, Subject
from claimbook.sources.value import read_quantity
from claimbook.sources.yaml import read_yaml

if TYPE_CHECKING:
    from claimbook.sources.json_schema import schema_document

__all__ = [
    "COMMAND_LINE",
    "Catalogue",
    "Choice",
    "DateField",
    "Document",
    "Each",
    "Field",
    "FoundQuote",
    "Freshness",
    "Group",
    "Kind",
    "Leaf",
    "Quote",
    "RawReference",
    "Source",
    "Spec",
    "Subject",
    "TextField",
    "check_date",
    "check_freshness",
    "check_quotations",
    "freshness",
    "load_catalogue",
    "lost_quotations",
    "override",
    "read_document",
    "read_quantity",
    "read_yaml",
    "schema_document",
]


def __getattr__(name: str) -> object:
    # Only `claimbook schema` needs it, and every start would pay for it.
    if name == "schema_document":
        from claimbook.sources.json_schema import schema_document  # noqa: PLC0415

        return schema_document
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
