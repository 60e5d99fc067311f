"""The lines of a block: indents taken off, quote marks taken off, list items told apart."""

import re

from claimbook.pages.traced import EMPTY, Traced, join

TAB = "    "
"""One level of indent."""
QUOTE = re.compile(r"(^|\n)[ ]{0,3}>[ ]?(.*)")
"""A line of a block quote."""

_ITEM = re.compile(r"[ ]{0,3}(?:\d+\.|[*+-])[ ]+(.*)")
_NESTED_ITEM = re.compile(r"[ ]{4,7}(?:\d+\.|[*+-])[ ]+.*")


def detab(block: Traced, width: int = 4) -> tuple[Traced, Traced]:
    """The leading lines that are indented by `width`, without the indent, and the rest."""
    indent = " " * width
    text = block.text
    kept: list[Traced] = []
    position = 0
    while position <= len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if text.startswith(indent, position, end):
            kept.append(block.part(position + width, end))
        elif not text[position:end].strip():
            kept.append(EMPTY)
        else:
            break
        position = end + 1
    return join("\n", kept) if kept else EMPTY, block.rest(position)


def loose_detab(block: Traced, level: int = 1) -> Traced:
    """Without one indent (or `level` of them) in each line that has it."""
    width = len(TAB) * level
    indent = " " * width
    return join(
        "\n",
        [line.part(width) if line.text.startswith(indent) else line for line in block.split("\n")],
    )


def unquoted(line: Traced) -> Traced:
    """The line without its quote mark, if it has one."""
    if line.text.strip() == ">":
        return EMPTY
    match = QUOTE.match(line.text)
    return line.part(*match.span(2)) if match else line


def list_items(block: Traced, item: re.Pattern[str] | None = None) -> list[Traced]:
    """The items of a list block, each with its further lines.

    An item begins as `item` says, which holds its content; without it, as one of either kind.
    """
    begins = _ITEM if item is None else item
    items: list[list[Traced]] = []
    for line in block.split("\n"):
        match = begins.match(line.text)
        if match:
            items.append([line.part(match.start(1))])
        elif _NESTED_ITEM.match(line.text) and not items[-1][0].text.startswith(TAB):
            items.append([line])
        else:
            items[-1].append(line)
    return [join("\n", lines) for lines in items]
