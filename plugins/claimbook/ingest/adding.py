"""Takes a document into the book: what is kept under which name, and what is written.

A capture is never written over. Where a source has changed, the new one stands beside the old one
under a name with its day, and the data file, written last, says which of them counts.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal

from claimbook.book import Book
from claimbook.diagnostics import Diagnostics, Text, nearest
from claimbook.ingest.content import Reading, read_content
from claimbook.ingest.entry import Value, changed_text, clean, source_text
from claimbook.ingest.naming import file_of, free_path, id_of
from claimbook.sources import RawReference, Source, lost_quotations, read_yaml
from claimbook.sources.source_file import SourceReader
from claimbook.sources.yaml import Mapping as YamlMapping
from claimbook.workspace import MAX_FILE_BYTES

State = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it came: its bytes, and the name or address that it came under.

    `inside` is its path where it is a file of the book's raw folder already.
    """

    content: bytes
    name: str
    url: str | None = None
    final_url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What its user says about a source; what is None is read off the document."""

    retrieved: str
    id: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    kind: str | None = None
    update: bool = False


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a document. Paths are relative to the book's root.

    `raw` is the file that quotations are looked up in, and `obstacle` says why that is in vain.
    `original` is the file with the bytes, None where `raw` is. `lost` are the specs whose quotation
    the new text does not have; `before` is the raw file that was replaced.
    """

    id: str
    state: State
    path: str
    sha256: str
    raw: str | None
    original: str | None = None
    obstacle: str | None = None
    before: str | None = None
    same_text: bool = False
    lost: tuple[str, ...] = ()


def ingest(book: Book, document: Document, wanted: Wanted, found: Diagnostics) -> Ingested | None:
    """Write a document into the book; None and a diagnostic where nothing was written."""
    if not document.content or len(document.content) > MAX_FILE_BYTES:
        _report_size(document, found)
        return None
    sha256 = hashlib.sha256(document.content).hexdigest()
    kept = _kept(book, wanted.id, sha256)
    if kept is not None:
        return _unchanged(kept, sha256)
    reading = read_content(document.content, document.name, document.media_type, document.charset)
    name = wanted.id or _at_address(book, document.url)
    if name is None:
        name = id_of(document.name, document.url, title=wanted.title, found=reading.title)
    if name is None:
        found.add(
            "invalid-id",
            f"neither a title nor the name {document.name!r} makes an id",
            hint="name one with --id",
        )
        return None
    taken = file_of(book, name)
    if taken is not None and not (wanted.update and name in book.catalogue.sources):
        _report_taken(book, name, taken, found, is_update=wanted.update)
        return None
    if taken is None and wanted.update:
        near = nearest(name, book.catalogue.sources)
        found.add(
            "unknown-source",
            f"there is no source {name} to update",
            hint=f"name one with --id{f', such as {near}' if near else ''}, or leave --update out",
        )
        return None
    return _write(book, name, document, wanted, reading, sha256, found)


def _write(
    book: Book,
    name: str,
    document: Document,
    wanted: Wanted,
    reading: Reading,
    sha256: str,
    found: Diagnostics,
) -> Ingested | None:
    before = book.catalogue.sources.get(name)
    files: dict[str, bytes] = {}
    stem = f"{book.options.raw.strip('/')}/{name}"
    kept = document.inside or free_path(
        book, stem, reading.suffix, document.content, wanted.retrieved
    )
    files[kept] = document.content
    raw, text = kept, document.content
    if reading.text is not None and not reading.is_itself:
        text = reading.text.encode()
        if len(text) > MAX_FILE_BYTES:
            _report_size(replace(document, content=text), found)
            return None
        ending = ".utf-8.txt" if kept.endswith(".txt") else ".txt"
        raw = free_path(book, stem, ending, text, wanted.retrieved)
        files[raw] = text
    original = None if raw == kept else kept
    text_hash = hashlib.sha256(text).hexdigest()
    values = _values(book, document, wanted, (raw, text_hash), (original, sha256))
    if before is None:
        title = wanted.title or reading.title or PurePosixPath(document.name).stem or name
        values = {"title": clean(title), **values, "kind": wanted.kind or "secondary"}
        order = ("title", "author", "url", "published", "retrieved", "kind", "raw", "original")
        path = f"{book.options.data.strip('/')}/sources/{name}.yml"
        entry: str | None = source_text({key: values.get(key) for key in order})
    else:
        path = before.span.path
        entry = _changed(book, before, values)
    if entry is None:
        found.add(
            "not-written",
            f"{path} is written in a way that cannot be changed in place",
            Text(path, "").span(0),
            hint="write its keys one below the other, without anchors and braces around them all",
        )
        return None
    try:
        book.workspace.write_together({**files, path: entry.encode()})
    except OSError as error:
        found.add(
            "not-written",
            f"{error.filename} cannot be written: {error.strerror}",
            Text(path, "").span(0),
            hint="nothing was written; mend the folder or its permissions, and try again",
        )
        return None
    return Ingested(
        id=name,
        state="added" if before is None else "updated",
        path=path,
        sha256=sha256,
        raw=raw,
        original=original,
        obstacle=reading.obstacle,
        before=before.raw.path if before and before.raw and before.raw.path != raw else None,
        same_text=bool(before and before.raw and before.raw.sha256 == text_hash),
        lost=() if before is None else lost_quotations(book.catalogue, name, reading.text or ""),
    )


def _values(
    book: Book,
    document: Document,
    wanted: Wanted,
    raw: tuple[str, str],
    original: tuple[str | None, str],
) -> dict[str, Value | None]:
    """The keys that this capture gives; None for one that the source does not have now."""
    values: dict[str, Value | None] = {"retrieved": wanted.retrieved, "original": None}
    told = {"file": _in_raw(book, raw[0]), "form": "capture", "sha256": raw[1]}
    address = {"url": document.final_url} if document.final_url else {}
    values["raw"] = {**told, **address, "date": wanted.retrieved}
    if original[0] is not None:
        values["original"] = {"file": _in_raw(book, original[0]), "sha256": original[1]}
    given: Mapping[str, Value | None] = {
        "title": clean(wanted.title) if wanted.title else None,
        "author": tuple(clean(author) for author in wanted.authors),
        "url": document.url,
        "published": wanted.published,
        "kind": wanted.kind,
    }
    return values | {key: value for key, value in given.items() if value}


def _in_raw(book: Book, path: str) -> str:
    """The path as a data file names it: inside the raw folder, unless that could be misread."""
    folder = book.options.raw.strip("/")
    short = path.removeprefix(f"{folder}/")
    return path if short.startswith(f"{PurePosixPath(folder).name}/") else short


def _changed(book: Book, before: Source, values: Mapping[str, Value | None]) -> str | None:
    """The data file with these values, once it is known to say them and to lose nothing else."""
    content = changed_text(before.span.text, values)
    root = None if content is None else read_yaml(Text(before.span.path, content), Diagnostics())
    if content is None or not isinstance(root, YamlMapping):
        return None
    after = SourceReader(book.options.raw, Diagnostics()).read(before.id, root)
    for key in ("title", "author", "url", "published", "retrieved", "kind"):
        value = values.get(key, getattr(before, key))
        value = ", ".join(value) if isinstance(value, tuple) else value
        if getattr(after, key) != value:
            return None
    for key in ("raw", "original"):
        told, reference = values[key], getattr(after, key)
        hash_told = told["sha256"] if isinstance(told, Mapping) else None
        if hash_told != (reference.sha256 if reference else None):
            return None
    others = ("cites", "warn_after", "error_after", "locator", "note")
    is_kept = all(getattr(after, key) == getattr(before, key) for key in others)
    return content if is_kept else None


def _kept(book: Book, name: str | None, sha256: str) -> Source | None:
    """The source that has these bytes already; one of that name, where a name is wanted."""
    for source in book.catalogue.sources.values():
        if name in {None, source.id} and any(
            held is not None and held.sha256 == sha256 and _is_whole(book, held)
            for held in (source.raw, source.original)
        ):
            return source
    return None


def _at_address(book: Book, url: str | None) -> str | None:
    """The source that was read at that address."""
    return next(
        (name for name, each in book.catalogue.sources.items() if url and each.url == url), None
    )


def _is_whole(book: Book, held: RawReference) -> bool:
    """Whether a capture still has the bytes that its data file tells."""
    content = book.workspace.read_bytes(held.path)
    return content is not None and hashlib.sha256(content).hexdigest() == held.sha256


def _unchanged(source: Source, sha256: str) -> Ingested:
    return Ingested(
        id=source.id,
        state="unchanged",
        path=source.span.path,
        sha256=sha256,
        raw=source.raw.path if source.raw else None,
        original=source.original.path if source.original else None,
    )


def _report_taken(book: Book, name: str, path: str, found: Diagnostics, *, is_update: bool) -> None:
    source = book.catalogue.sources.get(name)
    if source is None and is_update:
        hint = f"mend {path} first: it cannot be read"
    else:
        hint = "name another id with --id, or renew this source with --update"
    title = f": {source.title!r}, with other bytes" if source else ""
    found.add("duplicate-id", f"the id {name} is taken{title}", Text(path, "").span(0), hint=hint)


def _report_size(document: Document, found: Diagnostics) -> None:
    size = len(document.content)
    if size:
        found.add(
            "too-large",
            f"{document.name} has more than {MAX_FILE_BYTES:,} bytes",
            hint="keep the passages that the book quotes in a file, and give that",
        )
    else:
        found.add(
            "raw-empty", f"{document.name} is empty", hint="look whether it is the file you mean"
        )
