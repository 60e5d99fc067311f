"""A raw file: what a source says, as text, and whether it is still what it was.

The hash is that of the bytes on disk, so a capture that anybody edits, even by its line ends, is
told from the original.
"""

import hashlib
from dataclasses import dataclass

from claimbook.diagnostics import Diagnostics, Related, Text
from claimbook.sources.quotation import RawText
from claimbook.sources.spec import RawReference
from claimbook.workspace import Workspace

_INVISIBLE = "\ufeff\u200b\u2060"


@dataclass(frozen=True, slots=True)
class Document:
    """A raw file that can be quoted from. `sha256` is the hash of its bytes as they are."""

    reference: RawReference
    text: Text
    searchable: RawText
    sha256: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to quote."""
        return not self.text.content.strip().strip(_INVISIBLE).strip()


def is_there(reference: RawReference, workspace: Workspace, diagnostics: Diagnostics) -> bool:
    """Whether there is a raw file; one that differs from its recorded hash is reported.

    A changed file is still looked into: which quotation the change touches says more than the hash.
    """
    content = workspace.read_bytes(reference.path)
    if content is None:
        diagnostics.add(
            "missing-raw",
            f"there is no file {reference.path} in the book",
            reference.span,
            hint="add the file, or leave the key out until the source has one",
        )
        return False
    actual = hashlib.sha256(content).hexdigest()
    if reference.sha256 is not None and actual != reference.sha256:
        diagnostics.add(
            "raw-changed",
            f"{reference.path} has the hash {actual[:12]}..., and {reference.sha256[:12]}... "
            "is recorded",
            reference.hash_span or reference.span,
            hint=f"restore the file, or capture it anew and record sha256: {actual}",
            related=[Related(Text(reference.path, "").span(0), "the file as it is now")],
        )
    return True


def read_document(
    reference: RawReference, workspace: Workspace, diagnostics: Diagnostics
) -> Document | None:
    """The raw file as text, or None and a diagnostic."""
    text = workspace.read(reference.path, diagnostics)
    content = workspace.read_bytes(reference.path)
    if text is None or content is None:
        return None
    return Document(reference, text, RawText(text.content), hashlib.sha256(content).hexdigest())
