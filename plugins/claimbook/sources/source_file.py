"""Reads one file of data/sources/: who said it, where, when, and which file in raw/ holds it."""

import re
from dataclasses import dataclass
from typing import cast

from claimbook.diagnostics import Diagnostics, Span
from claimbook.quantities.errors import QuantityError
from claimbook.sources import yaml
from claimbook.sources.dates import check_date, read_period
from claimbook.sources.ids import report_unknown_key
from claimbook.sources.leaf import read_choice
from claimbook.sources.spec import Form, RawReference, Source, SourceKind

SOURCE_KEYS = (
    "title",
    "author",
    "url",
    "published",
    "retrieved",
    "kind",
    "cites",
    "raw",
    "original",
    "warn_after",
    "error_after",
    "locator",
    "note",
)
"""The keys of a source."""

SOURCE_KINDS = ("primary", "secondary", "commentary")

RAW_KEYS = ("file", "form", "sha256", "url", "date")
"""The keys of `raw:`, where it is a mapping."""

ORIGINAL_KEYS = ("file", "sha256")
"""The keys of `original:`."""

FORMS = ("note", "capture")

_LONGEST_PATH = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WEB = re.compile(r"https?://[^\s]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceReader:
    """Reads source files; `raw_folder` is the book's folder of raw files."""

    raw_folder: str
    diagnostics: Diagnostics

    def read(self, source: str, root: yaml.Mapping) -> Source:
        """The source; what cannot be read of it is reported and left out."""
        self._report_unknown(root, SOURCE_KEYS, "a source")
        texts = {
            key: self._text(root, key)
            for key in SOURCE_KEYS
            if key not in {"cites", "raw", "original", "author"}
        }
        if root.get("title") is None:
            self.diagnostics.add(
                "missing-key", f"the source {source} has no title", root.span, hint="add title: ..."
            )
        # A source that does not say so is not taken for the origin.
        kind_scalar = texts["kind"]
        kind = kind_scalar and read_choice(kind_scalar, SOURCE_KINDS, "kind", self.diagnostics)
        return Source(
            id=source,
            title=_words(texts["title"]) or source,
            kind=cast("SourceKind", kind or "secondary"),
            span=root.entries[0][0].span if root.entries else root.span,
            author=", ".join(self._texts(root, "author")) or None,
            url=self._url(texts["url"]),
            published=self._date(texts["published"], whole=False),
            retrieved=self._date(texts["retrieved"]),
            cites=self._texts(root, "cites"),
            raw=self._raw(root.get("raw")),
            original=self._original(root.get("original")),
            warn_after=self._period(texts["warn_after"]),
            error_after=self._period(texts["error_after"]),
            locator=_words(texts["locator"]),
            note=_words(texts["note"]),
        )

    def _raw(self, node: yaml.Node | None) -> RawReference | None:
        if node is None or (isinstance(node, yaml.Scalar) and node.is_empty):
            return None
        if isinstance(node, yaml.Scalar):
            path = self._raw_path(node.text.strip(), node.span)
            return RawReference(path, "note", node.span) if path else None
        if isinstance(node, yaml.Sequence):
            self.diagnostics.add(
                "wrong-type",
                "raw is the name of a file, or a mapping with file and form",
                node.span,
            )
            return None
        self._report_unknown(node, RAW_KEYS, "raw")
        texts = {key: self._text(node, key) for key in RAW_KEYS}
        file, sha256 = texts["file"], texts["sha256"]
        if file is None:
            self.diagnostics.add("missing-key", "raw names no file", node.span, hint="add file:")
            return None
        path = self._raw_path(file.text.strip(), file.span)
        form = texts["form"] and read_choice(texts["form"], FORMS, "form", self.diagnostics)
        if form == "capture" and sha256 is None:
            self.diagnostics.add(
                "missing-key",
                "a capture is told by its hash, and this one has none",
                file.span,
                hint="add sha256:, or form: note if it was typed by hand",
            )
        sha256 = self._hash(sha256)
        if path is None:
            return None
        return RawReference(
            path=path,
            form=cast("Form", form or "note"),
            span=file.span,
            sha256=_words(sha256),
            hash_span=sha256.span if sha256 else None,
            url=self._url(texts["url"]),
            date=self._date(texts["date"]),
        )

    def _original(self, node: yaml.Node | None) -> RawReference | None:
        if node is None or (isinstance(node, yaml.Scalar) and node.is_empty):
            return None
        if not isinstance(node, yaml.Mapping):
            self.diagnostics.add(
                "wrong-type",
                "original is a mapping with file and sha256",
                node.span,
                hint="original: {file: ..., sha256: ...}; text that is quoted stands under raw:",
            )
            return None
        self._report_unknown(node, ORIGINAL_KEYS, "original")
        texts = {key: self._text(node, key) for key in ORIGINAL_KEYS}
        for key, scalar in texts.items():
            if scalar is None:
                self.diagnostics.add(
                    "missing-key", f"original has no {key}", node.span, hint=f"add {key}: ..."
                )
        file, sha256 = texts["file"], self._hash(texts["sha256"])
        path = self._raw_path(file.text.strip(), file.span) if file else None
        if file is None or path is None or sha256 is None:
            return None
        return RawReference(path, "capture", file.span, _words(sha256), sha256.span)

    def _hash(self, scalar: yaml.Scalar | None) -> yaml.Scalar | None:
        if scalar is None or _SHA256.fullmatch(scalar.text.strip()):
            return scalar
        self.diagnostics.add(
            "unreadable-value", "sha256 is no SHA-256 hash: 64 digits 0-9 and a-f", scalar.span
        )
        return None

    def _raw_path(self, name: str, span: Span) -> str | None:
        folder = self.raw_folder.strip("/").split("/")
        parts = [part for part in name.split("/") if part not in {"", "."}]
        for leading in (folder, folder[-1:]):
            if parts[: len(leading)] == leading != parts:
                parts = parts[len(leading) :]
                break
        strange = any(mark in name for mark in "\\\0") or len(name) > _LONGEST_PATH
        if not parts or ".." in parts or name.startswith("/") or strange:
            self.diagnostics.add(
                "missing-raw",
                f"{name[:_LONGEST_PATH]!r} is not a file inside {self.raw_folder}/",
                span,
                hint=f"write its path inside {self.raw_folder}/",
            )
            return None
        return "/".join([*folder, *parts])

    def _url(self, scalar: yaml.Scalar | None) -> str | None:
        if scalar is None:
            return None
        if _WEB.fullmatch(scalar.text.strip()):
            return scalar.text.strip()
        self.diagnostics.add(
            "invalid-choice",
            f"{scalar.text.strip()!r} is no web address",
            scalar.span,
            hint="begin it with https:// or http://",
        )
        return None

    def _date(self, scalar: yaml.Scalar | None, *, whole: bool = True) -> str | None:
        if scalar is None:
            return None
        try:
            return check_date(scalar.text.strip(), whole=whole)
        except QuantityError as error:
            self.diagnostics.add(error.slug, error.message, scalar.span, hint=error.hint)
            return None

    def _period(self, scalar: yaml.Scalar | None) -> int | None:
        if scalar is None:
            return None
        try:
            return read_period(scalar.text)
        except QuantityError as error:
            self.diagnostics.add(error.slug, error.message, scalar.span, hint=error.hint)
            return None

    def _text(self, mapping: yaml.Mapping, key: str) -> yaml.Scalar | None:
        node = mapping.get(key)
        if node is None or isinstance(node, yaml.Scalar):
            return None if node is None or not node.text.strip() else node
        self.diagnostics.add("wrong-type", f"{key} is text, not a list or mapping", node.span)
        return None

    def _texts(self, mapping: yaml.Mapping, key: str) -> tuple[str, ...]:
        node = mapping.get(key)
        items = node.items if isinstance(node, yaml.Sequence) else (node,)
        texts: list[str] = []
        for item in items:
            if isinstance(item, yaml.Scalar):
                texts.append(item.text.strip())
            elif item is not None:
                self.diagnostics.add("wrong-type", f"{key} is text, or a list of texts", item.span)
        return tuple(text for text in texts if text)

    def _report_unknown(self, mapping: yaml.Mapping, known: tuple[str, ...], owner: str) -> None:
        for key, _ in mapping.entries:
            if key.text not in known:
                report_unknown_key(key, known, owner, self.diagnostics)


def _words(scalar: yaml.Scalar | None) -> str | None:
    return scalar.text.strip() if scalar else None
