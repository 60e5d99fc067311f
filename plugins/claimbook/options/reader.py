"""Single settings, each read as what it has to be: a text, a share, a count, keys of pages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from posixpath import normpath
from typing import Any

from claimbook.diagnostics import Diagnostics, Span
from claimbook.options.configuration import Setting

_COUNT = re.compile(r"[0-9]{1,9}")
_FOLDER = re.compile(r"[^\s\\./][^\s\\]*")
_PERCENTAGE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,20})?)\s*(%?)")
KEY_KINDS = ("text", "date", "integer", "[text]")
"""What a value in the front matter may have to be, besides one of a list of words."""


@dataclass(frozen=True, slots=True)
class PageKey:
    """What the book asks of one key of its pages' front matter."""

    name: str
    kind: str
    """One of `KEY_KINDS`, or `choice`."""
    is_required: bool = True
    choices: tuple[str, ...] = ()


class Reader:
    """Reads single settings, each with its own type; an empty one counts as left out."""

    def __init__(self, settings: Mapping[str, tuple[Any, Span]], diagnostics: Diagnostics) -> None:
        self._settings = {
            key: value
            for key, (value, _) in settings.items()
            if not (isinstance(value, Setting) and not value.text)
        }
        self._places = {key: span for key, (_, span) in settings.items()}
        self._diagnostics = diagnostics

    def _wrong(self, key: str, value: object, wanted: str) -> None:
        span = value.span if isinstance(value, Setting) else self._places[key]
        self._diagnostics.add("invalid-option", f"{key} must be {wanted}", span)

    def places(self, *keys: str) -> dict[str, Span]:
        """Where these settings stand: a text at itself, the entries of a mapping at their names."""
        found: dict[str, Span] = {}
        for key in keys:
            value = self._settings.get(key)
            if isinstance(value, Setting):
                found[key] = value.span
            elif isinstance(value, dict):
                found.update({f"{key}.{name}": span for name, (_, span) in value.items()})
        return found

    def text(self, key: str) -> str | None:
        """A text."""
        value = self._settings.get(key)
        if isinstance(value, Setting):
            return value.text
        if value is not None:
            self._wrong(key, value, "a text")
        return None

    def path(self, key: str, default: str) -> str:
        """A path in its shortest form."""
        return normpath(self.text(key) or default)

    def inside(self, key: str, default: str) -> str:
        """A folder inside another, or that one itself."""
        path = self.path(key, default)
        if path.startswith("/") or path.partition("/")[0] == "..":
            self._wrong(key, self._settings[key], "a folder within that of the pages")
            return default
        return path

    def folder(self, key: str) -> str | None:
        """A folder inside another; None for false."""
        text = self.text(key)
        if text is None or text.lower() == "false":
            return None
        path = normpath(text)
        if text.lower() == "true" or not _FOLDER.fullmatch(path):
            self._wrong(key, self._settings[key], "false or the name of a folder")
            return None
        return path

    def texts(self, key: str) -> list[Setting]:
        """A list of texts; a single one counts as a list."""
        value = self._settings.get(key)
        if isinstance(value, Setting):
            return [value]
        items = value if isinstance(value, list) else []
        texts = [item for item in items if isinstance(item, Setting) and item.text]
        if value is not None and not (isinstance(value, list) and len(texts) == len(items)):
            self._wrong(key, value, "a list of texts")
        return texts

    def mapping(self, key: str) -> dict[str, str]:
        """Names and texts."""
        value = self._settings.get(key)
        if isinstance(value, dict):
            for item in value.values():
                if not isinstance(item[0], Setting):
                    self._wrong(key, item[0], "names and texts")
            return {
                name: item.text for name, (item, _) in value.items() if isinstance(item, Setting)
            }
        if value is not None:
            self._wrong(key, value, "a mapping of names and texts")
        return {}

    def percent(self, key: str, default: Fraction) -> Fraction:
        """A share below one, as a percentage or as a number."""
        value = self._settings.get(key)
        if value is None:
            return default
        if isinstance(value, Setting) and (read := _PERCENTAGE.fullmatch(value.text)):
            share = Fraction(read[1]) / (100 if read[2] else 1)
            if share < 1:
                return share
        self._wrong(key, value, "a percentage, such as 5 %")
        return default

    def count(self, key: str) -> int | None:
        """A whole number."""
        value = self._settings.get(key)
        if value is None:
            return None
        if isinstance(value, Setting) and _COUNT.fullmatch(value.text):
            return int(value.text)
        self._wrong(key, value, "a whole number")
        return None

    def page_keys(self, key: str) -> Iterable[PageKey]:
        """What is asked of the front matter of pages."""
        value = self._settings.get(key)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, value, "a mapping of keys and what each has to be")
            return
        for name, (wanted, place) in (value or {}).items():
            required = not name.endswith("?")
            single = wanted.text if isinstance(wanted, Setting) else ""
            words = (
                [each.text for each in wanted if isinstance(each, Setting) and each.text]
                if (isinstance(wanted, list))
                else []
            )
            bare = name.removesuffix("?")
            if words == ["text"]:
                yield PageKey(bare, "[text]", required)
            elif words and len(words) == len(wanted):
                yield PageKey(bare, "choice", required, tuple(words))
            elif single in KEY_KINDS:
                yield PageKey(bare, single, required)
            else:
                self._diagnostics.add(
                    "invalid-option",
                    f"{key} does not say what {bare} has to be",
                    place,
                    hint=f"write one of {', '.join(KEY_KINDS)}, or a list of words",
                )

    def choice(self, key: str, words: Sequence[str]) -> str:
        """One of the words; the first unless the setting says otherwise."""
        written = self.text(key)
        if written is None or written in words:
            return written or words[0]
        self._wrong(key, self._settings[key][0], f"one of {', '.join(words)}")
        return words[0]

    def truth(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._settings.get(key)
        if value is None:
            return default
        if isinstance(value, Setting) and value.text.lower() in ("true", "false"):
            return value.text.lower() == "true"
        self._wrong(key, value, "true or false")
        return default
