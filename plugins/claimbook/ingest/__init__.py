"""A source into the book: its bytes, its text, its data file; and whether it is still the same.

The one room that goes to the network, and only for the command `claimbook ingest`: a check and a
build know nothing but the files of the book.
"""

from claimbook.ingest.command import ingest_command

__all__ = ["ingest_command"]
