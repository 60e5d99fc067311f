"""What a source says, as we keep it, with the quoted words marked and a place for each quotation.

A note is ours and stands in full. Of an original only the passages around the quoted words are
shown: the rest is its author's to publish.
"""

from collections.abc import Mapping

from claimbook.generated.writing import anchor, block
from claimbook.links import quote_anchor

_LONGEST = 60_000
_AROUND = 400
_CUT = "\n […]\n"

Places = Mapping[str, tuple[int, int]]


def note_html(content: str, places: Places, *, is_whole: bool) -> tuple[bool, str] | None:
    """Whether all of a raw text is shown, and the block that shows it; None for nothing.

    Args:
        content: the raw text.
        places: the beginning and end of each quotation, by the path of its spec.
        is_whole: whether all of it may be shown.
    """
    whole = is_whole and len(content) <= _LONGEST
    passages = [(0, len(content))] if whole else _passages(content, places)
    if not passages:
        return None
    shown = [_marked(content, places, start, end) for start, end in passages]
    cut = "" if whole else block(_CUT)
    markup = cut.join(["", *shown, ""]) if cut else shown[0]
    return whole, f'<pre class="cb-raw">{markup}</pre>'


def _passages(content: str, places: Places) -> list[tuple[int, int]]:
    """The lines around the quotations, in their order and without overlap."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(places.values()):
        first = content.rfind("\n", 0, max(0, start - _AROUND)) + 1
        last = content.find("\n", min(len(content), end + _AROUND))
        # A file of one endless line has no better place to cut.
        first = max(first, start - 2 * _AROUND)
        last = min(len(content) if last < 0 else last, end + 2 * _AROUND)
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _marked(content: str, places: Places, start: int, end: int) -> str:
    """One passage; quotations that overlap share one mark and keep a place each."""
    inside = sorted((place, spec) for spec, place in places.items() if start <= place[0] < end)
    marks: list[list[int]] = []
    for (first, last), _ in inside:
        if marks and first < marks[-1][1]:
            marks[-1][1] = max(marks[-1][1], last)
        else:
            marks.append([first, last])
    events = [(first, 2, anchor(quote_anchor(spec))) for (first, _), spec in inside]
    events += [(first, 1, "<mark>") for first, _ in marks]
    events += [(last, 0, "</mark>") for _, last in marks]
    pieces, position = [], start
    for place, _, markup in sorted(events):
        pieces += [block(content[position:place]), markup]
        position = place
    return "".join([*pieces, block(content[position:end])])
