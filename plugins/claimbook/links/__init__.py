"""Links between the pages of a book: what a wikilink leads to, and which pages lead to a page.

A wikilink becomes an ordinary relative link in the text that Markdown reads, so that every host
turns it into the address that its site has. Nothing here knows a host or the form of its URLs.
"""

from claimbook.links.links import Fault, Links
from claimbook.links.names import address, escaped
from claimbook.links.page import LinkedPage, read_page
from claimbook.links.references import (
    MARK,
    Destination,
    References,
    is_generated,
    quote_anchor,
    references_of,
    spec_anchor,
)
from claimbook.links.writing import Edit, link_edits, link_faults

__all__ = [
    "MARK",
    "Destination",
    "Edit",
    "Fault",
    "LinkedPage",
    "Links",
    "References",
    "address",
    "escaped",
    "is_generated",
    "link_edits",
    "link_faults",
    "quote_anchor",
    "read_page",
    "references_of",
    "spec_anchor",
]
