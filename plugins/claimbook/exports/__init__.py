"""What a published book says to programs: its claims, its sources, its derivations, its reviews.

Documents are in a stable order, built from one check; they know no clock and no path of the
machine, so the same book gives the same bytes. What they hold many of is made while it is
written, so a large book needs no more memory than a small one. Who writes them where is a host's.
"""

from claimbook.exports.claims import claims_document
from claimbook.exports.feed import FEED, feed_link, feed_text, page_address
from claimbook.exports.files import EXPORTS, export_files
from claimbook.exports.prov import prov_document
from claimbook.exports.reviews import reviews_document, reviews_html
from claimbook.exports.schemas import claims_schema, sources_schema
from claimbook.exports.sources import sources_document

__all__ = [
    "EXPORTS",
    "FEED",
    "claims_document",
    "claims_schema",
    "export_files",
    "feed_link",
    "feed_text",
    "page_address",
    "prov_document",
    "reviews_document",
    "reviews_html",
    "sources_document",
    "sources_schema",
]
