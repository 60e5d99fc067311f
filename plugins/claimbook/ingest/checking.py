"""Whether sources with an address are still what was captured; nothing is written.

Bytes are compared with the hashes that the data files record, so this asks the network and not
the raw files.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from claimbook.book import Book
from claimbook.diagnostics import Diagnostics, nearest
from claimbook.ingest.content import read_content
from claimbook.ingest.fetching import Fetched, FetchError, fetch
from claimbook.sources import Source, lost_quotations

State = Literal[
    "unchanged", "changed", "moved", "gone", "unreachable", "not captured", "no address"
]
FAILING: frozenset[State] = frozenset({"changed", "gone", "unreachable"})
"""What a program that watches its sources has to look at."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one source.

    `moved_to` is where its address leads now, if elsewhere. `new_bytes` says whether its bytes
    differ, where there is a capture; they may, while the words are the same. `lost` are the specs
    whose quotation the words of now do not have.
    """

    id: str
    state: State
    url: str | None = None
    moved_to: str | None = None
    new_bytes: bool | None = None
    lost: tuple[str, ...] = ()
    message: str | None = None


def check_sources(book: Book, names: Iterable[str], found: Diagnostics) -> Iterator[Checked]:
    """Fetch the sources of those ids, or all that have an address, and compare, one by one."""
    sources = book.catalogue.sources
    asked = list(dict.fromkeys(names))
    for name in asked:
        if name not in sources:
            close = nearest(name, sources)
            found.add(
                "unknown-source",
                f"there is no source {name}",
                hint=f"did you mean {close}?" if close else "look into data/sources/",
            )
    wanted = [name for name in asked if name in sources] or ([] if asked else sorted(sources))
    for name in wanted:
        source = sources[name]
        url = source.raw.url if source.raw and source.raw.url else source.url
        if url is not None:
            yield _check(book, source, url)
        elif asked:
            yield Checked(name, "no address")


def _check(book: Book, source: Source, url: str) -> Checked:
    try:
        now = fetch(url)
    except FetchError as error:
        state: State = "gone" if error.is_gone else "unreachable"
        return Checked(source.id, state, url, message=error.message)
    moved_to = now.final_url if now.final_url.partition("#")[0] != url.partition("#")[0] else None
    calm: State = "moved" if moved_to else "unchanged"
    hashes = {
        held.sha256
        for held in (source.raw, source.original)
        if held is not None and held.form == "capture"
    }
    if not hashes:
        return Checked(source.id, "moved" if moved_to else "not captured", url, moved_to)
    if hashlib.sha256(now.content).hexdigest() in hashes:
        return Checked(source.id, calm, url, moved_to, new_bytes=False)
    text = _text(now)
    if text is not None and hashlib.sha256(text.encode()).hexdigest() in hashes:
        return Checked(source.id, calm, url, moved_to, new_bytes=True)
    lost = lost_quotations(book.catalogue, source.id, text or "")
    return Checked(source.id, "changed", url, moved_to, new_bytes=True, lost=lost)


def _text(now: Fetched) -> str | None:
    name = now.final_url.partition("?")[0].rpartition("/")[2]
    return read_content(now.content, name, now.media_type, now.charset).text
