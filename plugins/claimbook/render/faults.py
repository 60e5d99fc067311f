"""What is wrong with a page, shown in it: at its place, or at the head where it has none.

A heading, a title, front matter and data/ have no room for a box of their own.
"""

from collections.abc import Iterable
from html import escape

from claimbook.diagnostics import Diagnostic, visible
from claimbook.render.words import words_of

_MOST = 20


def fault_html(source: str, fault: Diagnostic) -> str:
    """A macro that failed, in its place: its own text and what is wrong."""
    return (
        f'<span class="cb-error"><code>{_text(source)}</code> {_said(fault)}{_hint(fault)}</span>'
    )


def head_html(faults: Iterable[Diagnostic], markup: str, language: str) -> str:
    """A box with those faults that a page does not show; empty where it shows them all.

    Args:
        faults: what is wrong with the page or with the book.
        markup: the HTML of the page.
        language: that of the page.
    """
    left = [fault for fault in faults if _said(fault) not in markup]
    if not left:
        return ""
    words = words_of(language)
    items = "".join(f"<li>{_said(fault)}{_hint(fault)}</li>" for fault in left[:_MOST])
    if len(left) > _MOST:
        items += f"<li>{_text(words.more.format(len(left) - _MOST))}</li>"
    return (
        f'<div class="cb-faults cb-error" data-search-exclude>'
        f"<p>{_text(words.faults)}</p><ul>{items}</ul></div>"
    )


def _said(fault: Diagnostic) -> str:
    """What tells one fault from any other; its hint may differ from page to page."""
    place = f"{fault.location} " if fault.location else ""
    return _text(f"{place}{fault.code}: {fault.message}")


def _hint(fault: Diagnostic) -> str:
    return _text(f" ({fault.hint})") if fault.hint else ""


def _text(words: str) -> str:
    return escape(visible(words))
