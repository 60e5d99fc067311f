"""What would be a macro if it called something: `<< heater.power >>`, `<< ledger >>`.

Angle brackets around words are text, in C++ and elsewhere, and nothing is evaluated in them. Where
the words are a place in data/ or the name of a macro, though, a number was hardly not meant.
"""

import re
from collections.abc import Collection, Iterator

from claimbook.diagnostics import nearest

_BRACKETED = re.compile(r"(?<!<)<<[ \t]+(?P<words>[^<>()`\"'\r\n]{1,200}?)[ \t]+>>(?!>)")
_PATH = re.compile(r"(?<![\w.-])[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[A-Za-z0-9_-]+)+(?![\w.-])")
_NAME = re.compile(r"[^\W\d]\w*")
# A filter that takes nothing has no parentheses either.
_FILTERS = re.compile(r"(?:[ \t]*\|[ \t]*[a-z]+)*\Z")


def uncalled(
    content: str, start: int, names: Collection[str], specs: Collection[str]
) -> Iterator[tuple[int, int, str]]:
    """Each of them: where it begins and ends, and what to write instead.

    Args:
        content: a text.
        start: where to begin.
        names: the names that can be called.
        specs: the paths of all specs.
    """
    for match in _BRACKETED.finditer(content, start):
        meant = _meant(match["words"], names, specs)
        if meant is not None:
            yield match.start(), match.end(), meant


def _meant(words: str, names: Collection[str], specs: Collection[str]) -> str | None:
    if (name := _NAME.match(words)) and name[0] in names and _FILTERS.match(words, name.end()):
        return f"{name[0]}(...){words[name.end() :]}"
    known = {path: _spec(path, specs) for path in _PATH.findall(words)}
    if not any(known.values()):
        return None
    return _PATH.sub(lambda path: f'spec("{known[path[0]]}")' if known[path[0]] else path[0], words)


def _spec(path: str, specs: Collection[str]) -> str | None:
    """The spec that a path means; None where it begins with no subject of data/."""
    if path in specs:
        return path
    subject = f"{path.partition('.')[0]}."
    inside = [each for each in specs if each.startswith(subject)]
    return nearest(path, inside) or inside[0] if inside else None
