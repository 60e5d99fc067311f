"""The LaTeX of a formula as MathML, which browsers set without a script.

latex2mathml does the work; it is loaded when the first formula is drawn. What it cannot read is
shown nowhere: the formula stands beside it in plain text anyway. What it writes is made short,
since a page may show one formula many times: a word is one identifier instead of a row of letters,
a row of one is that one, and what HTML takes for granted is not said.
"""

from collections.abc import Iterable
from functools import lru_cache
from xml.etree.ElementTree import Element, fromstring, tostring

_UPRIGHT = {"mathvariant": "normal"}
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


@lru_cache(maxsize=512)
def mathml(latex: str) -> str | None:
    """The formula as a `<math>` element; None where the LaTeX cannot be read."""
    from latex2mathml.converter import convert  # noqa: PLC0415 - only what draws needs it

    try:
        root = fromstring(convert(latex))
    except Exception:
        return None
    for element in root.iter():
        element.tag = element.tag.removeprefix(_NAMESPACE)
    # An element of mathematics is inline unless it says otherwise.
    root.attrib.clear()
    root[:] = _shortened(root)
    if len(root) == 1 and root[0].tag == "mrow" and not root[0].attrib:
        root[:] = root[0]
    return tostring(root, encoding="unicode")


def _shortened(parent: Element) -> list[Element]:
    """The children of an element, each as short as it can be."""
    for element in parent:
        element[:] = _shortened(element)
    children = [_only(element) for element in parent]
    # Only a row may have fewer children than it had.
    return list(_words(children)) if parent.tag in ("mrow", "math") else children


def _only(element: Element) -> Element:
    """What a row consists of, where that is one element."""
    is_plain = element.tag == "mrow" and not element.attrib and len(element) == 1
    return element[0] if is_plain else element


def _words(row: Iterable[Element]) -> Iterable[Element]:
    """Upright letters that follow each other as one word, which is upright by itself."""
    word: Element | None = None
    for element in row:
        if element.tag != "mi" or element.attrib != _UPRIGHT:
            if word is not None:
                yield word
                word = None
            yield element
        elif word is None:
            word = element
        else:
            word.text = f"{word.text or ''}{element.text or ''}"
            word.attrib.clear()
            word.attrib.update(_UPRIGHT if len(word.text) == 1 else {})
    if word is not None:
        yield word
