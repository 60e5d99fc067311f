"""Links between the pages of a book: what a wikilink leads to, and which pages lead to a page.

A wikilink becomes an ordinary relative link in the text that Markdown reads, so that every host
turns it into the address that its site has. Nothing here knows a host or the form of its URLs.
"""

from claimbook.links.links import Destination, Fault, Links
from claimbook.links.names import address
from claimbook.links.page import LinkedPage, read_page
from claimbook.links.writing import Edit, link_edits, link_faults

__all__ = [
    "Destination",
    "Edit",
    "Fault",
    "LinkedPage",
    "Links",
    "address",
    "link_edits",
    "link_faults",
    "read_page",
]
